"""How a ledger stands, and whether it is whole: `assure ledger status` and `verify`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import output
from cli.commands import runs
from cli.door import Door
from cli.errors import ExitCode
from cli.nouns.ledger.files import Key, proof_of, read_note
from cli.output import Output, say

if TYPE_CHECKING:
    from application.verify import Figures, Verification
    from cli.nouns.ledger.rules import Ruled
    from ledger.integrity.checkpoints import Held
    from ledger.integrity.time_bounds import Misdated
    from ledger.proof.policy import Policy, Tally

_KEEP = "Keep this file as it is, and restore the newest backup that verifies. [integrity]"


_MISJUDGED = "Entry {} records a measured verdict that the entries before it do not lead to"
_TIMES_SHOWN = 20


def register(app: typer.Typer) -> None:
    """Adds the verbs to a noun."""
    for verb in (status, verify):
        runs(app)(verb)


def status(door: Door) -> None:
    """Say which ledger this is, what its root is, and how much of it others could prove.

    The root stands for every entry before it, also as words to compare over the telephone. It is
    shown as it was sealed, without working it out again: `assure ledger verify` does that.
    """
    from application.ledger_status import ledger_status

    standing = ledger_status(door.open_as_it_is(), door.settings)
    door.document({"path": str(door.path.resolve()), **output.as_row(standing)})
    standing.require_newest()


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
    policy: Annotated[
        str | None,
        typer.Option(
            "--policy",
            metavar="FILE",
            help="With --against: whose signatures you ask for (C2SP tlog-policy).",
        ),
    ] = None,
    rules: Annotated[
        bool, typer.Option("--rules", help="Decide every command again as well.")
    ] = False,
) -> None:
    """Work out every entry's hash again and say whether anything was changed, removed or added.

    Then compares it with every checkpoint kept here, and says how many entries no checkpoint
    covers that somebody else holds. Ends with exit code 6, and the first bad entry's number, when
    the ledger is not whole.

    With --against it says what became of the entries that a kept file covers: all well, altered,
    removed, reordered, rolled back or forked. With --policy too, it says which witnesses cosigned
    the file, and ends with exit code 6 when they are not enough.

    With --rules it decides every command again, on the record as it stood before it. It ends with
    exit code 6 and names the first entry that its actor could not have recorded, and the right or
    the rule that stood in the way. A million entries take a few minutes.

    Entries whose claimed time cannot be, by what others confirmed, by the entries around them or
    by this computer's clock, are named; that alone is no fault of the ledger. Nor is it one when
    the figures do not add up: then a check of them is named, and somebody recorded a mistake or
    this software has one.

    Example: `assure ledger verify --against police.tlog-proof`
    """
    from cli.nouns.ledger.rules import check

    if against is not None:
        if rules:
            raise typer.BadParameter("--rules looks at the ledger: ask for it without --against")
        _verify_against(door, against, log_key or [], policy)
        return
    if policy is not None:
        raise typer.BadParameter("--policy says what to ask of a file: name it with --against")
    result, figures = _verified(door)
    ruled = check(door.settings, result.scanned.size) if rules and result.is_whole else None
    _show(door, result, figures, ruled)


def _show(door: Door, result: Verification, figures: Figures | None, ruled: Ruled | None) -> None:
    """Prints what was found, and ends with exit code 6 for a ledger that is not whole."""
    if door.shown_as is Output.TABLE:
        _write(result)
        _write_times(result.misdated)
        if ruled is not None:
            ruled.write()
        if figures is not None:
            _write_figures(figures)
    else:
        door.document(_document(result, figures) | ({} if ruled is None else ruled.document()))
    if not result.is_whole:
        fault = result.scanned.fault
        say(f"{fault.remedy} [integrity]" if fault is not None and fault.remedy else _KEEP)
        raise typer.Exit(ExitCode.INTEGRITY)
    if ruled is not None:
        ruled.require_kept()


def _verified(door: Door) -> tuple[Verification, Figures | None]:
    from application.verify import check_figures, verify
    from ledger.service import utc_now

    result = verify(door.settings, _progress, utc_now())
    return result, check_figures(door.settings, result.scanned.size) if result.is_whole else None


def _progress(read: int) -> None:
    say(f"{read} entries read")


def _write(result: Verification) -> None:
    if not result.is_whole:
        output.write(f"NOT WHOLE: {result.faults[0]}.")
        for fault in result.faults[1:]:
            output.write(f"And: {fault}.")
        return
    scanned, compared = result.scanned, result.compared
    entries = "entry" if scanned.size == 1 else "entries"
    output.write(f"Whole: {scanned.size} {entries}, root {scanned.root.hex()}.")
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


def _write_times(times: Sequence[Misdated]) -> None:
    for misdated in times[:_TIMES_SHOWN]:
        output.write(f"Look at {_entries(misdated)}: {misdated.what}.")
    if len(times) > _TIMES_SHOWN:
        output.write(f"And at {len(times) - _TIMES_SHOWN} more: --output json names them all.")


def _entries(misdated: Misdated) -> str:
    if misdated.last == misdated.position:
        return f"entry {misdated.position}"
    return f"entries {misdated.position} to {misdated.last}"


def _write_figures(figures: Figures) -> None:
    if figures.agree:
        output.write("Figures: they add up.")
    elif figures.unmade is not None:
        output.write(f"Figures: none can be made. {figures.unmade}")
    else:
        output.write("Figures: they do not add up, though every entry is as it was recorded.")
    for question, rows in figures.failed:
        output.write(f"  {question} {rows} found.")
    for position in figures.misjudged:
        output.write(f"  {_MISJUDGED.format(position)}.")


def _document(result: Verification, figures: Figures | None) -> dict[str, Any]:
    fault, compared = result.scanned.fault, result.compared
    return {
        "whole": result.is_whole,
        "entries": result.scanned.size,
        "root": result.scanned.root.hex(),
        "bad_entry": fault.position if fault else None,
        "fault": result.faults[0] if result.faults else None,
        "faults": list(result.faults),
        "checkpoints_agreed": compared.agreed if compared else None,
        **(_outside(compared.held) if compared else {}),
        "misdated": [
            {
                "entry": entry.position,
                "to": entry.last,
                "claims": entry.claims,
                "what": entry.what,
            }
            for entry in result.misdated
        ],
        "figures_agree": figures.agree if figures else None,
        "figures": _figures(figures) if figures else [],
    }


def _figures(figures: Figures) -> list[dict[str, Any]]:
    failed = [{"check": question, "found": rows} for question, rows in figures.failed]
    failed += [{"check": _MISJUDGED.format(entry), "found": 1} for entry in figures.misjudged]
    return failed if figures.unmade is None else [{"check": figures.unmade, "found": None}]


def _verify_against(door: Door, path: str, log_keys: list[str], policy: str | None) -> None:
    from application.verify import judge
    from cli.files import name_of, read_bytes
    from ledger.integrity.public_names import eras
    from ledger.opening import home_of
    from ledger.proof.receipt import MAX_RECEIPT_BYTES

    data = read_bytes(path, MAX_RECEIPT_BYTES)
    ledger = door.open_as_it_is()
    home = home_of(door.settings, eras(ledger))
    with proof_of(name_of(path)):
        rule = None if policy is None else _policy(policy)
        keys = [*log_keys, *(() if rule is None else (log.key.format() for log in rule.logs))]
        comparison = judge(ledger, data, home, keys, _progress)
        tally = None if rule is None else rule.tally(read_note(path))
    if door.shown_as is Output.TABLE:
        result = "All well" if comparison.holds else comparison.kind.value.upper()
        output.write(f"{result}: {comparison.sentence}")
        if tally is not None:
            _write_tally(tally)
    else:
        document = {
            "verdict": comparison.kind,
            "sentence": comparison.sentence,
            "covered": comparison.covered,
        }
        door.document(document | ({} if tally is None else _tallied(tally)))
    if not comparison.holds:
        say("Keep the ledger and the file as they are. [integrity]")
        raise typer.Exit(ExitCode.INTEGRITY)
    if tally is not None and not tally.met:
        say("The file has not the signatures that the policy asks for. [integrity]")
        raise typer.Exit(ExitCode.INTEGRITY)


def _policy(path: str) -> Policy:
    from cli.files import name_of, read_bytes
    from ledger.proof.policy import MAX_POLICY_BYTES, Policy

    with proof_of(name_of(path)):
        return Policy.parse(read_bytes(path, MAX_POLICY_BYTES))


def _write_tally(tally: Tally) -> None:
    who = ", ".join(tally.cosigned) or "none of the policy's witnesses"
    output.write(f"Cosigned by: {who}.")
    for group in tally.groups:
        there = f" ({', '.join(group.there)})" if group.there else ""
        output.write(
            f"Group {group.name}: {'met' if group.met else 'NOT MET'}, {len(group.there)} of"
            f" {group.members} cosigned{there}, {group.needed} are asked for."
        )
    output.write(f"Quorum {tally.quorum}: {'met' if tally.met else 'NOT MET'}.")


def _tallied(tally: Tally) -> dict[str, Any]:
    return {
        "cosigned": list(tally.cosigned),
        "groups": [
            {
                "group": group.name,
                "met": group.met,
                "there": list(group.there),
                "needed": group.needed,
            }
            for group in tally.groups
        ],
        "quorum": tally.quorum,
        "quorum_met": tally.met,
    }
