"""Safeguarding concerns met while auditing, each seen through by the lead auditor."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from demo.fieldwork import Fieldwork
from demo.library import build, content, working
from demo.script import Script
from domain.concern import decisions as concern


def write_concerns(script: Script, work: Fieldwork) -> None:
    """Those of one audit, each on one of its weakest cases."""
    weakest = sorted(work.cases, key=lambda case: sum(work.truth[case, a] for a in work.areas()))
    for number, told in enumerate(content("concerns").get(work.code, ()), start=1):
        case = next(one for one in weakest if work.involved(one, told["agency"]))
        weakest.remove(case)
        _see_through(script, work, {"audit": work.code, "concern": number}, case, told)


def _see_through(
    script: Script, work: Fieldwork, key: dict[str, Any], case: str, told: dict[str, Any]
) -> None:
    seen_on = working(work.day(told["seen"]))

    def after(step: str) -> date:
        return working(seen_on + timedelta(days=told[step]))

    raised = build(
        concern.RaiseConcern,
        **key,
        agency=told["agency"],
        case=case,
        seen_on=seen_on,
        words=told["words"],
    )
    script.act(seen_on, work.auditor(told["agency"]), raised)
    day = after("taken_up")
    taken = build(concern.TakeUpConcern, **key, taken_up_on=day, manager=told["manager"])
    script.act(day, work.lead, taken)
    day = after("acknowledged")
    known = build(concern.AcknowledgeConcern, **key, acknowledged_on=day, response=told["response"])
    script.act(day, work.lead, known)
    if told["resolved"] is not None:
        day = after("resolved")
        resolved = build(concern.ResolveConcern, **key, resolved_on=day, outcome=told["outcome"])
        script.act(day, work.lead, resolved)
