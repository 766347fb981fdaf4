"""How the people of a small ledger are known: keys, sign-ins, a list, and a requirement."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from application.identity import Identity
from domain.directory.decisions import AssignAccount
from domain.directory.events import KnownAtLeast, VouchedKey
from domain.directory.keys import fingerprint_of
from domain.directory.known_by import (
    AddPersonKey,
    AddSignIn,
    NameAgencyKey,
    RequireProof,
    VouchForKeys,
    WithdrawPersonKey,
    WithdrawSignIn,
)
from domain.kernel.command import Command
from domain.kernel.vocabulary import KnownBy
from domain.request.decisions import RequestProof
from ledger.key_lists import KeyList
from ledger.proof.keys import COSIGNATURE_V1, SEED_BYTES, SigningKey

DAY = date(2026, 11, 23)
AGENCY_KEY = SigningKey("police.example/w", COSIGNATURE_V1, b"p" * SEED_BYTES)
ORIGIN = "wrenshire.example/ledger"


def person_key(name: str) -> str:
    """A public key made from a name."""
    private = Ed25519PrivateKey.from_private_bytes(sha256(name.encode()).digest())
    return private.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


def how_known(keeper: str) -> tuple[tuple[str, Command], ...]:
    """Keys and sign-ins, of a person of no agency and of an agency's people."""
    mine: dict[str, Any] = {"person": keeper, "reason": "It was stolen."}
    sign_in: dict[str, Any] = {"issuer": "https://login.example", "subject": "7f3a"}
    key = person_key(keeper)
    vouched = (("pat-police", person_key("pat-police")),)
    note = KeyList(ORIGIN, "police", vouched).signed(AGENCY_KEY, 1_795_000_000)
    told = AGENCY_KEY.verifier.format()
    return tuple(
        ("ruth-haldane", command)
        for command in (
            AddPersonKey(person=keeper, key=key),
            WithdrawPersonKey(**mine, fingerprint=fingerprint_of(key)),
            AddSignIn(person=keeper, **sign_in),
            WithdrawSignIn(**mine, **sign_in),
            NameAgencyKey(agency="police", key=told, reason="As its officer gave it."),
            VouchForKeys(
                agency="police",
                keys=tuple(VouchedKey(person=person, key=key) for person, key in vouched),
                note=note.decode(),
            ),
            AssignAccount(person="cas-chair", account="cchair"),
            RequestProof(
                at_least=KnownAtLeast.ACCOUNT,
                from_day=date(2030, 1, 1),
                asked_on=DAY,
                reason="Everybody has one.",
            ),
        )
    )


PROOF = RequireProof(at_least=KnownAtLeast.ACCOUNT, from_day=date(2030, 1, 1))
BY_ACCOUNT = Identity("cas-chair", KnownBy.ACCOUNT)
