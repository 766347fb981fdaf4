"""Whether two frames are one, and old cases drawn to be graded again."""

from __future__ import annotations

import pytest

from domain.audit.comparing import CompareFrames, DrawOldCases
from domain.audit.events import FramesCompared, OldCasesDrawn
from domain.kernel import streams
from domain.kernel.vocabulary import Likeness
from tests.domain.earlier import EARLIER, as_earlier
from tests.domain.scene import AGREED, AUDIT, CLOSED, DRAWN, HELD, OPENED, RETURNED, changed
from tests.domain.spec import TODAY, Happened, at, given

SAME = CompareFrames(
    audit=AUDIT, other_audit=EARLIER, likeness=Likeness.EQUIVALENT, reason="The same children."
)
COMPARED = FramesCompared.model_validate(changed(SAME))
DRAW = DrawOldCases(audit=AUDIT, other_audit=EARLIER, size=3)
AGAIN = OldCasesDrawn(
    audit=AUDIT, other_audit=EARLIER, size=3, cases=("C01", "C02"), twice=("C01", "C02")
)
BEFORE = as_earlier(OPENED)


@pytest.mark.parametrize("happened", [AGREED, HELD, CLOSED])
def test_frames_are_said_to_be_equivalent_then_or_later(
    happened: tuple[Happened, ...],
) -> None:
    given(*happened, *BEFORE).when(SAME, actor="chair").then(COMPARED)


def test_it_is_said_once_and_may_be_said_otherwise() -> None:
    said = (*AGREED, *BEFORE, *at(streams.audit(AUDIT), COMPARED))
    given(*said).when(SAME, actor="lead").then_nothing()
    other = CompareFrames.model_validate(changed(SAME, likeness=Likeness.DIFFERENT))
    given(*said).when(other, actor="chair").then(FramesCompared.model_validate(changed(other)))


def test_only_two_audits_with_one_tool_are_compared() -> None:
    itself = CompareFrames.model_validate(changed(SAME, other_audit=AUDIT))
    given(*AGREED).when(itself, actor="chair").refused("nothing-to-compare")
    given(*AGREED).when(SAME, actor="chair").refused("no-plan")


def test_the_audits_own_seed_draws_the_old_cases() -> None:
    history = given(*DRAWN, *BEFORE)
    (drawn,) = history.decide(DRAW, "lead", TODAY)
    assert isinstance(drawn, OldCasesDrawn)
    assert (set(drawn.cases), set(drawn.twice)) == ({"C01", "C02"}, {"C01", "C02"})
    history.when(DRAW, actor="lead").then(
        OldCasesDrawn(
            audit=AUDIT, other_audit=EARLIER, size=3, cases=drawn.cases, twice=drawn.twice
        )
    )
    once = (*DRAWN, *BEFORE, *at(streams.audit(AUDIT), AGAIN))
    given(*once).when(DRAW, actor="lead").then_nothing()


def test_old_cases_are_drawn_after_the_sample_and_of_settled_grades() -> None:
    given(*AGREED, *BEFORE).when(DRAW, actor="lead").refused("sample-not-drawn")
    waiting = as_earlier(RETURNED)
    given(*DRAWN, *waiting).when(DRAW, actor="lead").refused("returns-not-open")


def test_old_cases_are_drawn_once_by_a_seed_and_again_by_the_seed_of_a_new_sample() -> None:
    once = (*DRAWN, *BEFORE, *at(streams.audit(AUDIT), AGAIN))
    more = DrawOldCases(audit=AUDIT, other_audit=EARLIER, size=5)
    given(*once).when(more, actor="lead").refused("drawn-again-already", "3 cases", "5 were asked")
    of_another_seed = OldCasesDrawn.model_validate(changed(AGAIN, cases=("C02",)))
    before = (*DRAWN, *BEFORE, *at(streams.audit(AUDIT), of_another_seed))
    given(*before).when(DRAW, actor="lead").then(AGAIN)
