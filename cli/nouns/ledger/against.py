"""A receipt or a checkpoint that somebody kept, against the ledger: `verify --against`."""

from __future__ import annotations

from codecs import BOM_UTF8
from typing import TYPE_CHECKING, Any

import typer

from cli import output
from cli.door import Door
from cli.errors import ExitCode
from cli.nouns.ledger.files import proof_of, read_note
from cli.output import Output, say

if TYPE_CHECKING:
    from ledger.proof.policy import Policy, Tally


def progress(read: int) -> None:
    """Says how far a check is."""
    say(f"{read} entries read")


def verify_against(door: Door, path: str, log_keys: list[str], policy: str | None) -> None:
    """Says what became of the entries that a kept file covers, and who cosigned it."""
    from application.verify import judge
    from cli.files import name_of, read_bytes
    from ledger.errors import PUT_BACK
    from ledger.proof.receipt import MAX_RECEIPT_BYTES

    data = read_bytes(path, MAX_RECEIPT_BYTES)
    with proof_of(name_of(path)):
        rule = None if policy is None else _policy(policy)
        keys = [*log_keys, *(() if rule is None else (log.key.format() for log in rule.logs))]
        comparison = judge(door.settings, data, keys, progress)
        tally = None if rule is None else rule.tally(read_note(path))
    if door.shown_as is Output.TABLE:
        result = "All well" if comparison.holds else comparison.kind.value.upper()
        if comparison.elsewhere is not None:
            result = "THE FILE AGREES"
        output.write(f"{result}: {comparison.sentence}")
        if tally is not None:
            _write_tally(tally)
    else:
        document = {
            "verdict": comparison.kind,
            "sentence": comparison.sentence,
            "covered": comparison.covered,
            "contradicted_elsewhere": comparison.elsewhere,
        }
        door.document(document | ({} if tally is None else _tallied(tally)))
    if not comparison.holds:
        say(f"{PUT_BACK} [integrity]")
        raise typer.Exit(ExitCode.INTEGRITY)
    if tally is not None and not tally.met:
        say("The file has not the signatures that the policy asks for. [integrity]")
        raise typer.Exit(ExitCode.INTEGRITY)


def _policy(path: str) -> Policy:
    from cli.files import name_of, read_bytes
    from ledger.proof.policy import MAX_POLICY_BYTES, Policy

    with proof_of(name_of(path)):
        written = read_bytes(path, MAX_POLICY_BYTES).removeprefix(BOM_UTF8)
        return Policy.parse(written.replace(b"\r\n", b"\n").rstrip(b"\n") + b"\n")


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
