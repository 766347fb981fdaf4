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
from typing import TYPE_CHECKING, Any, cast

from domain.done_alone import alone, granted
from domain.done_alone import decide as decide_alone
from domain.kernel.command import Command, Context, fields
from domain.kernel.event import Event, Value
from domain.kernel.registry import NOUNS, command_class, decide
from domain.request.events import Act, ActRequested

if TYPE_CHECKING:
    from domain.directory.decisions import GrantRole
    from domain.tool.events import ToolPublished, ToolRevised

_RENAMED = {
    "grade": "to_grade",
    "quarter": "to_quarter",
    "due": "to_due",
    "owner": "to_owner",
}
"""A command's field, and what the event calls it beside the value before."""
_FOLLOW = {
    "PartnershipFormed": ("PersonEnrolled", "RoleGranted", "AccountAssigned"),
    "RequestHoldReleased": ("RequestHoldReleased",),
    "ReturnAppended": ("GradeGiven", "ReturnCameLate"),
    "SampleDrawn": ("CaseSampled",),
    "CaseReplaced": ("CaseSampled",),
}
"""The events that follow another as part of the same command."""
_ALSO = {"CaseGradedAgain": "AppendReturn", "BodyNamed": "JoinAgency"}
"""An event that stands alone and is not the first of its command's, to the command."""
_WITHOUT_LIST = frozenset(
    {"CommitFrame", "ReplaceFrame", "DrawSample", "ReplaceCase", "RedrawSample"}
)
_FOLLOW_MAX = {"PartnershipFormed": 3, "CaseReplaced": 1}
_ASKING = {
    Act.ERASE: "RequestErasure",
    Act.GRANT_KEEPER: "RequestKeeper",
    Act.ROTATE_KEY: "RequestKeyRotation",
    Act.CONTINUE: "RequestContinuation",
    Act.REQUIRE_PROOF: "RequestProof",
}


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
    done = alone(taken[0])
    if done is not None:
        return Rebuilt(done, taken, lambda state, context: decide_alone(done, context))
    name = _command_named(taken[0])
    if name in _WITHOUT_LIST:
        from domain.sample.again import without_list

        command, deciding = without_list(taken)
        return Rebuilt(command, taken, deciding)
    if name == "CloseAudit" and getattr(taken[0], "unanswered", None) is None:
        return _closed_unasked(taken)
    if name in ("RecordFinding", "ReviseFinding"):
        return _finding(name, taken)
    if name == "GrantRole" and getattr(taken[0], "request", None) is None:
        grant = cast("GrantRole", command_class(name)(**_fields(name, taken)))
        return Rebuilt(grant, taken, lambda state, context: granted(grant, context))
    rebuilt = command_class(name)(**_fields(name, taken))
    return Rebuilt(rebuilt, taken, lambda state, context: decide(state, rebuilt, context))


def _closed_unasked(taken: tuple[Event, ...]) -> Rebuilt:
    """Of a closing in version 1, when nobody was asked what was left undone, and why."""
    from domain.audit.ending import CloseAudit
    from domain.audit.events import AuditClosed

    command = CloseAudit(**{**_fields("CloseAudit", taken), "reason": "Nobody was asked."})

    def deciding(state: object, context: Context) -> tuple[Event, ...]:
        unasked = {"unanswered": None, "undelivered": None, "uncertified": None, "reason": None}
        return tuple(
            AuditClosed(**{**fields(event), **unasked}) for event in decide(state, command, context)
        )

    return Rebuilt(command, taken, deciding)


def _taken(events: Sequence[Event]) -> tuple[Event, ...]:
    first = type(events[0]).__name__
    follow, most = _FOLLOW.get(first, ()), _FOLLOW_MAX.get(first, len(events))
    count = 1
    while count < len(events) and count <= most and type(events[count]).__name__ in follow:
        count += 1
    return tuple(events[:count])


