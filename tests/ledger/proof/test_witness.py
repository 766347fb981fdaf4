"""The witness, by c2sp.org/tlog-witness: what it signs, what it refuses, what it remembers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.proof import merkle
from ledger.proof.checkpoint import Checkpoint, Cosigned, open_checkpoint, sign_checkpoint
from ledger.proof.cosignature import add_cosignatures, verify_cosignatures
from ledger.proof.merkle import ProofError
from ledger.proof.note import COSIGNATURE_V1, ED25519, NoteError, VerifierKey, sign
from ledger.proof.witness import (
    BAD_REQUEST,
    CONFLICT,
    INCONSISTENT,
    NOT_SIGNED,
    UNKNOWN_LOG,
    Answer,
    Request,
    WitnessError,
    answer,
    remembered,
)
from tests.ledger.proof.making import LOG_KEY, NOON, ORIGIN, VKEYS, WITNESSES, SmallLog, key

LOG, FORK = SmallLog(20), SmallLog(20, seed=2)
WITNESS = WITNESSES[0]
LOG_VKEYS = [LOG_KEY.verifier.format()]

# The example request of the specification; its keys are not published.
SOFA = (
    "old 20852014\nPlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n"
    "jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n"
    "5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n"
    "/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n\n"
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcy"
    "v2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V"
    "6267UEjw6QUXTS5Rovnzv++qbSzm9Q=\n"
).encode()

# A request from the tests of another witness (torchwood's litewitness), with its log's key.
SIGSUM = "sigsum.org/v1/tree/985ea163f5af026723561354f51f2ebcdcf2af809ce254ccfb64aa9aadd80f90"
SIGSUM_PUBLIC = "52c05edad1bf5feffa81354faae59a655d9a9a1a793ed2f62c39c26c0be2aecd"
SIGSUM_REQUEST = (
    f"old 0\n\n{SIGSUM}\n1\nKgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n"
    f"— {SIGSUM} 7BKT0gOfNZ1J0So9unY3BZtm2YkPIoNYM/dce0Z2avJDs8dxN6ts9bOSwwrVrbjm6P9K3ZxpK6jJn"
    "gOG6YvGGzV/lwo=\n"
).encode()


def request(old: int, new: int, log: SmallLog = LOG, witnesses: int = 0) -> bytes:
    proof = merkle.consistency_proof(log.hashes, old, new)
    return Request(old, tuple(proof), log.checkpoint(new, witnesses)).format()


def ask(data: bytes, memory: bytes | None = None, time: int = NOON) -> Answer:
    return answer(data, memory, ORIGIN, LOG_VKEYS, WITNESS, time)


def refusal(data: bytes, memory: bytes | None = None) -> WitnessError:
    with pytest.raises(WitnessError) as refused:
        ask(data, memory)
    return refused.value


def test_a_witness_follows_a_log() -> None:
    """From nothing, through every growth, and again at the same size: each time with its time."""
    memory: bytes | None = None
    for step, (old, new) in enumerate([(0, 0), (0, 3), (3, 3), (3, 4), (4, 13), (13, 20)]):
        given_ = ask(request(old, new, witnesses=step % 3), memory, NOON + step)
        vkey = WITNESS.verifier.format()
        signed = add_cosignatures(LOG.checkpoint(new, 0), given_.line, [vkey])
        assert verify_cosignatures(signed, [vkey]) == (Cosigned(WITNESS.name, NOON + step),)
        assert remembered(given_.memory, ORIGIN, WITNESS) == (LOG.head(new), NOON + step)
        assert open_checkpoint(given_.memory, ORIGIN, VKEYS).checkpoint == LOG.head(new)
        memory = given_.memory


def test_a_request_of_another_implementation_is_answered() -> None:
    vkey = VerifierKey(SIGSUM, ED25519, bytes.fromhex(SIGSUM_PUBLIC)).format()
    given_ = answer(SIGSUM_REQUEST, None, SIGSUM, [vkey], WITNESS, NOON)
    assert remembered(given_.memory, SIGSUM, WITNESS)[0].size == 1


def test_the_specifications_request_reads_and_writes() -> None:
    parsed = Request.parse(SOFA)
    assert (parsed.old_size, len(parsed.proof)) == (20852014, 4)
    assert parsed.format() == SOFA


def test_a_log_that_shrank_is_refused() -> None:
    memory = ask(request(0, 9)).memory
    shrunk = refusal(b"old 9\n\n" + LOG.checkpoint(5), memory)
    assert shrunk.status == BAD_REQUEST
    behind = refusal(request(0, 5), memory)
    assert (behind.status, behind.size) == (CONFLICT, 9)


def test_a_fork_at_the_same_size_is_refused() -> None:
    memory = ask(request(0, 9)).memory
    forked = refusal(b"old 9\n\n" + FORK.checkpoint(9), memory)
    assert (forked.status, forked.size) == (CONFLICT, None)
    assert "forked" in str(forked)


def test_a_rewritten_log_is_refused() -> None:
    """With the fork's own proof, with the true log's proof, and with none."""
    memory = ask(request(0, 9)).memory
    true = merkle.consistency_proof(LOG.hashes, 9, 20)
    for data in (
        request(9, 20, FORK),
        Request(9, tuple(true), FORK.checkpoint(20)).format(),
        Request(9, (), LOG.checkpoint(20)).format(),
        Request(9, tuple(true[:-1]), LOG.checkpoint(20)).format(),
        Request(9, (*true, true[-1]), LOG.checkpoint(20)).format(),
    ):
        assert refusal(data, memory).status == INCONSISTENT
    with_proof = Request(0, (merkle.EMPTY_ROOT,), LOG.checkpoint(9)).format()
    assert refusal(with_proof).status == INCONSISTENT


def test_an_old_size_that_is_not_the_remembered_one_is_a_conflict() -> None:
    memory = ask(request(0, 9)).memory
    for old in (0, 8, 10):
        conflict = refusal(request(old, 20), memory)
        assert (conflict.status, conflict.size) == (CONFLICT, 9)
    fresh = refusal(request(3, 9))
    assert (fresh.status, fresh.size) == (CONFLICT, 0)


def test_an_empty_log_with_entries_in_its_root_is_refused() -> None:
    lying = sign(Checkpoint(ORIGIN, 0, LOG.root(1)).format(), [LOG_KEY])
    assert refusal(b"old 0\n\n" + lying).status == CONFLICT


def test_what_the_log_did_not_sign_is_refused() -> None:
    imposter = key(ORIGIN, seed="imposter")
    forged = sign_checkpoint(LOG.head(9), [imposter])
    assert refusal(b"old 0\n\n" + forged).status == NOT_SIGNED
    tampered = request(0, 9).replace(b"\n9\n", b"\n8\n")
    assert refusal(tampered).status == NOT_SIGNED


def test_another_log_is_unknown() -> None:
    other = key("other.example/log")
    data = sign_checkpoint(Checkpoint(other.name, 9, LOG.root(9)), [other])
    assert refusal(b"old 0\n\n" + data).status == UNKNOWN_LOG


GOOD = request(3, 9)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"old 0\n",
        GOOD.replace(b"old 3", b"old 03"),
        GOOD.replace(b"old 3", b"old -3"),
        GOOD.replace(b"old 3", b"old  3"),
        GOOD.replace(b"old 3", b"new 3"),
        GOOD.replace(b"old 3", b"old 3 "),
        GOOD.replace(b"old 3", b"old %d" % 2**63),
        GOOD.replace(b"\n", b"\r\n"),
        GOOD.replace(b"=\n", b"\n", 1),
        GOOD.replace(b"old 3\n", b"old 3\nAAAA\n"),
        GOOD.replace(b"old 3\n", b"old 3\n" + (b"A" * 43 + b"=\n") * 64),
        GOOD.replace(b"old 3\n", b"old 3\n\n"),
        GOOD.replace(b"old 3\n", b"old 3\n\xff\n"),
        GOOD[:-1],
        GOOD + b"\n",
        GOOD + b"x" * 2_000_000,
        b"old 0\n\n" + b"not a checkpoint\n\n\xe2\x80\x94 x AAAAAAAA\n",
    ],
)
def test_a_malformed_request_is_refused(data: bytes) -> None:
    assert refusal(data).status == BAD_REQUEST


def test_a_witness_never_signs_a_time_before_its_last() -> None:
    memory = ask(request(0, 9), time=NOON).memory
    assert ask(request(9, 9), memory, NOON).line
    with pytest.raises(ProofError, match="backwards"):
        ask(request(9, 9), memory, NOON - 1)


def test_a_damaged_memory_is_not_guessed_away() -> None:
    """Rolled back, empty, of another log, signed by another: the witness stops."""
    memory = ask(request(0, 9)).memory
    foreign = answer(
        request(0, 9), None, ORIGIN, LOG_VKEYS, key("another", COSIGNATURE_V1), NOON
    ).memory
    for damaged in (
        b"",
        memory[:-1],
        memory.replace(b"\n9\n", b"\n3\n"),
        LOG.checkpoint(9, 0),
        foreign,
    ):
        with pytest.raises(ProofError):
            ask(request(9, 20), damaged)
    with pytest.raises(ProofError, match="memory is of"):
        answer(request(9, 20), memory, "other.example", LOG_VKEYS, WITNESS, NOON)


def test_a_logs_key_is_no_witness_key() -> None:
    with pytest.raises(NoteError, match="not a witness's key"):
        answer(request(0, 9), None, ORIGIN, LOG_VKEYS, LOG_KEY, NOON)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20), st.booleans())
def test_a_witness_signs_exactly_what_grows(seen: int, old: int, new: int, fork: bool) -> None:
    """Any request after any memory: signed only from the remembered size onwards, unforked."""
    memory = ask(request(0, seen)).memory
    log = FORK if fork else LOG
    proof = merkle.consistency_proof(log.hashes, old, new) if old <= new else []
    data = Request(old, tuple(proof), log.checkpoint(new, 0)).format()
    if old == seen <= new and (not fork or new == 0 or seen == 0):
        assert remembered(ask(data, memory).memory, ORIGIN, WITNESS)[0] == log.head(new)
    else:
        refusal(data, memory)
