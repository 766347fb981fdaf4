"""What stands of every grade, and the counts of cases that come of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from tests.recomputed.record import Record

Ranks = dict[str, int]


@dataclass
class Cell:
    """A case in one area: grades by agency as they stand and as before moderation; 0 the worst."""

    now: Ranks = field(default_factory=dict)
    before: Ranks = field(default_factory=dict)
    agreed: int | None = None
    touched: set[str] = field(default_factory=set)

    def middle(self, agencies: Collection[str] | None, *, before: bool) -> tuple[int, int] | None:
        if self.agreed is not None and not before:
            return self.agreed, self.agreed
        ranks = sorted(self.given(agencies, before=before))
        return (ranks[(len(ranks) - 1) // 2], ranks[len(ranks) // 2]) if ranks else None

    def given(self, agencies: Collection[str] | None, *, before: bool) -> list[int]:
        own = self.before if before else self.now
        return [rank for agency, rank in own.items() if agencies is None or agency in agencies]

    @property
    def moderated(self) -> bool:
        return self.agreed is not None or bool(self.touched & self.now.keys())


class Grades:
    """`cells`: audit, then area, then case."""

    def __init__(self, record: Record) -> None:
        self.record, self.plans = record, record.plans()
        self.tools = record.last("ToolPublished", "tool", "tool_version")
        self.tools |= record.last("ToolRevised", "tool", "tool_version")
        self.cases: dict[str, set[str]] = defaultdict(set)
        self.cells: dict[tuple[str, str, str], Cell] = defaultdict(Cell)
        for topic, event in record.entries:
            self._sample(topic, event)
            if "case" in event and "area" in event:
                self._grade(topic, event)
            if topic == "ReturnWithdrawn":
                self._withdraw(event)

    def _sample(self, topic: str, event: dict[str, Any]) -> None:
        audit = event.get("audit", "")
        if topic == "CaseSampled":
            self.cases[audit].add(event["case"])
        if topic == "CaseReplaced":
            self.cases[audit].discard(event["case"])
        if topic in ("FrameReplaced", "SampleRedrawn"):
            self.cases[audit].clear()

    def _rank(self, audit: str, grade: str) -> int:
        return [one["code"] for one in self.tool(audit)["scale"]].index(grade)

    def _grade(self, topic: str, event: dict[str, Any]) -> None:
        audit = event["audit"]
        cell = self.cells[audit, event["area"], event["case"]]
        agency: str = event.get("agency") or ""
        match topic:
            case "GradeGiven":
                cell.now[agency] = cell.before[agency] = self._rank(audit, event["grade"])
            case "GradeRevised":
                cell.now[agency] = cell.before[agency] = self._rank(audit, event["to_grade"])
            case "GradeModerated":
                cell.now[agency] = self._rank(audit, event["to_grade"])
                cell.touched.add(agency)
            case "AreaGradeAgreed":
                cell.agreed = self._rank(audit, event["grade"])
            case "AreaFoundNotApplicable":
                cell.agreed = cell.agreed if agency else None
                for gone in [agency] if agency else list(cell.now):
                    cell.now.pop(gone, None)
                    cell.before.pop(gone, None)

    def _withdraw(self, event: dict[str, Any]) -> None:
        for (audit, _, case), cell in self.cells.items():
            if (audit, case) == (event["audit"], event["case"]):
                cell.now.pop(event["agency"], None)
                cell.before.pop(event["agency"], None)

    def tool(self, audit: str) -> dict[str, Any]:
        return self.tools[self.plans[audit]["tool"], self.plans[audit]["version"]]

    def good_from(self, audit: str) -> int:
        return self._rank(audit, self.tool(audit)["good_from"])

    def areas(self, audit: str) -> list[str]:
        return [graded["area"]["id"] for graded in self.tool(audit)["areas"]]

    def settled(self, tool: str) -> list[str]:
        """The audits with a tool whose grades may be compared, by their casework."""
        needed = {"themed": "ModerationHeld", "dip-sample": "ReportDrafted"}
        done = {(topic, event.get("audit")) for topic, event in self.record.entries}
        found = [
            audit
            for audit, plan in self.plans.items()
            if plan["tool"] == tool
            and (needed[plan["process"]], audit) in done
            and ("AuditAbandoned", audit) not in done
        ]
        windows = {audit: self.plans[audit]["casework_window"] for audit in found}
        return sorted(found, key=lambda a: (windows[a]["start"], windows[a]["end"], a))

    def of(self, audit: str, area: str) -> list[Cell]:
        return [self.cells[audit, area, case] for case in sorted(self.cases[audit])]

    def graders(self, audit: str, area: str) -> frozenset[str]:
        return frozenset(agency for cell in self.of(audit, area) for agency in cell.now)

    def wave(
        self,
        audit: str,
        area: str,
        agencies: Collection[str] | None = None,
        *,
        before: bool = False,
    ) -> dict[str, Any]:
        """The audit's cases in one area, each once."""
        levels = [0] * (2 * len(self.tool(audit)["scale"]) - 1)
        good = worst = moderated = 0
        for cell in self.of(audit, area):
            middle = cell.middle(agencies, before=before)
            if middle is None:
                continue
            levels[sum(middle)] += 1
            good += middle[0] >= self.good_from(audit)
            agreed = None if before else cell.agreed
            worst += 0 in cell.given(agencies, before=before) or agreed == 0
            moderated += cell.moderated
        return {
            "cases": sum(levels),
            "good": good,
            "worst_by_any_agency": worst,
            "agreed_in_moderation": moderated,
            "half_steps": levels,
        }

    def own(self, audit: str, area: str, agency: str) -> tuple[int, int, int]:
        """One agency's grades: good or better, all, at the worst."""
        ranks = [cell.now[agency] for cell in self.of(audit, area) if agency in cell.now]
        return sum(rank >= self.good_from(audit) for rank in ranks), len(ranks), ranks.count(0)
