"""Decides again what was decided with a case list that is not in the ledger.

The ledger keeps the list's digest and how many cases each stratum has. So everything is decided
again but which references were selected: `assure sample check` does that, with the list. What an
earlier version of an event did not say is left unsaid.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

from domain.audit.requirements import require_audit
from domain.audit.terms import SampleSpecification
from domain.kernel.command import Command, Context, Refusal, fields
from domain.kernel.event import Event
from domain.kernel.registry import decide
from domain.kernel.vocabulary import Digest
from domain.sample.changes import RedrawSample, ReplaceCase, ReplaceFrame, require_changeable
from domain.sample.decisions import METHOD, CommitFrame, DrawSample, drawing
from domain.sample.events import (
    CaseReplaced,
    CaseSampled,
    FrameCommitted,
    FrameReplaced,
    SampleDrawn,
    SampleRedrawn,
)
from domain.sample.frame import REF, Frame, FrameRow
from domain.sample.look_alikes import BETWEEN, LookAlike
from domain.sample.rule import pseudonym
from domain.sample.state import Drawn, Seeded

_ROWS_MAX = 100_000
_UNKNOWN = Frame(salt="0" * 32, rows=(FrameRow(ref="0", stratum=""),))
"""Stands for the list in a command of which nobody asks for it."""
Deciding = Callable[[object, Context], tuple[Event, ...]]
_SAID_LATER = ("second_margin", "second", "told_apart", "refs_told_apart", "fixed_on")
"""What version 1 of `FrameCommitted` did not say."""


class _Committed(Frame):
    """A list with the committed digest, strata and second values. Its references are invented."""

    committed: Digest
    told_apart: tuple[str, ...]
    refs_told_apart: int
    family_count: int | None

    def families(self, stratum: str | None = None) -> int | None:
        """As recorded of the whole list; of a stratum nobody knows it without the list."""
        return self.family_count if stratum is None else None

    def digest(self) -> str:
        return self.committed

    def look_alikes(self, wanted: SampleSpecification) -> tuple[LookAlike, ...]:
        """Those that were recorded as told apart."""
        columns = ((wanted.stratifier, self.told_apart), (REF, self._refs))
        return tuple(LookAlike(column, said, (), ()) for column, said in columns if said)

    @property
    def confirmed(self) -> tuple[str, ...]:
        return tuple(BETWEEN.join(said) for said in (self.told_apart, self._refs) if said)

    @property
    def _refs(self) -> tuple[str, ...]:
        return tuple(f"{REF} {number}" for number in range(self.refs_told_apart))


def without_list(events: tuple[Event, ...]) -> tuple[Command, Deciding]:
    """The command that led to these events, without its list, and how it is decided again.

    Raises ValueError for events that no list leads to.
    """
    match events:
        case (FrameCommitted() as committed,):
            return _fixed(committed, CommitFrame)
        case (FrameReplaced() as replaced,):
            return _fixed(replaced, partial(ReplaceFrame, reason=replaced.reason))
        case (SampleRedrawn() as redrawn,):
            redraw = RedrawSample(audit=redrawn.audit, reason=redrawn.reason)
            return redraw, partial(_redrawn, command=redraw, recorded=redrawn)
        case SampleDrawn() as drawn, *cases:
            draw = DrawSample(audit=drawn.audit, frame=_UNKNOWN)
            return draw, partial(_drawn, cases=_sampled(cases), recorded=drawn)
        case CaseReplaced() as replaced, *cases:
            replace = ReplaceCase(
                audit=replaced.audit, case=replaced.case, reason=replaced.reason, frame=_UNKNOWN
            )
            return replace, partial(_replaced, replaced=replaced, cases=_sampled(cases))
    raise ValueError("no case list leads to this")


def _sampled(events: list[Event]) -> tuple[CaseSampled, ...]:
    return tuple(event for event in events if isinstance(event, CaseSampled))


def _fixed(
    event: FrameCommitted | FrameReplaced, command_of: Callable[..., Command]
) -> tuple[Command, Deciding]:
    frame = _frame(event)
    command = command_of(audit=event.audit, frame=frame, different=frame.confirmed)
    return command, partial(_fixed_again, command=command, recorded=event)


def _fixed_again(
    state: object, context: Context, command: Command, recorded: FrameCommitted | FrameReplaced
) -> tuple[Event, ...]:
    events = decide(state, command, context)
    if recorded.fixed_on is not None:
        return events
    unsaid = {name: getattr(recorded, name) for name in _SAID_LATER}
    return tuple(type(event)(**{**fields(event), **unsaid}) for event in events)


def _redrawn(
    state: object, context: Context, command: Command, recorded: SampleRedrawn
) -> tuple[Event, ...]:
    events = decide(state, command, context)
    if recorded.redrawn_on is not None:
        return events
    return tuple(type(event)(**{**fields(event), "redrawn_on": None}) for event in events)


def _frame(event: FrameCommitted | FrameReplaced) -> _Committed:
    if sum(stratum.size for stratum in (*event.strata, *event.second)) > 2 * _ROWS_MAX:
        raise ValueError("no case list is as long")
    strata = [stratum.name for stratum in event.strata for _ in range(stratum.size)]
    second = [value.name for value in event.second for _ in range(value.size)]
    second += [""] * (len(strata) - len(second))
    rows = tuple(
        FrameRow(ref=str(number), stratum=stratum, second=value)
        for number, (stratum, value) in enumerate(zip(strata, second, strict=True))
    )
    return _Committed(
        salt="0" * 32,
        rows=rows,
        committed=event.digest,
        told_apart=event.told_apart,
        refs_told_apart=event.refs_told_apart,
        family_count=event.families,
    )


def _drawn(
    state: object, context: Context, cases: tuple[CaseSampled, ...], recorded: SampleDrawn
) -> tuple[Event, ...]:
    """As the rule draws them: so many from each stratum, numbered on from those before."""
    audit_code = recorded.audit
    audit = require_audit(context, audit_code)
    if not audit.steps.sampled or not isinstance(state, Seeded):
        raise Refusal(
            "no-seed",
            f"No seed was drawn for {audit_code}.",
            "A sample is drawn after its seed.",
        )
    fixed = state.framed.frame
    sizes = {stratum.name: stratum.size for stratum in fixed.strata}
    families = [case.family for case in cases]
    drawn, seats = drawing(sizes, audit, recorded.second, fixed, families)
    places = Counter(place for taken in seats.values() for place in range(1, taken + 1))
    found = Counter(case.place for case in cases)
    if found != places if drawn.method == METHOD else found.total() != places.total():
        raise Refusal(
            "other-places",
            f"The places of the cases drawn for {audit_code} are not those of its strata.",
            "Each stratum's seats are filled from the beginning of its order.",
        )
    listed = [(value.name, value.size) for value in fixed.second]
    counted = [(value.name, value.size) for value in recorded.second]
    taken = sum(value.drawn for value in recorded.second)
    is_listed = counted == listed or fixed.fixed_on is None
    if recorded.second and (not is_listed or taken != len(cases)):
        raise Refusal(
            "other-margin",
            f"The second margin drawn for {audit_code} is not that of its list and cases.",
            "It counts the cases that were drawn.",
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
