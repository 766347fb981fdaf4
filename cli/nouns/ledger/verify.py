"""How a ledger stands, and whether it is whole: `assure ledger status` and `verify`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol

import typer

from cli import output
from cli.commands import runs
from cli.door import Door
from cli.errors import ExitCode
from cli.files import name_of
from cli.nouns.ledger import logins
from cli.nouns.ledger.against import progress, verify_against
from cli.nouns.ledger.files import Key, proof_of
from cli.output import Output, say

if TYPE_CHECKING:
    from application.verify import Figures, Verification
    from ledger.integrity.evidence import Claim, Evidence
    from ledger.integrity.time_bounds import Misdated

Against = Annotated[
    str | None,
    typer.Option("--against", metavar="FILE", help="A checkpoint or a receipt that somebody kept."),
]
WantedSignatures = Annotated[
    str | None,
    typer.Option(
        "--policy",
        metavar="FILE",
        help="With --against: whose signatures you ask for (C2SP tlog-policy).",
    ),
]
Holders = Annotated[
    bool,
    typer.Option(
        "--holders", help="A line for each checkpoint known, and whether the ledger agrees."
    ),
]
Notes = Annotated[
    list[str] | None,
    typer.Option(
        "--note",
        metavar="FILE",
        help="A checkpoint or a receipt that somebody kept, to be compared with the rest;"
        " repeatable.",
    ),
]


class Further(Protocol):
    """What was asked for beside the seals."""

    def write(self) -> None: ...

    def document(self) -> dict[str, Any]: ...

    def require(self) -> None:
        """Ends with exit code 6 where it does not hold."""


_MISJUDGED = "Entry {} records a measured verdict that the entries before it do not lead to"
_TIMES_SHOWN = 20


def register(app: typer.Typer) -> None:
    """Adds the verbs to a noun."""
    for verb in (status, verify):
        runs(app)(verb)


def status(door: Door) -> None:
    """Say which ledger this is, what its root is, and what speaks for it outside the database.

    The root stands for every entry before it, also as words to compare over the telephone. It is
    shown as it was sealed, and compared with what is known here: exit code 6 where that has
    another root, 7 where nothing here speaks for all of it. No hash of an entry is worked out
    again: `assure ledger verify` does that.
    """
    from application.ledger_status import ledger_status
    from ledger.integrity import conclusion
    from ledger.location import place_of

    standing = ledger_status(door.settings)
    door.document({"path": place_of(door.path), **output.as_row(standing.status)})
    standing.require_known()
    missing = None if standing.is_spoken_for else conclusion.missing(standing.evidence)
    if missing is not None:
        say(missing)
    conclude(is_spoken_for=standing.is_spoken_for)


def verify(
    door: Door,
    against: Against = None,
    log_key: Key = None,
    policy: WantedSignatures = None,
    note: Notes = None,
    holders: Holders = False,
    rules: Annotated[
        bool, typer.Option("--rules", help="Decide every command again as well.")
    ] = False,
    people: Annotated[
        bool, typer.Option("--people", help="Verify who recorded each entry, and say how known.")
    ] = False,
) -> None:
    """Work out every entry's hash again and say whether anything was changed, removed or added.

    Then says three things apart: what agrees with files outside the database (checkpoints kept
    here, the memories of the signer and of recordings, and files given with --note); who holds a
    checkpoint by the ledger's own word, which is no evidence; and whether anything here speaks for
    it at all. Changes no byte of the ledger or of what stands beside it.

    Ends with exit code 6, and the first bad entry's number or the entries among which something
    was changed, when the ledger is not whole; with exit code 7 when nothing contradicts it and
    nothing here speaks for all of it: then compare the eight words by telephone.

    With --against it says what became of the entries that a kept file covers: all well, altered,
    removed, reordered, rolled back or forked. With --policy too, it says which witnesses cosigned
    the file, and ends with exit code 6 when they are not enough.

    With --rules it decides every command again, on the record as it stood before it. It ends with
    exit code 6 and names the first entry that its actor could not have recorded, and the right or
    the rule that stood in the way. A million entries take a few minutes.

    With --people it verifies each signature and each list of keys that an agency signed, and says
    how the others are known. It ends with exit code 6 and names the first entry that is not its
    actor's.

    Entries whose claimed time cannot be, by what others confirmed, by the entries around them or
    by this computer's clock, are named; that alone is no fault of the ledger. Nor is it one when
    the figures do not add up: then a check of them is named, and somebody recorded a mistake or
    this software has one.

    Example: `assure ledger verify --against police.tlog-proof`
    """
    if against is not None:
        if rules or people:
            raise typer.BadParameter("--rules and --people look at the ledger, not at a file")
        verify_against(door, against, log_key or [], policy)
        return
    if policy is not None:
        raise typer.BadParameter("--policy says what to ask of a file: name it with --against")
    result, figures = _verified(door, note or [], log_key or [])
    also = _further(door, result, rules=rules, people=people)
    _show(door, result, figures, also, holders=holders)


def _further(door: Door, result: Verification, *, rules: bool, people: bool) -> list[Further]:
    """What was asked for beside the seals, of a ledger that is whole."""
    from cli.nouns.ledger import people as of_people
    from cli.nouns.ledger import rules as of_rules

    size, asked = result.scanned.size, list[Further]()
    if result.is_whole and rules:
        asked.append(of_rules.check(door.settings, size))
    if result.is_whole and people:
        asked.append(of_people.check(door.settings, size))
    return asked


def _show(
    door: Door,
    result: Verification,
    figures: Figures | None,
    also: Sequence[Further],
    *,
    holders: bool,
) -> None:
    """Prints what was found, and ends with its exit code where that is no plain "whole"."""
    if door.shown_as is Output.TABLE:
        _write(result)
        if holders:
            _write_each(result)
        _write_times(result.misdated)
        _write_open(result.open_to_others)
        logins.write(result)
        for one in also:
            one.write()
        if figures is not None:
            _write_figures(figures)
    else:
        document = _document(result, figures, holders=holders)
        for one in also:
            document |= one.document()
        door.document(document)
    if not result.is_whole:
        say(f"{result.remedy} [integrity]")
        raise typer.Exit(ExitCode.INTEGRITY)
    for one in also:
        one.require()
    conclude(is_spoken_for=result.is_spoken_for)


def _verified(
    door: Door, notes: Sequence[str], keys: Sequence[str]
) -> tuple[Verification, Figures | None]:
    from application.verify import check_figures, verify
    from ledger.service import utc_now

    with proof_of(", ".join(map(name_of, notes))):
        result = verify(door.settings, progress, utc_now(), _brought(notes), keys)
    return result, check_figures(door.settings, result.scanned.size) if result.is_whole else None


def _brought(paths: Sequence[str]) -> dict[str, bytes]:
    """The files that somebody kept, by name."""
    from cli.files import read_bytes
    from ledger.proof.receipt import MAX_RECEIPT_BYTES

    return {name_of(path): read_bytes(path, MAX_RECEIPT_BYTES) for path in paths}


def conclude(*, is_spoken_for: bool) -> None:
    """Ends with an exit code, and what to do, where nothing outside speaks for all of a ledger."""
    from ledger.integrity import conclusion

    if not is_spoken_for:
        say(f"{conclusion.COMPARE_BY_TELEPHONE} [nothing-speaks]")
        raise typer.Exit(ExitCode.NOTHING_SPEAKS)


def _write(result: Verification) -> None:
    from ledger.integrity import conclusion
    from ledger.proof.root_words import to_words

    if not result.is_whole:
        output.write(f"NOT WHOLE: {result.faults[0]}.")
        for fault in result.faults[1:]:
            output.write(f"And: {fault}.")
        return
    scanned, evidence = result.scanned, result.evidence
    said = "Whole" if result.is_spoken_for else "Every seal fits, and that proves nothing"
    entries = "entry" if scanned.size == 1 else "entries"
    output.write(f"{said}: {scanned.size} {entries}, root {scanned.root.hex()}.")
    if evidence is None:
        return
    output.write(conclusion.agreeing(evidence))
    if not result.is_spoken_for:
        output.write(f"The root over {scanned.size} {entries} in words: {to_words(scanned.root)}.")
    missing = conclusion.missing(evidence)
    if missing is not None:
        output.write(missing)
    output.write(conclusion.by_record(evidence))


def _write_each(result: Verification) -> None:
    from ledger.integrity import conclusion

    for claim, what in conclusion.each(result.evidence) if result.evidence else ():
        output.write(f"  {claim.size} entries, {claim.where} ({claim.source}): {what}.")


_EARLIER = (
    "{0} recorded verdicts on impact were measured by an earlier method, which compared lower"
    " medians: they stand as they were told then, and are not measured again."
)


def _write_times(times: Sequence[Misdated]) -> None:
    for misdated in times[:_TIMES_SHOWN]:
        output.write(f"Look at {_entries(misdated)}: {misdated.what}.")
    if len(times) > _TIMES_SHOWN:
        output.write(f"And at {len(times) - _TIMES_SHOWN} more: --output json names them all.")


def _write_open(paths: Sequence[Path]) -> None:
    """Files that others can look into; the folders first, as they close what is in them."""
    from ledger.keys.files import closing

    if paths:
        first, *others = sorted(paths, key=lambda path: not path.is_dir())
        also = f", and {len(others)} more" if others else ""
        output.write(f"Others on this computer can look into {first}{also}: {closing(first)}")


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
    if count := figures.by_earlier_method:
        output.write(f"  {_EARLIER.format(count)}")
    for question, rows in figures.failed:
        output.write(f"  {question} {rows} found.")
    for position in figures.misjudged:
        output.write(f"  {_MISJUDGED.format(position)}.")


def _document(result: Verification, figures: Figures | None, *, holders: bool) -> dict[str, Any]:
    """`whole` is null where nothing contradicts the ledger and nothing speaks for all of it."""
    fault, evidence = result.scanned.fault, result.evidence
    return {
        "whole": False if not result.is_whole else True if result.is_spoken_for else None,
        "entries": result.scanned.size,
        "root": result.scanned.root.hex(),
        "bad_entry": fault.position if fault else None,
        "fault": result.faults[0] if result.faults else None,
        "faults": list(result.faults),
        **_evidence(evidence, holders=holders),
        "misdated": [
            {
                "entry": entry.position,
                "to": entry.last,
                "claims": entry.claims,
                "what": entry.what,
            }
            for entry in result.misdated
        ],
        **logins.document(result),
        "open_to_others": [str(path) for path in result.open_to_others],
        "figures_agree": figures.agree if figures else None,
        "figures": _figures(figures) if figures else [],
        "verdicts_by_earlier_method": figures.by_earlier_method if figures else None,
    }


def _evidence(evidence: Evidence | None, *, holders: bool) -> dict[str, Any]:
    """What is outside the database, and apart from it what the ledger says of itself."""
    from ledger.integrity import conclusion

    if evidence is None:
        return {}
    size, by = evidence.held_by_record
    return {
        "outside": conclusion.agreeing(evidence),
        "checkpoints_agreed": len(evidence.outside()),
        "entries_spoken_for": evidence.covered,
        "memories_missing": [str(path) for path in evidence.missing],
        "by_the_record": {
            "held_by": list(by),
            "entries_covered": size,
            "entries_not_covered": evidence.size - size,
        },
        **({"holders": [_holder(*one) for one in conclusion.each(evidence)]} if holders else {}),
    }


def _holder(claim: Claim, what: str) -> dict[str, Any]:
    return {
        "entries": claim.size,
        "root": claim.root.hex(),
        "where": claim.where,
        "kind": claim.source,
        "outside": claim.is_outside,
        "witnesses": list(claim.witnesses),
        "verdict": what,
    }


def _figures(figures: Figures) -> list[dict[str, Any]]:
    failed = [{"check": question, "found": rows} for question, rows in figures.failed]
    failed += [{"check": _MISJUDGED.format(entry), "found": 1} for entry in figures.misjudged]
    return failed if figures.unmade is None else [{"check": figures.unmade, "found": None}]
