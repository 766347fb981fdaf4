"""Progress on actions, for whoever owns many: a row for each that is open (section 11)."""

from __future__ import annotations

from collections.abc import Iterator

from application.sheets.asking import Asking
from application.sheets.kind import Kind
from application.workspace import Workspace
from documents.sheets.sheet import Column, Part, Sheet, Table, Takes
from domain.kernel import streams
from domain.kernel.vocabulary import Role
from domain.recommendation.actions import ProgressAction
from domain.recommendation.events import ActionProgressed
from domain.recommendation.state import Accepted

_COLUMNS = (
    Column("recommendation", "Recommendation", part=Part.KEY, width=20),
    Column("action", "Action", part=Part.KEY, width=10),
    Column("text", "What is to be done", part=Part.SHOWN, width=44),
    Column("owner", "Owner", part=Part.SHOWN, width=16),
    Column("due", "Due", part=Part.SHOWN, width=14),
    Column("last", "Said last", part=Part.SHOWN, width=36),
    Column("note", "Progress", Takes.TEXT, width=50, help="What was done since; about no case."),
)
_SAIG = (Role.SAIG_CHAIR, Role.SAIG_MEMBER)
_ALL = (*_SAIG, Role.COORDINATOR)
_STEPS = (
    "One row for each open action. Write what was done since; leave a row empty for nothing.",
    "SAIG and the coordinator have everybody's; what the coordinator enters is the owner's act, and"
    " the record says so.",
    "Closing an action is SAIG's: `assure action close`.",
)


def _make(work: Workspace, audit: str) -> Sheet:
    words = "One row for each open action."
    table = Table("progress", "Progress", words, _COLUMNS, tuple(_rows(work)))
    return Sheet("progress", "Progress on actions", audit, (table,), _STEPS)


def _rows(work: Workspace) -> Iterator[tuple[str, ...]]:
    reader = work.read()
    sees_all = any(grant.role in _ALL for grant in reader.standing.grants)
    for stream in reader.streams("recommendation"):
        state = reader.state(stream)
        if not isinstance(state, Accepted):
            continue
        ref = state.made.recommendation
        for name, action in state.actions.items():
            if not action.ended and (sees_all or action.owner == work.person):
                said = _notes(work, ref, name)
                text, due = action.agreed.text, action.due.isoformat()
                yield ref, name, text, action.owner, due, (said or [""])[-1], ""


def _notes(work: Workspace, recommendation: str, action: str) -> list[str]:
    """What was said of an action's progress, in order."""
    return [
        entry.event.note
        for entry in work.read().entries(streams.recommendation(recommendation))
        if isinstance(entry.event, ActionProgressed) and entry.event.action == action
    ]


def _row(asking: Asking) -> None:
    note, owner = asking.said("note"), asking.said("owner")
    recommendation, action = asking.said("recommendation"), asking.said("action")
    if not note or note in _notes(asking.work, recommendation, action):
        return
    grants = asking.work.read().standing.grants
    is_saig = any(grant.role in _SAIG for grant in grants)
    asking.ask(
        ProgressAction,
        recommendation=recommendation,
        action=action,
        note=note,
        for_person=None if is_saig else owner,
    )


KIND = Kind(_make, {"progress": _row})
