"""The cases drawn for an audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from projections.engine.projector import Session
from projections.queries.rows import read


@dataclass(frozen=True, slots=True)
class AuditCase:
    """A case of the draw that stands. `place`: its place in its stratum's order.

    `not_gradable_position`: the entry that says why nobody can grade it; None where one can.
    `family`: cases of one family have the same; None where nobody has said.
    """

    audit: str
    case_ref: str
    place: int
    family: str | None
    sampled_at: datetime
    was_replaced: bool
    replaced_by: str | None
    replacement_reason: str | None
    not_gradable_position: int | None
    position: int


@dataclass(frozen=True, slots=True)
class Stratum:
    """`expected`: the exact share `quota` as a number; `drawn`: the cases it got."""

    audit: str
    stratum: str
    place: int
    size: int
    quota: str
    expected: float
    drawn: int
    is_self_weighting: bool


@dataclass(frozen=True, slots=True)
class SecondMargin:
    """A value of the second margin as it was drawn. `expected`: in proportion to the list."""

    audit: str
    margin: str | None
    value: str
    place: int
    size: int
    expected: float
    drawn: int


@dataclass(frozen=True, slots=True)
class SupersededSample:
    """A case list or a draw that was set aside. `what`: which of the two; `seed`: None if none."""

    audit: str
    what: str
    digest: str
    size: int
    seed: str | None
    cases_drawn: int
    reason: str
    superseded_at: datetime
    position: int


def audit_cases(session: Session, audit: str) -> tuple[AuditCase, ...]:
    return read(
        session,
        AuditCase,
        "audit_cases",
        where="audit = ?",
        order="numbered(case_ref)",
        parameters=[audit],
    )


def sample_strata(session: Session, audit: str) -> tuple[Stratum, ...]:
    return read(
        session, Stratum, "sample_strata", where="audit = ?", order="place", parameters=[audit]
    )


def second_margin(session: Session, audit: str) -> tuple[SecondMargin, ...]:
    return read(
        session,
        SecondMargin,
        "sample_second_margin",
        where="audit = ?",
        order="place",
        parameters=[audit],
    )


def superseded_samples(session: Session, audit: str) -> tuple[SupersededSample, ...]:
    """The case lists and draws that were set aside, in order."""
    return read(
        session,
        SupersededSample,
        "samples_superseded",
        where="audit = ?",
        order="position",
        parameters=[audit],
    )
