"""What a viewer's readings keep for each other changes no answer, in whatever order."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from application.reading import position_at
from domain.kernel.access import Grant, Standing
from domain.kernel.vocabulary import Role
from ledger.service import Ledger
from projections.engine.projector import Projection
from projections.queries.areas import area_impacts
from projections.queries.impact import impact_measures
from projections.queries.waves import Built, waves

CHAIR = "m-adeyinka"
TODAY = date(2026, 11, 30)
DAYS = [date(2026, 10, 31) - timedelta(days=170 * n) for n in range(5)]
IN_TURN = [DAYS[at] for at in (0, 3, 1, 4, 2, 3)]


def _told(projection: Projection, viewer: Standing, position: int) -> str:
    with projection.session(viewer, position) as session:
        measures = impact_measures(session, TODAY)
        return repr((measures, area_impacts(session, TODAY, measures), waves(session)))


def test_an_answer_is_what_a_reading_alone_gives(demonstration: Path) -> None:
    with (
        Ledger.open(demonstration) as ledger,
        closing(Projection.of(str(demonstration))) as alone,
        closing(Projection.of(str(demonstration), is_kept=True)) as kept,
    ):
        viewer = ledger.standing(CHAIR)
        positions = [position_at(ledger, day) for day in IN_TURN]
        right = {position: _told(alone, viewer, position) for position in sorted(positions)}
        assert len(set(right.values())) == len(right) == len(DAYS)
        assert [_told(kept, viewer, position) for position in positions] == [
            right[position] for position in positions
        ]
        with kept.session(viewer, positions[0]) as session:
            assert waves(session)
            assert Built.of(session) is Built.of(session)
        with alone.session(viewer) as session:
            assert session.kept is None


def test_nothing_is_kept_for_another_viewer(demonstration: Path) -> None:
    keeper = Standing("k", frozenset({Grant(Role.KEEPER)}))
    with (
        Ledger.open(demonstration) as ledger,
        closing(Projection.of(str(demonstration), is_kept=True)) as kept,
    ):
        with kept.session(ledger.standing(CHAIR)) as chair, kept.session(keeper) as other:
            assert waves(chair)
            assert waves(other) == ()
            assert other.kept is not chair.kept
            assert Built.of(other) is not Built.of(chair)
        with kept.session(ledger.standing(CHAIR), 100) as earlier:
            assert earlier.kept is chair.kept
