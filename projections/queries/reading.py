"""Rows of a view as frozen values, and what a viewer may be told about an audit's returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, TypeVar

from domain.access import ACCESS
from projections.facts import FACTS, name_of, sql
from projections.projector import Session
from projections.visibility import row_filter

Row = TypeVar("Row")

_COUNTED = (
    "ReturnAppended",
    "GradeGiven",
    "GradeModerated",
    "OverallGradeAgreed",
    "FindingRecorded",
)
"""What counts over an audit are made of. Who may not read one kind of it may not be given any."""

_READABLE = sql(
    "SELECT audit, agency, ({returns}) AS readable, ({counted}) AS countable"
    " FROM (SELECT audit, unnest(agencies) AS agency FROM main.audit_plans)",
    returns=row_filter(FACTS["ReturnAppended"], ACCESS["ReturnAppended"]),
    counted=" AND ".join(f"({row_filter(FACTS[event], ACCESS[event])})" for event in _COUNTED),
)
"""Each audit and agency of its plan: `access.may_read`, as the base layer has it."""


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


def readable_returns(session: Session) -> frozenset[tuple[str, str]]:
    """The (audit, agency) whose returns this viewer may read."""
    return frozenset(
        (row["audit"], row["agency"]) for row in session.rows(_READABLE) if row["readable"]
    )


def whole_audits(session: Session) -> frozenset[str]:
    """The audits of which this viewer may read every agency's return, and what came of them.

    Only of these may anything be counted: a count over a part is a wrong number.
    """
    rows = session.rows(_READABLE)
    hidden = {row["audit"] for row in rows if not row["countable"]}
    return frozenset(row["audit"] for row in rows) - hidden


def reads_settled_grades(session: Session) -> bool:
    """Whether the viewer may read the grades of every settled audit, and so a change in them."""
    settled = session.rows("SELECT audit FROM main.audits WHERE settled")
    return {row["audit"] for row in settled} <= whole_audits(session)
