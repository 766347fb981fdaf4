"""A recommendation of an audit that was entered from a document, as the document tells of it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, assert_never

from domain.directory.requirements import require_known_agency, require_person
from domain.history.requirements import entered_tool, history_state, require_entered
from domain.kernel import common_fields
from domain.kernel.access import Resource
from domain.kernel.command import Context, Refusal, fields
from domain.kernel.event import Event
from domain.kernel.rules import require_once, require_reason
from domain.kernel.vocabulary import AgencyId, AreaId, AuditCode, Text
from domain.recommendation.decisions import RecommendationCommand, unknown
from domain.recommendation.events import (
    DesiredImpact,
    EnteredAction,
    EnteredRecommendationWithdrawn,
    RecommendationEnteredFromDocument,
)
from domain.recommendation.state import NotMade, State, as_entered
from domain.tool.requirements import require_area
from domain.tool.state import ToolVersion


class EnterRecommendation(RecommendationCommand):
    records: ClassVar[tuple[type[Event], ...]] = (RecommendationEnteredFromDocument,)
    audit: AuditCode
    made_on: date
    text: Text
    areas: tuple[AreaId, ...] = ()
    agencies: tuple[AgencyId, ...]
    considered_on: date | None = None
    desired_impact: DesiredImpact | None = None
    actions: tuple[EnteredAction, ...] = ()
    reason: Text | None = None

    @property
    def resource(self) -> Resource:
        return Resource(audit=self.audit)


class WithdrawEnteredRecommendation(RecommendationCommand):
    """Take back a recommendation that was entered from a document, with its actions.

    It stays on record, and the right one can be entered under the same reference. One on which
    something was recorded since is closed: `assure recommend close`.
    Example: `assure history withdraw-recommendation 2025-neglect-R1 --reason "Another audit's"`
    """

    records: ClassVar[tuple[type[Event], ...]] = (EnteredRecommendationWithdrawn,)
    reason: common_fields.Reason


Commands = EnterRecommendation | WithdrawEnteredRecommendation


def decide(state: State, command: Commands, context: Context) -> tuple[Event, ...]:
    match command:
        case EnterRecommendation():
            return _enter(state, command, context)
        case WithdrawEnteredRecommendation():
            return _withdraw(state, command)
        case _:
            assert_never(command)


def _enter(state: State, command: EnterRecommendation, context: Context) -> tuple[Event, ...]:
    event = RecommendationEnteredFromDocument(**fields(command))
    ref = command.recommendation
    if not isinstance(state, NotMade):
        known = as_entered(state)
        if known is not None and _said(known) == _said(event):
            return ()
        raise Refusal(
            "recommendation-exists",
            f"Recommendation {ref} is on the record already.",
            "Give this one another reference. One that was entered wrongly is taken back first:"
            " `assure history withdraw-recommendation`.",
        )
    if state.withdrawn is (command.reason is None):
        told = "was entered before, and taken back" if state.withdrawn else "is not entered yet"
        remedy = "Say why it is entered again" if state.withdrawn else "Leave the reason out"
        raise Refusal("entered-before", f"Recommendation {ref} {told}.", f"{remedy}.")
    audit = require_entered(history_state(context, command.audit), command.audit)
    if not command.agencies:
        raise Refusal(
            "no-agency",
            f"Recommendation {ref} is addressed to nobody.",
            "Name at least one agency.",
        )
    require_once("Agency", command.agencies)
    for agency in command.agencies:
        require_known_agency(context, agency)
    version = entered_tool(context, audit)
    for area in command.areas:
        require_area(version, area, ref)
    document = audit.said.document.dated_on
    _require_told(ref, "made_on", command.made_on, audit.said.casework_window.start, document)
    _require_acceptance(command, audit.said.tool, version, document)
    _require_actions(command, document, context)
    return (event,)


def _said(event: RecommendationEnteredFromDocument) -> dict[str, object]:
    """What it says, whatever the reason why it was entered again."""
    return fields(event) | {"reason": None}


def _require_told(what: str, field: str, day: date, earliest: date, document: date) -> None:
    """Refuses a day of which the document cannot tell, or on which it cannot have been."""
    if day > document:
        raise Refusal(
            "after-document",
            f"{what}: {field} is {day}, and the document is of {document}: it cannot tell of a"
            " later day.",
            "Correct the date; what came after the document is recorded by itself.",
        )
    if day < earliest:
        raise Refusal(
            "date-too-early",
            f"{what}: {field} is {day}, before {earliest}, the earliest day it can have happened.",
            "Correct the date.",
        )


def _require_acceptance(
    command: EnterRecommendation, tool: str, version: ToolVersion, document: date
) -> None:
    """Refuses half an acceptance, and a desired impact that the tool cannot show."""
    ref, impact, day = command.recommendation, command.desired_impact, command.considered_on
    if impact is None or day is None:
        if impact is None and day is None and not command.actions:
            return
        raise Refusal(
            "acceptance-not-whole",
            f"Recommendation {ref}: an acceptance has the day on which SAIG accepted it, what it"
            " was to change, and the day by which a re-audit is to show it; actions follow one.",
            "Give all of it. Where the document has no such aim, leave all of it out, and the"
            " actions: SAIG accepts it here, `assure recommend accept`.",
        )
    _require_told(ref, "considered_on", day, command.made_on, document)
    if impact.tool not in (None, tool):
        raise Refusal(
            "other-tool",
            f"Recommendation {ref} is measured with {impact.tool}, and the audit with {tool}.",
            "What a document wanted is measured with the tool that its audit is entered on.",
        )
    require_once("Area", impact.areas)
    for area in impact.areas:
        require_area(version, area, ref)
    if impact.reaudit_by <= day:
        raise Refusal(
            "reaudit-too-early",
            f"Recommendation {ref}: reaudit_by is {impact.reaudit_by}, not after {day}.",
            "Give a day by which the repeat audit can have happened.",
        )


def _require_actions(command: EnterRecommendation, document: date, context: Context) -> None:
    require_once("Action", (one.action for one in command.actions))
    for one in command.actions:
        where = f"{command.recommendation} {one.action}"
        require_known_agency(context, one.agency)
        require_person(context, one.owner)
        if (one.implemented_on is None) is not (one.evidence is None):
            raise Refusal(
                "action-not-whole",
                f"{where}: an action that was in place has its day, and what shows it.",
                "Give both, or neither: then it is open.",
            )
        if one.implemented_on is not None:
            _require_told(where, "implemented_on", one.implemented_on, command.made_on, document)


def _withdraw(state: State, command: WithdrawEnteredRecommendation) -> tuple[Event, ...]:
    require_reason(command.reason, "Taking back a recommendation")
    if isinstance(state, NotMade):
        if state.withdrawn:
            return ()
        raise unknown(command.recommendation)
    if as_entered(state) is None:
        raise Refusal(
            "not-as-entered",
            f"Recommendation {command.recommendation} was not entered from a document, or something"
            " was recorded on it since.",
            "Close it with the reason: `assure recommend close`.",
        )
    return (EnteredRecommendationWithdrawn(**fields(command)),)
