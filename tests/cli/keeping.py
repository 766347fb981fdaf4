"""A prepared ledger with a keeper and an inspector, and short forms of what they do."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from ledger.integrity.public_names import eras
from ledger.proof.checkpoint import open_checkpoint
from ledger.proof.receipt import Proved, verify_receipt
from ledger.service import Ledger
from tests.cli.harness import AUDITORS, LEAD, Assure, append, decide_views, returned
from tests.ledger.attack import toolkit

CODE = "2026-neglect"
ASKED = ("--reason", "It was decided")
URGENT = ("--although-open", "The court has ordered it")
KEEPER, INSPECTOR = "k-keep", "i-spect"
GRADES = {"voice": "good", "planning": "inadequate"}
POLICE, HEALTH = AUDITORS["police"], AUDITORS["health"]


def wait(assure: Assure, days: int) -> None:
    assure.clock.now += timedelta(days=days)


def ask_to_erase(assure: Assure, *subjects: str, authority: str = "DPO") -> None:
    """The coordinator asks for each, and the days pass."""
    for subject in subjects:
        assure("request", "erase", subject, "--authority", authority, *ASKED)
    wait(assure, 7)


def ask_to_rotate(assure: Assure) -> None:
    assure("request", "rotate-key", *ASKED)
    wait(assure, 2)


def ask_to_continue(assure: Assure, origin: str) -> None:
    assure("request", "continue", "--origin", origin, *ASKED)
    wait(assure, 1)


def erase(assure: Assure, subject: str) -> None:
    """Asked for by the coordinator, and done by the keeper."""
    ask_to_erase(assure, subject)
    assure("vault", "erase", subject, *URGENT, actor=KEEPER)


def with_keeper(assure: Assure) -> Assure:
    for person, role in ((KEEPER, "keeper"), (INSPECTOR, "inspector")):
        assure("person", "enrol", person, "--full-name", person.title())
        assure("role", "grant", person, role)
    return assure


def name_and_keys(path: Path) -> tuple[str, tuple[str, ...]]:
    """The ledger's present public name and its keys, as its entries tell."""
    with Ledger.open(path) as ledger:
        era = eras(ledger)[-1]
    return era.origin, era.keys


def proved(assure: Assure, path: str) -> Proved:
    """What a receipt's file proves, with nothing but the name and the key beside it."""
    origin, keys = name_and_keys(assure.ledger)
    return verify_receipt(Path(path).read_bytes(), origin, keys)


def size_of(assure: Assure, note: str) -> int:
    origin, keys = name_and_keys(assure.ledger)
    return open_checkpoint(note.encode(), origin, keys).checkpoint.size


def return_police(assure: Assure, *cases: str, **expected: Any) -> None:
    append(assure, "police", returned(CODE, "police", list(cases or ("C01",)), GRADES), **expected)


def entries(assure: Assure) -> int:
    with Ledger.open(assure.ledger) as ledger:
        return ledger.size()


def rewrite(assure: Assure, old: bytes, new: bytes) -> None:
    """Changes what one entry says and recomputes every seal, as the file's owner can."""
    items = toolkit.read(assure.ledger)
    at = next(at for at, item in enumerate(items) if old in item.state)
    items[at] = items[at].saying(old, new)
    toolkit.write(assure.ledger, items)


def open_moderation(assure: Assure) -> None:
    """Health's returns are missing, with the reason."""
    decide_views(assure, CODE)
    reason = ("--reason", "Health has no record of the family")
    assure("moderate", "open", CODE, *reason, actor=LEAD)


def state_of(folder: Path) -> dict[str, tuple[str, int]]:
    """Every file in a folder, with the digest of its bytes and when it was last written."""
    return {
        str(path.relative_to(folder)): (
            sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime_ns,
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
