"""How long each kind of record is kept: the partnership's own settings, from a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.files import name_of, read_sheet
from cli.inputs import sheet

if TYPE_CHECKING:
    from ledger.keys.retention import Due, RetentionSettings
    from ledger.service import Ledger

USUAL = "retention.yaml"
PERMANENT = "permanent"


def read(given: str | None, home: Path) -> RetentionSettings:
    """The settings in a file; else in the usual one, if it is there; else the defaults."""
    from ledger.keys.retention import RetentionSettings

    usual = home / USUAL
    path = given or (str(usual) if usual.exists() else None)
    if path is None:
        return RetentionSettings()
    document = {kind: _rule(rule) for kind, rule in read_sheet(path).items()}
    return sheet(RetentionSettings, document, name_of(path))


def _rule(rule: Any) -> Any:
    """`months_after_close: permanent` is what has no end; left out, it would be a fault."""
    if not isinstance(rule, dict) or rule.get("months_after_close") != PERMANENT:
        return rule
    return {**rule, "months_after_close": None}


def due(ledger: Ledger, settings: RetentionSettings) -> tuple[Due, ...]:
    """What is due today, the oldest first. A key that was destroyed is not listed again."""
    from domain.audit.events import AuditClosed
    from domain.audit.state import Audit
    from ledger.keys import retention
    from ledger.subjects import subjects

    closed = {}
    for stream in ledger.streams("audit"):
        state = ledger.state(stream)
        end = state.last(AuditClosed) if isinstance(state, Audit) else None
        if end is not None:
            closed[end.audit] = end.closed_on
    known = subjects(ledger)
    return retention.due(
        settings,
        closed,
        ledger.today(),
        keys=[name for name, words in known.items() if words.key and not words.closed],
        held=[name for name, words in known.items() if words.holds],
    )
