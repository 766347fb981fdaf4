"""Writes the golden files that are missing: `python -m tests.golden.make`. Never rewrites one."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

from domain.kernel.confidential import Path as Field
from domain.kernel.event import OnBehalf, Signed, SignIn, Stamp
from domain.kernel.vocabulary import KnownBy
from ledger.keys.sealing import Entropy, commitment, seal
from ledger.store.entry import state_bytes
from tests.golden.instances import FINGERPRINT, INSTANCES, STAMP

EVENTS = Path(__file__).parent / "events"
SEALED_V1 = Path(__file__).parent / "sealed.json"
SEALED = Path(__file__).parent / "sealed.v2.json"

_SEALED: tuple[tuple[str, int, Field, str], ...] = (
    ("return/2026-neglect/C07/police", 2, ("evidence",), "He sleeps on the sofa, he says."),
    ("return/2026-neglect/C07/police", 1, ("not_applicable", 0, "reason"), "No plan was ours."),
    (
        "case/2026-neglect/C07",
        1,
        ("learning",),
        "Zoë \U0001f9d2: \u2018who reads this?\u2019",
    ),
    ("case/2026-neglect/C07", 2, ("learning",), "e\u0301 is kept as e and a mark"),
    ("case/2026-neglect/C07", 3, ("learning",), "a" * 60),
    ("case/2026-neglect/C07", 4, ("learning",), "a" * 61),
    ("case/2026-neglect/C07", 5, ("learning",), ""),
    ("case/2026-neglect/C07", 6, ("learning",), "a" * 252),
    ("case/2026-neglect/C07", 7, ("learning",), "a" * 253),
    ("sample/2026-neglect", 9_007_199_254_740_993, ("stratum",), "Wolds"),
)
"""Stream, version, field and words of each example of a sealed field."""


def golden(name: str, schema: int) -> Path:
    """Where the stored state of one version of an event is kept."""
    return EVENTS / f"{name}.v{schema}.json"


HOW_KNOWN: dict[int, dict[str, object]] = {
    2: {"known_by": KnownBy.LOCAL},
    3: {"known_by": KnownBy.ACCOUNT},
    4: {
        "known_by": KnownBy.OIDC,
        "sign_in": SignIn(
            issuer="https://login.example/t1",
            subject="7f3a-11",
            signed_in_at=datetime(2026, 9, 14, 8, 2, 1, tzinfo=UTC),
        ),
        "signed": Signed(
            key=FINGERPRINT, number=2, size=3, path=("1f" * 32, "2e" * 32), signature="U1NI" * 20
        ),
    },
    5: {
        "known_by": KnownBy.LOCAL,
        "on_behalf": OnBehalf(person="p-kaur", document="5d" * 32, received_on=date(2026, 9, 11)),
    },
}
"""How the actor was known in the golden file of each version of the envelope."""
ENVELOPE_EVENT = "PersonEnrolled"
"""The event that every golden envelope holds."""


def envelope(version: int) -> Path:
    """Where an entry in one version of the envelope is kept. The first events have version 1."""
    if version == 1:
        return golden(ENVELOPE_EVENT, 1)
    return Path(__file__).parent / f"envelope.v{version}.json"


def _fixed(nonce: bytes) -> Entropy:
    return lambda _: nonce


def sealed_examples() -> list[dict[str, object]]:
    """Sealed fields with all that goes into them, keys and nonces among it."""
    chance = Random("golden")
    made: list[dict[str, object]] = []
    for stream, version, path, text in _SEALED:
        kid, key, nonce = chance.randbytes(16).hex(), chance.randbytes(32), chance.randbytes(12)
        sealed = seal(text, key, kid, stream, version, path, _fixed(nonce))
        made.append(
            {
                "stream": stream,
                "version": version,
                "path": path,
                "text": text,
                "key": key.hex(),
                "commitment": commitment(key),
                "nonce": nonce.hex(),
                "sealed": sealed,
            }
        )
    return made


def main() -> None:
    if not SEALED.exists():
        SEALED.write_text(json.dumps(sealed_examples(), indent=1) + "\n", encoding="utf-8")
        sys.stdout.write(f"{SEALED}\n")
    newest = envelope(Stamp.envelope_newest)
    if not newest.exists():
        stamp = Stamp(**{**dict(STAMP), **HOW_KNOWN[Stamp.envelope_newest]})
        newest.write_bytes(state_bytes(INSTANCES[ENVELOPE_EVENT], stamp))
        sys.stdout.write(f"{newest}\n")
    for name, event in INSTANCES.items():
        path = golden(name, event.schema_version)
        if not path.exists():
            path.write_bytes(state_bytes(event, STAMP))
            sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
