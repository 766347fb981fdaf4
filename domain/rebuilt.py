"""Commands rebuilt from the events that they led to, so that each can be decided again.

An entry keeps the event and not the command. Nearly every field of a command stands in its events,
under the same name. What does not is a draw's case list, of which the ledger keeps a digest: see
`domain.sample.again`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from domain.kernel.command import Command, Context, fields
from domain.kernel.event import Event, Value
from domain.kernel.registry import NOUNS, command_class, decide

if TYPE_CHECKING:
    from domain.tool.events import ToolPublished, ToolRevised

_RENAMED = {"grade": "to_grade", "quarter": "to_quarter", "due": "to_due"}
"""A command's field, and what the event calls it beside the value before."""
_FOLLOW = {
    "PartnershipFormed": ("PersonEnrolled", "RoleGranted"),
    "ReturnAppended": ("GradeGiven",),
    "SampleDrawn": ("CaseSampled",),
    "CaseReplaced": ("CaseSampled",),
}
"""The events that follow another as part of the same command."""
_ALSO = {"CaseGradedAgain": "AppendReturn"}
"""An event that stands alone and is not the first of its command's, to the command."""
_WITHOUT_LIST = frozenset(
    {"CommitFrame", "ReplaceFrame", "DrawSample", "ReplaceCase", "RedrawSample"}
)
_FOLLOW_MAX = {"PartnershipFormed": 2, "CaseReplaced": 1}


class NoCommandError(Exception):
    """No command leads to an event like this."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A command and the events that it led to. `decide` decides it again, from a state."""

    command: Command
    events: tuple[Event, ...]
    decide: Callable[[object, Context], tuple[Event, ...]]


def next_command(events: Sequence[Event]) -> Rebuilt:
    """The command that the first of these events begins, with the events that belong to it.

    Raises NoCommandError, and ValueError for fields that no command takes.
    """
    taken = _taken(events)
    name = _command_named(type(taken[0]).__name__)
    if name in _WITHOUT_LIST:
        from domain.sample.again import without_list

        command, deciding = without_list(taken)
        return Rebuilt(command, taken, deciding)
    command = command_class(name)(**_fields(name, taken))
    return Rebuilt(command, taken, lambda state, context: decide(state, command, context))


def _taken(events: Sequence[Event]) -> tuple[Event, ...]:
    first = type(events[0]).__name__
    follow, most = _FOLLOW.get(first, ()), _FOLLOW_MAX.get(first, len(events))
    count = 1
    while count < len(events) and count <= most and type(events[count]).__name__ in follow:
        count += 1
    return tuple(events[:count])


def _command_named(event: str) -> str:
    if event in _ALSO:
        return _ALSO[event]
    for noun in NOUNS.values():
        if event in noun.events:
            name = _commands_by_event(noun.folder).get(event)
            if name is not None:
                return name
    raise NoCommandError(f"{event} is never recorded by itself")


@cache
def _commands_by_event(folder: str) -> dict[str, str]:
    """The event that a command's events begin with, to the command's name."""
    noun = next(noun for noun in NOUNS.values() if noun.folder == folder)
    return {
        getattr(import_module(f"domain.{folder}.{module}"), name).records[0].__name__: name
        for module, names in noun.commands.items()
        for name in names
    }


def _fields(name: str, events: tuple[Event, ...]) -> dict[str, Any]:
    from domain.directory.events import PartnershipFormed, PersonEnrolled
    from domain.returns.events import CaseGradedAgain, ReturnAppended
    from domain.tool.events import ToolPublished, ToolRevised

    match events:
        case PartnershipFormed() as formed, PersonEnrolled() as founder, *_:
            return {**fields(formed), "full_name": founder.full_name}
        case (ToolPublished() as published,):
            return {"sheet": _sheet(published)}
        case (ToolRevised() as revised,):
            unchanged = {"changes": revised.changes, "equivalences": revised.equivalences}
            return {"sheet": _sheet(revised), **unchanged}
        case (CaseGradedAgain() as again,):
            return _same(name, again, answers=tuple(map(_answer, again.answers)))
        case ReturnAppended(), *grades:
            return _same(name, events[0], answers=tuple(map(_answer, grades)))
        case _:
            return _same(name, events[0])


def _same(name: str, event: Event, **others: Any) -> dict[str, Any]:
    given, known = dict(others), type(event).model_fields
    for field in command_class(name).model_fields:
        if field in given:
            continue
        stored = field if field in known else _RENAMED.get(field, field)
        if stored not in known:
            raise NoCommandError(f"{type(event).__name__} stands without the rest of its command")
        given[field] = getattr(event, stored)
    return given


def _sheet(event: ToolPublished | ToolRevised) -> object:
    from domain.tool.decisions import GradeSheet, ToolSheet

    return ToolSheet(
        code=event.tool,
        title=event.title,
        methods=event.methods,
        draws_on=event.draws_on,
        scale=tuple(GradeSheet(**fields(grade)) for grade in event.scale),
        good_from=event.good_from,
        areas=tuple(graded.area for graded in event.areas),
    )


def _answer(grade: Value) -> object:
    from domain.returns.decisions import Answer

    return Answer(**{name: getattr(grade, name) for name in Answer.model_fields})
