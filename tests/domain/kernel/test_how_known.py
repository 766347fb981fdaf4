"""How whoever recorded an entry was known, in words: of each way in, alive and as stored."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from documents.pack import verify_receipt
from domain.kernel.event import Signed, SignIn, Stamp
from domain.kernel.how_known import as_stored, how_known, provider
from domain.kernel.vocabulary import KnownBy, Role

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
KEY = "SHA256:" + "a" * 43
SIGN_IN = SignIn(issuer="https://police.example/tenant/v2.0", subject="7f3a", signed_in_at=NOW)
SIGNED = Signed(key=KEY, number=1, size=1, path=(), signature="A" * 80)
WAYS: list[tuple[dict[str, Any], str]] = [
    ({"known_by": None}, "not recorded"),
    ({"known_by": KnownBy.DEMONSTRATION}, "in an invented story"),
    ({"known_by": KnownBy.LOCAL}, "as claimed on the ledger's own computer"),
    ({"known_by": KnownBy.ACCOUNT}, "by their account on the ledger's own computer"),
    ({"known_by": KnownBy.OIDC, "sign_in": SIGN_IN}, "signed in through police.example"),
    ({"known_by": KnownBy.SSH, "key": KEY}, f"let in by their key {KEY}"),
    (
        {"known_by": KnownBy.LOCAL, "signed": SIGNED},
        f"as claimed on the ledger's own computer, and signed with their key {KEY}",
    ),
]


def test_there_are_words_for_every_way() -> None:
    assert {way["known_by"] for way, _ in WAYS} == {None, *KnownBy}


@pytest.mark.parametrize(("way", "words"), WAYS)
def test_how_somebody_was_known(way: dict[str, Any], words: str) -> None:
    stamp = Stamp(recorded_at=NOW, actor="p-kaur", role=Role.AUDITOR, command_id="one", **way)
    assert stamp.is_consistent
    assert how_known(stamp) == words
    stored = stamp.model_dump_json().encode()
    assert as_stored(stored) == words
    # Who checks a receipt has one file of Python and no other: it says the same.
    alone = verify_receipt.how_known(json.loads(stored))
    assert words.removesuffix(f", and signed with their key {KEY}") == alone


def test_an_entry_from_before_it_was_recorded_has_no_such_field() -> None:
    assert as_stored(b'{"actor":"p-kaur"}') == "not recorded"


def test_a_provider_is_named_by_its_host() -> None:
    assert provider("https://login.example:8443/tenant") == "login.example"
