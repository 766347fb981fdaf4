"""The confidential text that an inspector opened for a pack by break-glass, recorded first."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import indent
from typing import cast

from documents.pack.scope import Scope, entries_of
from domain.kernel import streams
from domain.kernel.command import Refusal
from domain.kernel.confidential import subject as subject_of
from domain.kernel.confidential import texts
from domain.vault.decisions import BreakGlass
from domain.vault.state import KeyState
from ledger.decision import Receipt
from ledger.reader import LedgerReader
from ledger.service import Ledger
from ledger.store.entry import Entry

_SPOKEN_IN = ("return/", "case/")
"""Text by agencies and moderation. The case list of a draw is never opened for anybody."""

HEAD = """WORDS ABOUT CHILDREN, OPENED FOR THIS PACK

Opened by {who}, who gave this reason:

{reason}

That is recorded in the ledger, as {entries}, for the lead auditor and everybody else to see.
Keep this file as you keep a child's record, and destroy it when you no longer need it.

The receipts prove what was sealed, and not what it says. That this is the sealed text, you have
from whoever holds the keys. On the partnership's own computer anybody with the right sees the same.
"""


def glass_of(ledger: Ledger, scope: Scope, viewer: str, reason: str) -> list[BreakGlass]:
    """The commands to record before this person opens the text of a scope: one for each case.

    Raises Refusal when nothing that they may read holds text that can still be opened.
    """
    with_text = {subject_of(entry.event) for entry in _with_text(entries_of(ledger, scope, viewer))}
    states = {subject: _state(ledger, subject) for subject in with_text if subject}
    subjects = sorted(
        subject for subject, state in states.items() if state.key and not state.closed
    )
    if not subjects:
        raise Refusal(
            "no-words",
            f"Nothing about {scope.name} holds confidential text that {viewer} could open.",
            "Leave --break-glass out. Before moderation opens no inspector reads a return.",
        )
    return [BreakGlass(subject=subject, reason=reason) for subject in subjects]


def words_page(
    ledger: Ledger, viewer: str, kept: Iterable[Entry], broken: Receipt, reason: str
) -> bytes:
    """The text of these entries, to read. `broken`: the receipt for the commands of `glass_of`."""
    numbers = [str(line.position) for line in broken.lines]
    entries = f"entr{'y' if len(numbers) == 1 else 'ies'} {', '.join(numbers)}"
    parts = [HEAD.format(who=viewer, reason=_told(reason), entries=entries)]
    reader = LedgerReader(ledger, viewer)
    for entry in _with_text(kept):
        opened = reader.text(entry, broken)
        if opened:
            parts.append(f"{entry.stream}, entry {entry.position}: {entry.name}\n")
            parts += [
                f"  {name.replace('_', ' ')}:\n{_told(text)}" for name, text in opened.items()
            ]
    return "\n".join(parts).encode()


def _with_text(entries: Iterable[Entry]) -> list[Entry]:
    return [
        entry
        for entry in entries
        if entry.stream.startswith(_SPOKEN_IN) and (entry.closed or any(texts(entry.event)))
    ]


def _state(ledger: Ledger, subject: str) -> KeyState:
    return cast(KeyState, ledger.state(streams.vault(subject)))


def _told(text: str) -> str:
    """The recorded text with every space kept, indented."""
    return indent(text, "    ").rstrip("\n") + "\n"
