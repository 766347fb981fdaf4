"""What the moderation day should ask, from the returns that a reader may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain import streams
from domain.agreement import Agenda, Cell, Grade, agenda
from domain.deciders.base import Context, audit_tool, require_audit
from domain.events.returns import GradeGiven
from domain.states.returns import NoReturn, NotInvolved, Returned
from domain.states.sample import current_cases

if TYPE_CHECKING:
    from cli.door import Reading


def moderation_agenda(door: Reading, audit: str) -> Agenda:
    """Raises NotPermittedError for somebody who may not read every return with its words."""
    context = Context(door.actor, door.today(), door.state)
    known = require_audit(context, audit)
    tool = audit_tool(context, known)
    rank = {code: at for at, code in enumerate(tool.grades, start=1)}
    for agency in known.plan.agencies:
        door.require_reader("GradeGiven", audit, agency, words=True)
    cells = []
    for case in sorted(current_cases(context.sample(audit))):
        grades: dict[str, dict[str, Grade]] = {area: {} for area in tool.areas}
        evidence: dict[str, dict[str, str]] = {area: {} for area in tool.areas}
        for agency in known.plan.agencies:
            state = context.agency_return(audit, case, agency)
            for area, words in _evidence(door, audit, case, agency).items():
                evidence[area][agency] = words
            for area in tool.areas:
                grades[area][agency] = _grade(state, area, rank)
        cells += [Cell(case, area, grades[area], evidence[area]) for area in tool.areas]
    good_from = rank[tool.recorded.good_from]
    return agenda(cells, good_from=good_from, top=len(rank))


def _grade(state: NoReturn | Returned | NotInvolved, area: str, rank: dict[str, int]) -> Grade:
    match state:
        case Returned() if area in state.grades:
            return rank[state.grades[area]]
        case NoReturn():
            return None
        case _:
            return "n/a"


def _evidence(door: Reading, audit: str, case: str, agency: str) -> dict[str, str]:
    """The evidence for each area that stands, by area."""
    found: dict[str, str] = {}
    for entry in door.entries(streams.agency_return(audit, case, agency)):
        if isinstance(entry.event, GradeGiven):
            found[entry.event.area] = (door.words(entry) or {}).get("evidence", "")
    return found
