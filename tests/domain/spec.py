"""Given what happened, when somebody asks, then this is recorded: a decider's rules by equality.

`given(*happened).when(command, actor=..., today=...)` then one of `.then(event, ...)`,
`.then_nothing()`, `.refused(code)`. Every spec also checks the laws of all deciders.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from domain.audit.events import PlanAgreed
from domain.audit.state import Audit
from domain.directory.decisions import FormPartnership
from domain.directory.state import Directory
from domain.kernel import streams
from domain.kernel.access import Standing, may_record
from domain.kernel.command import Command, Context, Refusal, cannot_measure
from domain.kernel.event import Event
from domain.kernel.processes import Process
from domain.kernel.registry import decide, fold
from domain.kernel.vocabulary import KnownBy, StreamId
from domain.recommendation.events import MeasuredVerdict, Measurement
from tests.world import Happened as Happened
from tests.world import at as at

TODAY = date(2026, 9, 1)


@dataclass(frozen=True)
class History:
    """What happened so far, in order."""

    happened: tuple[Happened, ...]
    measurement: Measurement | None = None
    """What is measured, where a decision asks for it."""
    known_by: KnownBy = KnownBy.LOCAL
    is_signed: bool = False

    def look(self, stream: StreamId) -> object:
        return fold(stream, [event for where, event in self.happened if where == stream])

    def context(self, actor: str, today: date = TODAY) -> Context:
        known: dict[str, Any] = {"known_by": self.known_by, "is_signed": self.is_signed}
        return Context(actor, today, self.look, self.measure, **known)

    def signed(self) -> History:
        """Whoever asks signs what they ask for."""
        return replace(self, is_signed=True)

    def measure(self, recommendation: str) -> object:
        return self.measurement or cannot_measure(recommendation)

    def measuring(self, *verdicts: MeasuredVerdict) -> History:
        return replace(self, measurement=Measurement(position=7, method=2, verdicts=verdicts))

    def decide(self, command: Command, actor: str, today: date) -> tuple[Event, ...]:
        return decide(self.look(command.stream), command, self.context(actor, today))

    def may(self, actor: str, command: Command) -> bool:
        """Whether the access table lets this person record all that the command may lead to."""
        directory, audit = self.look(streams.DIRECTORY), command.resource.audit
        assert isinstance(directory, Directory)
        leads = self.look(streams.audit(audit)) if audit else None
        led = {audit} if audit and isinstance(leads, Audit) and leads.lead == actor else set[str]()
        person = directory.people.get(actor)
        standing = Standing(actor, person.grants if person else frozenset(), frozenset(led))
        return all(may_record(standing, e.__name__, command.resource) for e in command.records)

    def when(self, command: Command, *, actor: str, today: date = TODAY) -> Outcome:
        return Outcome(self, command, actor, today)


def under(process: Process, happened: tuple[Happened, ...]) -> tuple[Happened, ...]:
    """The same history under another process, without a moderation day."""
    return tuple((s, _replanned(e, process)) for s, e in happened)


def _replanned(event: Event, process: Process) -> Event:
    if not isinstance(event, PlanAgreed):
        return event
    fields = event.model_dump()
    fields["plan"]["process"] = process
    fields["plan"]["timescale"]["moderation_on"] = None
    return PlanAgreed.model_validate(fields)


def given(*happened: Happened) -> History:
    return History(happened)


@dataclass(frozen=True)
class Outcome:
    """A command in its circumstances, waiting to be told what should come of it."""

    history: History
    command: Command
    actor: str
    today: date

    def then(self, *expected: Event, again_because: str = "") -> None:
        """Exactly these events. `again_because`: why the same command twice records twice."""
        decided = self.history.decide(self.command, self.actor, self.today)
        assert decided == expected
        assert {type(event) for event in decided} <= set(self.command.records)
        assert isinstance(self.command, FormPartnership) or self.history.may(
            self.actor, self.command
        ), f"{self.actor} may not record this"
        after = replace(
            self.history, happened=(*self.history.happened, *at(self.command.stream, *decided))
        )
        twice = after.decide(self.command, self.actor, self.today)
        assert twice == (expected if again_because else ()), "deciding twice adds something"

    def then_nothing(self) -> None:
        """It is already so."""
        assert self.history.decide(self.command, self.actor, self.today) == ()

    def refused(self, code: str, *words: str) -> None:
        """No, by this rule; `words` are what the message or the remedy must name."""
        with pytest.raises(Refusal) as caught:
            self.history.decide(self.command, self.actor, self.today)
        refusal = caught.value
        assert refusal.code == code, f"{refusal.code}: {refusal}"
        require_sentences(refusal)
        assert not [word for word in words if word not in str(refusal)], str(refusal)


def require_sentences(refusal: Refusal) -> None:
    """A refusal says what was given and what to do, each in a whole sentence."""
    for sentence in (refusal.message, refusal.remedy):
        assert sentence.endswith("."), sentence
        assert len(sentence.split()) > 1, sentence
