"""The views of returns: which are due, have come, and are missing."""

from __future__ import annotations

from datetime import date

import pytest

from domain.directory.events import AgencyJoined, AgencyLeft, AgencyMerged
from domain.kernel import streams
from domain.kernel.event import Event
from domain.kernel.vocabulary import Sector
from domain.returns.events import (
    NoInvolvementDeclared,
    ReturnAppended,
    ReturnCameLate,
    ReturnWithdrawn,
)
from domain.sample.events import (
    CaseReplaced,
)
from tests.projections.story import (
    Happened,
    appended,
    case_sampled,
    directory,
    not_involved,
    sampled,
)
from tests.projections.test_views_audits import (
    COURT,
    SAMPLE,
    agreed,
    audit,
    opened,
    replaced,
    withdrawn,
)
from tests.projections.test_views_directory import in_directory
from tests.projections.viewing import rows


def test_returns_standing__received_not_involved_or_due_again() -> None:
    returns: Happened = [
        appended("first", "C01", "police"),
        appended("first", "C01", "health"),
        withdrawn("C01", "health"),
        not_involved("first", "C01", "schools"),
        appended("first", "C02", "police"),
        withdrawn("C02", "police"),
        appended("first", "C02", "police"),
        not_involved("first", "C02", "health"),
        withdrawn("C02", "health"),
        appended("first", "C02", "health"),
        appended("first", "C03", "health"),
    ]
    events = [*agreed(), *sampled("first", 3), replaced("C03", None), *returns]
    kinds = {type(event) for _, event in returns}
    assert kinds == {ReturnAppended, ReturnWithdrawn, NoInvolvementDeclared}
    columns = ("case_ref", "agency", "state", "auditor", "position")
    assert rows(events, "returns_due", *columns) == rows(events, "returns_standing", *columns)
    assert rows(events, "returns_standing", *columns) == [
        ("C01", "health", "due", None, 12),
        ("C01", "police", "received", "police-auditor", 10),
        ("C01", "schools", "not involved", None, 13),
        ("C02", "health", "received", "health-auditor", 19),
        ("C02", "police", "received", "police-auditor", 16),
        ("C02", "schools", "due", None, None),
    ]
    came = [row[:2] for row in rows(events, "returns_standing", *columns) if row[2] == "received"]
    assert rows(events, "returns_received", "case_ref", "agency") == came
    received = rows(events, "returns_due", "state", "received_at")
    assert all((state == "due") == (when is None) for state, when in received)


def test_return_entries__the_latest_of_every_case_and_agency_drawn_or_not() -> None:
    returns = [
        appended("first", "C09", "police"),
        withdrawn("C09", "police"),
        appended("first", "C09", "health"),
        not_involved("first", "C09", "schools"),
    ]
    assert rows(returns, "return_entries", "agency", "state", "auditor", "position") == [
        ("health", "received", "health-auditor", 3),
        ("police", "due", None, 2),
        ("schools", "not involved", None, 4),
    ]


def test_returns_received__of_cases_to_be_audited_and_agencies_of_the_plan() -> None:
    drawn = [*agreed(), *sampled("first", 2), replaced("C02", None)]
    of_nobody = [appended("first", "C01", "fire"), appended("first", "C02", "police")]
    events = [*drawn, *of_nobody, appended("first", "C01", "police")]
    assert rows(events, "returns_received", "case_ref", "agency") == [("C01", "police")]
    assert rows([*events, withdrawn("C01", "police")], "returns_received", "agency") == []


def test_returns_due__a_late_one_says_whether_the_others_had_been_seen() -> None:
    def late(agency: str, had_seen: bool) -> tuple[str, Event]:
        stream = streams.agency_return("first", "C01", agency)
        event = ReturnCameLate(audit="first", case="C01", agency=agency, had_seen_others=had_seen)
        return (stream, event)

    events = [
        *agreed(),
        *sampled("first", 1),
        appended("first", "C01", "schools"),
        *audit(opened()),
        appended("first", "C01", "police"),
        late("police", True),
        appended("first", "C01", "health"),
        late("health", False),
    ]
    columns = ("agency", "state", "had_seen_others")
    assert rows(events, "returns_due", *columns) == [
        ("health", "received", False),
        ("police", "received", True),
        ("schools", "received", None),
    ]


def test_returns_in__how_many_are_due_have_come_and_are_missing() -> None:
    events = [
        *agreed(),
        *sampled("first", 3),
        (SAMPLE, CaseReplaced(audit="first", case="C03", replaced_by="C04", reason=COURT)),
        (SAMPLE, case_sampled("first", 4)),
        appended("first", "C01", "police"),
        appended("first", "C03", "police"),
        not_involved("first", "C02", "police"),
        appended("first", "C01", "health"),
        withdrawn("C01", "health"),
        appended("first", "C04", "health"),
        withdrawn("C04", "health"),
        appended("first", "C04", "health"),
    ]
    assert {ReturnAppended, NoInvolvementDeclared, ReturnWithdrawn} <= {type(e) for _, e in events}
    assert rows(
        events, "returns_in", "agency", "returns_due", "returns_received", "returns_missing"
    ) == [
        ("health", 3, 1, 2),
        ("police", 3, 2, 1),
        ("schools", 3, 0, 3),
    ]


JOINED = AgencyJoined(agency="schools", title="Schools", sector=Sector.EDUCATION)
LEFT = AgencyLeft(agency="schools", reason="Wound up")
TAKES_PART = AgencyMerged(
    agency="schools", into="police", merged_on=date(2025, 1, 5), reason="One office"
)
NOT_ASKED = AgencyMerged(
    agency="schools", into="college", merged_on=date(2025, 1, 5), reason="One office"
)


@pytest.mark.parametrize(
    ("gone", "ended"),
    [
        pytest.param([LEFT], [("first", "schools")], id="left"),
        pytest.param([LEFT, JOINED], [], id="came back"),
        pytest.param([TAKES_PART], [("first", "schools")], id="merged into one in the plan"),
        pytest.param([NOT_ASKED], [], id="merged into one that the plan may still ask"),
    ],
)
def test_returns_ended__of_an_agency_that_left_unless_another_is_still_to_return(
    gone: list[Event], ended: list[tuple[str, str]]
) -> None:
    college = AgencyJoined(agency="college", title="College", sector=Sector.EDUCATION)
    before = [*directory(), *in_directory(college), *agreed(), *sampled("first", 1)]
    assert rows([*before, *in_directory(*gone)], "returns_ended", "audit", "agency") == ended
    assert rows([*before, *audit(opened()), *in_directory(*gone)], "returns_ended", "agency") == []
