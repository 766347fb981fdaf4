"""What a viewer's readings keep for each other changes no answer, in whatever order."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from application.reading import position_at
from domain.kernel import streams
from domain.kernel.access import Grant, Standing
from domain.kernel.vocabulary import Role
from domain.sample.events import CaseFamilySaid
from ledger.service import Ledger
from projections.engine.projector import Projection
from projections.queries.areas import area_impacts
from projections.queries.impact import impact_measures
from projections.queries.waves import Built, waves
from tests.projections.harness import new_store, reader_of_all, record
from tests.projections.story import audit, directory, tool

CHAIR = "m-adeyinka"
WINDOW = (date(2025, 1, 1), date(2025, 2, 28))
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


def test_what_is_said_of_a_settled_audit_since_is_in_its_waves_from_there_on() -> None:
    said = CaseFamilySaid(
        audit="first", case="C01", with_case="C02", family="F01", reason="Brothers."
    )
    events = [*directory(), *tool(), *audit("first", WINDOW, {"voice": [1, 2, 3]})]
    events.append((streams.sample("first"), said))
    record(path := new_store(), events)
    last = len(events)
    with closing(Projection.of(str(path), is_kept=True)) as kept:
        for position, cases in ((last - 1, 3), (last, 2), (last - 1, 3)):
            with kept.session(reader_of_all(events), position) as session:
                (voice,) = (row for row in waves(session) if row.settings.area == "voice")
                assert len(voice.wave.cases) == cases


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
