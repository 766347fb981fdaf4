"""No query function lets a viewer learn what they may not read: not a row, not a count.

The police's entries change nothing that another viewer is told before the returns are open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache
from inspect import isfunction, signature
from typing import Any

import pytest

from domain.audit.events import FindingRecorded, ModerationOpened, PlanAgreed
from domain.kernel import streams
from domain.kernel.access import Grant, Resource, Standing, may_read
from domain.kernel.event import Event
from domain.kernel.vocabulary import FindingKind, Role
from projections.engine.base_views import (
    count_view,
    events_of,
    exists_view,
    noticed_events,
)
from projections.engine.facts import FACTS, snake_case
from projections.engine.projector import Projection, Session
from projections.queries import rows
from projections.queries.audits import audits_overview, findings
from projections.queries.case_views import audit_views, case_views
from projections.queries.concerns import concern_counts, concerns
from projections.queries.grades import (
    agency_grades,
    case_area_grades,
    grade_history,
    grade_mix,
    overall_grades,
)
from projections.queries.impact import impact_measures
from projections.queries.returns import feedback, returns_matrix
from projections.queries.single_agency import single_agency_audits
from tests.projections.followed import query, raised
from tests.projections.harness import project, query_modules
from tests.projections.past import PAST
from tests.projections.record import everything, of_police, whole
from tests.projections.story import Happened, plan

TODAY = date(2026, 11, 23)
ARGUMENTS: dict[str, Any] = {
    "plan": plan("2027-next", date(2026, 12, 1), date(2026, 12, 31)),
    "tool_version": 1,
    "today": TODAY,
    "audit": "third",
    "case_ref": "C01",
    "tool": "neglect",
    "period": "2025-2027",
    "person": None,
    "recommendation": "R1",
    "by_agency": True,
    "before": TODAY,
    "since": None,
    "digest": "2" * 64,
}
ABOUT_PAST = {"entered_grades", "entered_agreements"}
"""Asked of the audit that was entered from a document."""
FUNCTIONS: dict[str, Callable[..., Any]] = {
    name: function
    for module in query_modules()
    if module is not rows
    for name, function in vars(module).items()
    if isfunction(function)
    and function.__module__ == module.__name__
    and not name.startswith("_")
    and next(iter(signature(function).parameters), "") == "session"
}


def viewer(role: Role, agency: str | None = None, *leads: str) -> Standing:
    return Standing("somebody", frozenset({Grant(role, agency)}), frozenset(leads))


HEALTH = viewer(Role.AUDITOR, "health")
OUTSIDERS = {
    "auditor of another agency": HEALTH,
    "lead of another agency": viewer(Role.AGENCY_LEAD, "health"),
    "chair": viewer(Role.SAIG_CHAIR),
    "member": viewer(Role.SAIG_MEMBER),
    "coordinator": viewer(Role.COORDINATOR),
    "lead auditor of another audit": viewer(Role.LEAD_AUDITOR, None, "first"),
    "neutral": viewer(Role.NEUTRAL),
    "keeper": viewer(Role.KEEPER),
    "nobody": Standing("nobody"),
}


FEW = ("auditor of another agency", "chair", "keeper")
"""Of each kind one, for whom every function is asked: a function knows no more than what the base
layer shows, which is compared for everybody."""
BASE = [
    view for event in FACTS for view in (snake_case(event), count_view(event), exists_view(event))
]
BASE = [view for view in BASE if events_of([view])]


@cache
def shown(projection: Projection, somebody: Standing) -> dict[str, Any]:
    """The base layer: all that a query can learn of the facts, and which audits are open."""
    with projection.session(somebody) as session:
        base = {view: session.rows(f"FROM main.{view} ORDER BY ALL") for view in BASE}
        opened = session.rows("SELECT getvariable('open_audits') AS audits")
    return {**base, "open": opened}


@cache
def told(projection: Projection, somebody: Standing) -> dict[str, Any]:
    with projection.session(somebody) as session:
        arguments = {**ARGUMENTS, "viewer": somebody, "measures": impact_measures(session, TODAY)}
        return {name: call(function, session, arguments) for name, function in FUNCTIONS.items()}


def call(function: Callable[..., Any], session: Session, arguments: dict[str, Any]) -> Any:
    names = list(signature(function).parameters)[1:]
    if function.__name__ in ABOUT_PAST:
        arguments = {**arguments, "audit": PAST}
    return function(session, **{name: arguments[name] for name in names})


@pytest.fixture(scope="module")
def before() -> Projection:
    """The record without what the police appended last."""
    return project(everything()[: -len(of_police())])


@pytest.fixture(scope="module")
def after() -> Projection:
    return whole()


@pytest.mark.parametrize("who", OUTSIDERS)
def test_another_agencys_return_shows_nobody_anything_before_it_is_open(
    who: str, before: Projection, after: Projection
) -> None:
    """But to the coordinator, who chases returns, that it has come."""
    somebody = OUTSIDERS[who]
    then, now = shown(before, somebody), shown(after, somebody)
    noticed = {exists_view(name) for name in noticed_events()} if who == "coordinator" else set()
    assert {view for view in then if then[view] != now[view]} == noticed


@pytest.mark.parametrize("who", FEW)
def test_no_function_tells_of_it(who: str, before: Projection, after: Projection) -> None:
    somebody = OUTSIDERS[who]
    assert told(before, somebody) == told(after, somebody)


def test_the_base_layer_is_compared_whole(before: Projection, after: Projection) -> None:
    lead = viewer(Role.LEAD_AUDITOR, None, "third")
    then, now = shown(before, lead), shown(after, lead)
    assert len(BASE) > len(FACTS) == len({event for view in BASE for event in events_of([view])})
    assert {view for view in then if then[view] != now[view]} == {
        *("return_appended", "return_withdrawn", "no_involvement_declared", "grade_given"),
        *("grade_revised", "query_raised", "query_answered"),
        *(exists_view(name) for name in noticed_events()),
    }


def test_every_function_was_called(after: Projection) -> None:
    assert len(FUNCTIONS) > 20
    assert {name for name, answer in told(after, HEALTH).items() if answer == ()} == {
        *("findings", "overall_grades", "case_area_grades", "grade_mix", "agency_mix"),
        *("areas_found_not_applicable", "second_margin", "superseded_samples"),
        *("concerns", "return_queries", "report_comments", "certificates", "waiting"),
        *("learning", "recurrences", "group_views", "judgements"),
    } & FUNCTIONS.keys()


def test_the_lead_auditor_is_told_of_it_so_the_comparison_can_tell(
    before: Projection, after: Projection
) -> None:
    lead = viewer(Role.LEAD_AUDITOR, None, "third")
    then, now = told(before, lead), told(after, lead)
    assert {name for name in FUNCTIONS if then[name] != now[name]} == {
        *("returns_matrix", "grade_history", "agency_grades", "case_area_grades", "grade_mix"),
        "agency_mix",
        *("audits_overview", "overview_report", "return_queries", "feedback", "waiting"),
        *("returns_in", "own_words", "last_graded"),
    } & FUNCTIONS.keys()


def test_the_inspector_is_told_what_the_access_table_grants(
    before: Projection, after: Projection
) -> None:
    """Whether that includes returns that are not open is the table's to say, not the queries'."""
    inspector, police = viewer(Role.INSPECTOR), Resource(audit="third", agency="police")
    granted = may_read(inspector, "ReturnAppended", police, is_open=False)
    assert (told(before, inspector) != told(after, inspector)) is granted
    with after.session(inspector) as session:
        assert len(returns_matrix(session, "third", TODAY)) == (9 if granted else 0)


def found() -> Happened:
    """A finding recorded before the returns are open."""
    event = FindingRecorded(
        audit="third",
        finding="F1",
        kind=FindingKind.CONCERN,
        area="voice",
        text="Not heard",
        evidenced_by=("C01/police",),
    )
    return [(streams.audit("third"), event)]


@pytest.fixture(scope="module")
def with_finding() -> Projection:
    return project([*everything(), *found()])


@pytest.mark.parametrize("who", OUTSIDERS)
def test_a_finding_before_it_is_open_is_neither_told_nor_counted_as_none(
    with_finding: Projection, who: str
) -> None:
    with with_finding.session(OUTSIDERS[who]) as session:
        assert findings(session, "third") == ()
        counts = [
            (a.strengths_found, a.concerns_found)
            for a in audits_overview(session)
            if a.audit == "third"
        ]
    assert set(counts) <= {(None, None)}


def test_who_can_read_returns_but_not_findings_is_given_no_count() -> None:
    alone = plan("alone", TODAY, TODAY, agencies=("health",))
    agreed = PlanAgreed(audit="alone", agreed_on=TODAY, tool_version=1, plan=alone)
    with project([*everything(), (streams.audit("alone"), agreed)]).session(HEALTH) as session:
        own = next(a for a in audits_overview(session) if a.audit == "alone")
    assert (own.returns_received, own.strengths_found, own.concerns_found) == (None, None, None)


def of_third() -> Happened:
    """A concern and a query, raised by the police and by the lead auditor."""
    return [raised("third", 1), raised("third", 2, agency=None), query("third", "C02", "police")]


@pytest.fixture(scope="module")
def concerned() -> Projection:
    return project([*everything(), *of_third()])


CONCERNS = {"concern_counts", "audits_overview", "overview_report"}


@pytest.mark.parametrize("who", OUTSIDERS)
def test_of_a_concern_only_the_number_is_shown_to_anyone_else(
    who: str, after: Projection, concerned: Projection
) -> None:
    somebody = OUTSIDERS[who]
    then, now = shown(after, somebody), shown(concerned, somebody)
    counts = set() if who in ("neutral", "keeper", "nobody") else {"concern_raised_counts"}
    assert {view for view in then if then[view] != now[view]} == counts


@pytest.mark.parametrize("who", FEW)
def test_of_a_concern_only_the_number_reaches_anyone_else(
    who: str, after: Projection, concerned: Projection
) -> None:
    somebody = OUTSIDERS[who]
    then, now = told(after, somebody), told(concerned, somebody)
    counts = set() if who in ("neutral", "keeper", "nobody") else CONCERNS
    assert {name for name in FUNCTIONS if then[name] != now[name]} == counts


def test_whose_concern_it_is_reads_it_and_nobody_elses(concerned: Projection) -> None:
    lead, police = viewer(Role.LEAD_AUDITOR, None, "third"), viewer(Role.AUDITOR, "police")
    for somebody, found in ((lead, [1, 2]), (police, [1]), (HEALTH, [])):
        with concerned.session(somebody) as session:
            mine = [c.concern for c in concerns(session, TODAY) if c.audit == "third"]
            counts = [c.unresolved for c in concern_counts(session) if c.audit == "third"]
        assert (mine, counts) == (found, [2])


@pytest.mark.parametrize("role", [Role.NEUTRAL, Role.KEEPER])
def test_who_may_not_know_a_number_is_given_none_of_its_parts(role: Role) -> None:
    with whole().session(viewer(role)) as session:
        found: list[tuple[object, ...]] = [
            *(audit_views(session), concern_counts(session), feedback(session)),
            *(case_views(session, "second"), single_agency_audits(session, TODAY)),
        ]
        second = next(a for a in audits_overview(session) if a.audit == "second")
    assert found == [()] * 5
    assert second.concerns_unresolved is None
    assert second.feedback_due is second.feedback_delivered is second.feedback_acknowledged is None


def test_an_agency_is_shown_its_own_feedback_until_it_is_open() -> None:
    with whole().session(HEALTH) as session:
        assert {one.agency for one in feedback(session, "third")} == {"health"}
        assert {one.agency for one in feedback(session, "second")} == {
            *("health", "police", "schools"),
        }


def opened() -> Happened:
    event: Event = ModerationOpened(audit="third", missing=())
    return [*everything(), (streams.audit("third"), event)]


def test_an_agency_reads_its_own_return_and_no_others_before_it_is_open() -> None:
    with whole().session(HEALTH) as session:
        cells = returns_matrix(session, "third", TODAY)
        assert {cell.agency for cell in cells} == {"health"}
        assert [cell.state for cell in cells] == ["received", "due", "due"]
        assert {entry.agency for entry in grade_history(session, "third")} == {"health"}
        assert {grade.agency for grade in agency_grades(session, "third")} == {"health"}
        third = next(a for a in audits_overview(session) if a.audit == "third")
        assert (third.returns_due, third.returns_received, third.returns_missing) == (9, None, None)
        assert grade_mix(session, audit="third") == ()


def test_the_lead_auditor_reads_all_of_the_audit_led() -> None:
    lead = viewer(Role.LEAD_AUDITOR, None, "third")
    with whole().session(lead) as session:
        states = Counter(cell.state for cell in returns_matrix(session, "third", TODAY))
        assert states == {"received": 2, "not involved": 2, "due": 5, "agency left": 3}
        third = next(a for a in audits_overview(session) if a.audit == "third")
        assert (third.returns_received, third.returns_not_involved, third.returns_missing) == (
            *(2, 2, 5),
        )
        assert {mix.cases_graded for mix in grade_mix(session, audit="third")} == {0, 1}


def test_once_open_the_partnership_reads_it_and_the_keeper_does_not() -> None:
    with project(opened()).session(HEALTH) as session:
        assert {cell.agency for cell in returns_matrix(session, "third", TODAY)} == {
            *("clinic", "health", "police", "schools"),
        }
        assert {grade.area for grade in case_area_grades(session, "third")} == {"plans", "voice"}
        assert overall_grades(session, "second")[0].grade == "good"
    with project(opened()).session(viewer(Role.KEEPER)) as session:
        assert returns_matrix(session, "third", TODAY) == ()
        assert grade_history(session, "third") == ()
        assert grade_mix(session) == ()
