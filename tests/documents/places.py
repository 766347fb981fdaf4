"""A small ledger with its keys: an audit with words about a child, moderated, recommended on."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from application.identity import local
from documents.pack.pack import Pack, make_pack
from documents.pack.scope import scope_of
from domain.case.decisions import ModerateGrade
from domain.directory.decisions import EnrolPerson, GrantRole
from domain.kernel.vocabulary import Role
from domain.recommendation.decisions import MakeRecommendation
from domain.sample.decisions import DrawSample
from domain.sample.frame import Frame, FrameRow
from ledger.custodian import Custodian
from ledger.opening import begin_ledger, open_ledger
from ledger.service import Ledger
from ledger.settings import Settings
from projections.engine.projector import Projection
from tests.ledger import partnership
from tests.ledger.partnership import AUDIT, SteppingClock, a_return, open_moderation, prepare

ORIGIN = "invented.example/ledger/2026"
PLANTED = tuple(f"planted {word} of a child" for word in ("evidence", "reason", "revision"))
"""Words about a child that the ledger holds: they may stand in no pack."""
REFS = tuple(f"planted-ref-{number}" for number in range(1, 5))


@dataclass(frozen=True)
class Place:
    """A ledger's file with the folder of its keys."""

    folder: Path

    @property
    def path(self) -> Path:
        return self.folder / "ledger.db"

    @property
    def settings(self) -> Settings:
        return Settings(ledger=self.path, actor=None, home=self.folder / "home", credentials={})

    @contextmanager
    def open(self) -> Iterator[Ledger]:
        with open_ledger(self.settings, SteppingClock()) as ledger:
            yield ledger

    def custodian(self, ledger: Ledger) -> Custodian:
        assert isinstance(ledger.custodian, Custodian)
        return ledger.custodian

    def pack(self, scope: str = AUDIT, viewer: str = "ina-inspector", to: str = "Ofsted") -> Pack:
        projection = Projection.of(str(self.path))
        try:
            with self.open() as ledger:
                with projection.session(ledger.standing(viewer, AUDIT)) as session:
                    about = scope_of(ledger, session, scope)
                return make_pack(self.custodian(ledger), about, viewer, to)
        finally:
            projection.close()


def _record(ledger: Ledger) -> None:
    frame = Frame(
        salt=partnership.FRAME.salt, rows=tuple(FrameRow(ref=ref, stratum="all") for ref in REFS)
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(partnership, "FRAME", frame)
        prepare(ledger, drawn=False)
    ledger.record(DrawSample(audit=AUDIT, frame=frame), actor=local("lee-lead"))
    ledger.record(
        EnrolPerson(person="kit-keeper", full_name="Kit Keeper"),
        GrantRole(person="kit-keeper", role=Role.KEEPER),
        actor=local("ruth-haldane"),
    )
    ledger.record(a_return(evidence=PLANTED[0]), actor=local("pat-police"))
    ledger.record(partnership.a_revision("inadequate", PLANTED[2]), actor=local("pat-police"))
    ledger.record(a_return("health", evidence=PLANTED[0] * 40), actor=local("noor-health"))


def make_early(folder: Path) -> Place:
    """Returns are in, and not open to the partnership yet."""
    place = Place(folder)
    clock, entropy = SteppingClock(), random.Random(3).randbytes
    ledger, _ = begin_ledger(
        place.path, place.settings, ORIGIN, partnership.FORM, local("ruth-haldane"), clock, entropy
    )
    with ledger:
        _record(ledger)
    return place


def go_on(place: Place) -> None:
    """Moderation, one grade moved by it, and a recommendation."""
    with place.open() as ledger:
        open_moderation(ledger)
        moderated = ModerateGrade(
            audit=AUDIT, case="C01", agency="police", area="voice", grade="good", reason=PLANTED[1]
        )
        made = MakeRecommendation(
            recommendation="2026-neglect-R1",
            audit=AUDIT,
            made_on=date(2026, 11, 23),
            text="Listen, <b>always</b>.",
            areas=("voice",),
            agencies=("police",),
        )
        ledger.record(moderated, made, actor=local("lee-lead"))
