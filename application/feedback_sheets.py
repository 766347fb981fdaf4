"""The feedback on one agency's own audit of a case, for its practitioner and their manager.

It holds that agency's return and what moderation changed in it, and not a word of anybody else's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from application.reading import Reader
from documents.files.zip_file import zipped
from domain.case.events import GradeModerated
from domain.kernel import streams
from domain.kernel.command import Refusal
from domain.kernel.processes import STEPS, Process
from domain.kernel.vocabulary import Recipient
from domain.returns.events import GradeGiven, ReturnAppended
from ledger.errors import NotPermittedError

if TYPE_CHECKING:
    from documents.feedback.sheet import Sheet, SheetArea
    from projections.queries.audits import AuditOverview
    from projections.queries.grades import AgencyGrade
    from projections.queries.tools import ToolArea

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is asked once for a whole audit. `labels`: by the grade's code."""

    audit: AuditOverview
    grades: tuple[AgencyGrade, ...]
    areas: Sequence[ToolArea]
    labels: Mapping[str, str]
    position: int


def sheets(
    reader: Reader, audit: str, agency: str | None = None, case: str | None = None
) -> Iterator[tuple[str, bytes]]:
    """A file's name and the PDF, one for each return and recipient that this reader may pass on.

    `agency`, `case`: only of these. Raises Refusal before the auditing is done, and where there is
    nothing to pass on; NotPermittedError for whoever may not pass on these.
    """
    from documents.feedback.sheet import feedback_sheet

    reader.require_known()
    known = _known(reader, audit)
    agencies = [one for one in known.audit.agencies if agency in (None, one)]
    own = [one for one in agencies if reader.reads_own_words(audit, one)]
    if not own:
        raise NotPermittedError(
            f"{reader.person} may not pass on {agency or 'any agency'}'s audits of {audit}.",
            "Feedback is for the agency's own auditors and lead, and for the lead auditor.",
        )
    _require_done(known.audit)
    returned = dict.fromkeys(
        (grade.case_ref, grade.agency)
        for grade in known.grades
        if grade.agency in own and grade.standing == "graded" and case in (None, grade.case_ref)
    )
    if not returned:
        raise Refusal(
            "no-return",
            f"There is no return of {', '.join(own)} for {audit} to pass on"
            + (f" on {case}." if case else "."),
            "See `assure return list`.",
        )
    moderated = cache(lambda ref: _moderated(reader, audit, ref))
    for ref, of in returned:
        sheet = _sheet(reader, known, of, ref, moderated(ref))
        for recipient in Recipient:
            yield f"{ref}-{of}-{recipient}.pdf", feedback_sheet(sheet, recipient)


def as_zip(reader: Reader, audit: str) -> bytes:
    """All that this reader may pass on, in one file."""
    return zipped(sheets(reader, audit))


def may_pass_on(reader: Reader, audit: AuditOverview) -> bool:
    """Whether there are sheets of an audit that this reader may have."""
    is_moderated = STEPS[Process(audit.process)].moderated
    is_done = audit.moderation_held_on is not None if is_moderated else audit.is_open
    return is_done and any(reader.reads_own_words(audit.audit, one) for one in audit.agencies)


def _known(reader: Reader, audit: str) -> _Known:
    from projections.queries.audits import audits_overview
    from projections.queries.grades import agency_grades
    from projections.queries.tools import scale_grades, tool_areas

    with reader.facts() as facts:
        session = facts.session
        overview = next((one for one in audits_overview(session) if one.audit == audit), None)
        if overview is None:
            raise Refusal(
                "no-plan", f"No plan is agreed for {audit!r}.", "See `assure audit list`."
            )
        version = overview.tool_version
        return _Known(
            overview,
            agency_grades(session, audit),
            [one for one in tool_areas(session, overview.tool) if one.tool_version == version],
            {
                one.code: one.label
                for one in scale_grades(session, overview.tool)
                if one.tool_version == version
            },
            session.as_at,
        )


def _require_done(audit: AuditOverview) -> None:
    """A practitioner hears what was agreed: as for recording that it was passed on."""
    is_moderated = STEPS[Process(audit.process)].moderated
    if not (audit.moderation_held_on if is_moderated else audit.is_open):
        raise Refusal(
            "feedback-too-early",
            f"The auditing of {audit.audit} is not done yet.",
            "Feedback follows the moderation day or, where there is none, the draft of the report."
            " A safeguarding concern does not wait: `assure concern raise`.",
        )


def _moderated(reader: Reader, audit: str, case: str) -> Mapping[tuple[str, str], str]:
    """Why grades of a case were moved, by agency and area."""
    return {
        (entry.event.agency, entry.event.area): (reader.text(entry) or {}).get("reason", "")
        for entry in reader.entries(streams.case(audit, case))
        if isinstance(entry.event, GradeModerated)
    }


def _sheet(
    reader: Reader, known: _Known, agency: str, case: str, why: Mapping[tuple[str, str], str]
) -> Sheet:
    """`why` grades were moved, by agency and area."""
    from documents.feedback.sheet import Sheet

    code = known.audit.audit
    entries = reader.entries(streams.agency_return(code, case, agency))
    begun = [entry for entry in entries if isinstance(entry.event, ReturnAppended)][-1]
    own = {
        entry.event.area: reader.text(entry) or {}
        for entry in entries
        if isinstance(entry.event, GradeGiven)
    }
    directory = reader.directory
    return Sheet(
        partnership=directory.name or "",
        audit=code,
        title=known.audit.title,
        agency=directory.agencies[agency].title if agency in directory.agencies else agency,
        case=case,
        day=reader.today,
        position=known.position,
        entry=begun.position or 0,
        involvement=(reader.text(begun) or {}).get("involvement", ""),
        areas=tuple(_areas(known, agency, case, own, why)),
    )


def _areas(
    known: _Known,
    agency: str,
    case: str,
    own: Mapping[str, Words],
    why: Mapping[tuple[str, str], str],
) -> Iterator[SheetArea]:
    """Each area that the agency graded, with its own words, in the tool's order."""
    from documents.feedback.sheet import SheetArea

    graded = {
        one.area: one
        for one in known.grades
        if (one.case_ref, one.agency, one.standing) == (case, agency, "graded")
    }
    for area in known.areas:
        grade = graded.get(area.area)
        if grade is None:
            continue
        said = own.get(area.area, {})
        yield SheetArea(
            title=area.title,
            given=known.labels.get(grade.given_grade or "", grade.given_grade or ""),
            agreed=known.labels.get(grade.grade or "", grade.grade or ""),
            was_moderated=grade.was_moderated,
            why=why.get((agency, area.area), "") if grade.was_moderated else "",
            strengths=said.get("strengths", ""),
            developments=said.get("developments", ""),
            evidence=said.get("evidence", ""),
            entry=grade.position or 0,
        )
