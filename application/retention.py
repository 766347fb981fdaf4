"""How long each kind of record is kept: the partnership's own settings, and what is due."""

from __future__ import annotations

from datetime import date
from typing import Any

from application.workspace import Workspace
from documents.files.input_file import GivenFile
from documents.files.values import sheet
from documents.files.yaml_json import read_sheet
from domain.audit.state import Audit
from ledger.keys import retention
from ledger.keys.retention import Due, RetentionSettings
from ledger.subjects import subjects

USUAL = "retention.yaml"
"""The name of the settings file in the home folder."""
PERMANENT = "permanent"


def settings_in(file: GivenFile | None) -> RetentionSettings:
    """The settings of a file; the defaults without one. Raises InputError with every fault."""
    if file is None:
        return RetentionSettings()
    document = {kind: _rule(rule) for kind, rule in read_sheet(file).items()}
    return sheet(RetentionSettings, document, file.name)


def _rule(rule: Any) -> Any:
    """`months_after_close: permanent` has no end; left out, it would be a fault."""
    if not isinstance(rule, dict) or rule.get("months_after_close") != PERMANENT:
        return rule
    return {**rule, "months_after_close": None}


def _ended_on(audit: Audit) -> date | None:
    """The day an audit was closed or called off; None while it goes on."""
    if audit.abandoned is not None:
        return audit.abandoned.abandoned_on
    return None if audit.closed is None else audit.closed.closed_on


def due(work: Workspace, settings: RetentionSettings) -> tuple[Due, ...]:
    """What is due today, the oldest first. A key that was destroyed is not listed again."""
    ledger = work.ledger
    closed = {}
    for stream in ledger.streams("audit"):
        state = ledger.state(stream)
        if isinstance(state, Audit) and (end := _ended_on(state)) is not None:
            closed[state.plan.audit] = end
    known = subjects(ledger)
    return retention.due(
        settings,
        closed,
        work.today,
        keys=[name for name, key_state in known.items() if key_state.key and not key_state.closed],
        held=[name for name, key_state in known.items() if key_state.holds],
    )
