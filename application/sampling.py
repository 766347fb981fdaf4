"""A sample: its case list, the draw, replacements, and drawing again to check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Unpack

from application.reading import Reader
from application.workspace import How, Workspace
from documents.files.input_file import TABLE_BYTES_MAX, GivenFile
from documents.files.plain import plain
from documents.sample.case_list import read_case_list
from documents.sample.frame_file import read_frame
from domain.audit.events import SampleSpecification
from domain.audit.requirements import planned
from domain.audit.state import Audit, NoAudit
from domain.kernel import streams
from domain.kernel.command import Refusal
from domain.kernel.event import Event
from domain.kernel.vocabulary import ReplacementReason
from domain.sample import check
from domain.sample.check import Margin, RecordedDraw
from domain.sample.decisions import (
    CommitFrame,
    DrawSample,
    Frame,
    ReplaceCase,
    require_committed,
)
from domain.sample.events import CaseReplaced, CaseSampled, FrameCommitted, SampleRedrawn
from ledger.decision import Outcome
from ledger.service import Ledger

BYTES_MAX = TABLE_BYTES_MAX


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of drawing again. Without differences the rule gives the recorded sample.

    `warning`: due when many cases were replaced.
    """

    differences: tuple[str, ...]
    margins: tuple[Margin, ...]
    warning: str | None


@dataclass(frozen=True, slots=True)
class ShownSample:
    """`document`: frame, seed and draw, field by field; `cases`: each case ever drawn, in order.

    A case's `stratum` and `frame_ref` are None for whoever may not read them.
    """

    document: dict[str, Any]
    cases: tuple[dict[str, Any], ...]


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
    """`warning`: due when more than a fifth of the sample was replaced."""

    outcome: Outcome
    warning: str | None = None


def frame_to_commit(work: Workspace, audit: str, cases: GivenFile) -> Frame:
    """The case list of an agency's table, with a fresh salt, ready to be committed.

    Keep `frame.text()` before it is committed: only its digest is recorded, and nothing can be
    drawn without the list. Raises InputError with every fault.
    """
    return read_case_list(cases, _wanted(work.ledger, audit), work.ledger.fresh_salt())


def commit_frame(work: Workspace, audit: str, frame: Frame, **how: Unpack[How]) -> Outcome:
    """Fixes the case list by its digest."""
    return work.record(CommitFrame(audit=audit, frame=frame), **how)


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
    outcome = work.record(ReplaceCase(audit=audit, case=case, reason=reason, frame=frame), **how)
    if not _is_recorded(outcome):
        return ReplacedCase(outcome)
    return ReplacedCase(outcome, _standing(work.ledger, audit).replacement_warning)


def draw_again(reader: Reader, audit: str, kept: GivenFile) -> Checked:
    """Draws again from the case list and the recorded seed, and compares.

    Refuses a person who may not read the refs of the case list, and a list that is not the one
    that was committed.
    """
    events = [entry.event for entry in reader.entries(streams.sample(audit))]
    recorded = _require_draw(audit, events)
    reader.require_draw(audit)
    frame = _committed_frame(events, kept)
    wanted = _wanted(reader.ledger, audit)
    return Checked(
        tuple(check.differences(frame, recorded, wanted)),
        check.margins(frame, recorded, wanted),
        recorded.replacement_warning,
    )


def shown(reader: Reader, audit: str) -> ShownSample:
    """The sample as recorded, as far as this person may read it."""
    document: dict[str, Any] = {"audit": audit}
    cases: dict[str, dict[str, Any]] = {}
    for entry in reader.entries(streams.sample(audit)):
        match entry.event:
            case CaseSampled():
                text = reader.text(entry) or {}
                cases[entry.event.case] = {
                    "case": entry.event.case,
                    "standing": "to be audited",
                    "replaced_by": None,
                    "reason": None,
                    "stratum": text.get("stratum"),
                    "frame_ref": text.get("frame_ref"),
                    "entry": entry.position,
                }
            case CaseReplaced():
                cases[entry.event.case] |= {
                    "standing": "replaced",
                    "replaced_by": entry.event.replaced_by,
                    "reason": entry.event.reason.value,
                }
            case SampleRedrawn():
                for case in cases.values():
                    case["standing"] = "set aside"
            case event:
                document |= plain(event)
    return ShownSample(document, tuple(cases.values()))


def _committed_frame(events: Iterable[Event], kept: GivenFile) -> Frame:
    """The kept case list. Refuses one that is not the list that was committed."""
    frame = read_frame(kept)
    committed = next(event for event in events if isinstance(event, FrameCommitted))
    require_committed(frame, committed)
    return frame


def _require_draw(audit: str, events: Iterable[Event]) -> RecordedDraw:
    """The draw that stands. Refuses where none does."""
    recorded = check.last_draw(events)
    if recorded is None:
        raise Refusal(
            "nothing-drawn", f"No sample is drawn for {audit}.", "There is nothing to check yet."
        )
    return recorded


def _is_recorded(outcome: Outcome) -> bool:
    return bool(outcome.receipt.lines) and not outcome.receipt.dry_run


def _standing(ledger: Ledger, audit: str) -> RecordedDraw:
    return _require_draw(audit, [entry.event for entry in ledger.entries(streams.sample(audit))])


def _wanted(ledger: Ledger, audit: str) -> SampleSpecification:
    """The plan's sample. Refuses an audit without a plan."""
    state = ledger.state(streams.audit(audit))
    assert isinstance(state, Audit | NoAudit)
    return planned(state, audit).plan.sample
