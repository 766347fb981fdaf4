"""Receipts, by c2sp.org/tlog-proof: what they prove, and that nothing else is accepted."""

from __future__ import annotations

from base64 import b64decode
from collections import Counter
from struct import pack

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.proof import merkle
from ledger.proof.checkpoint import Cosigned
from ledger.proof.encoding import to_base64
from ledger.proof.leaf import leaf_data
from ledger.proof.leaf_reader import Leaf, parse_leaf_data
from ledger.proof.merkle import ProofError
from ledger.proof.receipt import EntryReceipt, Proved, make_receipt, verify_receipt
from tests.ledger.proof.making import LOG_KEY, NOON, ORIGIN, VKEYS, WITNESSES, SmallLog
from tests.ledger.proof.mutants import mutants

LOG = SmallLog(41)
GOOD = LOG.receipt(6, 13)


def test_a_receipt_says_what_it_proves() -> None:
    proved = verify_receipt(GOOD, ORIGIN, VKEYS)
    leaf = parse_leaf_data(LOG.leaves[6])
    assert proved == Proved(
        origin=ORIGIN,
        index=6,
        size=13,
        root=LOG.root(13),
        stream=leaf.stream,
        version=7,
        event=leaf.event,
        state=leaf.state,
        verified=(ORIGIN, "police.example/witness", "health.example/witness"),
        cosigned=(
            Cosigned("police.example/witness", NOON),
            Cosigned("health.example/witness", NOON + 60),
        ),
    )
    assert proved.position == 7


def test_every_entry_of_every_size_has_a_receipt() -> None:
    for size in (1, 2, 3, 8, 13, 33, 41):
        for index in range(size):
            proved = verify_receipt(LOG.receipt(index, size, 0), ORIGIN, VKEYS)
            assert (proved.position, proved.size) == (index + 1, size)
            assert proved.state == parse_leaf_data(LOG.leaves[index]).state


def test_the_file_is_the_format_of_the_specification() -> None:
    lines = GOOD.decode().split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert lines[1] == f"extra {to_base64(LOG.leaves[6])}"
    assert lines[2] == "index 6"
    path = merkle.inclusion_proof(LOG.hashes, 6, 13)
    assert lines[3:7] == [to_base64(step) for step in path]
    assert "\n".join(lines[7:]).encode() == b"\n" + LOG.checkpoint(13)
    assert EntryReceipt.parse(GOOD).format() == GOOD


def test_origin_and_keys_are_the_readers() -> None:
    """Nothing is taken from the file: neither whose ledger it is nor by whom it is signed."""
    with pytest.raises(ProofError, match="not of"):
        verify_receipt(GOOD, "other.example", VKEYS)
    with pytest.raises(ProofError, match="not signed by a known key"):
        verify_receipt(GOOD, ORIGIN, [])
    with pytest.raises(ProofError, match="not signed by the log"):
        verify_receipt(GOOD, ORIGIN, [WITNESSES[0].verifier.format()])
    only_log = verify_receipt(GOOD, ORIGIN, [LOG_KEY.verifier.format()])
    assert (only_log.verified, only_log.cosigned) == ((ORIGIN,), ())


def test_index_and_size_are_checked_against_the_proof() -> None:
    """A path fits one place in one size of tree only."""
    for index in range(13):
        if index != 6:
            wrong = GOOD.replace(b"index 6\n", b"index %d\n" % index)
            with pytest.raises(ProofError):
                verify_receipt(wrong, ORIGIN, VKEYS)
    for size in range(1, 42):
        if size != 13:
            receipt = EntryReceipt.parse(GOOD)
            moved = EntryReceipt(6, receipt.hashes, LOG.checkpoint(size), receipt.extra).format()
            with pytest.raises(ProofError):
                verify_receipt(moved, ORIGIN, VKEYS)


def test_an_inner_node_is_no_entry() -> None:
    """RFC 6962's prefixes: two hashes side by side do not pass for an entry of a smaller tree."""
    pair = LOG.hashes[0] + LOG.hashes[1]
    path = (merkle.root(LOG.hashes[2:4]),)
    root = merkle.root(LOG.hashes[:4])
    merkle.verify_inclusion(0, 2, merkle.root(LOG.hashes[:2]), list(path), root)
    with pytest.raises(ProofError):
        merkle.verify_inclusion(0, 2, merkle.leaf_hash(pair), list(path), root)
    with pytest.raises(ProofError):
        verify_receipt(EntryReceipt(0, path, LOG.checkpoint(4), pair).format(), ORIGIN, VKEYS)


