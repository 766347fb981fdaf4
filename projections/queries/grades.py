"""Grades: every entry about one, those that stand now, and how many cases have each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from projections.engine.projector import Session
from projections.queries.rows import read, readable_returns, whole_audits


@dataclass(frozen=True, slots=True)
class GradeEntry:
    """One entry about a grade; its words are in the ledger, at `position`.

    `kind`: given, revised, moderated, area agreed, overall agreed or found not applicable, whose
    `to_grade` is `not-applicable`. `agency` is None for what was
    agreed for the case, `area` for its overall grade. `superseded_by`: the position of the later
    grade or of the withdrawal of the return; None for a grade that stands.
    """

    audit: str
    case_ref: str
    agency: str | None
    area: str | None
    kind: str
    from_grade: str | None
    to_grade: str
    actor: str
    acting_role: str
    recorded_at: datetime
    position: int
    superseded_by: int | None


@dataclass(frozen=True, slots=True)
class AgencyGrade:
    """One agency's grade of one area of a case to be audited.

    `standing`: graded, missing, not applicable, not involved, not gradable or agency
    left; the grades are None
    unless an auditor graded. `given_grade` is the auditor's own, `grade` that after revision and
    moderation.
    """

    audit: str
    case_ref: str
    agency: str
    area: str
    place: int
    standing: str
    given_grade: str | None
    grade: str | None
    rank: int | None
    was_moderated: bool
    position: int | None


@dataclass(frozen=True, slots=True)
class CaseAreaGrade:
    """The grade that counts. `source`: agreed, or mid-point of so many agencies' grades.

    `low_grade` and `high_grade`: the two middle grades, the same where they are. `level` counts
    half steps from 1, the worst grade. `is_good`: both middle grades are good or better.
    `worst_agencies`: how many gave the worst grade.
    """

    audit: str
    case_ref: str
    area: str
    level: int
    low_grade: str
    high_grade: str
    is_good: bool
    source: str
    agency_count: int
    worst_agencies: int


@dataclass(frozen=True, slots=True)
class OverallGrade:
    """`was_put_right`: agreed by a further decision after the moderation day."""

    audit: str
    case_ref: str
    grade: str
    rank: int | None
    is_good: bool | None
    agreed_at: datetime
    position: int
    was_put_right: bool


@dataclass(frozen=True, slots=True)
class NotApplicableArea:
    """An area that moderation found not to apply: to the case, or to one agency's work on it."""

    audit: str
    case_ref: str
    agency: str | None
    area: str
    position: int


@dataclass(frozen=True, slots=True)
class MixedGrade:
    """How many of the `cases_graded` in an area are at this level; also when none is.

    `level` counts half steps from 1, the worst grade; `is_whole`: it is a grade, not between two.
    `cases_good`: of these, both middle grades are good or better. `cases_worst`: of all in the
    area, those in which any agency gave the worst grade. `families_graded`: of how many families
    the cases graded are; None where nobody has said.
    """

    audit: str
    area: str
    area_title: str
    place: int
    level: int
    label: str
    is_whole: bool
    cases: int
    cases_good: int
    cases_graded: int
    cases_worst: int
    families_graded: int | None = None


@dataclass(frozen=True, slots=True)
class AgencyMix:
    """One agency's own grades in an area, worst first: on a single-agency basis."""

    audit: str
    area: str
    agency: str
    area_title: str
    place: int
    counts: tuple[int, ...]
    cases_graded: int
    cases_good: int
    cases_worst: int


_LAST_GRADED = """
SELECT max(position) AS position
FROM (
    SELECT audit, position FROM main.grade_given
    UNION ALL
    SELECT audit, position FROM main.grade_revised
    UNION ALL
    SELECT audit, position FROM main.grade_moderated
    UNION ALL
    SELECT audit, position FROM main.area_grade_agreed
    UNION ALL
    SELECT audit, position FROM main.area_found_not_applicable
    UNION ALL
    SELECT audit, position FROM main.return_withdrawn
    UNION ALL
    SELECT audit, position FROM main.case_not_gradable
    UNION ALL
    SELECT audit, position FROM main.case_found_gradable
)
WHERE audit = ?
"""


