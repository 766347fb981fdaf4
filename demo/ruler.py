"""The ruler: a frame in new words declared the same, and old cases that are graded again.

It draws no lots of the story's: what else happens is the same with and without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from demo.fieldwork import Fieldwork
from demo.grades import GRADES
from demo.library import build, content, people
from demo.put_right import GRADED_AGAIN
from demo.script import Script
from domain.audit.comparing import CompareFrames, DrawOldCases
from domain.audit.state import Audit
from domain.kernel import streams
from domain.kernel.command import Command
from domain.returns.queries_and_feedback import RegradeOldCase
from domain.returns.state import Returned
from ledger.service import Ledger

EARLIER = "2025-neglect"
AGENCY = "police"
BETTER_NOW = "planning"
"""The area in which the second auditor is kinder than the first was: the ruler, not practice."""


def write_ruler(script: Script, work: Fieldwork) -> None:
    """At the last neglect audit, before its returns are opened."""
    if work.code != GRADED_AGAIN:
        return
    key = {"audit": work.code, "other_audit": EARLIER}
    reason = content("samples")["same_frame"]
    same = build(CompareFrames, **key, likeness="equivalent", reason=reason)
    script.act(work.day(-20), work.lead, same)
    script.act(work.day(3), work.lead, DrawOldCases(**key, size=4))
    second = next(one for one in people("auditor", AGENCY) if one != work.auditor(AGENCY))
    script.look(work.day(10), second, partial(_graded_again, work))


def _graded_again(work: Fieldwork, ledger: Ledger) -> tuple[Command, ...]:
    """Every area of the cases drawn: the same grade, but for one area."""
    here = ledger.state(streams.audit(work.code))
    cases = here.old_cases[EARLIER].cases if isinstance(here, Audit) else ()
    return tuple(again for case in cases for again in _case(work, ledger, case))


def _case(work: Fieldwork, ledger: Ledger, case: str) -> Iterator[Command]:
    first = ledger.state(streams.agency_return(EARLIER, case, AGENCY))
    if isinstance(first, Returned):
        for area, given in first.given.items():
            kinder = area == BETTER_NOW and given.grade != GRADES[-1]
            rank = GRADES.index(given.grade) + kinder
            yield RegradeOldCase(
                audit=EARLIER,
                case=case,
                agency=AGENCY,
                area=area,
                in_audit=work.code,
                grade=GRADES[rank],
            )
