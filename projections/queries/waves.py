"""Waves: one audit's grades for one measure, as the impact comparison takes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from weakref import WeakKeyDictionary

from domain.history.words import FROM_DOCUMENT
from domain.impact.series import joined, loosely_worded
from domain.impact.waves import CaseGrades, Wave, one_of_a_family
from domain.kernel.days import MONTHS
from domain.kernel.loosely import loosely
from domain.kernel.vocabulary import Likeness
from projections.engine.projector import Session
from projections.queries.changes import Changes
from projections.queries.rows import read, reads_settled_grades

_CASES = """
SELECT grades.audit, grades.case_ref, grades.area, agreed_rank, agencies, ranks, ranks_before,
       was_moderated, cases.family
FROM (
    SELECT audit, case_ref, area, agreed_rank, agencies, ranks, ranks_before, was_moderated
    FROM main.case_grades
    WHERE audit IN (SELECT audit FROM main.settled_audits)
    UNION ALL
    SELECT audit, case_ref, area, agreed_rank, agencies, ranks, ranks_before, was_moderated
    FROM main.entered_case_grades
) AS grades
LEFT JOIN main.audit_cases AS cases
    ON cases.audit = grades.audit AND cases.case_ref = grades.case_ref
WHERE NOT list_contains(?::VARCHAR[], grades.audit)
ORDER BY grades.audit, numbered(grades.case_ref), grades.area
"""
SETTLED = """
SELECT audit FROM main.settled_audits
UNION ALL
SELECT audit FROM main.entered_audits
ORDER BY audit
"""
_SUCCESSIONS = """
SELECT plans.audit, successions.agency, successions.successor
FROM main.audit_plans AS plans
JOIN main.successions AS successions ON list_contains(plans.agencies, successions.successor)
WHERE plans.agreed_on >= successions.since
    AND NOT list_contains(plans.agencies, successions.agency)
ORDER BY plans.audit, successions.agency, successions.successor
"""
"""Agencies that were merged, with who took their place in an audit that was planned since."""
_FRAMES = """
SELECT audit, frame_definition FROM main.audit_plans
UNION ALL
SELECT audit, coalesce(frame_definition, 'not said of ' || audit) FROM main.entered_audits
ORDER BY audit
"""
_FRAMES_COMPARED = """
SELECT audit, other_audit, likeness
FROM main.frames_compared
ORDER BY position
"""
_TOOLS = (
    "SELECT tool, tool_version, own_scale, scales, graded_areas FROM main.tools"
    " ORDER BY tool, tool_version"
)
_VERSIONS_COMPARED = """
SELECT tool, area, tool_version, other_version, likeness
FROM main.area_versions_compared
ORDER BY position
"""


@dataclass(frozen=True, slots=True)
class WaveSettings:
    """What makes a settled audit's grades in an area comparable.

    `from_document`: it was not held in this record, and its grades were entered from a document.
    """

    tool: str
    area: str
    audit: str
    area_title: str
    process: str
    tool_version: int
    agencies: tuple[str, ...]
    casework_start: date
    casework_end: date
    grades: int
    good_rank: int
    from_document: bool


@dataclass(frozen=True, slots=True)
class WaveRow:
    """One settled audit's wave for an area: of all agencies, or of one (`agency`)."""

    settings: WaveSettings
    agency: str | None
    wave: Wave

    @property
    def audit(self) -> str:
        return self.settings.audit


STANDS_KEPT = 2_000
"""How many audits, each as it stood at some position, are kept at most."""
Cases = dict[str, list[CaseGrades]]
"""An audit's cases by area."""
Stands = Callable[[Session, Iterable[str]], Mapping[str, object]]
"""By audit, how it stands at a session's position."""
Series = dict[tuple[str, str, str | None], list[WaveRow]]
"""Waves by tool, area and agency (None: all agencies), the earliest casework first."""


def waves(session: Session) -> tuple[WaveRow, ...]:
    """Every wave of all agencies, by tool, area and casework.

    Empty unless the viewer may read the grades of every settled audit.
    """
    return tuple(row for rows in series(session, by_agency=False).values() for row in rows)


_found: WeakKeyDictionary[Session, dict[bool, Series]] = WeakKeyDictionary()
"""What was answered in a session that is open: several questions of a page rest on it."""


def series(session: Session, *, by_agency: bool) -> Series:
    """Every wave, by measure; those of single agencies only when asked for. Not to be changed."""
    answers = _found.setdefault(session, {})
    if by_agency not in answers:
        answers[by_agency] = Built.of(session).series(session, _stands, by_agency=by_agency)
    return answers[by_agency]


