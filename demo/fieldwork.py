"""One audit's fieldwork: plan, people, briefing, sample, returns."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from demo.grades import SEVERE, agency_ranks, case_grades
from demo.library import TOOLS, UNDERWAY, build, content, people, sectors, working
from demo.script import Script
from demo.texts import Pen
from domain.audit import people as audit_people
from domain.audit import plan as audit
from domain.audit.terms import Plan
from domain.returns import decisions as returns
from domain.sample import changes
from domain.sample import decisions as sample
from domain.sample.frame import Frame

LATE = ("2025-neglect", "hospital-trust")
"""The audit and the agency of which one return comes when moderation is open already."""
OPENED_BEFORE, LATE_BEFORE = timedelta(days=5), timedelta(days=3)
"""How long before the moderation day the returns are opened, and the late one comes."""
RARELY_INVOLVED = ("early-help", "justice", "housing")


class Fieldwork:
    """What one audit's cases were like and what the agencies made of them."""

    def __init__(self, random: Random, code: str) -> None:
        self.random = random
        self.code = code
        self.plan = build(Plan, **content(f"plans/{code}"))
        self.lead = people("lead-auditor")[TOOLS.index(self.plan.tool)]
        self.pen = Pen(random, self.plan.tool)
        # The third case drawn cannot be found in the records; the next in order takes its place.
        numbers = [n for n in range(1, self.plan.sample.size + 2) if n != 3]
        self.cases = [f"C{number:02d}" for number in numbers]
        self.truth = case_grades(random, code, self.cases)
        self.uninvolved = self._uninvolved()
        self.ranks = self._ranks()
        self.returned: dict[tuple[str, str], date] = {}
        # The last case of the audit under way is one of which no agency has a record.
        self.not_gradable = self.cases[-1] if code == UNDERWAY else None

    @property
    def agencies(self) -> tuple[str, ...]:
        return self.plan.agencies

    def auditor(self, agency: str) -> str:
        """One of the agency's two auditors: the first for neglect, the second for the rest."""
        return people("auditor", agency)[0 if self.plan.tool == "neglect" else 1]

    def involved(self, case: str, agency: str | None) -> bool:
        return (case, agency) not in self.uninvolved

    def day(self, days_after_briefing: int) -> date:
        return self.plan.timescale.briefing_on + timedelta(days=days_after_briefing)

    def cell(self, case: str, area: str) -> dict[str, int]:
        """Each agency's rank for one area of one case."""
        return {
            agency: self.ranks[case, agency, area]
            for agency in self.agencies
            if (case, agency, area) in self.ranks
        }

    def _uninvolved(self) -> set[tuple[str, str]]:
        rarely = [a for a in self.agencies if sectors()[a] in RARELY_INVOLVED]
        pairs = [(case, agency) for case in self.cases for agency in rarely]
        return set(self.random.sample(pairs, len(self.cases) // 5))

    def _ranks(self) -> dict[tuple[str, str, str], int]:
        """(case, agency, area) to the rank that the agency gave."""
        ranks: dict[tuple[str, str, str], int] = {}
        for (case, area), truth in self.truth.items():
            involved = [a for a in self.agencies if (case, a) not in self.uninvolved]
            exact = self.plan.timescale.moderation_on is None
            seen = agency_ranks(self.random, truth, involved, exact)
            severe = SEVERE.get((self.code, area))
            if severe in seen:
                seen[severe] = 1
            ranks |= {(case, agency, area): rank for agency, rank in seen.items()}
        return ranks

    def write(self, script: Script) -> None:
        self._prepare(script)
        self._draw(script)
        for agency in self.agencies:
            self._return(script, agency)

    def _prepare(self, script: Script) -> None:
        chair = people("saig-chair")[0]
        agreed_on = self.day(-21)
        script.act(agreed_on, chair, audit.AgreePlan(plan=self.plan, agreed_on=agreed_on))
        appointed = audit_people.AppointLeadAuditor(audit=self.code, person=self.lead)
        script.act(agreed_on, chair, appointed)
        for agency in self.agencies:
            nominated = audit_people.NominateAuditor(
                audit=self.code, agency=agency, person=self.auditor(agency)
            )
            script.act(self.day(-14), people("agency-lead", agency)[0], nominated)
        held_on = self.day(0)
        script.act(held_on, self.lead, audit.HoldBriefing(audit=self.code, held_on=held_on))
        for agency in self.agencies:
            acknowledged = audit.AcknowledgeBriefing(audit=self.code, agency=agency)
            day = self.day(self.random.randint(0, 2))
            script.act(day, self.auditor(agency), acknowledged)

    def _draw(self, script: Script) -> None:
        frame = case_list(self.random, self.plan.tool)
        script.act(self.day(-10), self.lead, sample.CommitFrame(audit=self.code, frame=frame))
        seed = "".join(str(self.random.randint(0, 9)) for _ in range(20))
        drawn = sample.DrawSeed(
            audit=self.code,
            seed=seed,
            source="Twenty throws of a ten-sided die",
            witness=people("coordinator")[0],
        )
        script.act(self.day(-8), people("neutral")[0], drawn)
        script.act(self.day(-7), self.lead, sample.DrawSample(audit=self.code, frame=frame))
        replaced = build(
            changes.ReplaceCase,
            audit=self.code,
            case="C03",
            reason=content("returns")["replacement"],
            frame=frame.model_dump(),
        )
        script.act(self.day(-3), self.lead, replaced)

    def _return(self, script: Script, agency: str) -> None:
        """An agency's returns in two or three sittings, the last near the day they are due."""
        days = (self.plan.timescale.returns_by - self.day(3)).days
        sittings = sorted(self.random.sample(range(max(days, 3)), 3))
        for number, after in enumerate(sittings):
            cases = [case for case in self.cases[number::3] if case != self.not_gradable]
            commands = [self._case(case, agency) for case in cases]
            day = self.day(3 + after)
            late = self.late_case if agency == LATE[1] else None
            in_time = [one for one in commands if one.case != late]
            script.act(day, self.auditor(agency), *in_time)
            self.returned |= {(one.case, agency): working(day) for one in in_time}
            for one in commands:
                if one.case == late:
                    self._come_late(script, one)

    @property
    def late_case(self) -> str | None:
        """The case whose return by `LATE`'s agency comes late; None in other audits."""
        if self.code != LATE[0]:
            return None
        return next(case for case in reversed(self.cases) if self.involved(case, LATE[1]))

    def _come_late(
        self, script: Script, command: returns.AppendReturn | returns.DeclareNoInvolvement
    ) -> None:
        moderation_on = self.plan.timescale.moderation_on
        if moderation_on is None:
            raise ValueError(f"{self.code} has no moderation day to be late for")
        late = returns.AppendReturn.model_validate({**dict(command), "had_seen_others": False})
        script.act(moderation_on - LATE_BEFORE, self.auditor(LATE[1]), late)

    def _case(self, case: str, agency: str) -> returns.AppendReturn | returns.DeclareNoInvolvement:
        key: dict[str, Any] = {"audit": self.code, "case": case, "agency": agency}
        if (case, agency) in self.uninvolved:
            reason = self.pen.pick("returns", "no_involvement")
            return returns.DeclareNoInvolvement(**key, reason=reason)
        answers = [
            self.pen.answer(case, agency, area, self.ranks[case, agency, area])
            for area in self.areas()
        ]
        if self.random.random() < 0.03:
            answers[-1]["evidence"] = ""
        return build(
            returns.AppendReturn,
            **key,
            independent=self.random.random() < 0.9,
            involvement=self.pen.involvement(agency),
            answers=answers,
        )

    def areas(self) -> list[str]:
        return [area["id"] for area in content(f"tools/{self.plan.tool}")["areas"]]


def case_list(random: Random, population: str) -> Frame:
    """An invented list of cases with the published proportions."""
    told = content("cases")["populations"][population]
    margins = [
        [value for value, count in told[name].items() for _ in range(count)]
        for name in ("district", "ethnicity")
    ]
    for margin in margins:
        random.shuffle(margin)
    rows = [
        {"ref": f"K{number:04d}", "stratum": district, "second": ethnicity}
        for number, (district, ethnicity) in enumerate(zip(*margins, strict=True), start=1)
    ]
    salt = f"{random.getrandbits(128):032x}"
    return build(Frame, salt=salt, rows=rows)
