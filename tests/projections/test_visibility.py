"""No viewer ever receives a row they may not see: the SQL filter is `access.may_read`."""

from __future__ import annotations

from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import access
from domain.access import Access, Grant, Right, Scope, Standing, Subject, may_read
from domain.events.base import Event
from domain.events.registry import REGISTRY
from domain.processes import STEPS, Process
from domain.vocabulary import Role
from projections.facts import FACTS
from projections.visibility import NOTHING, row_filter, variables_of
from tests.projections.examples import example
from tests.projections.harness import Happened, project

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
PROJECTION = project(EVENTS)
EVERYTHING = " UNION ALL ".join(f"SELECT position FROM main.{t.name}" for t in FACTS.values())

standings = st.builds(
    Standing,
    person=st.just("somebody"),
    grants=st.frozensets(
        st.builds(Grant, st.sampled_from(Role), st.sampled_from([None, *AGENCIES])), max_size=3
    ),
    leads=st.frozensets(st.sampled_from(AUDITS), max_size=2),
)


def _may_read(viewer: Standing, event: Event, opened: frozenset[str]) -> bool:
    subject = Subject(getattr(event, "audit", None), getattr(event, "agency", None))
    return may_read(viewer, type(event).__name__, subject, is_open=subject.audit in opened)


@settings(max_examples=40, deadline=None)
@given(standings)
def test_a_viewer_sees_exactly_what_the_access_table_grants(viewer: Standing) -> None:
    opened = frozenset({"opened"})
    with PROJECTION.session(viewer) as session:
        seen = {row["position"] for row in session.rows(EVERYTHING)}
    assert seen == {n for n, (_, e) in enumerate(EVENTS, 1) if _may_read(viewer, e, opened)}


rights = st.frozensets(st.builds(Right, st.sampled_from(Role), st.sampled_from(Scope)), max_size=4)
rows = st.builds(Access, record=rights, read=rights, read_once_open=rights)
SHAPES = ("GradeGiven", "RecommendationMade", "PersonEnrolled", "OverallGradeAgreed", "ToolRetired")


@pytest.mark.parametrize("name", SHAPES)
@settings(max_examples=40, deadline=None)
@given(viewer=standings, row=rows, opened=st.frozensets(st.sampled_from(AUDITS)))
def test_any_row_of_the_table_means_the_same_in_sql(
    name: str, viewer: Standing, row: Access, opened: frozenset[str]
) -> None:
    table = FACTS[name]
    query = f"SELECT position FROM log.{table.name} WHERE {row_filter(table, row)}"
    with closing(PROJECTION._database.cursor()) as cursor:
        for variable, value in variables_of(viewer, len(EVENTS), opened).items():
            kind = "BIGINT" if isinstance(value, int) else "VARCHAR[]"
            cursor.execute(f"SET VARIABLE {variable} = ?::{kind}", [value])
        seen = {position for (position,) in cursor.execute(query).fetchall()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(access.ACCESS, name, row)
        granted = {
            n
            for n, (_, e) in enumerate(EVENTS, 1)
            if type(e).__name__ == name and _may_read(viewer, e, opened)
        }
    assert seen == granted


def test_an_event_without_a_row_is_nobodys() -> None:
    assert row_filter(FACTS["GradeGiven"], None) == NOTHING


def test_a_cursor_that_was_told_nothing_sees_nothing() -> None:
    with closing(PROJECTION._database.cursor()) as cursor:
        assert cursor.execute(EVERYTHING).fetchall() == []


@pytest.mark.parametrize("process", Process)
def test_returns_open_with_the_event_their_process_names(process: Process) -> None:
    plan = example(REGISTRY["PlanAgreed"], sparse=True)
    agreed = plan.model_copy(
        update={"audit": "a", "plan": plan.plan.model_copy(update={"process": process})}  # type: ignore[attr-defined]
    )
    grade = _about(REGISTRY["GradeGiven"], "a", "police")
    other = Standing("other", frozenset({Grant(Role.AUDITOR, "health")}))
    for name in sorted({steps.returns_open_on for steps in STEPS.values()}):
        step = _about(REGISTRY[name], "a", "police")
        with project([("x", agreed), ("x", grade), ("x", step)]).session(other, as_at=2) as session:
            seen = session.rows("FROM main.grade_given")
        assert bool(seen) == (name == STEPS[process].returns_open_on)
