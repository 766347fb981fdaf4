"""The attack table: what each attack on the file looks like to each who might notice.

Three holders look at the same file: the local audit; somebody outside with a checkpoint and a
request for a consistency proof; somebody with the receipt of one entry. The signer, with its
memory outside the database, is a fourth. Where a holder cannot notice, the test says so: the
product must not promise more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from ledger.integrity.kept_file import Kind, against
from ledger.service import Ledger
from tests.ledger.attack import toolkit
from tests.ledger.attack.scene import Scene, stage
from tests.ledger.attack.toolkit import Item

Items = list[Item]
GRADE = 43
"""The grade that a return gives: the last entry that the outside checkpoint covers."""
NOMINATED = 28
ACKNOWLEDGED = 32

EDIT = (b'"grade":"good"', b'"grade":"inadequate"')
WELL = "well"


@dataclass(frozen=True)
class Seen:
    """`receipt`: of `entry`. `words`: what `assure ledger verify --against` calls it."""

    local: int | None | str
    outside: str
    entry: int
    receipt: str
    signer: str
    words: Kind
    receipt_words: Kind


def see(scene: Scene, entry: int) -> Seen:
    with Ledger.open(scene.path) as ledger:
        by_note = against(ledger, scene.note).kind
        by_receipt = against(ledger, scene.receipts[entry]).kind
    return Seen(
        scene.local(),
        scene.outside(),
        entry,
        scene.receipt(entry),
        scene.signer(),
        by_note,
        by_receipt,
    )


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return stage(tmp_path)


# In place: nothing recomputed. The local audit names the entry; the sealed tables still agree
# with the checkpoint outside.

IN_PLACE: dict[str, tuple[Sequence[str], Seen]] = {
    "edit an entry": (
        (
            "UPDATE stored_events SET state = CAST(replace(CAST(state AS TEXT),"
            ' \'"grade":"good"\', \'"grade":"inadequate"\') AS BLOB) WHERE rowid = 43',
        ),
        Seen(43, WELL, 43, "another entry", "signs", Kind.ALTERED, Kind.ALTERED),
    ),
    "delete the last entry": (
        ("DELETE FROM stored_events WHERE rowid = 47",),
        Seen(47, WELL, 43, WELL, "signs", Kind.REMOVED, Kind.REMOVED),
    ),
    "delete the last entries, those with a receipt among them": (
        ("DELETE FROM stored_events WHERE rowid >= 43",),
        Seen(43, WELL, 43, "no such entry", "signs", Kind.REMOVED, Kind.REMOVED),
    ),
    "reorder": (
        (
            "UPDATE stored_events SET rowid = -32 WHERE rowid = 32",
            "UPDATE stored_events SET rowid = 32 WHERE rowid = 33",
            "UPDATE stored_events SET rowid = 33 WHERE rowid = -32",
        ),
        Seen(32, WELL, 32, "another entry", "signs", Kind.ALTERED, Kind.ALTERED),
    ),
}


@pytest.mark.parametrize("name", IN_PLACE)
def test_an_attack_that_leaves_the_seals_is_named_by_the_local_audit(
    scene: Scene, name: str
) -> None:
    statements, expected = IN_PLACE[name]
    with toolkit.tampering(scene.path) as db:
        for statement in statements:
            db.execute(statement)
    assert see(scene, expected.entry) == expected


# With every table recomputed, the tree that a signer would sign among them. The local audit
# passes, and must be said to pass; whoever holds a checkpoint that covers the place notices.


def edit(items: Items) -> Items:
    items[GRADE - 1] = items[GRADE - 1].saying(*EDIT)
    return items


def edit_the_tail(items: Items) -> Items:
    items[-2:] = [item.saying(b"late-1", b"late-9") for item in items[-2:]]
    return items


def cut_tail(items: Items) -> Items:
    return items[:45]


def cut_covered(items: Items) -> Items:
    return items[:41]


def cut_and_record_others(items: Items) -> Items:
    """As long as before, so that the size tells nothing."""
    return [*items[:41], *items[43:], *(item.by("f" * 32) for item in items[-2:])]


def delete_in_the_middle(items: Items) -> Items:
    del items[NOMINATED - 1]
    return items


def insert_in_the_middle(items: Items) -> Items:
    forged = items[NOMINATED - 1].saying(b"pat-police", b"mal-police").by("f" * 32)
    return [*items[:NOMINATED], forged, *items[NOMINATED:]]


def reorder(items: Items) -> Items:
    at = ACKNOWLEDGED - 1
    items[at], items[at + 1] = items[at + 1], items[at]
    return items


OTHER = "another history"
RECOMPUTED: dict[str, tuple[Callable[[Items], Items], Seen]] = {
    "edit": (edit, Seen(WELL, OTHER, 43, "another entry", "refuses", Kind.ALTERED, Kind.ALTERED)),
    "edit what no checkpoint covers: nobody can notice": (
        edit_the_tail,
        Seen(WELL, WELL, 43, WELL, "signs", Kind.WELL, Kind.WELL),
    ),
    "delete the last, which no checkpoint covers: nobody can notice": (
        cut_tail,
        Seen(WELL, WELL, 43, WELL, "signs", Kind.WELL, Kind.WELL),
    ),
    "delete the last, which the checkpoint covers": (
        cut_covered,
        Seen(WELL, "smaller", 43, "no such entry", "refuses", Kind.ROLLED_BACK, Kind.ROLLED_BACK),
    ),
    "delete the last and record others": (
        cut_and_record_others,
        Seen(WELL, OTHER, 43, "another entry", "refuses", Kind.ALTERED, Kind.REMOVED),
    ),
    "delete in the middle": (
        delete_in_the_middle,
        Seen(WELL, OTHER, 28, "another entry", "refuses", Kind.ALTERED, Kind.ALTERED),
    ),
    "delete in the middle, seen by another entry's receipt": (
        delete_in_the_middle,
        Seen(WELL, OTHER, 5, WELL, "refuses", Kind.ALTERED, Kind.ALTERED),
    ),
    "insert in the middle": (
        insert_in_the_middle,
        Seen(WELL, OTHER, 43, "another entry", "refuses", Kind.ALTERED, Kind.REORDERED),
    ),
    "reorder": (
        reorder,
        Seen(WELL, OTHER, 32, "another entry", "refuses", Kind.ALTERED, Kind.ALTERED),
    ),
}


@pytest.mark.parametrize("name", RECOMPUTED)
def test_an_attack_that_recomputes_every_table(scene: Scene, name: str) -> None:
    transform, expected = RECOMPUTED[name]
    toolkit.write(scene.path, transform(toolkit.read(scene.path)))
    assert see(scene, expected.entry) == expected


def test_the_toolkit_rewrites_an_unchanged_history_into_the_same_tree(scene: Scene) -> None:
    """Else the attacks above would be found by a blunder of theirs."""
    with Ledger.open(scene.path) as ledger:
        before = ledger.head()
    toolkit.write(scene.path, toolkit.read(scene.path))
    with Ledger.open(scene.path) as ledger:
        assert ledger.head() == before
    assert see(scene, GRADE) == Seen(WELL, WELL, 43, WELL, "signs", Kind.WELL, Kind.WELL)
