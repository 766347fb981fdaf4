"""A sample: its case list, the draw, replacements, and drawing again to check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from application.workspace import Workspace
from documents.files.given import TABLE_BYTES_MAX, GivenFile
from documents.sample.case_list import read_case_list
from documents.sample.frame_file import read_frame
from domain.audit.events import SampleSpecification
from domain.audit.state import Audit, NoAudit
from domain.kernel import streams
from domain.kernel.command import Refusal, planned
from domain.kernel.event import Event
from domain.kernel.vocabulary import ReplacementReason
from domain.sample import check
from domain.sample.check import Margin, RecordedDraw
from domain.sample.decisions import CommitFrame, DrawSample, Frame, ReplaceCase
from domain.sample.events import FrameCommitted
from ledger.decision import Outcome

BYTES_MAX = TABLE_BYTES_MAX


@dataclass(frozen=True, slots=True)
class Checked:
    """What drawing again gave. No differences: the recorded sample is what the rule gives.

    `warning`: what has to be said when many cases were replaced.
    """

    differences: tuple[str, ...]
    margins: tuple[Margin, ...]
    warning: str | None


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
    """`warning`: what has to be said when more than a fifth of the sample was replaced."""

    outcome: Outcome
    warning: str | None = None


def frame_to_commit(workspace: Workspace, audit: str, cases: GivenFile) -> Frame:
    """The case list of an agency's table, with a fresh salt, ready to be committed.

    Keep `frame.text()` before it is committed: only its digest is recorded, and nothing can be
    drawn without the list. Raises InputError with every fault.
    """
    return read_case_list(cases, _wanted(workspace, audit), workspace.ledger.fresh_salt())


def commit_frame(workspace: Workspace, audit: str, frame: Frame, **how: Any) -> Outcome:
    """Fixes the case list by its digest. `how`: as for `Workspace.record`."""
    return workspace.record(CommitFrame(audit=audit, frame=frame), **how)


def draw(workspace: Workspace, audit: str, kept: GivenFile, **how: Any) -> DrawnSample:
    """Draws the sample from the kept case list. `how`: as for `Workspace.record`."""
    frame = read_frame(kept)
    outcome = workspace.record(DrawSample(audit=audit, frame=frame), **how)
    if not _is_recorded(outcome):
        return DrawnSample(outcome)
    recorded = _standing(workspace, audit)
    margins = check.margins(frame, recorded, _wanted(workspace, audit))
    return DrawnSample(outcome, recorded.drawn.warnings, margins)


def replace(
    workspace: Workspace,
    audit: str,
    case: str,
    reason: ReplacementReason,
    kept: GivenFile,
    **how: Any,
) -> ReplacedCase:
    """Replaces a case by the next in its stratum's order. `how`: as for `Workspace.record`."""
    frame = read_frame(kept)
    outcome = workspace.record(
        ReplaceCase(audit=audit, case=case, reason=reason, frame=frame), **how
    )
    if not _is_recorded(outcome):
        return ReplacedCase(outcome)
    return ReplacedCase(outcome, _standing(workspace, audit).replacement_warning)


def committed_frame(events: Iterable[Event], kept: GivenFile) -> Frame:
    """The kept case list, if it is the one that was committed. Refuses another."""
    frame = read_frame(kept)
    digests = [event.digest for event in events if isinstance(event, FrameCommitted)]
    if frame.digest() not in digests:
        raise Refusal(
            "other-frame",
            "This case list is not the one that was committed: its digest differs.",
            "Use the file that `assure sample frame` wrote, unchanged.",
        )
    return frame


def recorded_draw(audit: str, events: Iterable[Event]) -> RecordedDraw:
    """The draw that stands. Refuses where none does."""
    recorded = check.last_draw(events)
    if recorded is None:
        raise Refusal(
            "nothing-drawn", f"No sample is drawn for {audit}.", "There is nothing to check yet."
        )
    return recorded


def draw_again(
    workspace: Workspace, audit: str, events: Iterable[Event], kept: GivenFile
) -> Checked:
    """Draws again from the case list and the recorded seed, and compares.

    `events`: those of the sample, as far as the checker may read them.
    """
    events = list(events)
    recorded = recorded_draw(audit, events)
    frame = committed_frame(events, kept)
    wanted = _wanted(workspace, audit)
    return Checked(
        tuple(check.differences(frame, recorded, wanted)),
        check.margins(frame, recorded, wanted),
        recorded.replacement_warning,
    )


def _is_recorded(outcome: Outcome) -> bool:
    return bool(outcome.receipt.lines) and not outcome.receipt.dry_run


def _standing(workspace: Workspace, audit: str) -> RecordedDraw:
    entries = workspace.ledger.entries(streams.sample(audit))
    return recorded_draw(audit, [entry.event for entry in entries])


def _wanted(workspace: Workspace, audit: str) -> SampleSpecification:
    """The plan's sample. Refuses an audit without a plan."""
    state = workspace.ledger.state(streams.audit(audit))
    assert isinstance(state, Audit | NoAudit)
    return planned(state, audit).plan.sample