def test_no_receipt_is_made_that_would_not_hold() -> None:
    path = merkle.inclusion_proof(LOG.hashes, 6, 13)
    make_receipt(LOG.leaves[6], 6, path, LOG.checkpoint(13))
    for leaf, index, proof, size in (
        (LOG.leaves[5], 6, path, 13),
        (LOG.leaves[6], 5, path, 13),
        (LOG.leaves[6], 6, path[:-1], 13),
        (LOG.leaves[6], 6, path, 12),
        (LOG.leaves[6], -1, path, 13),
        (b"no entry", 6, path, 13),
    ):
        with pytest.raises(ProofError):
            make_receipt(leaf, index, proof, LOG.checkpoint(size))
    with pytest.raises(ProofError):
        make_receipt(LOG.leaves[6], 6, path, b"no checkpoint")


def _loosened(encoded: bytes) -> bytes:
    """The same bytes in another spelling: 32 bytes leave two bits of the last letter unused."""
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    loose = encoded[:-2] + letters[letters.index(encoded[-2]) + 1 :][:1] + b"="
    assert b64decode(loose) == b64decode(encoded)
    return loose


HASH = to_base64(merkle.inclusion_proof(LOG.hashes, 6, 13)[0]).encode()
HASH_LINE = to_base64(bytes(32)).encode() + b"\n"
MALFORMED = {
    "empty": b"",
    "no checkpoint": GOOD.partition(b"\n\n")[0] + b"\n",
    "no blank line": GOOD.replace(b"\n\n", b"\n"),
    "another version": GOOD.replace(b"proof@v1", b"proof@v2"),
    "blank line first": b"\n\n" + GOOD,
    "byte order mark": b"\xef\xbb\xbf" + GOOD,
    "carriage returns": GOOD.replace(b"\n", b"\r\n"),
    "no extra": GOOD[:23] + GOOD[GOOD.index(b"index") :],
    "empty extra": GOOD[:23] + b"extra \n" + GOOD[GOOD.index(b"index") :],
    "extra twice": GOOD[:23] + b"extra AAAA\n" + GOOD[23:],
    "extra after the index": GOOD.replace(b"index 6\n", b"index 6\nextra AAAA\n"),
    "no index": GOOD.replace(b"index 6\n", b""),
    "index twice": GOOD.replace(b"index 6\n", b"index 6\nindex 6\n"),
    "leading zero": GOOD.replace(b"index 6", b"index 06"),
    "sign": GOOD.replace(b"index 6", b"index +6"),
    "space": GOOD.replace(b"index 6", b"index 6 "),
    "two spaces": GOOD.replace(b"index 6", b"index  6"),
    "no number": GOOD.replace(b"index 6", b"index six"),
    "index of 2**63": GOOD.replace(b"index 6", b"index %d" % 2**63),
    "index beyond the size": GOOD.replace(b"index 6", b"index 13"),
    "a short hash": GOOD.replace(b"index 6\n", b"index 6\nAAAA\n"),
    "a hash too many": GOOD.replace(b"index 6\n", b"index 6\n" + HASH_LINE),
    "64 hashes": GOOD.replace(b"index 6\n", b"index 6\n" + HASH_LINE * 60),
    "a blank line more": GOOD.replace(b"\n\n", b"\n\n\n", 1),
    "not ASCII": GOOD.replace(b"index 6\n", b"index 6\n\xc3\xa9\n"),
    "cut off": GOOD[:-1],
    "text at the end": GOOD + b"P.S.\n",
    "loose bits in a hash": GOOD.replace(HASH, _loosened(HASH)),
    "loose bits in an unknown signature": GOOD + b"\xe2\x80\x94 x AAAAAAB=\n",
    "17 MiB": GOOD + b"x" * 17 * 2**20,
}


def test_the_size_is_limited() -> None:
    long = GOOD.replace(b"extra ", b"extra " + b"A" * 2**24)
    with pytest.raises(ProofError, match="the receipt is longer than"):
        EntryReceipt.parse(long)


