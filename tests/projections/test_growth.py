"""How assurance grew: each month is what the record said at its end, worked out from it alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from application.reading import position_at
from domain.impact.verdicts import Verdict
from ledger.service import Ledger
from projections.engine.projector import Projection
from projections.engine.session import Session
from projections.queries.growth import Growth, Reached, reached, stages
from projections.queries.impact import impact_measures
from projections.queries.recommendations import recommendations

CHAIR = "m-adeyinka"


def as_at(session: Session, day: date) -> Reached:
    """The same, from what any page of that day shows."""
    made = recommendations(session)
    of_carrier: dict[str, list[bool]] = {}
    wanted: dict[str, list[bool]] = {}
    for measure in impact_measures(session, day):
        told = measure.assessment
        effect = told.verdict in (Verdict.IMPROVED, Verdict.HELD)
        unchanged = told.verdict in (Verdict.NO_CHANGE, Verdict.SMALL)
        for sharer in measure.shared_by:
            seen = bool(told.after) and sharer.credited
            of_carrier.setdefault(sharer.carried_by, []).append(seen)
            held = unchanged and told.kept_at_standard
            wanted.setdefault(sharer.carried_by, []).append(seen and (effect or held))
    delivered = {
        one.recommendation
        for one in made
        if one.delivery == "closed"
        or (one.implemented_on is not None and one.delivery not in ("merged", "rejected"))
    }
    seen_in_all = {ref for ref in delivered if all(of_carrier.get(ref, [False]))}
    effective = {ref for ref in seen_in_all if all(wanted[ref])}
    return Reached(len(made), len(delivered), len(seen_in_all), len(effective))


@pytest.fixture(scope="module")
def opened(demonstration: Path) -> Iterator[tuple[Ledger, Projection]]:
    with (
        Ledger.open(demonstration) as ledger,
        closing(Projection.of(str(demonstration))) as projection,
    ):
        yield ledger, projection


def test_each_month_is_what_the_record_said_at_its_end(opened: tuple[Ledger, Projection]) -> None:
    ledger, projection = opened
    viewer = ledger.standing(CHAIR)
    days = [date(2024, 9, 30) + timedelta(days=61 * n) for n in range(13)]
    with projection.session(viewer) as newest:
        growth = Growth(newest)
        found = []
        for day in days:
            with projection.session(viewer, position_at(ledger, day)) as then:
                found.append(reached(growth.at(then)))
        made, measures = recommendations(newest), impact_measures(newest, ledger.today())
        assert growth.at(newest) == stages(made, measures)
    for day, said in zip(days, found, strict=True):
        with projection.session(viewer, position_at(ledger, day)) as then:
            assert said == as_at(then, day), day
    assert found[0].made > 0 == found[0].delivered
    assert found[-1].effective > 2
    assert all(one.made >= one.delivered >= one.reaudited >= one.effective for one in found)


def test_the_order_in_which_it_is_asked_changes_nothing(opened: tuple[Ledger, Projection]) -> None:
    ledger, projection = opened
    viewer = ledger.standing(CHAIR)
    positions = [position_at(ledger, date(year, 6, 30)) for year in (2026, 2025, 2026)]
    with projection.session(viewer) as newest:
        back_and_forth = Growth(newest)
        for position in positions:
            with projection.session(viewer, position) as then:
                assert back_and_forth.at(then) == Growth(newest).at(then)
