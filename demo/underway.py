"""What is going on at the demonstration's present: one audit in the field, the next one planned."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from demo.concerns import write_concerns
from demo.fieldwork import Fieldwork, case_list
from demo.library import PLANNED, TOOLS, UNDERWAY, build, content, people
from demo.put_right import write_not_gradable, write_replaced_list
from demo.queries import Questions
from demo.script import Script
from demo.texts import Deck
from demo.views import Hearing
from domain.audit import ending
from domain.audit import people as audit_people
from domain.audit import plan as audit
from domain.audit.terms import Plan
from domain.sample import decisions as sample

ASKED_ON = date(2026, 11, 18)
CALLED_OFF = "2025-missing"
WHY = (
    "A joint inspection was announced on the day of the briefing. Every auditor is needed for it"
    " until the summer, and by then the records asked for would be a year old."
)
PLAN_AGREED_ON = date(2026, 11, 9)
NOMINATED_ON = date(2026, 11, 16)
NOMINATING = ("police", "health-trust", "early-help")
"""The agencies that have named an auditor; the others have still to."""
FRAME_COMMITTED_ON = date(2026, 11, 19)


def write_underway(script: Script, random: Random, pool: dict[str, Deck]) -> None:
    """Returns are coming in, two questions and a concern are open, some families still silent."""
    work = Fieldwork(random, UNDERWAY)
    work.write(script)
    write_not_gradable(script, work)
    Hearing(work).write(script)
    write_concerns(script, work)
    Questions(work, pool).write_underway(script, ASKED_ON)


def write_called_off(script: Script) -> None:
    """A plan is agreed, the auditors are named, and an inspection takes all of them."""
    plan = build(Plan, **content(f"plans/{CALLED_OFF}"))
    chair, lead = people("saig-chair")[0], people("lead-auditor")[TOOLS.index(plan.tool)]
    agreed_on = plan.timescale.briefing_on - timedelta(days=21)
    script.act(agreed_on, chair, audit.AgreePlan(plan=plan, agreed_on=agreed_on))
    script.act(agreed_on, chair, audit_people.AppointLeadAuditor(audit=CALLED_OFF, person=lead))
    for agency in plan.agencies:
        auditor = people("auditor", agency)[1]
        nominated = audit_people.NominateAuditor(audit=CALLED_OFF, agency=agency, person=auditor)
        script.act(agreed_on + timedelta(days=7), people("agency-lead", agency)[0], nominated)
    off_on = plan.timescale.briefing_on + timedelta(days=2)
    script.act(
        off_on, chair, ending.AbandonAudit(audit=CALLED_OFF, abandoned_on=off_on, reason=WHY)
    )


def write_planned(script: Script, random: Random) -> None:
    """The plan is agreed and the case list replaced; it waits for the neutral person's seed."""
    plan = build(Plan, **content(f"plans/{PLANNED}"))
    chair = people("saig-chair")[0]
    lead = people("lead-auditor")[TOOLS.index(plan.tool)]
    agreed = audit.AgreePlan(plan=plan, agreed_on=PLAN_AGREED_ON)
    script.act(PLAN_AGREED_ON, chair, agreed)
    script.act(PLAN_AGREED_ON, chair, audit_people.AppointLeadAuditor(audit=PLANNED, person=lead))
    for agency in NOMINATING:
        auditor = people("auditor", agency)[1]
        nominated = audit_people.NominateAuditor(audit=PLANNED, agency=agency, person=auditor)
        script.act(NOMINATED_ON, people("agency-lead", agency)[0], nominated)
    frame = case_list(random, plan.tool)
    script.act(FRAME_COMMITTED_ON, lead, sample.CommitFrame(audit=PLANNED, frame=frame))
    write_replaced_list(script, random, lead, plan.tool)
