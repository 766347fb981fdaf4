"""Waves: one audit's grades for one measure, as the impact comparison takes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.impact.assess import Wave
from domain.kernel.days import MONTHS
from projections.engine.projector import Session
from projections.queries.rows import read, reads_settled_grades


@dataclass(frozen=True, slots=True)
class WaveRow:
    """One settled audit's counts for an area, worst grade first, one case counted once.

    `good_from`: index of the first grade counted "Good or better". `wave`: its number among the
    area's waves by casework window.
    """

    tool: str
    area: str
    audit: str
    area_title: str
    process: str
    tool_version: int
    comparable_as: str
    frame_definition: str
    casework_start: date
    casework_end: date
    counts: tuple[int, ...]
    cases_graded: int
    cases_good: int
    good_from: int
    was_moderated: bool
    wave: int


@dataclass(frozen=True, slots=True)
class AgencyWaveRow:
    """As `WaveRow`, of one agency's own grades, with the cases it was not involved in."""

    tool: str
    area: str
    audit: str
    agency: str
    area_title: str
    process: str
    tool_version: int
    comparable_as: str
    frame_definition: str
    casework_start: date
    casework_end: date
    counts: tuple[int, ...]
    cases_graded: int
    cases_good: int
    good_from: int
    was_moderated: bool
    cases_not_involved: int
    wave: int


AnyWave = WaveRow | AgencyWaveRow
Series = dict[tuple[str, str, str | None], list[AnyWave]]
"""Waves by tool, area and agency (None: all agencies), the earliest casework first."""


def waves(session: Session) -> tuple[WaveRow, ...]:
    """Empty unless the viewer may read the grades of every settled audit."""
    if not reads_settled_grades(session):
        return ()
    return read(session, WaveRow, "waves", order="tool, area, wave")


def agency_waves(session: Session) -> tuple[AgencyWaveRow, ...]:
    """Empty unless the viewer may read the grades of every settled audit."""
    if not reads_settled_grades(session):
        return ()
    return read(session, AgencyWaveRow, "agency_waves", order="tool, area, agency, wave")


def series(session: Session, *, by_agency: bool) -> Series:
    """Every wave, by measure; those of single agencies only when asked for."""
    found: Series = {}
    for wave in waves(session):
        found.setdefault((wave.tool, wave.area, None), []).append(wave)
    for own in agency_waves(session) if by_agency else ():
        found.setdefault((own.tool, own.area, own.agency), []).append(own)
    return found


def domain_wave(row: AnyWave) -> Wave:
    """The row as `domain.impact` compares it."""
    return Wave(
        audit=row.audit,
        casework_start=row.casework_start,
        casework_end=row.casework_end,
        counts=row.counts,
        wording=row.comparable_as,
        frame=row.frame_definition,
        moderated=row.was_moderated,
        not_involved=row.cases_not_involved if isinstance(row, AgencyWaveRow) else 0,
    )


def window_words(start: date, end: date) -> str:
    """A casework window in words: `March 2025`, `January to March 2025`."""
    last = f"{MONTHS[end.month - 1]} {end.year}"
    if (start.year, start.month) == (end.year, end.month):
        return last
    first = MONTHS[start.month - 1]
    return f"{first} to {last}" if start.year == end.year else f"{first} {start.year} to {last}"


def windows(rows: Iterable[AnyWave]) -> dict[str, str]:
    """Each audit's casework window in words."""
    return {row.audit: window_words(row.casework_start, row.casework_end) for row in rows}
