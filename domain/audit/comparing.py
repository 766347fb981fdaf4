"""How an audit is to be compared with an earlier one: its frame, and old cases graded again."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Annotated, ClassVar, assert_never

from pydantic import Field

from domain.audit.events import FramesCompared, OldCasesDrawn
from domain.audit.plan import AuditCommand
from domain.audit.requirements import going, planned, require_audit
from domain.audit.state import Audit, State
from domain.history.requirements import entered
from domain.kernel import common_fields
from domain.kernel.command import Context, Refusal, fields
from domain.kernel.event import Event
from domain.kernel.field_help import Shown
from domain.kernel.vocabulary import AuditCode, Likeness
from domain.sample.requirements import sample_state
from domain.sample.state import current_cases, seed_of

TWICE = 2
"""How many of the audit's own cases a second auditor grades too."""


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


class DrawOldCases(AuditCommand):
    """Draw 3 to 5 cases of an earlier audit to be graded again, blind, and two of this one twice.

    The audit's own seed draws them, so nobody chooses. Who graded an old case first does not grade
    it again: `assure grade again`. What changed in these grades is the ruler's, not practice's. On
    the two of this audit a second auditor appends a return too: `assure return append`.
    """

    records: ClassVar[tuple[type[Event], ...]] = (OldCasesDrawn,)
    other_audit: Annotated[
        AuditCode, Shown("The earlier audit with the same tool", "AUDIT", option="other")
    ]
    size: Annotated[int, Field(ge=3, le=5), Shown("How many of its cases", "NUMBER", "4")] = 4


Commands = CompareFrames | DrawOldCases


def decide(state: State, command: Commands, context: Context) -> tuple[Event, ...]:
    audit = planned(state, command.audit)
    match command:
        case CompareFrames():
            past = entered(context, command.other_audit)
            _require_one_tool(audit, command, None if past is None else past.said.tool, context)
            event = FramesCompared(**fields(command))
            return () if audit.frames.get(command.other_audit) == event else (event,)
        case DrawOldCases():
            _require_one_tool(audit, command, None, context)
            return _draw(audit, require_audit(context, command.other_audit), command, context)
        case _:
            assert_never(command)


def _require_one_tool(
    audit: Audit, command: Commands, entered_with: str | None, context: Context
) -> None:
    """Refuses two audits that no comparison joins. `entered_with`: the tool of a document's."""
    other = entered_with or require_audit(context, command.other_audit).plan.tool
    if command.other_audit == command.audit or other != audit.plan.tool:
        raise Refusal(
            "nothing-to-compare",
            f"{command.audit} and {command.other_audit} are not two audits with one tool.",
            "Only audits with the same tool are ever compared.",
        )


def _draw(audit: Audit, other: Audit, command: DrawOldCases, context: Context) -> tuple[Event, ...]:
    going(audit, command.audit)
    known = audit.old_cases.get(command.other_audit)
    if known is not None:
        _require_as_drawn(known, command)
    if not other.returns_open:
        raise Refusal(
            "returns-not-open",
            f"The returns of {command.other_audit} are not open yet.",
            "Its cases are graded again once their first grades are settled.",
        )
    sample = sample_state(context, command.audit)
    seed, own = seed_of(sample), current_cases(sample)
    if seed is None or not own:
        raise Refusal(
            "sample-not-drawn",
            f"The sample of {command.audit} is not drawn yet.",
            "Draw it first: `assure sample draw`. Its seed draws the old cases too.",
        )
    old = current_cases(sample_state(context, command.other_audit))
    event = OldCasesDrawn(
        audit=command.audit,
        other_audit=command.other_audit,
        size=command.size,
        cases=_first(old, f"{seed.seed}|{command.other_audit}", command.size),
        twice=_first(own, f"{seed.seed}|twice", TWICE),
    )
    return () if known == event else (event,)


def _require_as_drawn(known: OldCasesDrawn, command: DrawOldCases) -> None:
    """Refuses another number of cases; what a new sample's seed draws is another matter."""
    if known.size != command.size:
        raise Refusal(
            "drawn-again-already",
            f"{known.size} cases of {known.other_audit} are drawn to be graded again:"
            f" {', '.join(known.cases)}. {command.size} were asked for.",
            "Grade these again. The seed draws once, so that nobody chooses between two draws.",
        )


def _first(cases: Iterable[str], seed: str, size: int) -> tuple[str, ...]:
    """The first so many by SHA-256 of the seed, a bar and the case: `sha256sum` does it again."""
    ordered = sorted(cases, key=lambda case: sha256(f"{seed}|{case}".encode()).hexdigest())
    return tuple(ordered[:size])
