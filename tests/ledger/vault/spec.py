"""`tests.domain.spec` for the vault's decider alone, until the tables of the domain know it.

The same words: replace the import by `tests.domain.spec` when they do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce

import pytest

from domain.deciders.base import Context, Refusal
from domain.deciders.vault import Commands, decide
from domain.events.base import Event
from domain.states.vault import INITIAL, Words, evolve

TODAY = date(2026, 9, 1)


@dataclass(frozen=True)
class Outcome:
    state: Words
    command: Commands
    context: Context

    def then(self, *expected: Event) -> None:
        """Exactly these events; deciding again adds nothing."""
        decided = decide(self.state, self.command, self.context)
        assert decided == expected
        assert {type(event) for event in decided} <= set(self.command.records)
        after = reduce(evolve, decided, self.state)
        assert decide(after, self.command, self.context) == (), "deciding twice adds something"

    def then_nothing(self) -> None:
        assert decide(self.state, self.command, self.context) == ()

    def refused(self, code: str, *words: str) -> None:
        with pytest.raises(Refusal) as caught:
            decide(self.state, self.command, self.context)
        refusal = caught.value
        assert refusal.code == code, f"{refusal.code}: {refusal}"
        for sentence in (refusal.message, refusal.remedy):
            assert sentence.endswith("."), sentence
            assert len(sentence.split()) > 2, sentence
        assert not [word for word in words if word not in str(refusal)], str(refusal)


@dataclass(frozen=True)
class History:
    state: Words

    def when(self, command: Commands, *, actor: str, today: date = TODAY) -> Outcome:
        return Outcome(self.state, command, Context(actor, today, lambda _: None))


def given(*events: Event) -> History:
    return History(reduce(evolve, events, INITIAL))
