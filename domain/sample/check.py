"""Drawing again: whether the recorded sample is what the rule gives, and how it compares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from domain import sampling
from domain.audit.terms import SampleSpecification
from domain.kernel.event import Event
from domain.sample import rule
from domain.sample.decisions import spread
from domain.sample.events import (
    CaseReplaced,
    CaseSampled,
    FrameCommitted,
    FrameReplaced,
    SampleDrawn,
    SampleRedrawn,
    SeedDrawn,
)
from domain.sample.frame import Frame
from domain.sample.rule import Selected


@dataclass(frozen=True, slots=True)
class RecordedDraw:
    """What is recorded of the draw that stands, in order.

    `earlier`: how many cases the draws set aside before it have numbered.
    """

    seed: SeedDrawn
    drawn: SampleDrawn
    cases: tuple[CaseSampled | CaseReplaced, ...]
    earlier: int

    @property
    def seats(self) -> int:
        return sum(stratum.seats for stratum in self.drawn.allocation)

    @property
    def replacements(self) -> tuple[CaseReplaced, ...]:
        return tuple(event for event in self.cases if isinstance(event, CaseReplaced))

    @property
    def replacement_warnings(self) -> tuple[str, ...]:
        """What has to be said of replacements: too many, and strata with no case left."""
        return (*([self.many_replaced] if self.many_replaced else ()), *self._used_up())

    @property
    def many_replaced(self) -> str | None:
        """What has to be said when more than a fifth of the cases were replaced."""
        return sampling.replacement_warning(self.seats, len(self.replacements))

    def _used_up(self) -> tuple[str, ...]:
        """Strata of whose cases each was drawn, in which one was replaced or could not be."""
        sampled = {event.case: event for event in self.cases if isinstance(event, CaseSampled)}
        taken = Counter(event.stratum for event in sampled.values())
        sizes = {stratum.name: stratum.size for stratum in self.drawn.allocation}
        short = Counter(
            sampled[gone.case].stratum for gone in self.replacements if gone.replaced_by is None
        )
        touched = sorted({sampled[gone.case].stratum for gone in self.replacements})
        return tuple(
            f"stratum {name} is used up: "
            + (f"{short[name]} short of its seats" if short[name] else "no case of it is left")
            for name in touched
            if taken[name] >= sizes.get(name, 0)
        )

    @property
    def current_refs(self) -> list[str]:
        """The refs of the cases to be audited, after replacements."""
        refs = {
            event.case: event.frame_ref for event in self.cases if isinstance(event, CaseSampled)
        }
        gone = {event.case for event in self.cases if isinstance(event, CaseReplaced)}
        return [ref for case, ref in refs.items() if case not in gone]


@dataclass(frozen=True, slots=True)
class Margin:
    """One value of the stratifier or of the second margin, in cases.

    `expected`: in proportion to the case list.
    """

    margin: str
    value: str
    in_the_list: int
    expected: Fraction
    drawn: int


def last_draw(events: Iterable[Event]) -> RecordedDraw | None:
    """The draw that stands, of a sample's events; None before the first or after a redraw."""
    seed: SeedDrawn | None = None
    drawn: SampleDrawn | None = None
    cases: list[CaseSampled | CaseReplaced] = []
    numbered = 0
    for event in events:
        match event:
            case SeedDrawn():
                seed, drawn, cases = event, None, []
            case SampleDrawn():
                drawn = event
            case CaseSampled() | CaseReplaced():
                cases.append(event)
                numbered += isinstance(event, CaseSampled)
            case FrameCommitted() | FrameReplaced() | SampleRedrawn():
                drawn = None
            case _:
                pass
    if seed is None or drawn is None:
        return None
    own = sum(isinstance(event, CaseSampled) for event in cases)
    return RecordedDraw(seed, drawn, tuple(cases), numbered - own)


def differences(frame: Frame, draw: RecordedDraw, wanted: SampleSpecification) -> list[str]:
    """Where the record differs from what the rule gives for this list and seed."""
    seats = rule.allocate(frame.sizes(), wanted).seats
    lines = [
        f"stratum {stratum.name}: {stratum.seats} seats are recorded, the rule gives"
        f" {seats.get(stratum.name, 0)}"
        for stratum in draw.drawn.allocation
        if stratum.seats != seats.get(stratum.name, 0)
    ]
    first = [case.ref for case in rule.select(frame, wanted, seats, draw.seed.seed, 0)]
    # An earlier version did not record how the second margin came out.
    if draw.drawn.second and draw.drawn.second != spread(frame, first):
        lines.append(f"{wanted.second_margin}: its counts are not those of the cases drawn")
    families = rule.named_families(frame, first)
    own = [case for case in draw.cases if isinstance(case, CaseSampled)][: len(first)]
    lines += [
        f"{case.case}: family {case.family} is recorded, the list gives {family}"
        for case, family in zip(own, families, strict=False)
        if case.family != family
    ]
    return lines + _case_differences(frame, wanted, seats, draw)


def _case_differences(
    frame: Frame, wanted: SampleSpecification, seats: Mapping[str, int], draw: RecordedDraw
) -> list[str]:
    seed, lines, stratum_of = draw.seed.seed, list[str](), frame.stratum_of()
    selected = rule.select(frame, wanted, seats, seed, draw.earlier)
    expected = {case.case: case for case in selected}
    sampled: dict[str, str] = {}
    gone: set[str] = set()
    for event in draw.cases:
        if isinstance(event, CaseSampled):
            sampled[event.case] = event.frame_ref
            lines += _difference(event, expected.get(event.case))
            continue
        gone.add(event.case)
        stratum = stratum_of.get(sampled.get(event.case, ""), "")
        held = {ref for case, ref in sampled.items() if case not in gone}
        taken = rule.Taken(set(sampled.values()), held, draw.earlier + len(sampled))
        following = rule.select_replacement(frame, wanted, seed, stratum, taken)
        if event.replaced_by != (following.case if following else None):
            lines.append(f"{event.case}: its replacement is not the next in its stratum")
        elif following is not None:
            expected[following.case] = following
    missing = sorted(set(expected) - set(sampled))
    return lines + [
        f"{case}: the rule draws {expected[case].ref}, none is recorded" for case in missing
    ]


def _difference(event: CaseSampled, expected: Selected | None) -> list[str]:
    by_rule = None if expected is None else expected.ref
    if expected is None or event.frame_ref != by_rule:
        return [f"{event.case}: {event.frame_ref} is recorded, the rule gives {by_rule}"]
    if (event.stratum, event.place) != (expected.stratum, expected.place):
        return [
            f"{event.case}: place {event.place} of {event.stratum} is recorded, the rule gives"
            f" place {expected.place} of {expected.stratum}"
        ]
    return []


def margins(frame: Frame, draw: RecordedDraw, wanted: SampleSpecification) -> tuple[Margin, ...]:
    """Expected beside drawn, for the stratifier and for the plan's second margin if it has one.

    Of the cases to be audited, after replacements. A ref that is not in the list is left out:
    `differences` names it.
    """
    listed = frame.stratum_of()
    taken = [ref for ref in dict.fromkeys(draw.current_refs) if ref in listed]
    by = {wanted.stratifier: [(row.ref, row.stratum) for row in frame.rows]}
    if wanted.second_margin is not None:
        by[wanted.second_margin] = [(row.ref, row.second) for row in frame.rows]
    return tuple(
        Margin(margin, row.value, row.frame, row.expected, row.drawn)
        for margin, values in by.items()
        for row in sampling.compare_margin(dict(values), taken)
    )
