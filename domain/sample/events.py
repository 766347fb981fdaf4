"""A random, stratified, verifiable sample (framework section 5)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from domain.kernel.event import Event, Value
from domain.kernel.vocabulary import (
    AuditCode,
    CaseRef,
    Characteristic,
    Digest,
    Line,
    PersonId,
    ReplacementReason,
    Text,
)

Count = Annotated[int, Field(ge=0)]


class Stratum(Value):
    """One layer of the frame. `size`: cases."""

    name: Line
    size: Count


class Seats(Value):
    """What one stratum got. `quota`: its exact share as a fraction, such as `31/12`."""

    name: Line
    size: Count
    quota: str
    seats: Count


class FrameCommitted(Event):
    """`digest`: SHA-256 of the canonical, salted case list. The list itself is not recorded."""

    audit: AuditCode
    digest: Digest
    size: Count
    stratifier: Line
    strata: tuple[Stratum, ...]


class SeedDrawn(Event):
    """Drawn after the frame and the plan, by somebody who does not audit, before a witness."""

    audit: AuditCode
    seed: str
    source: Line
    drawn_by: PersonId
    witness: PersonId


class SampleDrawn(Event):
    """`method` names the published procedure; `warnings` say who could never be drawn."""

    audit: AuditCode
    method: str
    allocation: tuple[Seats, ...]
    self_weighting: bool
    warnings: tuple[str, ...]


class CaseSampled(Event):
    """`frame_ref` is the case list's reference; `place` its place in its stratum's order."""

    audit: AuditCode
    case: CaseRef
    place: Count
    frame_ref: Characteristic
    stratum: Characteristic


class CaseReplaced(Event):
    """A drawn case that could not be audited, and the next in its stratum's order."""

    audit: AuditCode
    case: CaseRef
    replaced_by: CaseRef | None
    reason: ReplacementReason


class SampleRedrawn(Event):
    """The draw is set aside, visibly: a new seed is needed."""

    audit: AuditCode
    reason: Text
