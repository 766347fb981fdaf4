"""Whether two audits' samples come from the same frame: said by somebody, then or later."""

from __future__ import annotations

from typing import Annotated, ClassVar

from domain.audit.events import FramesCompared
from domain.audit.plan import AuditCommand
from domain.audit.requirements import planned, require_audit
from domain.audit.state import State
from domain.kernel import common_fields
from domain.kernel.command import Context, Refusal, fields
from domain.kernel.event import Event
from domain.kernel.field_help import Shown
from domain.kernel.vocabulary import AuditCode, Likeness


class CompareFrames(AuditCommand):
    """Say whether this audit's sample frame is, for comparing, that of an earlier audit, and why.

    Frames that differ only in case, spaces or final punctuation are the same without it.

    Example: `assure plan compare 2026-neglect --other 2024-neglect --likeness equivalent
    --reason "The same children: the wording became plainer"`
    """

    records: ClassVar[tuple[type[Event], ...]] = (FramesCompared,)
    other_audit: Annotated[
        AuditCode, Shown("The earlier audit with the same tool", "AUDIT", option="other")
    ]
    likeness: Annotated[Likeness, Shown("Whether the two frames are the same for comparing")]
    reason: common_fields.Reason


def decide(state: State, command: CompareFrames, context: Context) -> tuple[Event, ...]:
    audit = planned(state, command.audit)
    other = require_audit(context, command.other_audit)
    if command.other_audit == command.audit or other.plan.tool != audit.plan.tool:
        raise Refusal(
            "nothing-to-compare",
            f"{command.audit} and {command.other_audit} are not two audits with one tool.",
            "Only audits with the same tool are ever compared.",
        )
    event = FramesCompared(**fields(command))
    return () if audit.frames.get(command.other_audit) == event else (event,)