def _finding(name: str, taken: tuple[Event, ...]) -> Rebuilt:
    """A finding. Whether it says what views changed is sealed, and so is that it says nothing."""
    from domain.audit.findings import rests_on_views

    finding, *_ = taken
    said = getattr(finding, "views_changed", "")
    given = _fields(name, taken)
    if not rests_on_views(given["evidenced_by"]):
        given["views_changed"] = ""
    command = command_class(name)(**given)

    def again(state: object, context: Context) -> tuple[Event, ...]:
        return tuple(
            type(event)(**{**fields(event), "views_changed": said})
            for event in decide(state, command, context)
        )

    return Rebuilt(command, taken, again)


def _command_named(first: Event) -> str:
    if isinstance(first, ActRequested):
        return _ASKING[first.act]
    event = type(first).__name__
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
    from domain.directory.events import (
        AccountAssigned,
        BodyNamed,
        PartnershipFormed,
        PersonEnrolled,
    )
    from domain.directory.known_by import proof_named
    from domain.recommendation.events import RecommendationMade
    from domain.returns.events import CaseGradedAgain, ReturnAppended, ReturnCameLate
    from domain.sample.events import CaseFamilySaid
    from domain.tool.events import ToolPublished, ToolRevised

    match events:
        case PartnershipFormed() as formed, PersonEnrolled() as founder, *rest:
            accounts = [event.account for event in rest if isinstance(event, AccountAssigned)]
            account = accounts[0] if accounts else None
            return {**fields(formed), "full_name": founder.full_name, "account": account}
        case (ActRequested() as asked,):
            about = asked.about
            others = proof_named(about) if asked.act is Act.REQUIRE_PROOF else {}
            return _same(name, asked, subject=about, person=about, origin=about, **others)
        case (ToolPublished() as published,):
            return {"sheet": _sheet(published)}
        case (ToolRevised() as revised,):
            unchanged = {"changes": revised.changes, "equivalences": revised.equivalences}
            return {"sheet": _sheet(revised), **unchanged}
        case (CaseGradedAgain() as again,):
            answers = tuple(map(_answer, again.answers))
            return _same(name, again, answers=answers, had_seen_others=None)
        case (CaseFamilySaid() as said,):
            return _same(name, said, alone=said.with_case is None)
        case (BodyNamed() as named,):
            return {"agency": named.body, "title": named.title, "sector": named.sector}
        case (RecommendationMade() as made,):
            return _same(name, made, agencies=(*made.agencies, *made.bodies))
        case ReturnAppended(), *given:
            answers = tuple(_answer(one) for one in given if not isinstance(one, ReturnCameLate))
            late = next((one for one in given if isinstance(one, ReturnCameLate)), None)
            had_seen = None if late is None else late.had_seen_others
            return _same(name, events[0], answers=answers, had_seen_others=had_seen)
        case _:
            return _same(name, events[0])


def _same(name: str, event: Event, **others: Any) -> dict[str, Any]:
    wanted, known = command_class(name).model_fields, type(event).model_fields
    given = {field: value for field, value in others.items() if field in wanted}
    for field in wanted:
        if field in given:
            continue
        stored = field if field in known else _RENAMED.get(field, field)
        if stored not in known:
            raise NoCommandError(f"{type(event).__name__} stands without the rest of its command")
        given[field] = getattr(event, stored)
    return given


def _sheet(event: ToolPublished | ToolRevised) -> object:
    from domain.tool.sheet import GradeSheet, ScaleSheet, ToolSheet

    return ToolSheet(
        code=event.tool,
        title=event.title,
        methods=event.methods,
        draws_on=event.draws_on,
        scale=tuple(GradeSheet(**fields(grade)) for grade in event.scale),
        good_from=event.good_from,
        areas=tuple(graded.area for graded in event.areas),
        scales=tuple(
            ScaleSheet(
                id=scale.id,
                title=scale.title,
                grades=tuple(GradeSheet(**fields(grade)) for grade in scale.grades),
                good_from=scale.good_from,
            )
            for scale in event.scales
        ),
        overall=event.overall,
    )


def _answer(grade: Value) -> object:
    from domain.returns.decisions import Answer

    return Answer(**{name: getattr(grade, name) for name in Answer.model_fields})
