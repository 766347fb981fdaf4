"""A random, stratified, verifiable sample (framework section 5)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from domain.kernel.event import Event, Value
from domain.kernel.vocabulary import (
    AuditCode,
    CaseRef,
    CaseText,
    Characteristic,
    Digest,
    FamilyRef,
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


class Spread(Value):
    """One value of the second margin. `size`: cases in the list; `drawn`: of them in the draw."""

    name: Line
    size: Count
    drawn: Count


class FrameCommitted(Event):
    """`digest`: SHA-256 of the canonical, salted case list. The list itself is not recorded.

    `second`: the values of the second margin, if the plan has one. `told_apart`: strata and second
    values that look alike and were confirmed to be different; `refs_told_apart`: how many refs.
    `fixed_on`: None in version 1, which did not say it. `families`: of how many families its cases
    are; None where the list does not say.
    """

    schema_version: ClassVar[int] = 3

    audit: AuditCode
    digest: Digest
    size: Count
    stratifier: Line
    strata: tuple[Stratum, ...]
    second_margin: Line | None = None
    second: tuple[Stratum, ...] = ()
    told_apart: tuple[Line, ...] = ()
    refs_told_apart: Count = 0
    fixed_on: date | None = None
    families: Count | None = None


class FrameReplaced(Event):
    """Another case list in the place of the one fixed before, whose digest is `supersedes`.

    The seed and the draw that rest on that one are set aside with it. Else as `FrameCommitted`.
    """

    schema_version: ClassVar[int] = 2

    audit: AuditCode
    supersedes: Digest
    reason: Text
    digest: Digest
    size: Count
    stratifier: Line
    strata: tuple[Stratum, ...]
    second_margin: Line | None
    second: tuple[Stratum, ...]
    told_apart: tuple[Line, ...]
    refs_told_apart: Count
    fixed_on: date
    families: Count | None = None


class SeedDrawn(Event):
    """Drawn after the frame and the plan, by somebody who does not audit, before a witness."""

    audit: AuditCode
    seed: str
    source: Line
    drawn_by: PersonId
    witness: PersonId


class SampleDrawn(Event):
    """`method` names the published procedure; `warnings` say who could never be drawn.

    `second`: how the second margin came out. A replacement does not change it here: the counts
    before and after would tell what the replaced case was.
    """

    schema_version: ClassVar[int] = 2

    audit: AuditCode
    method: str
    allocation: tuple[Seats, ...]
    self_weighting: bool
    warnings: tuple[str, ...]
    second: tuple[Spread, ...] = ()


class CaseSampled(Event):
    """`frame_ref` is the case list's reference; `place` its place in its stratum's order.

    `family`: cases of one family have the same; None where the list names no families.
    """

    schema_version: ClassVar[int] = 2

    audit: AuditCode
    case: CaseRef
    place: Count
    frame_ref: Characteristic
    stratum: Characteristic
    family: FamilyRef | None = None


class CaseReplaced(Event):
    """A drawn case that could not be audited, and the next in its stratum's order."""

    audit: AuditCode
    case: CaseRef
    replaced_by: CaseRef | None
    reason: ReplacementReason


class SampleRedrawn(Event):
    """The draw is set aside, visibly: a new seed is needed. `redrawn_on`: None in version 1."""

    schema_version: ClassVar[int] = 2

    audit: AuditCode
    reason: Text
    redrawn_on: date | None = None


class CaseNotGradable(Event):
    """Nobody can grade a drawn case: it counts neither as graded nor as missing."""

    audit: AuditCode
    case: CaseRef
    reason: CaseText


class CaseFoundGradable(Event):
    """A case that was called not gradable can be graded after all: returns are due again."""

    audit: AuditCode
    case: CaseRef
    reason: CaseText


class CaseFamilySaid(Event):
    """Which family a drawn case is of, as it was found since. The last that was said counts.

    Children of one family have the same workers and one home, so their cases are not independent.

    `with_case`: the case of a brother or sister, which is of that family then; None: of no other
    case's.
    """

    audit: AuditCode
    case: CaseRef
    with_case: CaseRef | None
    family: FamilyRef
    reason: CaseText
