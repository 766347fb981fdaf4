"""What an audit found, and what shows it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.audit.events import (
    FindingRecorded,
    FindingRevised,
    FindingWithdrawn,
    GroupViewsRecorded,
)
from domain.audit.findings import RecordFinding, ReviseFinding, WithdrawFinding
from domain.kernel import streams
from domain.kernel.event import Event
from domain.kernel.processes import Process
from domain.kernel.vocabulary import FindingKind, ViewsMethod
from tests.domain.scene import (
    AUDIT,
    CIRCULATED,
    FINDING,
    FOUND,
    HELD,
    OPENED,
    REPORT_AGREED,
    RETURNED,
    changed,
)
from tests.domain.spec import Happened, at, given, under

FIND = RecordFinding(
    audit=AUDIT,
    finding="F1",
    kind=FindingKind.STRENGTH,
    area="voice",
    text="Officers wrote down what children said.",
    evidenced_by=("C01/police",),
)


def _without(happened: tuple[Happened, ...], *kinds: type[Event]) -> tuple[Happened, ...]:
    return tuple((s, e) for s, e in happened if not isinstance(e, kinds))


def _find(**fields: Any) -> RecordFinding:
    return RecordFinding.model_validate(changed(FIND, **fields))


def test_a_finding_rests_on_returns() -> None:
    given(*HELD).when(FIND, actor="lead").then(
        FindingRecorded(
            audit=AUDIT,
            finding="F1",
            kind=FindingKind.STRENGTH,
            area="voice",
            text="Officers wrote down what children said.",
            evidenced_by=("C01/police",),
        )
    )


@pytest.mark.parametrize(
    "evidence", ["C02/health", "C01/housing", "C03/police", "C01", "C01/police/x"]
)
def test_a_finding_rests_on_returns_that_grade_its_area(evidence: str) -> None:
    given(*HELD).when(_find(evidenced_by=("C01/police", evidence)), actor="lead").refused(
        "no-such-evidence", evidence
    )


def test_a_finding_does_not_rest_on_an_area_that_did_not_apply() -> None:
    health = _find(area="planning", evidenced_by=("C01/health",))
    given(*HELD).when(health, actor="lead").refused("no-such-evidence", "C01/health")


def test_a_finding_is_about_an_area_of_the_tool() -> None:
    given(*HELD).when(_find(area="housing"), actor="lead").refused("unknown-area", "planning")


def test_a_finding_is_recorded_once() -> None:
    given(*FOUND).when(_find(text="Other."), actor="lead").refused("finding-exists", "F1")


def test_a_finding_that_rests_on_views_says_what_they_changed() -> None:
    """Of the child's own case, as `C01/views`, or of a group, as `views`."""
    group = GroupViewsRecorded(
        audit=AUDIT,
        method=ViewsMethod.QUESTIONNAIRE,
        heard_on=date(2026, 4, 20),
        respondents=14,
        views="Ask us.",
    )
    for evidence, since in (("C01/views", ()), ("views", at(streams.audit(AUDIT), group))):
        rests: dict[str, Any] = {"evidenced_by": ("C01/police", evidence)}
        silent = _find(**rests)
        given(*HELD, *since).when(silent, actor="lead").refused("left-empty", "views")
        said = _find(**rests, views_changed="That he was asked only once.")
        given(*HELD, *since).when(said, actor="lead").then(
            FindingRecorded.model_validate(
                changed(FINDING, **rests, views_changed="That he was asked only once.")
            )
        )


@pytest.mark.parametrize("evidence", ["C02/views", "views", "C09/views", "/views", "C01/x/views"])
def test_a_finding_rests_on_views_that_were_heard(evidence: str) -> None:
    """Nobody was heard in C02, and no group was."""
    rests = _find(evidenced_by=(evidence,), views_changed="Much.")
    given(*HELD).when(rests, actor="lead").refused("no-such-evidence", evidence)


def test_a_finding_says_something() -> None:
    given(*HELD).when(_find(text=" "), actor="lead").refused("left-empty", "F1")


def test_findings_follow_the_moderation_day_where_there_is_one() -> None:
    given(*OPENED).when(FIND, actor="lead").refused("step-missing", "moderation day")
    given(*under(Process.DIP_SAMPLE, RETURNED)).when(FIND, actor="lead").then(FINDING)


def test_what_views_changed_names_the_views() -> None:
    unnamed = _find(views_changed="That he was asked only once.")
    given(*HELD).when(unnamed, actor="lead").refused("no-views-named", "F1")


# Revised and withdrawn

SAID_OTHERWISE = _find(text="Officers wrote down what most children said.")
REVISE = ReviseFinding.model_validate(
    {**dict(SAID_OTHERWISE), "reason": "Two of ten said nothing."}
)
REVISED = FindingRevised(
    audit=AUDIT,
    finding="F1",
    kind=FindingKind.STRENGTH,
    area="voice",
    text="Officers wrote down what most children said.",
    evidenced_by=("C01/police",),
    reason="Two of ten said nothing.",
)
WITHDRAW = WithdrawFinding(audit=AUDIT, finding="F1", reason="It rests on one case.")


@pytest.mark.parametrize("happened", [FOUND, CIRCULATED], ids=["found", "circulated"])
def test_a_finding_is_said_otherwise_until_the_report_is_agreed(
    happened: tuple[Happened, ...],
) -> None:
    given(*happened).when(REVISE, actor="lead").then(
        FindingRevised(
            audit=AUDIT,
            finding="F1",
            kind=FindingKind.STRENGTH,
            area="voice",
            text="Officers wrote down what most children said.",
            evidenced_by=("C01/police",),
            reason="Two of ten said nothing.",
        )
    )
    given(*REPORT_AGREED).when(REVISE, actor="lead").refused("report-agreed")
    given(*HELD).when(REVISE, actor="lead").refused("no-such-finding", "none")
    wrong = ReviseFinding.model_validate({**dict(REVISE), "evidenced_by": ("C02/health",)})
    given(*FOUND).when(wrong, actor="lead").refused("no-such-evidence")


def test_a_finding_is_withdrawn_until_the_report_is_agreed() -> None:
    given(*FOUND).when(WITHDRAW, actor="lead").then(
        FindingWithdrawn(audit=AUDIT, finding="F1", reason="It rests on one case.")
    )
    given(*REPORT_AGREED).when(WITHDRAW, actor="lead").refused("report-agreed")
    given(*HELD).when(WITHDRAW, actor="lead").refused("no-such-finding")
    gone = FindingWithdrawn(audit=AUDIT, finding="F1", reason="It rests on one case.")
    given(*FOUND, *at(streams.audit(AUDIT), gone)).when(REVISE, actor="lead").refused(
        "no-such-finding"
    )


def test_no_finding_is_added_to_an_agreed_report() -> None:
    given(*REPORT_AGREED).when(_find(finding="F2"), actor="lead").refused("report-agreed")
