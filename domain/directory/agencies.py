"""Agencies: joining, leaving and joining again, other names, and mergers; bodies outside."""

from __future__ import annotations

from typing import Annotated, ClassVar, assert_never

from domain.directory.decisions import DirectoryCommand
from domain.directory.events import (
    AgencyJoined,
    AgencyLeft,
    AgencyMerged,
    AgencyNameCorrected,
    AgencyRenamed,
    BodyNamed,
)
from domain.directory.requirements import require_agency, successor
from domain.directory.state import Agency, Directory
from domain.kernel import common_fields
from domain.kernel.command import Context, Refusal, fields
from domain.kernel.event import Event
from domain.kernel.field_help import Shown
from domain.kernel.loosely import loosely
from domain.kernel.rules import require_day
from domain.kernel.vocabulary import OUTSIDE_SECTORS, AgencyId, Sector


class JoinAgency(DirectoryCommand):
    """Record that an agency joins the partnership, or joins again. The coordinator does this.

    A body of the sector government or national-body joins nothing: it is named, so that
    recommendations can be addressed to it.
    Example: `assure agency join police --title "Northshire Police" --sector police`
    """

    records: ClassVar[tuple[type[Event], ...]] = (AgencyJoined, BodyNamed)
    agency: common_fields.TheAgency
    title: common_fields.NamedTitle
    sector: Annotated[Sector, Shown("The sector it works in")]


class CorrectAgencyName(DirectoryCommand):
    """Correct an agency's name that was recorded wrongly. The wrong one stays on record.

    Example: `assure agency correct police --title "Northshire Police" --reason "Misspelt"`
    """

    records: ClassVar[tuple[type[Event], ...]] = (AgencyNameCorrected,)
    agency: common_fields.TheAgency
    title: common_fields.NamedTitle
    reason: common_fields.Reason


class RenameAgency(DirectoryCommand):
    """Record that an agency has a new name. It is the same agency, and keeps its short name.

    Example: `assure agency rename police --title "Northshire Constabulary" --reason "Renamed"`
    """

    records: ClassVar[tuple[type[Event], ...]] = (AgencyRenamed,)
    agency: common_fields.TheAgency
    title: common_fields.NamedTitle
    reason: common_fields.Reason
    renamed_on: common_fields.OnDay


class LeaveAgency(DirectoryCommand):
    """Record that an agency leaves. What it recorded stays, and stays its own."""

    records: ClassVar[tuple[type[Event], ...]] = (AgencyLeft,)
    agency: common_fields.TheAgency
    reason: common_fields.Reason


class MergeAgency(DirectoryCommand):
    """Record that an agency became part of another, which goes on with what it was asked to do.

    Its actions and the measures of its recommendations follow; what it recorded stays its own.
    Example: `assure agency merge health --into health-trust --reason "One trust since April"`
    """

    records: ClassVar[tuple[type[Event], ...]] = (AgencyMerged,)
    agency: common_fields.TheAgency
    into: Annotated[AgencyId, Shown("The agency that it is part of now", "AGENCY")]
    reason: common_fields.Reason
    merged_on: common_fields.OnDay


Commands = JoinAgency | CorrectAgencyName | RenameAgency | LeaveAgency | MergeAgency


def decide(state: Directory, command: Commands, context: Context) -> tuple[Event, ...]:
    if isinstance(command, JoinAgency | CorrectAgencyName | RenameAgency) and not context.recorded:
        _require_own_name(state, command.agency, command.title)
    match command:
        case JoinAgency():
            outside = command.sector in OUTSIDE_SECTORS
            return _name_body(state, command) if outside else _join(state, command)
        case CorrectAgencyName():
            return _correct_name(state, command, context)
        case RenameAgency():
            return _rename(state, command, context)
        case LeaveAgency():
            return _leave(state, command, context)
        case MergeAgency():
            return _merge(state, command, context)
        case _:
            assert_never(command)


def _require_own_name(state: Directory, agency: str, title: str) -> None:
    """Refuses a name that another agency has now: lists and reports would show two alike."""
    for other, known in state.agencies.items():
        if other != agency and not known.left and loosely(known.title) == loosely(title):
            raise Refusal(
                "name-taken",
                f"{known.title} is the name of {other!r} already.",
                "Give each agency a name of its own. One that became part of another is recorded"
                " with `assure agency merge`.",
            )


def _join(state: Directory, command: JoinAgency) -> tuple[Event, ...]:
    if command.agency in state.bodies:
        raise _taken(command.agency, state.bodies[command.agency].title)
    known = state.agencies.get(command.agency)
    if known is not None and (known.title, known.sector) != (command.title, command.sector):
        raise _taken(command.agency, known.title)
    if known is not None and not known.left:
        return ()
    return (AgencyJoined(**fields(command)),)


def _name_body(state: Directory, command: JoinAgency) -> tuple[Event, ...]:
    event = BodyNamed(body=command.agency, title=command.title, sector=command.sector)
    if command.agency in state.agencies:
        raise _taken(command.agency, state.agencies[command.agency].title)
    return () if state.bodies.get(command.agency) == event else (event,)


def _taken(agency: str, title: str) -> Refusal:
    return Refusal(
        "agency-exists",
        f"{agency!r} is already {title}.",
        "Choose another short name. The same agency's new name is recorded with `assure agency"
        " rename`, a wrong one corrected with `assure agency correct`.",
    )


def _correct_name(
    state: Directory, command: CorrectAgencyName, context: Context
) -> tuple[Event, ...]:
    require_agency(context, command.agency)
    if state.agencies[command.agency].title == command.title:
        return ()
    return (AgencyNameCorrected(**fields(command)),)


def _leave(state: Directory, command: LeaveAgency, context: Context) -> tuple[Event, ...]:
    known = state.agencies.get(command.agency)
    if known is not None and known.left:
        return ()
    require_agency(context, command.agency)
    return (AgencyLeft(agency=command.agency, reason=command.reason),)


def _rename(state: Directory, command: RenameAgency, context: Context) -> tuple[Event, ...]:
    require_agency(context, command.agency)
    if state.agencies[command.agency].title == command.title:
        return ()
    require_day("renamed_on", command.renamed_on, context)
    return (AgencyRenamed(**fields(command)),)


def _merge(state: Directory, command: MergeAgency, context: Context) -> tuple[Event, ...]:
    known = state.agencies.get(command.agency)
    if known is None or not known.left:
        require_agency(context, command.agency)
    if known is not None and known.into == command.into:
        return _merged_on_another_day(known, command, context)
    require_agency(context, command.into)
    if known is not None and known.into is not None:
        raise Refusal(
            "already-merged",
            f"{command.agency!r} is part of {successor(state, command.agency)!r} already.",
            "Record what became of that agency. If it was another, it joins again first:"
            " `assure agency join`.",
        )
    if command.into == command.agency:
        raise Refusal(
            "merged-with-itself",
            f"{command.agency!r} cannot become part of itself.",
            "Name the other agency with --into, or use `assure agency rename`.",
        )
    require_day("merged_on", command.merged_on, context)
    return (AgencyMerged(**fields(command)),)


def _merged_on_another_day(
    known: Agency, command: MergeAgency, context: Context
) -> tuple[Event, ...]:
    """A merger whose day was recorded wrongly: measures follow from the right one."""
    if known.merged_on == command.merged_on:
        return ()
    require_day("merged_on", command.merged_on, context)
    return (AgencyMerged(**fields(command)),)
