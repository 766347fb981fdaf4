"""Which waves a recommendation's measure compares, and the verdict: every rule a second time."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import takewhile
from math import ceil
from typing import Any

from tests.recomputed.exact import midp, verdict
from tests.recomputed.grades import Grades
from tests.recomputed.record import Record

AGREED_APART = Fraction(1, 5)
Counts = dict[str, Any]


@dataclass
class Done:
    """What became of a recommendation's actions."""

    days: list[str]
    open: int
    made_on: str

    def place(self, window: dict[str, str]) -> str:
        if not self.days:
            before = window["end"] <= self.made_on
            return "before" if before else "after" if window["start"] > self.made_on else "across"
        if window["end"] < min(self.days):
            return "before"
        since = min(self.days) if self.open else max(self.days)
        return "after" if window["start"] > since else "across"


class Impact:
    """Every measure that was to change, by recommendation and area."""

    def __init__(self, record: Record) -> None:
        self.record, self.grades = record, Grades(record)
        self.made = record.last("RecommendationMade", "recommendation")
        self.closed = record.last("RecommendationClosed", "recommendation")
        accepted = record.last("RecommendationAccepted", "recommendation")
        assert not record.last("MergedInto", "recommendation"), "nobody merges in this story"
        self.measures = {
            (ref, area): self._measure(ref, area, one["desired_impact"])
            for ref, one in accepted.items()
            for area in one["desired_impact"]["areas"]
        }

    def done(self, ref: str) -> Done:
        states: dict[str, str | None] = {}
        for topic, event in self.record.entries:
            if event.get("recommendation") == ref and "action" in event:
                match topic:
                    case "ActionAgreed" | "ActionReopened":
                        states[event["action"]] = "open"
                    case "ActionDropped":
                        states[event["action"]] = None
                    case "ActionClosed":
                        states[event["action"]] = event["implemented_on"]
        days = sorted(one for one in states.values() if one not in ("open", None))
        opened = sum(one == "open" for one in states.values())
        return Done(days, opened, self.made[ref]["made_on"])

    def _measure(self, ref: str, area: str, wanted: dict[str, Any]) -> dict[str, Any]:
        assert len(set(self.made[ref]["agencies"])) > 1, "of all agencies, in this story"
        grades, done = self.grades, self.done(ref)
        audits = [a for a in grades.settled(wanted["tool"]) if area in grades.areas(a)]
        place = {a: done.place(grades.plans[a]["casework_window"]) for a in audits}
        before = [a for a in audits if place[a] == "before"]
        after = [a for a in audits if place[a] == "after"]
        found = {
            "closed": ref in self.closed,
            "verdict": "not yet re-audited" if not after else "cannot be judged",
            "baseline": before[-1] if before else None,
            "re_audits": after[-1:],
            "audits": audits,
            "tool": wanted["tool"],
            "places": tuple(place.values()),
            "credited": bool(done.days) and not done.open,
            "target": wanted["target_of_ten"],
            "comparison": None,
        }
        pairs = ((b, a) for a in reversed(after) for b in reversed(before))
        pair = next((pair for pair in pairs if self.alike(area, *pair)), None)
        if pair:
            found |= self._judged(area, pair, after, wanted, self._lowest_of(ref, area, pair[0]))
        return found

    def alike(self, area: str, *audits: str) -> tuple[frozenset[str], bool] | None:
        """The agencies that graded in all, and whether before moderation; None: not comparable."""
        grades = self.grades
        plans = [grades.plans[audit] for audit in audits]
        same = all(
            len({plan[name] for plan in plans}) == 1 for name in ("tool", "version", "process")
        )
        if not same or not self._same_frame(audits):
            return None
        common = frozenset.intersection(*(grades.graders(audit, area) for audit in audits))
        counts = [grades.wave(audit, area, common) for audit in audits]
        shares = [Fraction(c["agreed_in_moderation"], c["cases"]) for c in counts if c["cases"]]
        apart = bool(shares) and max(shares) - min(shares) > AGREED_APART
        counts = [grades.wave(audit, area, common, before=apart) for audit in audits]
        return (common, apart) if min(c["cases"] for c in counts) >= 5 else None

    def _same_frame(self, audits: tuple[str, ...]) -> bool:
        """They read alike, or somebody said that they are equivalent; or both are as a third is."""
        said = {
            frozenset((one["audit"], one["other_audit"])): one["likeness"] == "equivalent"
            for one in self.record.of("FramesCompared")
        }
        assert all(said.values()), "nobody says that frames differ, in this story"
        reached, waiting = {audits[0]}, [audits[0]]
        while waiting:
            one = waiting.pop()
            for other in self.grades.plans.keys() - reached:
                alike = self._frame(one) == self._frame(other)
                if alike or frozenset((one, other)) in said:
                    reached.add(other)
                    waiting.append(other)
        return reached >= set(audits)

    def _frame(self, audit: str) -> str:
        words: str = self.grades.plans[audit]["sample"]["frame_definition"]
        return " ".join(words.casefold().rstrip(" .").split())

    def _judged(
        self,
        area: str,
        pair: tuple[str, str],
        after: list[str],
        wanted: dict[str, Any],
        lowest_of: int,
    ) -> dict[str, Any]:
        baseline, latest = pair
        pooled = self._agreeing(
            area, baseline, list(takewhile(lambda a: a != latest, after)), latest
        )
        basis = self.alike(area, baseline, *pooled)
        if basis is None:
            pooled, basis = [latest], self.alike(area, *pair)
        assert basis is not None
        common, apart = basis
        one = self.grades.wave(baseline, area, common, before=apart)
        two = _together([self.grades.wave(a, area, common, before=apart) for a in pooled])
        target = wanted["target_of_ten"]
        level = self.grades.wave(latest, area)
        met = (
            None if target is None else level["good"] >= ceil(Fraction(target, 10) * level["cases"])
        )
        better = midp(one["half_steps"], two["half_steps"])
        return {
            "verdict": verdict(
                one, two, lowest_of=lowest_of, hold=wanted["direction"] == "hold", met=met
            ),
            "baseline": baseline,
            "re_audits": pooled,
            "comparison": {
                "agencies": sorted(common),
                "before_moderation": apart,
                "before": one["half_steps"],
                "after": two["half_steps"],
                "midp_better": float(better),
                "midp_worse": float(1 - better),
            },
        }

    def _agreeing(self, area: str, baseline: str, earlier: list[str], latest: str) -> list[str]:
        """The latest re-audit with those before it that it does not differ from."""
        pooled = [latest]
        for audit in reversed(earlier):
            basis = self.alike(area, baseline, audit, *pooled)
            if basis is None:
                continue
            one, two = (
                _together([self.grades.wave(a, area, basis[0], before=basis[1]) for a in some])
                for some in ([audit], pooled)
            )
            better = midp(one["half_steps"], two["half_steps"])
            if min(better, 1 - better) <= Fraction(1, 40):
                break
            pooled = [audit, *pooled]
        return pooled

    def _lowest_of(self, ref: str, area: str, baseline: str) -> int:
        """Of how many areas this was the lowest in the audit that is its baseline, or one."""
        if self.made[ref]["audit"] != baseline:
            return 1
        counts = {a: self.grades.wave(baseline, a) for a in self.grades.areas(baseline)}
        shares = {a: Fraction(c["good"], c["cases"]) for a, c in counts.items() if c["cases"]}
        lowest = len(shares) > 1 and shares[area] == min(shares.values())
        return len(shares) if lowest else 1

    def rows(self) -> list[list[tuple[str, str]]]:
        """The measures that are one row: what they compare is the same, and all closed or none."""
        found: dict[tuple[Any, ...], list[tuple[str, str]]] = {}
        for (ref, area), one in self.measures.items():
            same = (one[name] for name in ("verdict", "baseline", "tool", "places", "closed"))
            found.setdefault((area, *same, *one["re_audits"]), []).append((ref, area))
        return list(found.values())

    def comparisons(self) -> int:
        return len(
            {
                (one["tool"], area, one["baseline"], *one["re_audits"])
                for (_, area), one in self.measures.items()
                if one["comparison"]
            }
        )

    def background(self, tool: str, before: str, after: str) -> list[tuple[Counts, Counts]]:
        """The areas that nobody recommended, between two audits."""
        recommended = {
            area
            for one in self.record.of("RecommendationAccepted")
            if one["desired_impact"]["tool"] == tool
            for area in one["desired_impact"]["areas"]
        }
        plans = self.grades.plans
        recommended |= {
            area
            for one in self.made.values()
            if one["audit"] and plans[one["audit"]]["tool"] == tool
            for area in one["areas"]
        }
        found = []
        for area in self.grades.areas(before):
            basis = None if area in recommended else self.alike(area, before, after)
            if basis:
                one, two = (
                    self.grades.wave(a, area, basis[0], before=basis[1]) for a in (before, after)
                )
                found.append((one, two))
        return found


def _together(counts: list[Counts]) -> Counts:
    return {
        "cases": sum(one["cases"] for one in counts),
        "worst_by_any_agency": sum(one["worst_by_any_agency"] for one in counts),
        "half_steps": [
            sum(step) for step in zip(*(one["half_steps"] for one in counts), strict=True)
        ],
    }