@pytest.mark.parametrize("data", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_receipt_is_refused(data: bytes) -> None:
    with pytest.raises(ProofError):
        verify_receipt(data, ORIGIN, VKEYS)


def test_no_receipt_is_written_that_could_not_be_read() -> None:
    note = LOG.checkpoint(13)
    for receipt in (
        EntryReceipt(2**63, (), note, b"x"),
        EntryReceipt(0, (b"short",), note, b"x"),
        EntryReceipt(0, (bytes(32),) * 64, note, b"x"),
        EntryReceipt(0, (), note, b""),
        EntryReceipt(0, (), b"", b"x"),
        EntryReceipt(0, (), note, bytes(13 * 2**20)),
    ):
        with pytest.raises(ProofError):
            receipt.format()


LEAF = LOG.leaves[0]
BAD_LEAVES = {
    "empty": b"",
    "another prefix": LEAF.replace(b"leaf/v1", b"leaf/v2"),
    "another kind": LEAF.replace(b"v1\n\x02", b"v1\n\x03"),
    "a UUID of the wrong length": LEAF.replace(b"v1\n\x02", b"v1\n\x01"),
    "cut off": LEAF[:-1],
    "a byte more": LEAF + b"\x00",
    "no version": leaf_data("s", 0, "e", b""),
    "a version of 2**63": leaf_data("s", 2**63, "e", b""),
    "no stream": leaf_data("", 1, "e", b""),
    "no event": leaf_data("s", 1, "", b""),
    "a length beyond the end": LEAF[:26] + b"\xff\xff\xff\xff" + LEAF[30:],
    "a stream that is not UTF-8": leaf_data("s", 1, "e", b"").replace(b"s\x00", b"\xff\x00"),
    "an event that is not UTF-8": leaf_data("s", 1, "e", b"").replace(b"\x01e", b"\x01\xff"),
}


@pytest.mark.parametrize("data", BAD_LEAVES.values(), ids=BAD_LEAVES)
def test_malformed_entry_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ProofError):
        parse_leaf_data(data)


TEXTS = st.text(min_size=1, max_size=30)


@settings(deadline=None)
@given(TEXTS, st.integers(1, 2**63 - 1), TEXTS, st.binary(max_size=60))
def test_every_leaf_reads_back(stream: str, version: int, event: str, state: bytes) -> None:
    data = leaf_data(stream, version, event, state)
    assert parse_leaf_data(data) == Leaf(stream, version, event, state)


@settings(deadline=None)
@given(st.binary(max_size=120))
def test_any_leaf_bytes_are_an_entry_or_a_refusal(tail: bytes) -> None:
    data = b"assurance-ledger/leaf/v1\n\x02" + tail
    try:
        leaf = parse_leaf_data(data)
    except ProofError:
        return
    assert leaf_data(leaf.stream, leaf.version, leaf.event, leaf.state) == data


def test_a_stream_may_be_a_uuid() -> None:
    """Kind 1 of the leaf's format, which this ledger does not write: 16 raw bytes."""
    tail = pack(">Q", 1) + pack(">I", 1) + b"e" + pack(">I", 0)
    data = b"assurance-ledger/leaf/v1\n\x01" + pack(">I", 16) + bytes(range(16)) + tail
    assert parse_leaf_data(data).stream == "00010203-0405-0607-0809-0a0b0c0d0e0f"


@settings(deadline=None)
@given(
    st.integers(0, 2**63 - 1),
    st.lists(st.binary(min_size=32, max_size=32), max_size=63).map(tuple),
    st.none() | st.binary(min_size=1, max_size=60),
)
def test_every_receipt_reads_back(
    index: int, hashes: tuple[bytes, ...], extra: bytes | None
) -> None:
    receipt = EntryReceipt(index, hashes, LOG.checkpoint(5, 1), extra)
    assert EntryReceipt.parse(receipt.format()) == receipt


def _require_true(proved: Proved) -> None:
    """What is proved must be so: this entry, in this log, under this root, by who signed it."""
    leaf = LOG.leaves[proved.index]
    assert leaf_data(proved.stream, proved.version, proved.event, proved.state) == leaf
    assert (proved.origin, proved.root) == (ORIGIN, LOG.root(proved.size))
    honest = {(one.name, NOON + 60 * number) for number, one in enumerate(WITNESSES)}
    assert {(one.name, one.time) for one in proved.cosigned} <= honest
    assert set(proved.verified) == {ORIGIN, *(one.name for one in proved.cosigned)}


def attack(count: int, seed: int) -> Counter[str]:
    """Verifies mutants: each is refused, or means what its original or another receipt means.

    Its original loses at most witnesses, whose lines nobody can be forced to show.
    """
    receipts = [LOG.receipt(index, size) for index, size in ((0, 1), (6, 13), (7, 13), (39, 41))]
    originals = {(p.index, p.size) for p in (verify_receipt(r, ORIGIN, VKEYS) for r in receipts)}
    verdicts: Counter[str] = Counter()
    for _, mutant in mutants(receipts, count, seed):
        try:
            proved = verify_receipt(mutant, ORIGIN, VKEYS)
        except ProofError:
            verdicts["refused"] += 1
            continue
        _require_true(proved)
        assert (proved.index, proved.size) in originals
        verdicts["same meaning"] += 1
    return verdicts


def test_no_mutant_is_accepted_with_another_meaning() -> None:
    verdicts = attack(600, seed=1)
    assert verdicts["refused"] > 480
    assert verdicts["same meaning"] > 0


@pytest.mark.slow
def test_no_mutant_of_ten_thousand_is_accepted_with_another_meaning() -> None:
    assert attack(10_000, seed=2)["refused"] > 8_000
