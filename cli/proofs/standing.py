"""How a ledger stands, and whether it is whole: `assure ledger status` and `verify`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import output
from cli.commands import runs
from cli.door import Door, open_ledger
from cli.errors import ExitCode
from cli.output import Output, say
from cli.proofs.files import Key, proof_of

if TYPE_CHECKING:
    from ledger.kept import Comparison, Held
    from ledger.proof.audit import Audit

_KEEP = "Keep this file as it is, and restore the newest backup that verifies. [integrity]"


def register(app: typer.Typer) -> None:
    """Adds the verbs to a noun."""
    for verb in (status, verify):
        runs(app)(verb)


def status(door: Door) -> None:
    """Say which ledger this is, what its root is, and how much of it others could prove.

    The root stands for every entry before it, also as words to compare over the telephone. It is
    shown as it was sealed, without working it out again: `assure ledger verify` does that.
    """
    from domain import streams
    from domain.states.custody import Custody
    from domain.states.directory import Directory
    from ledger.errors import IntegrityFailureError
    from ledger.kept import held
    from ledger.proof.words import to_words

    ledger = door.open_as_it_is()
    size, root = ledger.head()
    newest = ledger.entry(size) if size else None
    directory, custody = ledger.state(streams.DIRECTORY), ledger.state(streams.CUSTODY)
    assert isinstance(directory, Directory)
    assert isinstance(custody, Custody)
    document: dict[str, Any] = {
        "path": str(door.path.resolve()),
        "partnership": directory.name,
        "invented": directory.invented,
        "entries": size,
        "root": root.hex(),
        "root_in_words": to_words(root),
        "newest_entry_at": newest.stamp.recorded_at if newest else None,
        "public_name": custody.origin,
        "key": custody.key,
        "newest_checkpoint": _newest_signed(door),
        **_outside(held(custody, size)),
    }
    door.document(document)
    signed = document["newest_checkpoint"]
    if signed is not None and signed > size:
        raise IntegrityFailureError(
            f"This is an older copy: it holds {size} entries, and {signed} were signed for.",
            "Put the newest copy back. If it is lost for good: `assure ledger continue`.",
        )


def _newest_signed(door: Door) -> int | None:
    """The size of the last checkpoint signed here, or None where no signer's memory is."""
    from ledger.kept import kept
    from ledger.lineage import eras
    from ledger.opening import home_of

    names = eras(door.ledger)
    home = home_of(door.settings, names)
    if home is None:
        return None
    found = [one.checkpoint for one in kept(home, names[-1].keys)]
    return max((one.size for one in found if one is not None), default=None)


def _outside(held: Held) -> dict[str, Any]:
    return {
        "held_by": list(held.by),
        "entries_covered": held.size,
        "entries_not_covered": held.uncovered,
    }


def verify(
    door: Door,
    against: Annotated[
        str | None,
        typer.Option(
            "--against", metavar="FILE", help="A checkpoint or a receipt that somebody kept."
        ),
    ] = None,
    log_key: Key = None,
) -> None:
    """Work out every entry's hash again and say whether anything was changed, removed or added.

    Then compares it with every checkpoint kept here, and says how many entries no checkpoint
    covers that somebody else holds. Ends with exit code 6, and the first bad entry's number, when
    the ledger is not whole.

    With --against it says what became of the entries that a kept file covers: all well, altered,
    removed, reordered, rolled back or forked.

    Example: `assure ledger verify --against police.tlog-proof`
    """
    from ledger.proof.audit import audit

    if against is not None:
        _verify_against(door, against, log_key or [])
        return
    if not door.path.exists():
        open_ledger(door.settings)
    verdict = audit(door.path, _progress)
    compared = None if verdict.fault is not None else _compared(door)
    faults = [] if verdict.fault is None else [verdict.fault.what]
    if compared is not None:
        faults += compared.faults
        if compared.older_than is not None:
            faults.append(
                f"it is an older copy: it holds {verdict.size} entries, and {compared.older_than}"
                " were signed for"
            )
    if door.shown_as is Output.TABLE:
        _write(verdict, compared, faults)
    else:
        door.document(_verdict(verdict, compared, faults))
    if faults:
        say(_KEEP)
        raise typer.Exit(ExitCode.INTEGRITY)


def _progress(read: int) -> None:
    say(f"{read} entries read")


def _compared(door: Door) -> Comparison | None:
    """The comparison with what is signed; None for a ledger without a name."""
    from ledger import service
    from ledger.kept import compare
    from ledger.lineage import eras
    from ledger.opening import home_of

    with service.Ledger.open(door.path, service.utc_now) as ledger:
        home = home_of(door.settings, eras(ledger))
        return None if home is None else compare(ledger, home)


def _write(verdict: Audit, compared: Comparison | None, faults: list[str]) -> None:
    if faults:
        output.write(f"NOT WHOLE: {faults[0]}.")
        for fault in faults[1:]:
            output.write(f"And: {fault}.")
        return
    entries = "entry" if verdict.size == 1 else "entries"
    output.write(f"Whole: {verdict.size} {entries}, root {verdict.root.hex()}.")
    if compared is None:
        return
    if compared.agreed:
        output.write(f"It agrees with all {compared.agreed} checkpoints known here.")
    else:
        output.write("No checkpoint is known here to compare it with.")
    held = compared.held
    if held.by:
        output.write(
            f"Held by {', '.join(held.by)}: the first {held.size} entries. Not yet covered by a"
            f" checkpoint that somebody else holds: {held.uncovered}."
        )
    else:
        output.write(
            f"Nobody else holds a checkpoint: none of the {held.uncovered} entries is covered."
            " Give one out: `assure ledger publish`."
        )


def _verdict(verdict: Audit, compared: Comparison | None, faults: list[str]) -> dict[str, Any]:
    fault = verdict.fault
    return {
        "whole": not faults,
        "entries": verdict.size,
        "root": verdict.root.hex(),
        "bad_entry": fault.position if fault else None,
        "fault": faults[0] if faults else None,
        "faults": faults,
        "checkpoints_agreed": compared.agreed if compared else None,
        **(_outside(compared.held) if compared else {}),
    }


def _verify_against(door: Door, path: str, log_keys: list[str]) -> None:
    from cli.files import name_of, read_bytes
    from ledger.against import against
    from ledger.lineage import eras
    from ledger.opening import home_of
    from ledger.proof.receipt import MAX_RECEIPT_BYTES

    data = read_bytes(path, MAX_RECEIPT_BYTES)
    ledger = door.open_as_it_is()
    home = home_of(door.settings, eras(ledger))
    with proof_of(name_of(path)):
        found = against(ledger, data, home, log_keys, _progress)
    if door.shown_as is Output.TABLE:
        output.write(
            f"{found.kind.value.upper() if not found.holds else 'All well'}: {found.sentence}"
        )
    else:
        document = {"verdict": found.kind, "sentence": found.sentence, "covered": found.covered}
        door.document(document)
    if not found.holds:
        say("Keep the ledger and the file as they are. [integrity]")
        raise typer.Exit(ExitCode.INTEGRITY)
