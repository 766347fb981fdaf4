"""The counts behind every verdict of the demonstration, recomputed with sqlite3 and json alone."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.harness import Assure, Clock

DAYS = ("2025-01-31", "2025-06-30", "2025-12-31", "2026-06-30", "2026-11-20")
Cell = tuple[str, str, str]


class Recomputed:
    """What stands of every grade. `cells`: (audit, case, area) to agency to grade."""

    def __init__(self, ledger: Path, day: str) -> None:
        self.plans: dict[str, dict[str, Any]] = {}
        self.versions: dict[str, int] = {}
        self.tools: dict[tuple[str, int], dict[str, Any]] = {}
        self.cases: dict[str, set[str]] = defaultdict(set)
        self.cells: dict[Cell, dict[str, str]] = defaultdict(dict)
        self.touched: dict[Cell, set[str]] = defaultdict(set)
        self.agreed: dict[Cell, str] = {}
        self.seen: dict[str, set[str]] = defaultdict(set)
        with closing(sqlite3.connect(ledger)) as store:
            for topic, state in store.execute(
                "SELECT topic, state FROM stored_events ORDER BY rowid"
            ):
                entry = json.loads(state)
                if entry["recorded_at"][:10] <= day:
                    self.take(topic, entry.get("event", {}))

    def take(self, topic: str, event: dict[str, Any]) -> None:
        """One event: what is not about grades is passed over."""
        audit = event.get("audit", "")
        if audit:
            self.seen[audit].add(topic)
        match topic:
            case "ToolPublished" | "ToolRevised":
                self.tools[event["tool"], event["tool_version"]] = event
            case "PlanAgreed" | "PlanAmended":
                audit = event["plan"]["audit"]
                self.plans[audit] = event["plan"]
                self.versions.setdefault(audit, event.get("tool_version", 1))
            case "CaseSampled":
                self.cases[audit].add(event["case"])
            case "CaseReplaced":
                self.cases[audit].discard(event["case"])
            case "FrameReplaced" | "SampleRedrawn":
                self.cases[audit].clear()
            case _:
                self.take_grade(topic, event)

    def take_grade(self, topic: str, event: dict[str, Any]) -> None:
        cell = (event.get("audit", ""), event.get("case", ""), event.get("area", ""))
        match topic:
            case "GradeGiven":
                self.cells[cell][event["agency"]] = event["grade"]
            case "GradeRevised" | "GradeModerated":
                self.cells[cell][event["agency"]] = event["to_grade"]
                if topic == "GradeModerated":
                    self.touched[cell].add(event["agency"])
            case "ReturnWithdrawn":
                for other, grades in self.cells.items():
                    if other[:2] == cell[:2]:
                        grades.pop(event["agency"], None)
            case "AreaGradeAgreed":
                self.agreed[cell] = event["grade"]
            case "AreaFoundNotApplicable":
                whole = event.get("agency") is None
                for agency in list(self.cells[cell]) if whole else [event["agency"]]:
                    self.cells[cell].pop(agency, None)
                if whole:
                    self.agreed.pop(cell, None)

    def wave(self, audit: str, area: str) -> dict[str, Any]:
        """The audit's cases in one area, each once."""
        tool = self.tools[self.plans[audit]["tool"], self.versions[audit]]
        codes = [grade["code"] for grade in tool["scale"]]
        good_from = codes.index(tool["good_from"])
        levels = [0] * (2 * len(codes) - 1)
        good = worst = moderated = 0
        for case in self.cases[audit]:
            cell = (audit, case, area)
            ranks = sorted(map(codes.index, self.cells.get(cell, {}).values()))
            if cell in self.agreed:
                low = high = codes.index(self.agreed[cell])
            elif ranks:
                low, high = ranks[(len(ranks) - 1) // 2], ranks[len(ranks) // 2]
            else:
                continue
            levels[low + high] += 1
            good += low >= good_from
            worst += 0 in ranks or (cell in self.agreed and low == 0)
            moderated += cell in self.agreed or bool(self.touched[cell] & self.cells[cell].keys())
        return {
            "cases": sum(levels),
            "good": good,
            "worst_by_any_agency": worst,
            "agreed_in_moderation": moderated,
            "half_steps": levels,
        }

    def settled(self, tool: str) -> set[str]:
        """The audits with a tool whose grades may be compared."""
        needed = {"themed": "ModerationHeld", "dip-sample": "ReportDrafted"}
        return {
            audit
            for audit, plan in self.plans.items()
            if plan["tool"] == tool
            and needed.get(plan["process"], "AuditClosed") in self.seen[audit]
        }


@pytest.mark.parametrize("day", DAYS)
def test_the_counts_of_every_wave_are_those_of_the_raw_entries(
    demonstration: Path, clock: Clock, day: str
) -> None:
    again = Recomputed(demonstration, day)
    reader = Assure(demonstration.parent, clock)
    shown = reader.read("impact", "show", "--as-at", day, actor="e-thirlwell")
    assert shown
    for measure in shown:
        waves = {wave["audit"]: wave for wave in measure["waves"]}
        assert waves.keys() == again.settled(measure["tool"])
        for audit, wave in waves.items():
            counted = {name: wave[name] for name in again.wave(audit, measure["area"])}
            assert counted == again.wave(audit, measure["area"]), (measure["area"], audit)
