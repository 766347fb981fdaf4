"""A grade that was put right after SAIG was told of it says what it was, wherever it is counted."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from application.identity import local
from dashboard import reading as door
from dashboard.reading import Door
from demo import make
from domain.case.decisions import AgreeAreaGrade
from domain.kernel.command import Command
from domain.recommendation.decisions import MakeRecommendation, RejectRecommendation
from ledger.integrity.scan import audit
from tests.dashboard.conftest import CHAIR
from tests.dashboard.pages import tables, visited
from tests.demonstration import SEED, home_of

AUDIT, LEAD = "2024-neglect", "e-thirlwell"
AGREED = """
SELECT state ->> '$.event.case', state ->> '$.event.area' FROM stored_events
WHERE topic = 'AreaGradeAgreed' AND state ->> '$.event.grade' = 'good'
"""
MET, NOW = date(2024, 7, 17), datetime(2024, 7, 20, 9, tzinfo=UTC)
WAS = "on 17 July 2024"


@dataclass(frozen=True)
class PutRight:
    """A ledger in which the grade of a case's area, agreed to be Good, is Inadequate now."""

    path: Path
    case: str
    area: str


class _EnoughError(Exception):
    pass


@pytest.fixture(scope="module")
def put_right(tmp_path_factory: pytest.TempPathFactory) -> PutRight:
    """The demonstration up to its first moderation day; SAIG meets, and a grade is put right."""
    folder = tmp_path_factory.mktemp("put_right")
    path = folder / "ledger.db"

    def enough(_: int) -> None:
        with closing(sqlite3.connect(path)) as store:
            held = "SELECT count(*) FROM stored_events WHERE topic = 'ModerationHeld'"
            if store.execute(held).fetchone()[0]:
                raise _EnoughError

    with suppress(_EnoughError):
        make(folder, SEED, enough, str(home_of(folder)))
    made = MakeRecommendation(
        recommendation="R1",
        text="Train everybody",
        agencies=("police",),
        review="A review",
        made_on=MET,
    )
    rejected = RejectRecommendation(recommendation="R1", considered_on=MET, reason="Done already")
    with closing(sqlite3.connect(path)) as store:
        case, area = store.execute(AGREED).fetchone()
    again = AgreeAreaGrade(
        audit=AUDIT, case=case, area=area, grade="inadequate", reason="The room misread the file."
    )
    _record(path, datetime(2024, 7, 17, 9, tzinfo=UTC), LEAD, made)
    _record(path, datetime(2024, 7, 17, 10, tzinfo=UTC), CHAIR, rejected)
    _record(path, datetime(2024, 7, 19, 9, tzinfo=UTC), LEAD, again)
    assert audit(path).ok
    return PutRight(path, case, area)


def _record(path: Path, at: datetime, actor: str, command: Command) -> None:
    with Door(path, actor, clock=lambda: at, home=home_of(path.parent)).open() as ledger:
        ledger.record(command, actor=local(actor))


def test_a_grade_put_right_says_what_saig_was_told(put_right: PutRight) -> None:
    path = put_right.path
    door.serve(Door(path, CHAIR, clock=lambda: NOW, home=home_of(path.parent)))
    try:
        of_audit = tables(visited("audits", audit=AUDIT))
        glance = next(table for table in of_audit if "Together" in table)
        assert sum(WAS in cell for cell in glance["Together"]) == 1
        cases = next(
            table
            for table in tables(visited("area", area=f"neglect/{put_right.area}"))
            if "Grade that counts" in table
        )
    finally:
        door._doors.clear()
    told = dict(zip(cases["Case"], cases["Grade that counts"], strict=True))
    assert "Inadequate" in told[put_right.case]
    assert f"was Good {WAS}" in told[put_right.case].replace("\n", " ")
    assert sum(WAS in words for words in told.values()) == 1