def last_graded(session: Session, audit: str) -> int | None:
    """The last entry that changed a grade of an audit's cases, or whether one counts."""
    position: int | None = session.rows(_LAST_GRADED, [audit])[0]["position"]
    return position


def grade_history(
    session: Session, audit: str, case_ref: str | None = None
) -> tuple[GradeEntry, ...]:
    """The audit's grade entries that the viewer may read, or one case's, in their order."""
    return read(
        session,
        GradeEntry,
        "grade_history",
        where="audit = $1 AND ($2::VARCHAR IS NULL OR case_ref = $2::VARCHAR)",
        order="position",
        parameters=[audit, case_ref],
    )


def own_words(session: Session, audit: str) -> dict[tuple[str, str, str], int]:
    """By case, agency and area: the entry with the auditor's own words, whatever moved the grade.

    Of a return that was withdrawn and given again, the newest.
    """
    return {
        (entry.case_ref, entry.agency, entry.area): entry.position
        for entry in grade_history(session, audit)
        if entry.kind == "given" and entry.agency is not None and entry.area is not None
    }


def agency_grades(session: Session, audit: str) -> tuple[AgencyGrade, ...]:
    """Each case, area and agency, only of agencies whose returns the viewer may read."""
    found = read(
        session,
        AgencyGrade,
        "agency_grades",
        where="audit = ?",
        order="numbered(case_ref), place, agency",
        parameters=[audit],
    )
    readable = readable_returns(session)
    return tuple(grade for grade in found if (grade.audit, grade.agency) in readable)


def case_area_grades(session: Session, audit: str) -> tuple[CaseAreaGrade, ...]:
    """Empty unless the viewer may read every return: a middle of some is a wrong number."""
    if audit not in whole_audits(session):
        return ()
    return read(
        session,
        CaseAreaGrade,
        "case_area_grades",
        where="audit = ?",
        order="numbered(case_ref), area",
        parameters=[audit],
    )


def areas_found_not_applicable(session: Session, audit: str) -> tuple[NotApplicableArea, ...]:
    """Empty unless the viewer may read every return."""
    if audit not in whole_audits(session):
        return ()
    return read(
        session,
        NotApplicableArea,
        "areas_found_not_applicable",
        where="audit = ?",
        order="numbered(case_ref), area, agency NULLS FIRST",
        parameters=[audit],
    )


def overall_grades(session: Session, audit: str) -> tuple[OverallGrade, ...]:
    """Empty unless the viewer may read every return."""
    if audit not in whole_audits(session):
        return ()
    return read(
        session,
        OverallGrade,
        "overall_grades",
        where="audit = ?",
        order="numbered(case_ref)",
        parameters=[audit],
    )


def grade_mix(
    session: Session, *, audit: str | None = None, tool: str | None = None
) -> tuple[MixedGrade, ...]:
    """Counts of cases by grade, worst first: of one audit, of a tool's audits, or of all.

    Only audits of which the viewer may read every return. An audit that is not settled may still
    change; only settled ones are waves.
    """
    found = read(
        session,
        MixedGrade,
        "grade_mix",
        where="($1::VARCHAR IS NULL OR audit = $1::VARCHAR) AND ($2::VARCHAR IS NULL"
        " OR audit IN (SELECT audit FROM main.audit_plans WHERE tool = $2::VARCHAR))",
        order="audit, place, level",
        parameters=[audit, tool],
    )
    whole = whole_audits(session)
    return tuple(mixed for mixed in found if mixed.audit in whole)


def agency_mix(session: Session, audit: str) -> tuple[AgencyMix, ...]:
    """Each agency's own grades by area. Empty unless the viewer may read every return."""
    if audit not in whole_audits(session):
        return ()
    return read(
        session,
        AgencyMix,
        "agency_mix",
        where="audit = ?",
        order="place, agency",
        parameters=[audit],
    )
