"""Rows of a view as frozen values, and what a viewer may be told about an audit's returns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from domain.kernel.access import Resource, may_count, may_notice, may_read
from projections.engine.facts import name_of, sql
from projections.engine.projector import Session

Row = TypeVar("Row")

_COUNTED = (
    "ReturnAppended",
    "GradeGiven",
    "GradeModerated",
    "OverallGradeAgreed",
    "FindingRecorded",
    "FindingRevised",
    "FindingWithdrawn",
)
"""The events behind an audit's counts. A viewer needs the right to read all of them."""

FEEDBACK = ("FeedbackDelivered", "FeedbackAcknowledged", "FeedbackWithdrawn")
"""The events behind the proportion of returns that were passed on, beside the returns."""

_PLANNED = "SELECT audit, agencies FROM main.audit_plans"
"""The audits with a plan, each with the agencies that take part."""
_ENTERED = "SELECT audit FROM main.entered_audits LIMIT 1"
_Judged = Callable[[Resource, bool], bool]
"""Whether the viewer may know of what is about this, given whether its audit's returns are open."""


def read(
    session: Session,
    kind: type[Row],
    view: str,
    *,
    where: str = "true",
    order: str,
    parameters: Sequence[Any] = (),
) -> tuple[Row, ...]:
    """Rows of `main.<view>`: the fields of the dataclass `kind` name the columns.

    `view`, `where` and `order` are constants of this package; values are bound `parameters`.
    """
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    query = sql(
        "SELECT {columns} FROM main.{view} WHERE {where} ORDER BY {order}",
        columns=", ".join(map(name_of, names)),
        view=view,
        where=where,
        order=order,
    )
    return tuple(kind(**values(row)) for row in session.rows(query, parameters))


def values(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its lists frozen."""
    return {name: tuple(v) if isinstance(v, list) else v for name, v in row.items()}


def readable_of_agencies(session: Session, *events: str) -> frozenset[tuple[str, str]]:
    """The (audit, agency) of which this viewer may read every one of the events."""
    return frozenset(about for about, held in _judged(session, _reads(session, events)) if held)


def readable_audits(session: Session, *events: str) -> frozenset[str]:
    """The audits of which this viewer may read every one of the events, of every agency."""
    return _of_every_agency(session, _reads(session, events))


def noticed_returns(session: Session) -> frozenset[tuple[str, str]]:
    """The (audit, agency) of which this viewer may know whether each return has come."""
    event = "ReturnAppended"
    judged = _judged(
        session, lambda about, is_open: may_notice(session.viewer, event, about, is_open=is_open)
    )
    return frozenset(about for about, held in judged if held)


def readable_returns(session: Session) -> frozenset[tuple[str, str]]:
    """The (audit, agency) whose returns this viewer may read."""
    return readable_of_agencies(session, "ReturnAppended")


def whole_audits(session: Session) -> frozenset[str]:
    """The audits of which this viewer may read every agency's return, and what came of them.

    Only of these may anything be counted: a count over a part is a wrong number.
    """
    return readable_audits(session, *_COUNTED)


def countable_audits(session: Session, event: str) -> frozenset[str]:
    """The audits of which this viewer may know how many entries of a kind there are."""
    return _of_every_agency(session, lambda about, _: may_count(session.viewer, event, about))


def reads_everywhere(session: Session, event: str) -> bool:
    """Whether the viewer may read such an entry, whatever it is about."""
    return may_read(session.viewer, event, Resource(), is_open=False)


def reads_settled_grades(session: Session) -> bool:
    """Whether the viewer may read the grades of every settled audit, and so a change in them."""
    if session.rows(_ENTERED) and not reads_everywhere(session, "CaseEnteredFromDocument"):
        return False
    whole = whole_audits(session)
    opened = session.open_audits & {row["audit"] for row in session.rows(_PLANNED)}
    if opened <= whole:  # as for most: what is settled was opened first
        return True
    settled = session.rows("SELECT audit FROM main.settled_audits")
    return {row["audit"] for row in settled} <= whole


def _reads(session: Session, events: Iterable[str]) -> _Judged:
    """Whether the viewer may read every one of the events."""
    return lambda about, is_open: all(
        may_read(session.viewer, event, about, is_open=is_open) for event in events
    )


def _of_every_agency(session: Session, held: _Judged) -> frozenset[str]:
    """The audits of which it is so of every agency that takes part."""
    judged = _judged(session, held)
    return frozenset(audit for (audit, _), _ in judged) - {
        audit for (audit, _), is_held in judged if not is_held
    }


def _judged(session: Session, held: _Judged) -> list[tuple[tuple[str, str], bool]]:
    """Each planned (audit, agency), judged once for all audits that are alike to the viewer."""
    alike: dict[tuple[str, bool, bool], bool] = {}
    judged = []
    for row in session.rows(_PLANNED):
        audit: str = row["audit"]
        is_open, is_led = audit in session.open_audits, audit in session.viewer.leads
        for agency in row["agencies"]:
            kind = agency, is_open, is_led
            if kind not in alike:
                alike[kind] = held(Resource(audit, agency), is_open)
            judged.append(((audit, agency), alike[kind]))
    return judged
