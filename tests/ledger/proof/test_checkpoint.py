"""Checkpoints and cosignatures, by c2sp.org/tlog-checkpoint and c2sp.org/tlog-cosignature."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.proof import merkle
from ledger.proof.checkpoint import (
    Checkpoint,
    Cosigned,
    open_checkpoint,
    require_extends,
    sign_checkpoint,
)
from ledger.proof.cosignature import add_cosignatures, cosign, verify_cosignatures
from ledger.proof.merkle import EMPTY_ROOT, ProofError
from ledger.proof.note import (
    COSIGNATURE_V1,
    NoteError,
    SigningKey,
    VerifierKey,
    open_note,
    parse_note,
    sign,
    signature_line,
)
from tests.ledger.proof.making import (
    LOG_KEY,
    NOON,
    ORIGIN,
    STRANGER,
    VKEYS,
    WITNESSES,
    SmallLog,
    key,
)

# The example of c2sp.org/tlog-checkpoint and c2sp.org/tlog-cosignature; its keys are not published.
SOFA = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcy"
    "v2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3"
    "b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
).encode()

# A published checkpoint of a public log (Google's, in Go), cosigned by public witnesses.
ARCHE = "arche2025h1.staging.ct.transparency.dev"
ARCHE_KEY = f"{ARCHE}+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f"
REMORA_KEY = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"
PUBLIC = (
    f"{ARCHE}\n1432088532\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n\n"
    f"— {ARCHE} zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEro"
    "eW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=\n"
    f"— {ARCHE} ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oH"
    "P7Ry1k3ZFWwQ=\n"
    "— transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ"
    "2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==\n"
    "— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9"
    "sXTynk5XeU/zZ0WBxtqB0DrAWfBw==\n"
).encode()

LOG = SmallLog(9)
HEAD = LOG.head(7)
TEXT = HEAD.format()
ROOT_LINE = TEXT.split("\n")[2]


def test_the_specifications_example_reads_and_writes() -> None:
    text = parse_note(SOFA).text
    parsed = Checkpoint.parse(text)
    assert (parsed.origin, parsed.size) == ("example.com/behind-the-sofa", 20852163)
    assert parsed.root.hex()[:8] == "0ac5186a"
    assert parsed.format() == text


def test_a_public_logs_checkpoint_verifies() -> None:
    """Made by other software: the log's Ed25519, a witness's time, and kinds not known here."""
    opened = open_checkpoint(PUBLIC, ARCHE, [ARCHE_KEY, REMORA_KEY])
    assert opened.checkpoint.size == 1432088532
    assert opened.verified == (ARCHE, "remora.n621.de")
    assert opened.cosigned == (Cosigned("remora.n621.de", 1779573024),)
    assert verify_cosignatures(PUBLIC, [REMORA_KEY]) == opened.cosigned


@pytest.mark.parametrize(
    "change",
    [
        (b"1432088532", b"1432088531"),
        (b"U7WM", b"U7WN"),
        (b"2net5wAAAABqEiEg", b"2net5wAAAABqEiEh"),
    ],
    ids=["size", "root", "time"],
)
def test_a_public_checkpoint_altered_is_refused(change: tuple[bytes, bytes]) -> None:
    with pytest.raises(NoteError):
        open_checkpoint(PUBLIC.replace(*change), ARCHE, [ARCHE_KEY, REMORA_KEY])


def test_our_own_checkpoint_opens() -> None:
    opened = open_checkpoint(LOG.checkpoint(7), ORIGIN, VKEYS)
    assert opened.checkpoint == HEAD
    assert opened.verified == (ORIGIN, *(witness.name for witness in WITNESSES))
    assert opened.cosigned == (
        Cosigned("police.example/witness", NOON),
        Cosigned("health.example/witness", NOON + 60),
    )


def test_the_origin_is_pinned() -> None:
    """A log cannot speak for another, even where the reader trusts both keys."""
    other = key("other.example/ledger")
    foreign = sign(TEXT, [other])
    assert open_note(foreign, [other.verifier.format()]).text == TEXT
    with pytest.raises(ProofError, match="not of"):
        open_checkpoint(LOG.checkpoint(7), other.name, [*VKEYS, other.verifier.format()])
    with pytest.raises(NoteError, match="not signed by the log"):
        open_checkpoint(foreign, ORIGIN, [*VKEYS, other.verifier.format()])


def test_witnesses_do_not_stand_in_for_the_log() -> None:
    """Not even one whose name is the log's: a cosignature is another kind of signature."""
    namesake = key(ORIGIN, COSIGNATURE_V1)
    for witness in (WITNESSES[0], namesake):
        line = cosign(LOG.checkpoint(7, 0), witness, NOON)
        alone = TEXT.encode() + b"\n" + line
        vkeys = [LOG_KEY.verifier.format(), witness.verifier.format()]
        assert verify_cosignatures(alone, vkeys) == (Cosigned(witness.name, NOON),)
        with pytest.raises(NoteError, match="not signed by the log"):
            open_checkpoint(alone, ORIGIN, vkeys)


