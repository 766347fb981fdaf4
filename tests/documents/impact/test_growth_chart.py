"""The chart of growth: the words beside its last month can all be read, whatever the counts."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from documents.charts.growth import APART, HEIGHT, STEPS, growth_chart
from documents.charts.vega import Datum
from projections.queries.growth import Reached

FIRST, LAST = date(2026, 2, 28), date(2026, 11, 30)
NEARLY = 1e-6
counts = st.lists(st.integers(0, 400), min_size=4, max_size=4).map(
    lambda every: Reached(*sorted(every, reverse=True))
)


def _last_layer(latest: Reached, first: date = FIRST) -> tuple[list[Datum], list[Datum]]:
    """The words under the chart, and those beside its last month."""
    *_, under, ends = growth_chart([(first, latest), (LAST, latest)], title="Growth")["layer"]
    return under["data"]["values"], ends["data"]["values"]


@given(counts)
def test_each_step_is_named_with_its_count_apart_from_the_others_and_inside(
    latest: Reached,
) -> None:
    _, ends = _last_layer(latest)
    most = latest.made or 1
    in_order = (latest.made, latest.delivered, latest.reaudited, latest.effective)
    assert [row["words"] for row in ends] == [
        f"{count} {words}" for count, (_, words, _) in zip(in_order, STEPS, strict=True)
    ]
    places = [row["count"] for row in ends]
    assert all(-NEARLY <= place <= most + NEARLY for place in places)
    least = APART * most / HEIGHT
    assert all(above - below >= least - NEARLY for above, below in pairwise(places))


def test_words_that_have_room_stand_at_their_counts() -> None:
    _, ends = _last_layer(Reached(40, 30, 20, 10))
    assert [row["count"] for row in ends] == [40, 30, 20, 10]


def test_years_are_named_and_without_one_the_month_it_begins_with() -> None:
    under, _ = _last_layer(Reached(4, 3, 2, 1))
    assert [row["words"] for row in under] == ["February 2026"]
    under, _ = _last_layer(Reached(4, 3, 2, 1), first=date(2024, 5, 31))
    assert [row["words"] for row in under] == ["2025", "2026"]
