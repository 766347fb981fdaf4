"""Queries that must find nothing: grains, orphans and sums that have to agree.

Each `projections/checks/<name>.sql` asks one question, its first comment line, and every row it
returns is a fault in the record or in a view.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from domain.kernel.access import Grant, Standing
from domain.kernel.vocabulary import Role
from projections.engine.projector import Projection, Session


@dataclass(frozen=True, slots=True)
class Failure:
    """One row that a check found. `question`: what the check looks for."""

    check: str
    question: str
    row: Mapping[str, Any]


def check_files() -> dict[str, str]:
    """Check name to SQL."""
    return {
        file.name.removesuffix(".sql"): file.read_text(encoding="utf-8")
        for file in sorted(files("projections").joinpath("checks").iterdir(), key=lambda f: f.name)
        if file.name.endswith(".sql")
    }


def failures(session: Session, names: Collection[str] | None = None) -> list[Failure]:
    """What the checks (all, or those named) find, by name: nothing when the record adds up.

    The session's viewer must see every row, as `overseer` does: to a narrower viewer entries are
    missing that others point at.
    """
    return [
        Failure(name, question_of(text), row)
        for name, text in check_files().items()
        if names is None or name in names
        for row in session.rows(text.rstrip().removesuffix(";"))
    ]


def question_of(text: str) -> str:
    """The comment that opens a check, without its dashes."""
    opening = []
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        opening.append(line.removeprefix("--").strip())
    return " ".join(opening)


def overseer(projection: Projection) -> Standing:
    """A standing that reads the facts of every entry: all roles, and the lead of every audit."""
    grants = frozenset(Grant(role) for role in Role)
    with projection.session(Standing("checks", grants), None) as session:
        audits = session.rows(
            "SELECT audit FROM main.plan_agreed UNION SELECT audit FROM main.case_sampled"
        )
    return Standing("checks", grants, frozenset(row["audit"] for row in audits))