def test_a_cosignature_does_not_serve_as_a_logs_signature() -> None:
    """One secret used as both: the types sign different bytes and have different key ids."""
    log = SigningKey(ORIGIN, LOG_KEY.kind, LOG_KEY.seed)
    witness = SigningKey(ORIGIN, COSIGNATURE_V1, LOG_KEY.seed)
    assert log.verifier.key_id != witness.verifier.key_id
    with pytest.raises(NoteError):
        VerifierKey(ORIGIN, LOG_KEY.kind, log.verifier.public_key).verify(
            TEXT, witness.sign(TEXT, NOON)[8:]
        )


def test_one_key_signs_a_checkpoint_once() -> None:
    """tlog-checkpoint: not two lines with the same name and key id: when was it seen?"""
    data = LOG.checkpoint(7, 1)
    twice = data + cosign(data, WITNESSES[0], NOON + 5)
    with pytest.raises(ProofError, match="twice"):
        open_checkpoint(twice, ORIGIN, VKEYS)
    unknown = data + cosign(data, STRANGER, NOON) + cosign(data, STRANGER, NOON + 5)
    assert open_checkpoint(unknown, ORIGIN, VKEYS).cosigned == (Cosigned(WITNESSES[0].name, NOON),)


def test_two_keys_sign_while_one_replaces_the_other() -> None:
    """Planned rotation: readers of the old and of the new key both verify."""
    new = key(ORIGIN, seed="next")
    data = sign_checkpoint(HEAD, [LOG_KEY, new])
    for one in (LOG_KEY, new):
        assert open_checkpoint(data, ORIGIN, [one.verifier.format()]).checkpoint == HEAD


def test_this_log_signs_only_its_own_plain_checkpoints() -> None:
    refused: tuple[tuple[Checkpoint, SigningKey], ...] = (
        (Checkpoint(ORIGIN, 7, HEAD.root, ("an extension",)), LOG_KEY),
        (Checkpoint(ORIGIN, 0, HEAD.root), LOG_KEY),
        (HEAD, key("other.example")),
        (HEAD, key(ORIGIN, COSIGNATURE_V1)),
    )
    for checkpoint, signer in refused:
        with pytest.raises(ProofError):
            sign_checkpoint(checkpoint, [signer])
    empty = Checkpoint(ORIGIN, 0, EMPTY_ROOT)
    assert parse_note(sign_checkpoint(empty, [LOG_KEY])).text == empty.format()


