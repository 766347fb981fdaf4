"""The agenda of the meeting that reads impact: each area of work under what it asks for.

An area is listed once, under the most pressing of what was found there. What moved before the
work was done is credited to nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from domain.impact.assess import Assessment, Sustained
from domain.impact.background import false_alarms
from domain.impact.verdicts import Verdict
from domain.impact.waves_in_words import listed, number


class Item(StrEnum):
    """What an area is listed under, the most pressing first; the value is its heading."""

    WORSE = "Got worse: decide today"
    NO_CHANGE = "No change after the work was done: look again"
    MIXED = "Mixed: better, and more at the worst grade"
    SEEN_AGAIN = "Better, and seen again"
    SEEN_ONCE = "Better, seen once"
    UNCREDITED = "Better before the work was done: credit nothing"
    HELD = "Held"
    NOT_SEEN = "Done, not yet seen"
    CANNOT = "Done, and cannot be compared"
    UNDER_WAY = "Work under way"
    NOTHING_AGREED = "Recommended, and no work agreed"
    BACKGROUND = "We recommended nothing here: the background"


REAUDITED = (
    *(Item.WORSE, Item.NO_CHANGE, Item.MIXED, Item.SEEN_AGAIN, Item.SEEN_ONCE),
    *(Item.UNCREDITED, Item.HELD),
)
"""The items that rest on a comparison of audits before and after the work."""
BETTER = (Item.SEEN_AGAIN, Item.SEEN_ONCE)
_BY_VERDICT: Mapping[Verdict, Item] = {
    Verdict.WORSENED: Item.WORSE,
    Verdict.MIXED: Item.MIXED,
    Verdict.HELD: Item.HELD,
    Verdict.CANNOT: Item.CANNOT,
}
_NAMED_MAX = 2
"""So many areas that got worse are named in the finding."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One remedy for an area and what was seen of it.

    `done`: every action is in place, or what was recommended is closed.
    """

    assessment: Assessment
    done: bool

    @property
    def item(self) -> Item:
        """What this remedy alone would list the area under."""
        seen = self.assessment
        if seen.verdict in _BY_VERDICT:
            return _BY_VERDICT[seen.verdict]
        if seen.verdict is Verdict.NOT_YET:
            return Item.NOT_SEEN if self.done else Item.UNDER_WAY
        if seen.verdict is Verdict.IMPROVED:
            if not seen.credited:
                return Item.UNCREDITED
            again = seen.sustained in (Sustained.SUSTAINED, Sustained.FURTHER)
            return Item.SEEN_AGAIN if again else Item.SEEN_ONCE
        if seen.kept_at_standard:
            return Item.HELD
        return Item.NO_CHANGE if self.done or seen.credited else Item.UNDER_WAY


def listed_under(tried: Iterable[Tried]) -> Item:
    """The most pressing item of an area's remedies; the background without any."""
    order = list(Item)
    return min((one.item for one in tried), key=order.index, default=Item.BACKGROUND)


def finding(areas: Sequence[tuple[str, Item]]) -> str:
    """The one sentence: of the areas re-audited, how many are better, and which are worse."""
    seen = [(area, item) for area, item in areas if item in REAUDITED]
    if not seen:
        waiting = sum(item is not Item.BACKGROUND for _, item in areas)
        if not waiting:
            return "No recommendation has been accepted with a desired impact yet."
        of = "The one area" if waiting == 1 else f"None of the {number(waiting)} areas"
        return f"{of} that we act on has {'not ' if waiting == 1 else ''}been re-audited yet."
    better = sum(item in BETTER for _, item in seen)
    return f"{_better(better, len(seen))} {_worse([a for a, i in seen if i is Item.WORSE])}"


def _better(better: int, seen: int) -> str:
    if seen == 1:
        return f"The one area re-audited is {'' if better else 'not '}better."
    of = f"of the {number(seen)} areas re-audited"
    if not better:
        return f"None {of} is better."
    if better == seen:
        return f"{'Both' if seen == 2 else 'All ' + number(seen)} areas re-audited are better."
    return f"{number(better).capitalize()} {of} {'is' if better == 1 else 'are'} better."


def _worse(areas: Sequence[str]) -> str:
    if not areas:
        return "None is worse."
    start = f"{number(len(areas)).capitalize()} {'is' if len(areas) == 1 else 'are'} worse"
    if len(areas) > _NAMED_MAX:
        return f"{start}."
    return f"{start}: {listed(areas)}."


_COUNTED: Sequence[tuple[tuple[Item, ...], str]] = (
    ((Item.WORSE,), "worse"),
    ((Item.NO_CHANGE,), "no change"),
    ((Item.MIXED,), "mixed"),
    (BETTER, "better"),
    ((Item.UNCREDITED,), "better before the work was done"),
    ((Item.HELD,), "held"),
)
_WAITING: Sequence[tuple[tuple[Item, ...], str]] = (
    ((Item.NOT_SEEN,), "done"),
    ((Item.CANNOT,), "not comparable"),
    ((Item.UNDER_WAY,), "under way"),
    ((Item.NOTHING_AGREED,), "with no work agreed"),
)


def counts_line(items: Sequence[Item], comparisons: int) -> str:
    """Every area counted once, and what chance alone would give: all in areas.

    `comparisons`: of audits, on which the areas re-audited rest; an area may have several.
    """
    seen = sum(item in REAUDITED for item in items)
    told, waiting = _told(items, _COUNTED), _told(items, _WAITING)
    parts = [f"{told}."] if told else []
    if waiting:
        parts.append(f"Not yet seen: {waiting}.")
    if seen:
        chance = false_alarms(comparisons)
        parts.append(
            f"By chance alone: {_about(chance.improved)} better, {_about(chance.worsened)} worse."
        )
    return " ".join(parts)


def _told(items: Sequence[Item], told: Sequence[tuple[tuple[Item, ...], str]]) -> str:
    counts = [(sum(item in among for item in items), words) for among, words in told]
    return ", ".join(f"{count} {words}" for count, words in counts if count)


def _about(chance: Fraction) -> str:
    return "fewer than one" if chance < 1 else f"about {round(chance)}"
