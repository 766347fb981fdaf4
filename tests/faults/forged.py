"""Entries with every seal right that their actor could not have recorded, or not then."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

from domain.kernel.registry import EVENTS
from ledger.integrity.scan import audit
from tests.faults.tally import Tally
from tests.ledger.attack import every_event, toolkit
from tests.ledger.attack.test_rules import STRANGER, changed, command_of, unlawful
from tests.ledger.attack.toolkit import Item

Forging = Callable[[list[Item], range, Random], list[Item]]


def run(folder: Path, tries: int, seed: int = 1) -> Tally:
    """Forges a command of any kind in a ledger that holds every event; the rules must name it."""
    kept, path = folder / "kept.db", folder / "ledger.db"
    every_event.build(kept)
    genuine, tally, draw = toolkit.read(kept), Tally(), Random(seed)
    for _ in range(tries):
        topic, how = draw.choice(list(EVENTS)), draw.choice(FORGINGS)
        done = f"{how.__name__} {topic}"
        items = how(list(genuine), command_of(genuine, topic), draw)
        shutil.copy(kept, path)
        toolkit.write(path, items)
        if not audit(path).ok:
            tally.missed(f"{done}: the seals are not right, so nothing was forged")
        elif items == genuine:
            tally.saw(found=False)
        elif unlawful(path) is None:
            tally.missed(done)
        else:
            tally.saw(found=True)
    return tally


def _by_a_stranger(items: list[Item], places: range, _: Random) -> list[Item]:
    for at in places:
        items[at] = changed(items[at], actor=STRANGER)
    return items


def _by_another_right(items: list[Item], places: range, draw: Random) -> list[Item]:
    at = draw.choice(places)
    other = "neutral" if b'"role":"keeper"' in items[at].state else "keeper"
    items[at] = changed(items[at], role=other)
    return items


def _too_early(items: list[Item], places: range, _: Random) -> list[Item]:
    early = [items[at].by(f"early-{items[at].command_id}") for at in places]
    return [*items[:3], *early, *items[3:]]


def _another_of_the_partnership(items: list[Item], places: range, draw: Random) -> list[Item]:
    """By somebody who is enrolled and holds a right, but not this one."""
    for at in places:
        items[at] = changed(items[at], actor="nell-neutral", role="neutral", agency=None)
    return items


FORGINGS: tuple[Forging, ...] = (
    _by_a_stranger,
    _by_another_right,
    _too_early,
    _another_of_the_partnership,
)
