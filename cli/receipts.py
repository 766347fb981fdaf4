"""What is printed after recording, and what a dry run shows instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli import output
from cli.output import Output, say

if TYPE_CHECKING:
    from domain.kernel.event import Event
    from ledger.decision import Outcome, Receipt

ROWS_SHOWN_MAX = 60
"""More entries of one act than this are summed up: nobody reads them."""
LEAF_SHOWN = 12
"""Hexadecimal digits of a leaf in the table; JSON and CSV have all 64."""


def show(outcome: Outcome, shown_as: Output) -> None:
    """Prints the receipt; of a dry run, the events that recording would have led to."""
    if outcome.receipt.dry_run:
        _show_events(outcome, shown_as)
    else:
        _show_receipt(outcome.receipt, outcome.notes, shown_as)
    for note in outcome.notes:
        say(note)


def warn(what: str) -> None:
    """Says what to know of something that is recorded all the same."""
    say(f"It is recorded, but {what}")


def _show_receipt(receipt: Receipt, notes: tuple[str, ...], shown_as: Output) -> None:
    _say(receipt)
    rows: list[dict[str, Any]] = [
        {
            "entry": line.position,
            "stream": line.stream,
            "version": line.version,
            "event": line.event,
            "leaf": line.leaf,
        }
        for line in receipt.lines
    ]
    match shown_as:
        case Output.JSON:
            document = {
                "command_id": receipt.command_id,
                "actor": receipt.actor,
                "how_known": receipt.how_known,
                "recorded_at": receipt.recorded_at,
                "repeated": receipt.repeated,
                "warning": receipt.warning,
                "entries": rows,
                **({"notes": notes} if notes else {}),
            }
            output.show_document(document, Output.JSON)
        case Output.CSV:
            output.show_rows(rows, Output.CSV)
        case Output.TABLE if len(rows) > ROWS_SHOWN_MAX:
            first, last = rows[0]["entry"], rows[-1]["entry"]
            say(f"Entries {first} to {last}. Line by line, with their hashes: --output csv.")
        case Output.TABLE if rows:
            short = [{**row, "leaf": row["leaf"][:LEAF_SHOWN]} for row in rows]
            output.show_rows(short, Output.TABLE, ("entry", "stream", "event", "leaf"))


def _say(receipt: Receipt) -> None:
    from domain.kernel.days import day_words, local

    count = f"{len(receipt.lines)} {'entry' if len(receipt.lines) == 1 else 'entries'}"
    moment = local(receipt.recorded_at)
    when = f"{day_words(moment)} at {moment:%H:%M}"
    if not receipt.lines:
        say("Nothing was recorded: it is already so.")
    elif receipt.repeated:
        say(f"Already recorded on {when}, {count}; this is that receipt.")
    else:
        say(f"Recorded by {receipt.actor} on {when}, {receipt.how_known}: {count}.")


def _without_words(event: Event) -> Any:
    """An event's fields. Confidential words stay with whoever wrote them: what is shown is kept in
    terminals, in files and by whatever reads this command's output.
    """
    from domain.kernel.confidential import texts
    from ledger.keys.vault import put

    shown = output.plain(event)
    for path, text in texts(event):
        put(shown, path, f"(confidential, {len(text)} characters, not shown)")
    return shown


def _show_events(outcome: Outcome, shown_as: Output) -> None:
    events = [
        {"stream": stream, "event": type(event).__name__, "fields": _without_words(event)}
        for stream, event in outcome.events
    ]
    say("A dry run: nothing was recorded. This would be:" if events else "It is already so.")
    match shown_as:
        case Output.JSON:
            document: dict[str, Any] = {"dry_run": True, "events": events}
            document |= {"notes": outcome.notes} if outcome.notes else {}
            output.show_document(document, Output.JSON)
        case Output.CSV:
            output.show_rows(events, Output.CSV)
        case Output.TABLE if events:
            output.write(output.as_yaml(events))
