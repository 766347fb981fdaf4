"""After the auditing: each worker's own audit passed on, how the audit went, certificates."""

from __future__ import annotations

from datetime import date, timedelta

from demo.fieldwork import Fieldwork
from demo.library import build, content, working
from demo.reporting import drafted_on
from demo.script import Script
from demo.texts import Deck
from domain.audit import taking_part
from domain.returns import queries_and_feedback as review

USUALLY_PASSED_ON = 0.95
SLOWER = {"hospital-trust": 0.7, "probation": 0.6}
"""Agencies that pass fewer audits on."""
STILL_PASSING_ON = {"2026-neglect": 0.6}
IN_A_DIP = {"practitioner": 0.75, "manager": 0.2}
"""A dip sample's paragraph goes to the practitioner, and to the manager where it matters."""
ACKNOWLEDGED = 0.8
WITH_A_SENTENCE = 0.06
CORRECTED = ("2025-neglect", "education", "The moderation day had been left out of the hours.")
UNCERTIFIED = ("2026-neglect", "housing")


class Afterwards:
    def __init__(self, work: Fieldwork, sentences: dict[str, Deck]) -> None:
        self.work = work
        self.random = work.random
        self.sentences = sentences
        timescale = work.plan.timescale
        self.themed = timescale.moderation_on is not None
        self.done_on = timescale.moderation_on or drafted_on(work)

    def write(self, script: Script, considered_on: date) -> None:
        for told in content("tool_feedback")[self.work.code]:
            given = build(taking_part.GiveToolFeedback, audit=self.work.code, **told)
            agency = told["agency"]
            actor = self.work.lead if agency is None else self.work.auditor(agency)
            script.act(self.done_on, actor, given)
        for agency in self.work.agencies:
            self._pass_on(script, agency)
        self._certify(script, considered_on + timedelta(days=5))

    def _pass_on(self, script: Script, agency: str) -> None:
        """An agency's individual audits, in one sitting with each kind of reader."""
        usual = min(
            SLOWER.get(agency, USUALLY_PASSED_ON), STILL_PASSING_ON.get(self.work.code, 1.0)
        )
        for recipient in ("practitioner", "manager"):
            chance = usual if self.themed else usual * IN_A_DIP[recipient]
            day = working(self.done_on + timedelta(days=self.random.randint(6, 30)))
            given = [
                build(
                    review.DeliverFeedback,
                    audit=self.work.code,
                    case=case,
                    agency=agency,
                    recipient=recipient,
                    delivered_on=day,
                )
                for case in self.work.cases
                if self.work.involved(case, agency) and self.random.random() < chance
            ]
            if not given:
                continue
            script.act(day, self.work.auditor(agency), *given)
            self._acknowledge(script, agency, given)

    def _acknowledge(
        self, script: Script, agency: str, given: list[review.DeliverFeedback]
    ) -> None:
        """As the readers answer, noted down by the auditor at the end of each week."""
        weeks: dict[date, list[review.AcknowledgeFeedback]] = {}
        for one in given:
            if self.random.random() < ACKNOWLEDGED:
                known = self._acknowledgement(one)
                day = known.acknowledged_on
                weeks.setdefault(day + timedelta(days=4 - day.weekday()), []).append(known)
        for friday, known_then in weeks.items():
            script.act(friday, self.work.auditor(agency), *known_then)

    def _acknowledgement(self, given: review.DeliverFeedback) -> review.AcknowledgeFeedback:
        day = working(given.delivered_on + timedelta(days=self.random.randint(1, 16)))
        says = self.random.random() < WITH_A_SENTENCE
        return build(
            review.AcknowledgeFeedback,
            audit=given.audit,
            case=given.case,
            agency=given.agency,
            recipient=given.recipient,
            acknowledged_on=day,
            response=(self.sentences[given.recipient].deal() or "") if says else "",
        )

    def _certify(self, script: Script, day: date) -> None:
        usual = (14, 27) if self.themed else (7, 12)
        self._certificate(script, day, self.work.lead, self.random.randint(35, 60))
        for agency in self.work.agencies:
            if (self.work.code, agency) == UNCERTIFIED:
                continue
            hours = self.random.randint(*usual)
            person = self.work.auditor(agency)
            self._certificate(script, day, person, hours)
            if (self.work.code, agency) == CORRECTED[:2]:
                later = day + timedelta(days=9)
                self._certificate(script, later, person, hours + 7, CORRECTED[2])

    def _certificate(
        self, script: Script, day: date, person: str, hours: int, reason: str | None = None
    ) -> None:
        certified = build(
            taking_part.CertifyParticipation,
            audit=self.work.code,
            person=person,
            first_day=self.work.plan.timescale.briefing_on,
            last_day=self.done_on,
            hours=hours,
            reason=reason,
        )
        script.act(day, self.work.lead, certified)
