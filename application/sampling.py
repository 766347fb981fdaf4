"""A sample: its case list, the draw, replacements, and drawing again to check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

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

BYTES_MAX = TABLE_BYTES_MAX


@dataclass(frozen=True, slots=True)
class Checked:
    """What drawing again gave. No differences: the recorded sample is what the rule gives.

    `warning`: what has to be said when many cases were replaced.
    """

    differences: tuple[str, ...]
    margins: tuple[Margin, ...]
    warning: str | None


def frame_to_commit(workspace: Workspace, audit: str, cases: GivenFile) -> CommitFrame:
    """The case list of an agency's table, with a fresh salt, ready to be committed.

    Write `command.frame.text()` to a file before it is recorded: only its digest is recorded, and
    nothing can be drawn without the list. Raises InputError with every fault.
    """
    salt = workspace.ledger.fresh_salt()
    frame = read_case_list(cases, _wanted(workspace, audit), salt)
    return CommitFrame(audit=audit, frame=frame)


def draw(audit: str, kept: GivenFile) -> DrawSample:
    """The command that draws the sample from the kept case list."""
    return DrawSample(audit=audit, frame=read_frame(kept))


def replacement(audit: str, case: str, reason: ReplacementReason, kept: GivenFile) -> ReplaceCase:
    """The command that replaces a case by the next in its stratum's order."""
    return ReplaceCase(audit=audit, case=case, reason=reason, frame=read_frame(kept))


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


def margins(workspace: Workspace, audit: str, frame: Frame) -> tuple[Margin, ...]:
    """Expected beside drawn, of the sample as it stands now."""
    return check.margins(frame, _standing(workspace, audit), _wanted(workspace, audit))


def warnings(workspace: Workspace, audit: str) -> tuple[str, ...]:
    """What was recorded with the draw that stands: who could never be drawn, and more."""
    return _standing(workspace, audit).drawn.warnings


def replacement_warning(workspace: Workspace, audit: str) -> str | None:
    """What has to be said when more than a fifth of the sample was replaced."""
    return _standing(workspace, audit).replacement_warning


def _standing(workspace: Workspace, audit: str) -> RecordedDraw:
    entries = workspace.ledger.entries(streams.sample(audit))
    return recorded_draw(audit, [entry.event for entry in entries])


def _wanted(workspace: Workspace, audit: str) -> SampleSpecification:
    """The plan's sample. Refuses an audit without a plan."""
    state = workspace.ledger.state(streams.audit(audit))
    assert isinstance(state, Audit | NoAudit)
    return planned(state, audit).plan.sample