def _stands(session: Session, audits: Iterable[str]) -> Mapping[str, object]:
    """By audit, how it stands; nothing is asked where no other position will be."""
    if session.kept is None:
        return dict.fromkeys(audits)
    return Changes.of(session).stands(audits, session.as_at)


class Built:
    """The waves of sessions of one viewer, at one position after another.

    Of an audit that stands as it stood at another position, nothing is read or built again. Two
    threads may ask at once: what both find is the same.
    """

    def __init__(self) -> None:
        self._cases: dict[tuple[str, object], Cases] = {}
        self._rows: dict[tuple[str, str], tuple[object, list[WaveRow]]] = {}

    @classmethod
    def of(cls, session: Session) -> Built:
        """With what was built for this viewer at other positions."""
        if session.kept is None:
            return cls()
        made: Built = session.kept.setdefault("waves", cls())
        return made

    def series(self, session: Session, stands: Stands, *, by_agency: bool) -> Series:
        """`stands`: of settled audits, what changes whenever something of one is recorded."""
        if not reads_settled_grades(session):
            return {}
        order = "tool, area, casework_start, casework_end, audit"
        settings = read(session, WaveSettings, "wave_settings", order=order)
        cases = self.read_cases(session, stands(session, {one.audit for one in settings}))
        frames, wordings = Frames.of(session), Wordings.of(session)
        taken_over = _taken_over(session) if by_agency else {}
        found: Series = {}
        for one in settings:
            own = cases[one.audit].get(one.area, [])
            compared = _Compared(
                wording=wordings.series(one.tool, one.area, one.tool_version),
                frame=frames.series(one.audit),
                not_like=frames.different(one.audit),
                wording_read=wordings.read[one.tool, one.area][one.tool_version],
                frame_read=loosely(frames.definitions[one.audit]),
            )
            selves = [(agency, agency) for agency in one.agencies] if by_agency else []
            graded_by = (*selves, *taken_over.get(one.audit, ()))
            made_of = (one, own, compared, graded_by)
            known = self._rows.get((one.audit, one.area))
            if known is None or known[0] != made_of:
                known = (made_of, list(_rows(one, own, compared, graded_by)))
                self._rows[one.audit, one.area] = known
            for row in known[1]:
                found.setdefault((one.tool, one.area, row.agency), []).append(row)
        return found

    def read_cases(self, session: Session, stands: Mapping[str, object]) -> dict[str, Cases]:
        """The cases of each audit: read where it does not stand as one that was read."""
        known = self._cases
        if len(known) > STANDS_KEPT:
            known = self._cases = {}
        found = {audit: known[audit, s] for audit, s in stands.items() if (audit, s) in known}
        if len(found) < len(stands):
            read_now = _cases(session, list(found))
            for audit in stands.keys() - found.keys():
                known[audit, stands[audit]] = found[audit] = read_now.get(audit, {})
        return found


@dataclass(frozen=True, slots=True)
class _Compared:
    """What decides whether an audit's grades compare with another's."""

    wording: str
    frame: str
    not_like: frozenset[str]
    wording_read: str
    frame_read: str


def _rows(
    one: WaveSettings,
    own: Sequence[CaseGrades],
    compared: _Compared,
    graded_by: Iterable[tuple[str, str]],
) -> Iterator[WaveRow]:
    """The wave of all agencies, then of each (name, who graded)."""
    counted = one_of_a_family(own)
    whole = Wave(
        audit=one.audit,
        casework_start=one.casework_start,
        casework_end=one.casework_end,
        cases=counted,
        grades=one.grades,
        good_from=one.good_rank,
        wording=compared.wording,
        frame=compared.frame,
        process=one.process,
        not_like=compared.not_like,
        wording_read=compared.wording_read,
        frame_read=compared.frame_read,
        siblings=len(own) - len(counted),
        from_document=one.from_document,
    )
    yield WaveRow(one, None, whole)
    for agency, who in graded_by:
        graded = tuple(_alone(own, who, agency))
        counted = one_of_a_family(graded)
        siblings = len(graded) - len(counted)
        yield WaveRow(one, agency, replace(whole, cases=counted, siblings=siblings))


