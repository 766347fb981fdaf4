"""Decides again what was decided with a case list that is not in the ledger.

The ledger keeps the list's digest and how many cases each stratum has. So everything is decided
again but which references were selected: `assure sample check` does that, with the list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

from domain.audit.requirements import require_audit
from domain.kernel.command import Command, Context, Refusal, fields
from domain.kernel.event import Event
from domain.kernel.registry import decide
from domain.kernel.vocabulary import Digest
from domain.sample.decisions import (
    CommitFrame,
    DrawSample,
    Frame,
    FrameRow,
    ReplaceCase,
    drawing,
    require_changeable,
)
from domain.sample.events import CaseReplaced, CaseSampled, FrameCommitted, SampleDrawn
from domain.sample.rule import pseudonym
from domain.sample.state import Drawn, Seeded

_ROWS_MAX = 100_000
_UNKNOWN = Frame(salt="0" * 32, rows=(FrameRow(ref="0", stratum=""),))
"""Stands for the list in a command of which nobody asks for it."""
Deciding = Callable[[object, Context], tuple[Event, ...]]


class _Committed(Frame):
    """A list with the committed digest and strata. Its references are invented."""

    committed: Digest

    def digest(self) -> str:
        return self.committed


def without_list(events: tuple[Event, ...]) -> tuple[Command, Deciding]:
    """The command that led to these events, without its list, and how it is decided again.

    Raises ValueError for events that no list leads to.
    """
    match events:
        case (FrameCommitted() as committed,):
            commit = CommitFrame(audit=committed.audit, frame=_frame(committed))
            return commit, lambda state, context: decide(state, commit, context)
        case SampleDrawn() as drawn, *cases:
            draw = DrawSample(audit=drawn.audit, frame=_UNKNOWN)
            return draw, partial(_drawn, cases=_sampled(cases), audit_code=drawn.audit)
        case CaseReplaced() as replaced, *cases:
            replace = ReplaceCase(
                audit=replaced.audit, case=replaced.case, reason=replaced.reason, frame=_UNKNOWN
            )
            return replace, partial(_replaced, replaced=replaced, cases=_sampled(cases))
    raise ValueError("no case list leads to this")


def _sampled(events: list[Event]) -> tuple[CaseSampled, ...]:
    return tuple(event for event in events if isinstance(event, CaseSampled))


def _frame(event: FrameCommitted) -> Frame:
    if sum(stratum.size for stratum in event.strata) > _ROWS_MAX:
        raise ValueError("no case list is as long")
    rows = tuple(
        FrameRow(ref=str(number), stratum=stratum.name)
        for stratum in event.strata
        for number in range(stratum.size)
    )
    return _Committed(salt="0" * 32, rows=rows, committed=event.digest)


def _drawn(
    state: object, context: Context, cases: tuple[CaseSampled, ...], audit_code: str
) -> tuple[Event, ...]:
    """As the rule draws them: so many from each stratum, numbered on from those before."""
    audit = require_audit(context, audit_code)
    if not audit.steps.sampled or not isinstance(state, Seeded):
        raise Refusal(
            "no-seed",
            f"No seed was drawn for {audit_code}.",
            "A sample is drawn after its seed.",
        )
    sizes = {stratum.name: stratum.size for stratum in state.framed.frame.strata}
    drawn, seats = drawing(sizes, audit)
    places = Counter(place for taken in seats.values() for place in range(1, taken + 1))
    if Counter(case.place for case in cases) != places:
        raise Refusal(
            "other-places",
            f"The places of the cases drawn for {audit_code} are not those of its strata.",
            "Each stratum's seats are filled from the beginning of its order.",
        )
    return (drawn, *_numbered(cases, audit_code, len(state.framed.used)))


def _numbered(
    cases: tuple[CaseSampled, ...], audit_code: str, earlier: int
) -> tuple[CaseSampled, ...]:
    return tuple(
        CaseSampled(**{**fields(case), "audit": audit_code, "case": pseudonym(number)})
        for number, case in enumerate(cases, start=earlier + 1)
    )


def _replaced(
    state: object, context: Context, replaced: CaseReplaced, cases: tuple[CaseSampled, ...]
) -> tuple[Event, ...]:
    audit = require_audit(context, replaced.audit)
    if not isinstance(state, Drawn) or replaced.case not in state.current:
        raise Refusal(
            "case-not-sampled",
            f"Case {replaced.case} was not in the sample of {replaced.audit}.",
            "Only a drawn case is replaced.",
        )
    require_changeable(frozenset({replaced.case}), audit, context)
    earlier = len(state.seeded.framed.used) + len(state.cases)
    following = _numbered(cases, replaced.audit, earlier)
    named = following[0].case if following else None
    return (CaseReplaced(**{**fields(replaced), "replaced_by": named}), *following)