MALFORMED = {
    "empty": "",
    "no newline at the end": TEXT[:-1],
    "two lines": f"{ORIGIN}\n7\n",
    "no origin": f"\n7\n{ROOT_LINE}\n",
    "an origin of 256 bytes": f"{'o' * 256}\n7\n{ROOT_LINE}\n",
    "no size": f"{ORIGIN}\n\n{ROOT_LINE}\n",
    "leading zero": f"{ORIGIN}\n07\n{ROOT_LINE}\n",
    "sign": f"{ORIGIN}\n+7\n{ROOT_LINE}\n",
    "negative": f"{ORIGIN}\n-5\n{ROOT_LINE}\n",
    "size of 2**63": f"{ORIGIN}\n{2**63}\n{ROOT_LINE}\n",
    "size without end": f"{ORIGIN}\n{'9' * 5000}\n{ROOT_LINE}\n",
    "underscore": f"{ORIGIN}\n1_0\n{ROOT_LINE}\n",
    "space around the size": f"{ORIGIN}\n 7\n{ROOT_LINE}\n",
    "Arabic digits": f"{ORIGIN}\n٧\n{ROOT_LINE}\n",
    "hexadecimal": f"{ORIGIN}\n0x7\n{ROOT_LINE}\n",
    "root of 31 bytes": f"{ORIGIN}\n7\n{'A' * 40}AA==\n",
    "root of 33 bytes": f"{ORIGIN}\n7\n{'A' * 44}\n",
    "root of 3 bytes": f"{ORIGIN}\n7\nAAAA\n",
    "root with loose bits": f"{ORIGIN}\n7\n{'A' * 42}B=\n",
    "root without padding": f"{ORIGIN}\n7\n{ROOT_LINE[:-1]}\n",
    "root with a space": f"{ORIGIN}\n7\n{ROOT_LINE} \n",
    "empty extension line": f"{TEXT}\nextension\n",
    "empty line at the end": f"{TEXT}\n",
    "control character": f"{ORIGIN}\r\n7\n{ROOT_LINE}\n",
}


@pytest.mark.parametrize("text", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(ProofError):
        Checkpoint.parse(text)


def test_extension_lines_of_others_are_kept() -> None:
    foreign = f"go.sum database tree\n3\n{ROOT_LINE}\nextension 1\nextension 2\n"
    parsed = Checkpoint.parse(foreign)
    assert parsed.extensions == ("extension 1", "extension 2")
    assert parsed.format() == foreign
    witness = WITNESSES[0]
    signed = foreign.encode() + b"\n"
    signed += cosign(signed + b"\xe2\x80\x94 x AAAAAAAA\n", witness, NOON)
    vkeys = [witness.verifier.format()]
    assert verify_cosignatures(signed, vkeys) == (Cosigned(witness.name, NOON),)
    with pytest.raises(NoteError):
        verify_cosignatures(signed.replace(b"extension 2", b"extension 3"), vkeys)


@settings(deadline=None)
@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60),
    st.integers(0, 2**63 - 1),
    st.binary(min_size=32, max_size=32),
    st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1), max_size=3),
)
def test_every_checkpoint_reads_back(
    origin: str, size: int, root: bytes, extensions: list[str]
) -> None:
    checkpoint = Checkpoint(origin, size, root, tuple(extensions))
    assert Checkpoint.parse(checkpoint.format()) == checkpoint


@settings(deadline=None)
@given(st.text(alphabet="ab\n01=", max_size=80) | st.text(max_size=80))
def test_any_text_is_a_checkpoint_or_a_refusal(text: str) -> None:
    try:
        parsed = Checkpoint.parse(text)
    except ProofError:
        return
    assert parsed.format() == text


@pytest.mark.parametrize("time", [1, NOON, 2**63 - 1])
def test_a_cosignature_carries_its_time(time: int) -> None:
    data = LOG.checkpoint(7, 0)
    witness = WITNESSES[0]
    signed = add_cosignatures(data, cosign(data, witness, time), [witness.verifier.format()])
    assert open_checkpoint(signed, ORIGIN, VKEYS).cosigned == (Cosigned(witness.name, time),)


