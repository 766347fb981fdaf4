"""Time-stamps of a local authority: what is believed, and what is not."""

from __future__ import annotations

import importlib
import random
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ledger.errors import UnusableError
from ledger.integrity import timestamp
from ledger.integrity.timestamp import Stamped, is_over, request, verify
from ledger.proof.merkle import ProofError
from tests.ledger.authority import Authority, make_authority

NOTE = b"invented.example/ledger\n7\nAAAA\n"
AUTHORITY = "CN=Invented Time"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("one") / "authority")


@pytest.fixture(scope="module")
def answer(authority: Authority) -> bytes:
    return authority.answer(request(NOTE))


def test_an_answer_says_who_saw_the_bytes_and_when(authority: Authority, answer: bytes) -> None:
    found = verify(answer, NOTE, authority.root)
    assert found.authority == AUTHORITY
    assert abs(datetime.now(UTC) - found.time) < timedelta(minutes=5)
    assert is_over(answer, NOTE)
    assert not is_over(answer, NOTE + b"\n")


def test_openssl_agrees(authority: Authority, answer: bytes, tmp_path: Path) -> None:
    """A holder needs none of our software to check a note and its time-stamp."""
    (tmp_path / "note").write_bytes(NOTE)
    (tmp_path / "tsr").write_bytes(answer)
    words = ("-data", "note", "-in", "tsr", "-CAfile", str(authority.folder / "ca.pem"))
    ran = subprocess.run(
        ["openssl", "ts", "-verify", *words], cwd=tmp_path, capture_output=True, check=False
    )
    assert ran.returncode == 0, ran.stderr


def test_a_request_is_the_same_for_the_same_bytes_and_holds_none_of_them() -> None:
    assert request(NOTE) == request(NOTE) != request(NOTE + b"x")
    assert NOTE[:12] not in request(NOTE)


def test_other_bytes_and_another_root_are_refused(
    authority: Authority, answer: bytes, tmp_path: Path
) -> None:
    with pytest.raises(ProofError, match="does not hold"):
        verify(answer, NOTE + b"\n", authority.root)
    other = make_authority(tmp_path / "other")
    with pytest.raises(ProofError, match="does not hold"):
        verify(answer, NOTE, other.root)


@pytest.mark.parametrize("certificates", [b"", b"nothing", b"-----BEGIN CERTIFICATE-----\nAA\n"])
def test_what_is_no_certificate_is_refused(answer: bytes, certificates: bytes) -> None:
    with pytest.raises(ProofError, match="PEM"):
        verify(answer, NOTE, certificates)


def test_without_a_root_nothing_is_believed(authority: Authority, answer: bytes) -> None:
    own = (authority.folder / "tsa.pem").read_bytes()
    with pytest.raises(ProofError, match="is a root"):
        verify(answer, NOTE, own)


@pytest.mark.parametrize("token", [b"", b"nothing", b"0" * 200_000, request(NOTE)])
def test_what_is_no_answer_is_refused(authority: Authority, token: bytes) -> None:
    with pytest.raises(ProofError):
        verify(token, NOTE, authority.root)
    with pytest.raises(ProofError):
        is_over(token, NOTE)


def test_an_authority_that_refuses_is_told(authority: Authority) -> None:
    refused = authority.answer(b"nothing that could be a request")
    with pytest.raises(ProofError, match=r"refused|not an authority's answer"):
        verify(refused, NOTE, authority.root)


@pytest.mark.parametrize(
    "mutants", [300, pytest.param(10_000, marks=pytest.mark.slow)], ids=["some", "many"]
)
def test_a_flipped_bit_never_gives_another_time(
    authority: Authority, answer: bytes, mutants: int
) -> None:
    """Some bits are signed by nobody, such as padding: then nothing that is said may change."""
    good, chance, refused = verify(answer, NOTE, authority.root), random.Random(7), 0
    for _ in range(mutants):
        spoilt = bytearray(answer)
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
        try:
            found: Stamped | None = verify(bytes(spoilt), NOTE, authority.root)
        except ProofError:
            found, refused = None, refused + 1
        assert found in (None, good)
    assert refused > mutants * 0.9


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr(timestamp, "importlib", type("None", (), {"import_module": missing}))
    with pytest.raises(UnusableError) as told:
        request(NOTE)
    assert "rfc3161-client" in told.value.message
    assert "`timestamp`" in told.value.remedy
    assert importlib.import_module(timestamp.LIBRARY)
