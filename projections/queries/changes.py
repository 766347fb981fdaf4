"""At which positions the facts that waves and recommendations rest on changed, for one viewer.

What rests on facts of which none was recorded between two positions is the same at both.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from projections.engine.facts import FACTS, sql
from projections.engine.read_models import ReadModels, view_files
from projections.engine.session import Session

_RECOMMENDED = ("measures", "recommendations")
_GRADED = (
    *("case_grades", "entered_case_grades", "audit_plans", "entered_audits"),
    *("tools", "tool_areas", "scale_grades", "successions"),
)
_CASES = ("case_grades", "entered_case_grades", "audit_cases")
_COMPARED = ("frames_compared", "area_versions_compared")
"""Base facts that the waves rest on beside those views, and beside which audits are settled."""
_STAGES = (
    *("lead_auditor_appointed", "briefing_held", "report_drafted", "report_circulated"),
    *("report_agreed", "report_considered", "audit_closed"),
)
"""What says how far an audit has come, and changes no grade or plan of one that is settled."""
_POSITIONS = "SELECT CAST({audit} AS VARCHAR) AS audit, position FROM main.{fact}"


@dataclass(frozen=True, slots=True)
class Changes:
    """At which positions what the answers rest on changed; `graded`: by audit, None for none.

    `cases`: what every audit's cases rest on, such as a tool. `up_to`: what is recorded after that
    position is not among them.
    """

    up_to: int
    recommended: list[int]
    settled: list[int]
    graded: dict[str | None, list[int]]
    cases: list[int]

    @classmethod
    def of(cls, session: Session) -> Changes:
        """Up to the session's position, or a later one."""
        known: Changes | None = None if session.kept is None else session.kept.get("changes")
        if known is None or known.up_to < session.as_at:
            known = _changes(session)
            if session.kept is not None:
                session.kept["changes"] = known
        return known

    def of_audits(self, position: int) -> dict[str | None, int]:
        """How many entries of each audit there are up to a position."""
        return {audit: bisect(every, position) for audit, every in self.graded.items()}

    def stands(self, audits: Iterable[str], position: int) -> dict[str, object]:
        """By audit, what changes whenever something that its cases rest on is recorded."""
        of_audits, of_all = self.of_audits(position), bisect(self.cases, position)
        return {audit: (of_audits.get(audit, 0), of_all) for audit in audits}


def _changes(session: Session) -> Changes:
    recommended, settled, graded, cases = _facts()
    by_audit: dict[str | None, list[int]] = {}
    for row in session.rows(_union(graded)):
        by_audit.setdefault(row["audit"], []).append(row["position"])
    of_recommendations, of_audits, of_cases = (
        [row["position"] for row in session.rows(_union(facts))]
        for facts in (recommended, settled, cases)
    )
    return Changes(session.as_at, of_recommendations, of_audits, by_audit, of_cases)


@cache
def _facts() -> tuple[frozenset[str], ...]:
    """The base facts that recommendations, what is settled, and the waves rest on.

    Last those that the cases rest on, and that are about no audit.
    """
    models = ReadModels(view_files())
    graded = (models.base_of(_GRADED) | frozenset(_COMPARED)) - frozenset(_STAGES)
    of_no_audit = frozenset(name for name in models.base_of(_CASES) if not _has_audit(name))
    return (
        models.base_of(_RECOMMENDED),
        models.base_of(["settled_audits", "entered_audits"]),
        graded,
        of_no_audit,
    )


def _has_audit(fact: str) -> bool:
    return any(table.name == fact and table.has("audit") for table in FACTS.values())


def _union(facts: Iterable[str]) -> str:
    """Every position of these facts in order, with the audit that it is about, if about one."""
    parts = [
        sql(_POSITIONS, fact=table.name, audit="audit" if table.has("audit") else "NULL")
        for table in FACTS.values()
        if table.name in facts
    ]
    return sql("{every} ORDER BY position", every=" UNION ALL ".join(parts))