def _taken_over(session: Session) -> dict[str, list[tuple[str, str]]]:
    """By audit: each merged agency, with the one that is audited in its place."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in session.rows(_SUCCESSIONS):
        found.setdefault(row["audit"], []).append((row["agency"], row["successor"]))
    return found


def _cases(session: Session, known: Sequence[str]) -> dict[str, Cases]:
    """By audit; without the audits that are `known`."""
    found: dict[str, Cases] = {}
    for row in session.rows(_CASES, [list(known)]):
        agencies = row["agencies"]
        case = CaseGrades(
            row["case_ref"],
            row["agreed_rank"],
            dict(zip(agencies, row["ranks"], strict=True)),
            dict(zip(agencies, row["ranks_before"], strict=True)),
            row["was_moderated"],
            row["family"],
        )
        found.setdefault(row["audit"], {}).setdefault(row["area"], []).append(case)
    return found


def _alone(cases: Iterable[CaseGrades], graded_by: str, agency: str) -> Iterator[CaseGrades]:
    """One agency's own grades: what was agreed for the case as a whole is not its own.

    `agency`: under whose name, where another took its place.
    """
    for case in cases:
        if graded_by in case.grades:
            grade, before = case.grades[graded_by], case.before[graded_by]
            yield CaseGrades(
                case.case, None, {agency: grade}, {agency: before}, grade != before, case.family
            )


@dataclass(frozen=True, slots=True)
class Frames:
    """Which audits' sample frames are the same, loosely read or declared so."""

    definitions: dict[str, str]
    same: dict[str, str]
    declared: dict[frozenset[str], bool]

    @classmethod
    def of(cls, session: Session) -> Frames:
        definitions = {row["audit"]: row["frame_definition"] for row in session.rows(_FRAMES)}
        return cls.over(session, definitions)

    @classmethod
    def over(cls, session: Session, definitions: dict[str, str]) -> Frames:
        """As the record has them, of these audits."""
        declared = {
            frozenset((row["audit"], row["other_audit"])): row["likeness"] == Likeness.EQUIVALENT
            for row in session.rows(_FRAMES_COMPARED)
        }
        keys = {audit: (loosely(frame),) for audit, frame in definitions.items()}
        return cls(definitions, joined(keys, declared), declared)

    def series(self, audit: str) -> str:
        """The first audit with the same frame."""
        return self.same[audit]

    def different(self, audit: str) -> frozenset[str]:
        """The audits whose frame was declared another."""
        pairs = (pair for pair, same in self.declared.items() if audit in pair and not same)
        return frozenset(other for pair in pairs for other in pair if other != audit)


@dataclass(frozen=True, slots=True)
class Wordings:
    """Which versions of a tool's area measure the same: by their words, loosely, or declared so.

    `read`: each version's words without their dress.
    """

    same: dict[tuple[str, str], dict[int, int]]
    read: dict[tuple[str, str], dict[int, str]]

    @classmethod
    def of(cls, session: Session) -> Wordings:
        keys: dict[tuple[str, str], dict[int, tuple[str, ...]]] = {}
        read: dict[tuple[str, str], dict[int, str]] = {}
        for row in session.rows(_TOOLS):
            further = {one["id"]: one["grades"] for one in row["scales"] or ()}
            for graded in row["graded_areas"]:
                scale = further.get(graded["area"].get("scale"), row["own_scale"])
                loose = loosely_worded(graded["area"], scale)
                area = (row["tool"], graded["area"]["id"])
                versions = keys.setdefault(area, {})
                versions[row["tool_version"]] = (graded["comparable_as"], loose)
                read.setdefault(area, {})[row["tool_version"]] = loose
        declared: dict[tuple[str, str], dict[frozenset[int], bool]] = {}
        for row in session.rows(_VERSIONS_COMPARED):
            pair = frozenset((row["tool_version"], row["other_version"]))
            same = row["likeness"] == Likeness.EQUIVALENT
            declared.setdefault((row["tool"], row["area"]), {})[pair] = same
        same = {k: joined(versions, declared.get(k, {})) for k, versions in keys.items()}
        return cls(same, read)

    def series(self, tool: str, area: str, version: int) -> str:
        """The first version that measures the same, as a name."""
        return f"{tool} {area} {self.same[tool, area][version]}"


def window_words(start: date, end: date) -> str:
    """A casework window in words: `March 2025`, `January to March 2025`."""
    last = f"{MONTHS[end.month - 1]} {end.year}"
    if (start.year, start.month) == (end.year, end.month):
        return last
    first = MONTHS[start.month - 1]
    return f"{first} to {last}" if start.year == end.year else f"{first} {start.year} to {last}"


def windows(rows: Iterable[WaveRow]) -> dict[str, str]:
    """Each audit's casework window in words; with its code where two have the same."""
    settings = [row.settings for row in rows]
    said = {one.audit: window_words(one.casework_start, one.casework_end) for one in settings}
    times = Counter(said.values())
    return {
        one.audit: told_of(one, f", {one.audit}" if times[said[one.audit]] > 1 else "")
        for one in settings
    }


def told_of(one: WaveSettings, code: str = "") -> str:
    """An audit's casework window in words; with where its grades come from, if not from here."""
    source = f", {FROM_DOCUMENT}" if one.from_document else ""
    return f"{window_words(one.casework_start, one.casework_end)}{code}{source}"
