"""Hearing the child and the family of one case."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.audit.events import FindingRecorded
from domain.case.events import ViewsNotSought, ViewsRecorded, ViewsSought, ViewsWithdrawn
from domain.case.views import ExplainNoViews, RecordViews, SeekViews, WithdrawViews
from domain.kernel import streams
from domain.kernel.command import Command
from domain.kernel.vocabulary import FindingKind, ViewsMethod, Whose
from tests import world
from tests.domain.scene import (
    AUDIT,
    BRIEFED,
    CLOSED,
    CONSIDERED,
    DRAWN,
    HELD,
    NOT_SOUGHT,
    PUBLISHED,
    RETURNED,
    VIEWS,
    VIEWS_SOUGHT,
    changed,
)
from tests.domain.spec import at, given

C01 = streams.case(AUDIT, "C01")
SEEK = SeekViews.model_validate(changed(VIEWS_SOUGHT))
RECORD = RecordViews.model_validate(changed(VIEWS))
EXPLAIN = ExplainNoViews.model_validate(changed(NOT_SOUGHT))
EVERY = pytest.mark.parametrize(
    "command", [SEEK, RECORD, EXPLAIN], ids=lambda command: type(command).__name__
)


def _resting(on: str) -> FindingRecorded:
    found = world.finding(AUDIT, FindingKind.STRENGTH, "They were heard.")
    return FindingRecorded.model_validate(changed(found, finding="F1", evidenced_by=(on,)))


def _with(command: Command, **fields: Any) -> Command:
    return type(command).model_validate(changed(command, **fields))


def test_the_most_appropriate_person_is_asked_to_speak_with_the_child() -> None:
    given(*DRAWN).when(SEEK, actor="nurse").then(
        ViewsSought(
            audit=AUDIT,
            case="C01",
            agency="health",
            method=ViewsMethod.CONVERSATION,
            sought_on=date(2026, 4, 7),
            by_whom="The school nurse: she sees him every week.",
        )
    )


def test_what_a_child_said_is_recorded_with_the_difference_it_made() -> None:
    given(*DRAWN, *at(C01, VIEWS_SOUGHT)).when(RECORD, actor="matron").then(
        ViewsRecorded(
            audit=AUDIT,
            case="C01",
            agency="health",
            method=ViewsMethod.CONVERSATION,
            heard_on=date(2026, 4, 14),
            whose=Whose.CHILD,
            views="They asked, and nobody came back.",
            difference_made="He has a bed now.",
        )
    )


def test_views_that_came_unasked_or_late_are_recorded_all_the_same() -> None:
    family = _with(RECORD, whose=Whose.FAMILY, agency=None, method=ViewsMethod.QUESTIONNAIRE)
    for happened in (RETURNED, CONSIDERED):
        given(*happened).when(family, actor="lead").then(
            ViewsRecorded.model_validate(
                changed(VIEWS, whose=Whose.FAMILY, agency=None, method=ViewsMethod.QUESTIONNAIRE)
            )
        )


def test_not_seeking_views_needs_a_reason() -> None:
    given(*DRAWN).when(EXPLAIN, actor="lead").then(
        ViewsNotSought(audit=AUDIT, case="C02", agency=None, reason="The family has moved abroad.")
    )
    given(*DRAWN).when(_with(EXPLAIN, reason=" "), actor="lead").refused("no-reason")


def test_a_family_that_was_asked_and_said_no_is_explained() -> None:
    declined = _with(EXPLAIN, case="C01", reason="She would rather not.")
    given(*DRAWN, *at(C01, VIEWS_SOUGHT)).when(declined, actor="lead").then(
        ViewsNotSought(audit=AUDIT, case="C01", agency=None, reason="She would rather not.")
    )


def test_views_that_were_heard_stay_heard() -> None:
    unsaid = _with(EXPLAIN, case="C01")
    given(*DRAWN, *at(C01, VIEWS)).when(unsaid, actor="lead").refused("views-recorded", "C01")
    earlier = ViewsNotSought.model_validate(changed(NOT_SOUGHT, case="C01"))
    given(*DRAWN, *at(C01, earlier, VIEWS)).when(unsaid, actor="lead").then_nothing()


def test_what_another_child_said_is_taken_back() -> None:
    wrong = WithdrawViews(audit=AUDIT, case="C01", agency="health", reason="Said of C02.")
    taken_back = ViewsWithdrawn(
        audit=AUDIT, case="C01", agency="health", number=1, reason="Said of C02."
    )
    given(*DRAWN, *at(C01, VIEWS)).when(wrong, actor="nurse").then(
        ViewsWithdrawn(audit=AUDIT, case="C01", agency="health", number=1, reason="Said of C02.")
    )
    lead = _with(wrong, agency=None)
    given(*DRAWN, *at(C01, VIEWS_SOUGHT, VIEWS)).when(lead, actor="lead").refused(
        "which-one", "--number", "1, asked on 7 April 2026 by health", "2, heard on 14 April 2026"
    )
    given(*DRAWN, *at(C01, VIEWS, taken_back)).when(wrong, actor="nurse").then_nothing()
    given(*DRAWN, *at(C01, VIEWS, taken_back)).when(RECORD, actor="nurse").then(VIEWS)
    given(*DRAWN).when(lead, actor="lead").refused("nothing-recorded")
    given(*DRAWN, *at(C01, VIEWS)).when(_with(lead, number=3), actor="lead").refused(
        "no-such-number", "heard on 14 April 2026"
    )
    police = _with(wrong, agency="police")
    given(*DRAWN, *at(C01, VIEWS)).when(police, actor="pc").refused("not-theirs", "police")


def test_views_that_a_finding_rests_on_stay_until_it_does_not() -> None:
    rests = _resting("C01/views")
    lead = WithdrawViews(audit=AUDIT, case="C01", number=2, reason="Said of C02.")
    found = (*HELD, *at(streams.audit(AUDIT), rests))
    given(*found).when(lead, actor="lead").refused("finding-rests-on-it", "F1", "C01")


def test_what_is_said_of_a_case_twice_is_recorded_once() -> None:
    heard = at(C01, VIEWS_SOUGHT, VIEWS)
    for command in (SEEK, RECORD):
        given(*DRAWN, *heard).when(command, actor="nurse").then_nothing()


@pytest.mark.parametrize("command", [SEEK, RECORD], ids=lambda c: type(c).__name__)
def test_no_case_is_put_before_the_young_peoples_board(command: Command) -> None:
    board = _with(command, method=ViewsMethod.YOUNG_PEOPLES_BOARD)
    given(*DRAWN).when(board, actor="nurse").refused("views-of-a-group", "Young People's Board")


@pytest.mark.parametrize(
    ("command", "fields", "code"),
    [
        (SEEK, {"by_whom": ""}, "left-empty"),
        (SEEK, {"sought_on": date(2026, 3, 1)}, "date-too-early"),
        (SEEK, {"sought_on": date(2026, 9, 2)}, "date-in-future"),
        (RECORD, {"views": ""}, "left-empty"),
        (RECORD, {"heard_on": date(2026, 3, 1)}, "date-too-early"),
        (RECORD, {"heard_on": date(2026, 9, 2)}, "date-in-future"),
    ],
)
def test_views_say_something_and_are_dated_within_the_audit(
    command: Command, fields: dict[str, Any], code: str
) -> None:
    given(*DRAWN).when(_with(command, **fields), actor="nurse").refused(code)


@EVERY
def test_views_are_about_a_case_and_through_an_agency_of_an_audit_that_goes_on(
    command: Command,
) -> None:
    given(*PUBLISHED).when(command, actor="lead").refused("no-plan")
    given(*CLOSED).when(command, actor="lead").refused("audit-closed")
    given(*BRIEFED).when(command, actor="lead").refused("case-not-sampled")
    housing = _with(command, agency="housing")
    given(*DRAWN).when(housing, actor="lead").refused("agency-not-involved", "housing")
