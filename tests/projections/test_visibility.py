"""No viewer ever receives a row they may not see: the SQL filter is `access.may_read`."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.audit.events import PlanAgreed
from domain.kernel import access, registry
from domain.kernel.access import (
    ACCESS,
    Access,
    Grant,
    Resource,
    Right,
    Scope,
    Standing,
    may_read,
    right_held,
)
from domain.kernel.event import Event
from domain.kernel.processes import STEPS, Process
from domain.kernel.vocabulary import Role
from projections.engine.base_views import (
    NOTHING,
    count_filter,
    count_view,
    counted_events,
    exists_view,
    noticed_events,
    row_filter,
    variables_of,
)
from projections.engine.facts import FACTS, FactTable
from projections.engine.projector import Projection
from tests.projections.examples import example
from tests.projections.harness import Happened, project

REGISTRY = registry.events()

AUDITS, AGENCIES = ("opened", "closed-to-others"), ("police", "health")


def _about(event: type[Event], audit: str, agency: str) -> Event:
    given = {"audit": audit, "agency": agency}
    return example(
        event, sparse=False, **{k: v for k, v in given.items() if k in event.model_fields}
    )


def _sparse(event: type[Event]) -> Event:
    return example(event, sparse=True)


OPENING = STEPS[Process.SINGLE_AGENCY].returns_open_on
"""The process that `examples` gives a plan."""
EVENTS: Happened = [
    ("any", _about(event, audit, agency))
    for audit in AUDITS
    for agency in AGENCIES
    for name, event in REGISTRY.items()
    if not (name == OPENING and audit != "opened")
] + [("any", _sparse(event)) for name, event in REGISTRY.items() if name != OPENING]
EVERYTHING = " UNION ALL ".join(f"SELECT position FROM main.{t.name}" for t in FACTS.values())


@cache
def filled() -> Projection:
    """A projection of all of them that every test reads."""
    projection = project(EVENTS)
    projection.hold()
    return projection


standings = st.builds(
    Standing,
    person=st.just("somebody"),
    grants=st.frozensets(
        st.builds(Grant, st.sampled_from(Role), st.sampled_from([None, *AGENCIES])), max_size=3
    ),
    leads=st.frozensets(st.sampled_from(AUDITS), max_size=2),
)


def _may_read(viewer: Standing, event: Event, opened: frozenset[str]) -> bool:
    subject = Resource(getattr(event, "audit", None), getattr(event, "agency", None))
    return may_read(viewer, type(event).__name__, subject, is_open=subject.audit in opened)


@settings(max_examples=40, deadline=None)
@given(standings)
def test_a_viewer_sees_exactly_what_the_access_table_grants(viewer: Standing) -> None:
    opened = frozenset({"opened"})
    with filled().session(viewer) as session:
        seen = {row["position"] for row in session.rows(EVERYTHING)}
    assert seen == {n for n, (_, e) in enumerate(EVENTS, 1) if _may_read(viewer, e, opened)}


def _counted(viewer: Standing, name: str, row: Access) -> dict[str, int]:
    """How many entries of a kind each audit has, over which the viewer holds the right to count."""
    held = (
        e.model_dump()["audit"]
        for _, e in EVENTS
        if type(e).__name__ == name
        and right_held(
            viewer,
            row.count,
            Resource(getattr(e, "audit", None), getattr(e, "agency", None)),
        )
    )
    return dict(Counter(held))


def _shown_counts(viewer: Standing, name: str, as_at: int | None = None) -> dict[str, int]:
    with filled().session(viewer, as_at) as session:
        found = session.rows(f"FROM main.{count_view(name)}")
    assert all(row.keys() == {"audit", "entries"} for row in found), "nothing else is shown"
    return {row["audit"]: row["entries"] for row in found}


@pytest.mark.parametrize("name", counted_events())
@settings(max_examples=15, deadline=None)
@given(viewer=standings)
def test_a_viewer_counts_exactly_what_the_access_table_grants(name: str, viewer: Standing) -> None:
    assert _shown_counts(viewer, name) == _counted(viewer, name, ACCESS[name])


@pytest.mark.parametrize("name", counted_events())
@pytest.mark.parametrize("role", Role)
def test_each_role_counts_or_does_not(role: Role, name: str) -> None:
    viewer = Standing("somebody", frozenset({Grant(role, None)}))
    expected = _counted(viewer, name, ACCESS[name])
    assert _shown_counts(viewer, name) == expected
    assert bool(expected) is (role not in (Role.NEUTRAL, Role.KEEPER))


def test_a_count_is_as_at_a_position() -> None:
    viewer = Standing("somebody", frozenset({Grant(Role.SAIG_CHAIR)}))
    places = [n for n, (_, e) in enumerate(EVENTS, 1) if type(e).__name__ == "ConcernRaised"]
    shown = [sum(_shown_counts(viewer, "ConcernRaised", at).values()) for at in places]
    assert shown == list(range(1, len(places) + 1))
    assert _shown_counts(viewer, "ConcernRaised", places[0] - 1) == {}


def _noticed(viewer: Standing, name: str, opened: frozenset[str]) -> set[int]:
    return {
        number
        for number, (_, event) in enumerate(EVENTS, 1)
        if type(event).__name__ == name
        and (
            _may_read(viewer, event, opened)
            or right_held(
                viewer,
                ACCESS[name].exists,
                Resource(getattr(event, "audit", None), getattr(event, "agency", None)),
            )
        )
    }


@pytest.mark.parametrize("name", noticed_events())
@settings(max_examples=15, deadline=None)
@given(viewer=standings)
def test_that_a_return_is_there_is_known_as_the_access_table_grants(
    name: str, viewer: Standing
) -> None:
    with filled().session(viewer) as session:
        found = session.rows(f"FROM main.{exists_view(name)}")
    assert all(row.keys() == {"audit", "case_ref", "agency", "position"} for row in found)
    assert {row["position"] for row in found} == _noticed(viewer, name, frozenset({"opened"}))


def test_only_that_a_return_has_come_is_for_noticing_and_only_by_whoever_chases_it() -> None:
    assert set(noticed_events()) == {"ReturnAppended", "NoInvolvementDeclared", "ReturnWithdrawn"}
    held = {right for name in noticed_events() for right in ACCESS[name].exists}
    assert held == {Right(Role.COORDINATOR, Scope.ANYWHERE)}


def test_only_concerns_are_for_counting() -> None:
    assert set(counted_events()) == {
        *("ConcernRaised", "ConcernTakenUp", "ConcernAcknowledged", "ConcernResolved"),
    }


def test_what_is_about_no_audit_is_not_counted_by_audit() -> None:
    row = Access(record=frozenset(), count=frozenset({Right(Role.KEEPER, Scope.ANYWHERE)}))
    with pytest.raises(TypeError, match="RoleGranted has no audit"):
        count_filter(FACTS["RoleGranted"], row)


SCOPES = [scope for scope in Scope if scope is not Scope.INVOLVED]
rights = st.frozensets(st.builds(Right, st.sampled_from(Role), st.sampled_from(SCOPES)), max_size=4)
rows = st.builds(Access, record=rights, read=rights, read_once_open=rights, count=rights)
SHAPES = ("GradeGiven", "RecommendationMade", "PersonEnrolled", "OverallGradeAgreed", "ToolRetired")


@pytest.mark.parametrize("name", SHAPES)
@settings(max_examples=40, deadline=None)
@given(viewer=standings, row=rows, opened=st.frozensets(st.sampled_from(AUDITS)))
def test_any_row_of_the_table_means_the_same_in_sql(
    name: str, viewer: Standing, row: Access, opened: frozenset[str]
) -> None:
    table = FACTS[name]
    seen = _positions(table, row_filter(table, row), viewer, opened)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(access.ACCESS, name, row)
        granted = {
            n
            for n, (_, e) in enumerate(EVENTS, 1)
            if type(e).__name__ == name and _may_read(viewer, e, opened)
        }
    assert seen == granted


def _positions(table: FactTable, rule: str, viewer: Standing, opened: frozenset[str]) -> set[int]:
    """The entries of a table over which a condition holds for the viewer."""
    with closing(filled()._database.cursor()) as cursor:
        for variable, value in variables_of(viewer, len(EVENTS), opened).items():
            kind = "BIGINT" if isinstance(value, int) else "VARCHAR[]"
            cursor.execute(f"SET VARIABLE {variable} = ?::{kind}", [value])
        query = f"SELECT position FROM log.{table.name} WHERE {rule}"
        return {position for (position,) in cursor.execute(query).fetchall()}


@settings(max_examples=40, deadline=None)
@given(viewer=standings, row=rows)
def test_any_right_to_count_means_the_same_in_sql(viewer: Standing, row: Access) -> None:
    table = FACTS["ConcernRaised"]
    seen = _positions(table, count_filter(table, row), viewer, frozenset())
    expected = _counted(viewer, "ConcernRaised", row)
    about = (getattr(EVENTS[n - 1][1], "audit", None) for n in seen)
    assert dict(Counter(about)) == expected


@pytest.mark.parametrize("right", ["read", "read_once_open"])
def test_a_scope_that_no_row_filter_can_express_is_refused(right: str) -> None:
    held = frozenset({Right(Role.AGENCY_LEAD, Scope.INVOLVED)})
    row = Access(record=held, **{right: held})
    with pytest.raises(TypeError, match="GradeGiven: no row filter can express the scope audits"):
        row_filter(FACTS["GradeGiven"], row)


def test_an_event_without_a_row_is_nobodys() -> None:
    assert row_filter(FACTS["GradeGiven"], None) == NOTHING


def test_a_cursor_that_was_told_nothing_sees_nothing() -> None:
    with closing(filled()._database.cursor()) as cursor:
        assert cursor.execute(EVERYTHING).fetchall() == []


@pytest.mark.parametrize("process", Process)
def test_returns_open_with_the_event_their_process_names(process: Process) -> None:
    plan = example(REGISTRY["PlanAgreed"], sparse=True)
    assert isinstance(plan, PlanAgreed)
    agreed = plan.model_copy(
        update={"audit": "a", "plan": plan.plan.model_copy(update={"process": process})}
    )
    grade = _about(REGISTRY["GradeGiven"], "a", "police")
    other = Standing("other", frozenset({Grant(Role.AUDITOR, "health")}))
    for name in sorted({steps.returns_open_on for steps in STEPS.values()}):
        step = _about(REGISTRY[name], "a", "police")
        with project([("x", agreed), ("x", grade), ("x", step)]).session(other, as_at=2) as session:
            seen = session.rows("FROM main.grade_given")
        assert bool(seen) == (name == STEPS[process].returns_open_on)
