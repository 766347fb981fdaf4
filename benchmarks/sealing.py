"""Sealing: what a confidential field costs to seal and to open, beside what an append costs.

All arms of a round are measured in one run, in changing order; every ratio is the median of the
ratios within a round. `append` keeps one event of about 500 bytes durably; `issue` makes a case's
key durably, once a case; `seal` and `open` are one field of 500 bytes through the vault, the key
at hand; `bare` is AES-256-GCM alone on the same bytes.

    python -m benchmarks.sealing --rounds 7
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from benchmarks import machine
from benchmarks.append import entries, sealed
from domain.case.events import LearningAgreed
from domain.vault.state import KeyState, evolve
from ledger.keys.keystore import Keystore
from ledger.keys.sealed_fields import open_fields
from ledger.keys.sealing import seal, unseal
from ledger.keys.vault import Vault

TEXT_BYTES = 500
SUBJECT, STREAM, FIELD = "2026-neglect/C07", "case/2026-neglect/C07", ("learning",)
TARGET = 0.1
"""Sealing or opening one field, as a share of one durable append."""


def per_call(act: Callable[[int], object], calls: int) -> float:
    """Seconds a call."""
    start = perf_counter()
    for number in range(calls):
        act(number)
    return (perf_counter() - start) / calls


def measure(rounds: int, calls: int, folder: Path | None) -> dict[str, list[float]]:
    """Seconds a call of each arm, round by round."""
    taken: dict[str, list[float]] = {}
    for number in range(rounds):
        with tempfile.TemporaryDirectory(dir=folder) as inner:
            arms = _arms(Path(inner), calls, random.Random(number))
            for arm in random.Random(number).sample(list(arms), len(arms)):
                taken.setdefault(arm, []).append(arms[arm]())
    return taken


def _arms(folder: Path, calls: int, chance: random.Random) -> dict[str, Callable[[], float]]:
    keystore = Keystore(folder / "keys" / "keystore.db", os.urandom(32), create=True)
    vault = Vault(keystore)
    issued = vault.issued(SUBJECT, KeyState())
    assert issued is not None
    key_state, key = evolve(KeyState(), issued), vault.key(SUBJECT)
    text = chance.randbytes(TEXT_BYTES // 2).hex()
    event = LearningAgreed(audit="2026-neglect", case="C07", learning=text)
    closed = seal(text, key.key, key.kid, STREAM, 1, FIELD)
    cipher, data = AESGCM(key.key), text.encode()
    durable = max(20, calls // 50)
    batches = entries(durable, 1, chance)

    def open_one(_: int) -> None:
        fields = {"audit": "2026-neglect", "case": "C07", "learning": closed}
        assert not open_fields(vault, fields, STREAM, 1, lambda _: key_state)

    return {
        "append": lambda: sealed(folder / "ledger.db", batches) / durable,
        "issue": lambda: per_call(lambda n: keystore.issue(f"2026-other/C{n:04}"), durable),
        "seal an event": lambda: per_call(
            lambda n: vault.sealed_json(event, SUBJECT, STREAM, n), calls
        ),
        "plain event": lambda: per_call(lambda _: event.model_dump_json().encode(), calls),
        "open a field": lambda: per_call(open_one, calls),
        "seal": lambda: per_call(lambda n: seal(text, key.key, key.kid, STREAM, n, FIELD), calls),
        "unseal": lambda: per_call(
            lambda _: unseal(closed, key.key, issued.commitment, STREAM, 1, FIELD), calls
        ),
        "bare": lambda: per_call(lambda _: cipher.encrypt(os.urandom(12), data, None), calls),
    }


def ratio(taken: dict[str, list[float]], arm: str, base: str) -> float:
    """The median of one arm's time over another's in the same round."""
    return statistics.median(a / b for a, b in zip(taken[arm], taken[base], strict=True))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--calls", type=int, default=5_000)
    options.add_argument("--folder", type=Path, default=None, help="where to write (disk matters)")
    given = options.parse_args()
    print(machine.line(given.folder))
    taken = measure(given.rounds, given.calls, given.folder)
    print(f"{given.rounds} rounds; medians, ratios within a round; text of {TEXT_BYTES} bytes")
    print(f"{'':>14} {'us':>9} {'x append':>9} {'x bare':>7} {'target':>7}")
    for arm in sorted(taken, key=lambda name: -statistics.median(taken[name])):
        share = ratio(taken, arm, "append")
        aimed = arm in ("seal an event", "open a field")
        print(f"{arm:>14} {statistics.median(taken[arm]) * 1e6:>9.1f} {share:>9.3f}", end="")
        print(f" {ratio(taken, arm, 'bare'):>7.1f} {f'<= {TARGET}' if aimed else '':>7}", end="")
        print(" MISSED" if aimed and share > TARGET else "")


if __name__ == "__main__":
    main()
