"""Decides commands, in their order: who may give each, what each leads to, and for whom it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from domain.kernel.access import Grant
from domain.kernel.command import Command, Context, Measure, Refusal
from domain.kernel.days import day_of
from domain.kernel.event import Event, OnBehalf, Stamp
from domain.kernel.registry import decide
from domain.kernel.vocabulary import Role, StreamId
from ledger import permission
from ledger.decision import Decision
from ledger.errors import NotPermittedError
from ledger.identity import Identity

ForWhom = Callable[[Command], OnBehalf | None]
"""For whom a command is entered; None: it is the actor's own act."""
Load = Callable[[StreamId], tuple[int, object]]


def own_act(_: Command) -> None:
    """Of whoever records what is theirs."""


class Deciding:
    """One attempt at deciding what one person asks for, at one moment."""

    def __init__(
        self, actor: Identity, command_id: str, now: datetime, load: Load, measure: Measure
    ) -> None:
        self.actor, self._command_id, self._now = actor, command_id, now
        self.decision = Decision(load)
        self._context = actor.context(day_of(now), self.decision.look, measure)
        permission.require_known_enough(self._context)

    def stamp(self, grant: Grant, on_behalf: OnBehalf | None) -> Stamp:
        return Stamp(
            recorded_at=self._now,
            actor=self.actor.person,
            role=grant.role,
            agency=grant.agency,
            command_id=self._command_id,
            known_by=self.actor.known_by,
            key=self.actor.key,
            sign_in=self.actor.sign_in,
            on_behalf=on_behalf,
        )

    def add(self, command: Command, on_behalf: OnBehalf | None) -> tuple[Stamp, Sequence[Event]]:
        """Decides one command more. Raises what its rule raises; then nothing of it is kept."""
        look, person = self.decision.look, self.actor.person
        grant = permission.require_permission(command, person, look, on_behalf)
        events = decide(look(command.stream), command, for_whom(self._context, on_behalf))
        stamp = self.stamp(grant, on_behalf)
        self.decision.add(command.stream, events, stamp)
        return stamp, events


def for_whom(context: Context, on_behalf: OnBehalf | None) -> Context:
    """The context of a decision about what is entered for somebody: it is their act.

    Refuses a document that is still to come.
    """
    if on_behalf is None:
        return context
    if on_behalf.received_on > context.today:
        raise Refusal(
            "date-in-future",
            f"received_on is {on_behalf.received_on}, and today is {context.today}.",
            "Say on which day the document came.",
        )
    return replace(context, actor=on_behalf.person)


def decided(deciding: Deciding, commands: Sequence[Command], whose: ForWhom) -> Stamp:
    """Decides the commands. Returns the stamp of the last. Raises for the first that is refused."""
    stamp = deciding.stamp(Grant(Role.COORDINATOR), None)
    for command in commands:
        stamp, _ = deciding.add(command, whose(command))
    return stamp


Answer = Sequence[Event] | Refusal | NotPermittedError
"""What a command would lead to, or why it is refused."""


def each(deciding: Deciding, commands: Sequence[Command], whose: ForWhom) -> Iterator[Answer]:
    """What each command would lead to after those before it, or why it is refused."""
    for command in commands:
        try:
            yield deciding.add(command, whose(command))[1]
        except (Refusal, NotPermittedError) as refused:
            yield refused
