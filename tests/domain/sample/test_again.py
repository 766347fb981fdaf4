"""What the record holds of samples is decided again: as it was said, in its version."""

from __future__ import annotations

import pytest

from domain.kernel.command import Context
from domain.kernel.event import Event
from domain.rebuilt import next_command
from domain.sample.events import FrameCommitted, SampleDrawn, SampleRedrawn, SeedDrawn, Spread
from domain.sample.frame import Frame, FrameRow
from tests.domain.sample.test_changes import EXCHANGED
from tests.domain.sample.test_decisions import SAMPLE
from tests.domain.scene import (
    BRIEFED,
    DRAWN,
    FRAME,
    FRAME_COMMITTED,
    FRAMED,
    SEED_DRAWN,
    SEEDED,
    changed,
)
from tests.domain.spec import TODAY, Happened, given

V1 = FrameCommitted.model_validate(changed(FRAME_COMMITTED, fixed_on=None))
ALIKE = FrameCommitted.model_validate(
    changed(FRAME_COMMITTED, told_apart=("north", "North"), refs_told_apart=4)
)
KNOWN_SEED = SeedDrawn.model_validate(changed(SEED_DRAWN, seed="31415926535897932384"))
REDRAWN = SampleRedrawn(audit=V1.audit, reason="Closed cases.", redrawn_on=TODAY)


def again(happened: tuple[Happened, ...], event: Event, actor: str) -> tuple[Event, ...]:
    rebuilt = next_command([event])
    history = given(*happened)
    context = Context(actor, TODAY, history.look, recorded=True)
    return rebuilt.decide(history.look(rebuilt.command.stream), context)


@pytest.mark.parametrize(
    ("happened", "event", "actor"),
    [
        (BRIEFED, V1, "lead"),
        (BRIEFED, FRAME_COMMITTED, "lead"),
        (BRIEFED, ALIKE, "lead"),
        (DRAWN, EXCHANGED, "lead"),
        (DRAWN, REDRAWN, "lead"),
        (DRAWN, SampleRedrawn(audit=V1.audit, reason="Closed cases."), "lead"),
        (FRAMED, KNOWN_SEED, "neutral"),
    ],
    ids=["v1", "v2", "told apart", "exchanged", "redrawn", "redrawn v1", "a seed of before"],
)
def test_what_stands_in_the_record_is_decided_as_it_stands(
    happened: tuple[Happened, ...], event: Event, actor: str
) -> None:
    assert again(happened, event, actor) == (event,)


def test_a_second_margin_that_does_not_add_up_is_refused() -> None:
    rows = tuple(
        FrameRow(ref=row.ref, stratum=row.stratum, second="boy" if at % 2 else "girl")
        for at, row in enumerate(FRAME.rows)
    )
    listed = Frame(salt=FRAME.salt, rows=rows)
    assert listed.second_sizes() == {"girl": 3, "boy": 2}
    drawn = [event for _, event in DRAWN[len(SEEDED) :]]
    summary = drawn[0]
    assert isinstance(summary, SampleDrawn)
    wrong = SampleDrawn.model_validate(
        changed(summary, second=(Spread(name="boy", size=2, drawn=2),))
    )
    rebuilt = next_command([wrong, *drawn[1:]])
    history = given(*SEEDED)
    context = Context("lead", TODAY, history.look, recorded=True)
    with pytest.raises(Exception, match="The second margin drawn"):
        rebuilt.decide(history.look(SAMPLE), context)
