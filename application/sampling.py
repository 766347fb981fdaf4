"""A sample: fixing its case list, the draw, replacements, and drawing again to check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Unpack, cast

from application.reading import Reader
from application.workspace import How, Workspace
from documents.files.input_file import TABLE_BYTES_MAX, GivenFile
from documents.sample.case_list import (
    look_alike_faults,
    read_and_make_refs,
    read_case_list,
    suspected,
)
from documents.sample.frame_file import read_frame
from domain.audit.requirements import planned
from domain.audit.state import Audit, NoAudit
from domain.audit.terms import SampleSpecification
from domain.kernel import streams
from domain.kernel.command import Refusal
from domain.kernel.event import Event
from domain.kernel.vocabulary import ReplacementReason
from domain.sample import check, look_alikes, rule
from domain.sample.changes import ReplaceCase, ReplaceFrame
from domain.sample.check import Margin, RecordedDraw
from domain.sample.decisions import CommitFrame, DrawSample
from domain.sample.events import FrameCommitted, FrameReplaced
from domain.sample.frame import Frame, require_committed
from ledger.decision import Outcome
from ledger.service import Ledger

BYTES_MAX = TABLE_BYTES_MAX


@dataclass(frozen=True, slots=True)
class Layer:
    """A value of the stratifier or of the second margin, before anything is drawn.

    `expected`: cases in proportion; `seats`: those it gets, None for the second margin.
    `families`: of how many its cases are; None where the list does not say.
    """

    margin: str
    value: str
    in_the_list: int
    expected: Fraction
    seats: int | None
    families: int | None = None


@dataclass(frozen=True, slots=True)
class PreparedList:
    """A case list that could be fixed. `layers`: what it would be drawn from.

    `warnings`: who could never be drawn. `faults`: spellings that look alike, by row and cell,
    and that nobody has called different.
    """

    frame: Frame
    layers: tuple[Layer, ...]
    warnings: tuple[str, ...]
    faults: tuple[str, ...]
    different: tuple[str, ...]
    suspected: tuple[str, ...] = ()
    key: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of drawing again. Without differences the rule gives the recorded sample.

    `is_drawn`: there is a draw to compare with; else `layers` say what the list holds.
    `warnings`: of replacements, and spellings of the list that look alike.
    """

    is_drawn: bool
    differences: tuple[str, ...]
    margins: tuple[Margin, ...]
    layers: tuple[Layer, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DrawnSample:
    """The draw as recorded. `warnings`: who could never be drawn, and more; `margins`: expected
    beside drawn. Both are empty when nothing was recorded.
    """

    outcome: Outcome
    warnings: tuple[str, ...] = ()
    margins: tuple[Margin, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplacedCase:
    """`warnings`: more than a fifth of the sample was replaced, or a stratum is used up.

    In a dry run, as they would be.
    """

    outcome: Outcome
    warnings: tuple[str, ...] = ()


def prepare_list(
    work: Workspace,
    audit: str,
    cases: GivenFile,
    different: Sequence[str] = (),
    *,
    makes_refs: bool = False,
) -> PreparedList:
    """The case list of an agency's table, with a fresh salt, ready to be looked at and fixed.

    Keep `frame.text()` before it is fixed: only its digest is recorded, and nothing can be
    drawn without the list. `different`: spellings that look alike and are different. `makes_refs`:
    the list has the agency's own numbers, and refs are made for them. Raises InputError with every
    fault of the table.
    """
    wanted = _wanted(work.ledger, audit)
    salt, key = work.ledger.fresh_salt(), None
    if makes_refs:
        made = read_and_make_refs(cases, wanted, salt)
        frame, key = made.frame, made.key
    else:
        frame = read_case_list(cases, wanted, salt)
    waiting = look_alikes.unconfirmed(frame.look_alikes(wanted), different)
    return PreparedList(
        frame=frame,
        layers=_layers(frame, wanted),
        warnings=rule.allocate(frame.sizes(), wanted).warnings
        if len(frame.rows) >= wanted.size
        else (),
        faults=tuple(look_alike_faults(waiting)),
        different=tuple(different),
        suspected=() if makes_refs else tuple(suspected(frame)),
        key=key,
    )


def _layers(frame: Frame, wanted: SampleSpecification) -> tuple[Layer, ...]:
    """What a list holds of each stratum and second value, and what a draw would take."""
    sizes = frame.sizes()
    is_enough = len(frame.rows) >= wanted.size
    seats = rule.allocate(sizes, wanted).seats if is_enough else {}

    def layer(margin: str, value: str, size: int, taken: int | None) -> Layer:
        expected = Fraction(wanted.size * size, len(frame.rows))
        families = None if margin != wanted.stratifier else frame.families(value)
        return Layer(margin, value, size, expected, taken, families)

    strata = [
        layer(wanted.stratifier, name, size, seats.get(name))
        for name, size in sorted(sizes.items())
    ]
    second = [
        layer(wanted.second_margin or "", name, size, None)
        for name, size in sorted(frame.second_sizes().items())
    ]
    return (*strata, *second)


def fix_list(
    work: Workspace, audit: str, prepared: PreparedList, reason: str | None, **how: Unpack[How]
) -> Outcome:
    """Fixes the case list by its digest. With a reason, in the place of the one fixed before."""
    said: dict[str, Any] = {
        "audit": audit,
        "frame": prepared.frame,
        "different": prepared.different,
    }
    if reason is None:
        return work.record(CommitFrame(**said), **how)
    return work.record(ReplaceFrame(**said, reason=reason), **how)


def draw(work: Workspace, audit: str, kept: GivenFile, **how: Unpack[How]) -> DrawnSample:
    """Draws the sample from the kept case list."""
    frame = read_frame(kept)
    outcome = work.record(DrawSample(audit=audit, frame=frame), **how)
    if not _is_recorded(outcome):
        return DrawnSample(outcome)
    recorded = _standing(work.ledger, audit)
    margins = check.margins(frame, recorded, _wanted(work.ledger, audit))
    return DrawnSample(outcome, recorded.drawn.warnings, margins)


def replace(
    work: Workspace,
    audit: str,
    case: str,
    reason: ReplacementReason,
    kept: GivenFile,
    **how: Unpack[How],
) -> ReplacedCase:
    """Replaces a case by the next in its stratum's order."""
    frame = read_frame(kept)
    before = [entry.event for entry in work.ledger.entries(streams.sample(audit))]
    outcome = work.record(ReplaceCase(audit=audit, case=case, reason=reason, frame=frame), **how)
    if not outcome.events or outcome.receipt.repeated:
        return ReplacedCase(outcome)
    stands = check.last_draw([*before, *(event for _, event in outcome.events)])
    return ReplacedCase(outcome, stands.replacement_warnings if stands else ())


def draw_again(reader: Reader, audit: str, kept: GivenFile) -> Checked:
    """Draws again from the case list and the recorded seed, and compares.

    Before the draw it says what the list holds. Refuses a person who may not read the refs of the
    case list, and a list that is not the one that is fixed now.
    """
    events = [entry.event for entry in reader.entries(streams.sample(audit))]
    committed = _require_fixed(audit, events)
    reader.require_draw(audit)
    frame = _fixed_frame(events, committed, kept)
    recorded, wanted = check.last_draw(events), _wanted(reader.ledger, audit)
    alike = tuple(f"{one.column}: {one.named} look alike" for one in frame.look_alikes(wanted))
    if recorded is None:
        return Checked(False, (), (), _layers(frame, wanted), alike)
    return Checked(
        True,
        tuple(check.differences(frame, recorded, wanted)),
        check.margins(frame, recorded, wanted),
        (),
        (*recorded.replacement_warnings, *alike),
    )


def _require_fixed(audit: str, events: Sequence[Event]) -> FrameCommitted | FrameReplaced:
    """The case list that is fixed now. Refuses where none is."""
    fixed = [event for event in events if isinstance(event, FrameCommitted | FrameReplaced)]
    if not fixed:
        raise Refusal(
            "nothing-drawn",
            f"No case list is fixed for {audit}, and no sample is drawn.",
            "There is nothing to check yet.",
        )
    return fixed[-1]


def _fixed_frame(
    events: Sequence[Event], committed: FrameCommitted | FrameReplaced, kept: GivenFile
) -> Frame:
    """The kept case list. Refuses one that is not the list that is fixed now."""
    frame = read_frame(kept)
    if any(isinstance(e, FrameReplaced) and e.supersedes == frame.digest() for e in events):
        raise Refusal(
            "superseded-frame",
            "This case list was superseded by another, for the reason in `assure sample show`.",
            "Use the newest file that `assure sample frame` wrote.",
        )
    require_committed(frame, committed)
    return frame


def _standing(ledger: Ledger, audit: str) -> RecordedDraw:
    """The draw that stands, just after it was made."""
    recorded = check.last_draw(entry.event for entry in ledger.entries(streams.sample(audit)))
    if recorded is None:
        raise Refusal("nothing-drawn", f"No sample is drawn for {audit}.", "Draw it again.")
    return recorded


def _is_recorded(outcome: Outcome) -> bool:
    return bool(outcome.receipt.lines) and not outcome.receipt.dry_run


def _wanted(ledger: Ledger, audit: str) -> SampleSpecification:
    """The plan's sample. Refuses an audit without a plan."""
    state = cast(Audit | NoAudit, ledger.state(streams.audit(audit)))
    return planned(state, audit).plan.sample
