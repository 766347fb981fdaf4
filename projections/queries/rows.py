"""Rows of a view as frozen values, and what a viewer may be told about an audit's returns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from domain.kernel.access import ACCESS
from projections.engine.base_views import count_filter, exists_filter, row_filter
from projections.engine.facts import FACTS, name_of, sql
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

FEEDBACK = ("FeedbackDelivered", "FeedbackAcknowledged")
"""The events behind the proportion of returns that were passed on, beside the returns."""

_HELD = """
SELECT audit, agency
FROM (SELECT audit, unnest(agencies) AS agency FROM main.audit_plans)
WHERE {rule}
"""
"""The audits, and agencies of their plans, over which a condition of the base layer holds."""
_WHOLE = """
SELECT audit
FROM (SELECT audit, unnest(agencies) AS agency FROM main.audit_plans)
GROUP BY audit
HAVING bool_and({rule})
"""


def _readable(events: Iterable[str]) -> str:
    """The condition of reading every one of the events: `access.may_read`, as the base layer's."""
    return " AND ".join(f"({row_filter(FACTS[event], ACCESS[event])})" for event in events)


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
    found = session.rows(sql(_HELD, rule=_readable(events)))
    return frozenset((row["audit"], row["agency"]) for row in found)


def readable_audits(session: Session, *events: str) -> frozenset[str]:
    """The audits of which this viewer may read every one of the events, of every agency."""
    return frozenset(row["audit"] for row in session.rows(sql(_WHOLE, rule=_readable(events))))


def noticed_returns(session: Session) -> frozenset[tuple[str, str]]:
    """The (audit, agency) of which this viewer may know whether each return has come."""
    found = session.rows(
        sql(_HELD, rule=exists_filter(FACTS["ReturnAppended"], ACCESS["ReturnAppended"]))
    )
    return frozenset((row["audit"], row["agency"]) for row in found)


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
    rule = count_filter(FACTS[event], ACCESS[event])
    return frozenset(row["audit"] for row in session.rows(sql(_WHOLE, rule=rule)))


def reads_everywhere(session: Session, event: str) -> bool:
    """Whether the viewer may read such an entry, whatever it is about."""
    rule = row_filter(FACTS[event], ACCESS[event])
    (row,) = session.rows(sql("SELECT {rule} AS held", rule=rule))
    return bool(row["held"])


def reads_settled_grades(session: Session) -> bool:
    """Whether the viewer may read the grades of every settled audit, and so a change in them."""
    settled = session.rows("SELECT audit FROM main.audits WHERE is_settled")
    return {row["audit"] for row in settled} <= whole_audits(session)