def test_an_impossible_time_is_refused() -> None:
    data = LOG.checkpoint(7, 1)
    line = parse_note(data).lines[1]
    late = bytes([255]) + line.signature[1:]
    key_of = WITNESSES[0].verifier
    with pytest.raises(NoteError, match="impossible time"):
        key_of.verify(TEXT, late)
    with pytest.raises(NoteError, match="too short"):
        key_of.verify(TEXT, line.signature[:7])
    with pytest.raises(NoteError, match="wrong length"):
        key_of.verify(TEXT, line.signature[:-1])


def test_only_a_witness_key_cosigns_only_a_checkpoint() -> None:
    with pytest.raises(NoteError):
        cosign(LOG.checkpoint(7), LOG_KEY, NOON)
    with pytest.raises(ProofError):
        cosign(sign("not a checkpoint\n", [LOG_KEY]), WITNESSES[0], NOON)
    with pytest.raises(NoteError, match="not cosigned"):
        verify_cosignatures(LOG.checkpoint(7, 0), VKEYS)


def test_cosignatures_are_added_when_they_verify_and_replace_older_ones() -> None:
    first, second = WITNESSES
    vkeys = [first.verifier.format(), second.verifier.format()]
    data = LOG.checkpoint(7, 1)
    answer = cosign(data, first, NOON + 9) + cosign(data, second, NOON) + cosign(data, STRANGER, 1)
    both = add_cosignatures(data, answer, vkeys)
    expected = (Cosigned(first.name, NOON + 9), Cosigned(second.name, NOON))
    assert open_checkpoint(both, ORIGIN, VKEYS).cosigned == expected
    assert STRANGER.name.encode() not in both


def test_what_is_no_cosignature_of_this_checkpoint_is_not_added() -> None:
    data, vkeys = LOG.checkpoint(7, 0), [WITNESSES[0].verifier.format()]
    answers: dict[str, bytes] = {
        "of another checkpoint": cosign(LOG.checkpoint(6, 0), WITNESSES[0], NOON),
        "by an unknown witness": cosign(data, STRANGER, NOON),
        "nothing": b"",
        "an error page": b"<html>\n",
    }
    for answer in answers.values():
        with pytest.raises(NoteError):
            add_cosignatures(data, answer, vkeys)
    log_line = signature_line(TEXT, LOG_KEY).format().encode()
    with pytest.raises(NoteError, match="not a witness's key"):
        add_cosignatures(data, log_line, VKEYS)


def _bent(size: int) -> Checkpoint:
    return Checkpoint(ORIGIN, size, merkle.leaf_hash(b"another history"))


@pytest.mark.parametrize(
    ("new", "proof", "what"),
    [
        (lambda: Checkpoint("other", 9, LOG.root(9)), lambda: [], "not of"),
        (lambda: LOG.head(3), lambda: [], "shrank"),
        (lambda: _bent(5), lambda: [], "forked"),
        (lambda: _bent(9), lambda: merkle.consistency_proof(LOG.hashes, 5, 9), "does not extend"),
        (lambda: LOG.head(9), lambda: merkle.consistency_proof(LOG.hashes, 4, 9), "proof|extend"),
        (lambda: LOG.head(9), lambda: [], "proof is empty"),
        (lambda: LOG.head(5), lambda: [EMPTY_ROOT], "should be empty"),
    ],
)
def test_a_log_only_grows(
    new: Callable[[], Checkpoint], proof: Callable[[], list[bytes]], what: str
) -> None:
    with pytest.raises(ProofError, match=what):
        require_extends(LOG.head(5), new(), proof())


def test_growth_is_let_through() -> None:
    for old in range(10):
        for new in range(old, 10):
            proof = merkle.consistency_proof(LOG.hashes, old, new)
            require_extends(LOG.head(old), LOG.head(new), proof)
    with pytest.raises(ProofError):
        require_extends(_bent(0), _bent(0), [])
