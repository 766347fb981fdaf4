"""What did not fit, and how it was said: a list replaced, a case nobody can grade, and the like.

It draws no lots of the story's: what else happens is the same with and without it.
"""

from __future__ import annotations

from copy import copy
from datetime import date, timedelta
from random import Random

from demo.fieldwork import Fieldwork, case_list
from demo.grades import GRADES
from demo.library import PLANNED, build, content, people
from demo.script import Script
from demo.texts import Pen
from domain.audit import people as audit_people
from domain.audit import plan as audit
from domain.case.decisions import FindNotApplicable
from domain.kernel.command import Command
from domain.returns.decisions import AppendReturn
from domain.sample.changes import CallNotGradable, ReplaceFrame

FRAME_REPLACED_ON = date(2026, 11, 20)
GRADED_AGAIN = "2026-neglect"
"""The audit whose first two cases two of the police's auditors graded, each alone."""


def write_replaced_list(script: Script, random: Random, lead: str, population: str) -> None:
    """The case list of the planned audit lacked a district: another takes its place."""
    frame = case_list(copy(random), population)
    reason = content("samples")["replaced_list"]
    script.act(FRAME_REPLACED_ON, lead, ReplaceFrame(audit=PLANNED, frame=frame, reason=reason))


def write_not_gradable(script: Script, work: Fieldwork) -> None:
    """The lead auditor says that nobody can grade the case, before returns are made."""
    if work.not_gradable is not None:
        reason = content("samples")["not_gradable"]
        told = CallNotGradable(audit=work.code, case=work.not_gradable, reason=reason)
        script.act(work.day(-2), work.lead, told)


def write_graded_again(script: Script, work: Fieldwork) -> None:
    """A second auditor of the police grades two cases alone, before the day."""
    moderation_on = work.plan.timescale.moderation_on
    if work.code != GRADED_AGAIN or moderation_on is None:
        return
    agency, chance = "police", copy(work.random)
    second = next(one for one in people("auditor", agency) if one != work.auditor(agency))
    key = {"audit": work.code, "agency": agency}
    named = audit_people.NominateAuditor(**key, person=second)
    script.act(work.day(-14), people("agency-lead", agency)[0], named)
    script.act(work.day(2), second, audit.AcknowledgeBriefing(**key))
    pen = Pen(chance, work.plan.tool)
    for case in work.cases[:2]:
        answers = [
            pen.answer(case, agency, area, _step(chance, work.ranks[case, agency, area]))
            for area in work.areas()
        ]
        returned = build(
            AppendReturn,
            **key,
            case=case,
            independent=True,
            involvement=pen.involvement(agency),
            answers=answers,
        )
        script.act(moderation_on - timedelta(days=7), second, returned)


def _step(chance: Random, rank: int) -> int:
    """The same grade, or one beside it."""
    return min(len(GRADES), max(1, rank + chance.choice((0, 0, 0, -1, 1))))


def found_not_applicable(work: Fieldwork, case: str, area: str, agency: str) -> list[Command]:
    """That an area whose grade is agreed together does not apply to one agency's own work."""
    if work.code != GRADED_AGAIN:
        return []
    reason = content("samples")["not_applicable"]
    found = FindNotApplicable(audit=work.code, case=case, area=area, agency=agency, reason=reason)
    return [found]
