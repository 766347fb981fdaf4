"""Queries that must find nothing: grains, orphans and sums that have to agree.

Each `projections/checks/<noun>/<name>.sql` asks one question, its first comment, and every row it
returns is a fault in the record or in a view. For each view there is one more, made from its
first line: whether two rows share its grain.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from domain.kernel.access import Grant, Standing
from domain.kernel.vocabulary import Role
from projections.engine.facts import quoted, sql
from projections.engine.projector import Projection, Session
from projections.engine.read_models import grain_of, sql_files, view_files

_GRAIN = """-- Two rows of {view} where its grain allows one.
SELECT {grain}, count(*) AS rows_found
FROM main.{view}
GROUP BY {grain}
HAVING count(*) > 1
"""
_COUNT = "SELECT {name} AS name, count(*) AS row_count FROM (\n{check}\n)"
TOGETHER_ENTRIES = {10_000: 200, 100_000: 40}
"""Up to how many entries how many checks are asked for together: over more, reading costs more
than planning, and what views hold at once must fit into memory."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One row that a check found. `question`: what the check looks for."""

    check: str
    question: str
    row: Mapping[str, Any]


def check_files() -> dict[str, str]:
    """Check name to SQL, of those that are written out."""
    return dict(sorted(sql_files(files("projections").joinpath("checks"))))


def grain_checks() -> dict[str, str]:
    """Check name to SQL, one for each view."""
    return {
        f"grain_of_{view}": sql(_GRAIN, view=view, grain=", ".join(grain_of(text)))
        for view, text in view_files().items()
    }


def failures(session: Session, names: Collection[str] | None = None) -> list[Failure]:
    """What the checks (all, or those named) find, by name: nothing when the record adds up.

    The session's viewer must see every row, as `overseer` does: to a narrower viewer entries are
    missing that others point at.
    """
    asked = {
        name: text.rstrip().removesuffix(";")
        for name, text in (check_files() | grain_checks()).items()
        if names is None or name in names
    }
    together = next((n for most, n in TOGETHER_ENTRIES.items() if session.as_at <= most), None)
    if together is not None:
        asked = _that_find_anything(session, asked, together)
    return [
        Failure(name, question_of(text), row)
        for name, text in asked.items()
        for row in session.rows(text)
    ]


def _that_find_anything(
    session: Session, checks: Mapping[str, str], together: int
) -> dict[str, str]:
    """Those of these checks that are not empty, asked for many at a time.

    Over few entries a question costs its planning, and views that several read are planned once.
    """
    found: set[str] = set()
    names = list(checks)
    for first in range(0, len(names), together):
        each = [
            sql(_COUNT, name=quoted(name), check=checks[name])
            for name in names[first : first + together]
        ]
        counted = session.rows(" UNION ALL ".join(each))
        found.update(row["name"] for row in counted if row["row_count"])
    return {name: text for name, text in checks.items() if name in found}


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
