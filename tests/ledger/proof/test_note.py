"""Signed notes and their keys, by c2sp.org/signed-note and Go's golang.org/x/mod/sumdb/note."""

from __future__ import annotations

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.proof.merkle import ProofError
from ledger.proof.note import (
    COSIGNATURE_V1,
    ED25519,
    MAX_NOTE_BYTES,
    SIGNATURE_TYPES,
    Note,
    NoteError,
    SignatureLine,
    SignatureType,
    SigningKey,
    VerifierKey,
    open_note,
    parse_note,
    sign,
    signature_line,
)
from tests.ledger.proof.making import key

# The vectors of golang.org/x/mod/sumdb/note.
PETER_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
PETER_LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotp"
    "RZb6KE6RyyBwJnAM=\n"
)
ENOCH_LINE = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox3"
    "3WWd1RvMc+QQ=\n"
)

# The example of c2sp.org/signed-note: a text with a blank line; its key is not published.
POEM = (
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
    "— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMou"
    "FSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
)


def note(*lines: str, text: str = TEXT) -> bytes:
    return (text + "\n" + "".join(lines)).encode()


def test_gos_notes_verify() -> None:
    """One of two signers known, the other, both: each time what sumdb/note says."""
    both = note(PETER_LINE, ENOCH_LINE)
    assert open_note(both, [PETER]).verified == ("PeterNeumann",)
    assert open_note(both, [ENOCH]).verified == ("EnochRoot",)
    assert open_note(both, [ENOCH, PETER]).verified == ("PeterNeumann", "EnochRoot")
    assert open_note(both, [PETER]).text == TEXT
    assert open_note(both, [PETER]).format() == both


def test_gos_private_key_signs_gos_note() -> None:
    """Ed25519 is deterministic: the same key and text give the same bytes as in Go."""
    private = SigningKey.parse(PETER_PRIVATE)
    assert sign(TEXT, [private]) == note(PETER_LINE)
    assert private.verifier.format() == PETER
    assert private.format() == PETER_PRIVATE


def test_the_text_may_hold_blank_lines() -> None:
    parsed = parse_note(POEM.encode())
    assert parsed.text.endswith("di sole:\n\ned è subito sera.\n")
    assert parsed.lines[0].name == "quasimodo.example/salvatore"
    assert parsed.format() == POEM.encode()


def test_no_known_key_is_a_refusal() -> None:
    with pytest.raises(NoteError, match="not signed by a known key"):
        open_note(note(PETER_LINE), [])
    with pytest.raises(NoteError, match="not signed by a known key"):
        open_note(note(PETER_LINE), [ENOCH])


def test_a_false_signature_by_a_known_key_rejects_the_whole_note() -> None:
    """Whatever other good signatures stand beside it, before or after."""
    false = ENOCH_LINE.replace("5n2t", "5n2u")
    assert open_note(note(PETER_LINE, false), [PETER]).verified == ("PeterNeumann",)
    for lines in ((PETER_LINE, false), (false, PETER_LINE), (ENOCH_LINE, false)):
        with pytest.raises(NoteError, match="EnochRoot is not valid"):
            open_note(note(*lines), [PETER, ENOCH])


def test_a_known_name_with_another_key_is_unknown() -> None:
    """And a known key id under another name: only both together are known."""
    renamed = PETER_LINE.replace("PeterNeumann", "CarmenSandiego")
    other = PETER_LINE.replace("x08g", "xxxx")
    assert open_note(note(renamed, other, ENOCH_LINE), [PETER, ENOCH]).verified == ("EnochRoot",)


def test_another_text_is_not_signed() -> None:
    with pytest.raises(NoteError):
        open_note(note(PETER_LINE, text=TEXT.replace("answer", "Answer")), [PETER])


def test_the_same_line_twice_counts_once() -> None:
    opened = open_note(note(PETER_LINE, PETER_LINE, ENOCH_LINE, ENOCH_LINE), [PETER, PETER])
    assert opened.verified == ("PeterNeumann",)
    assert len(opened.signatures) == 1


def test_sixteen_signatures_are_accepted_and_a_hundred_and_no_more() -> None:
    keys = [key(f"signer-{number}.example") for number in range(101)]
    for count in (16, 100):
        opened = open_note(sign(TEXT, keys[:count]), [one.verifier.format() for one in keys])
        assert len(opened.verified) == count
    lines = [signature_line(TEXT, one).format() for one in keys]
    with pytest.raises(NoteError, match="more than 100"):
        open_note(note(*lines), [keys[0].verifier.format()])
    with pytest.raises(NoteError, match="more than 100"):
        sign(TEXT, keys)


def test_the_size_is_limited() -> None:
    text = "x" * 999 + "\n"
    signed = sign(text * 990, [key("a")])
    assert open_note(signed, [key("a").verifier.format()]).verified == ("a",)
    with pytest.raises(NoteError, match=f"longer than {MAX_NOTE_BYTES}"):
        open_note(b"y" * MAX_NOTE_BYTES + signed, [key("a").verifier.format()])


MALFORMED = {
    "nothing": b"",
    "text only": TEXT.encode(),
    "no signature": note(),
    "no newline at the end": note(PETER_LINE)[:-1],
    "control character": b"\x01" + note(PETER_LINE),
    "tab": note(PETER_LINE, text="a\tb\n"),
    "carriage return": note(PETER_LINE).replace(b"\n", b"\r\n"),
    "not UTF-8": b"\xff" + note(PETER_LINE),
    "surrogate": b"\xed\xa0\x80" + note(PETER_LINE),
    "a line that is no signature": note(PETER_LINE, "Unexpected line.\n"),
    "a space in the name": note(PETER_LINE.replace("PeterN", "Peter N")),
    "a plus in the name": note(PETER_LINE.replace("PeterN", "Peter+N")),
    "a Unicode space in the name": note(PETER_LINE.replace("PeterN", "Peter\u2003N")),
    "no name": note(PETER_LINE.replace("PeterNeumann", "")),
    "a name of 256 bytes": note(PETER_LINE, f"— {'n' * 256} AAAAAAAA\n"),
    "a hyphen for the dash": note(PETER_LINE.replace("—", "-")),
    "two spaces": note(PETER_LINE.replace("— ", "—  ")),
    "space at the end": note(PETER_LINE.replace("=\n", "= \n")),
    "no base64": note(PETER_LINE, "— EnochRoot !!!!\n"),
    "base64 without padding": note(PETER_LINE, "— EnochRoot AAAAAAA\n"),
    "base64 with loose bits": note(PETER_LINE.replace("nAM=", "nAN=")),
    "base64 for URLs": note(PETER_LINE, "— EnochRoot AA_-AAAA\n"),
    "base64 beyond ASCII": note(PETER_LINE, "— EnochRoot ÀAAAAAAA\n"),
    "a key id only": note(PETER_LINE, "— EnochRoot AAAAAA==\n"),
    "no signature at all": note(PETER_LINE, "— EnochRoot \n"),
    "a known key's short signature": note("— PeterNeumann x08goAAA\n"),
}


@pytest.mark.parametrize("data", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_note_is_refused(data: bytes) -> None:
    with pytest.raises(NoteError):
        open_note(data, [PETER])


@pytest.mark.parametrize("text", ["", "no newline", "control\x02\n", "lone \ud800\n"])
def test_no_malformed_note_is_signed(text: str) -> None:
    with pytest.raises(NoteError):
        sign(text, [key("a")])


def test_no_part_of_a_key_is_a_key() -> None:
    """As in Go's test: no substring, and no character raised by one."""
    for whole, parse in ((PETER, VerifierKey.parse), (PETER_PRIVATE, SigningKey.parse)):
        parse(whole)
        for start in range(len(whole)):
            for end in range(start + 1, len(whole) + 1):
                if (start, end) != (0, len(whole)):
                    with pytest.raises(NoteError):
                        parse(whole[start:end])
            raised = whole[:start] + chr(ord(whole[start]) + 1) + whole[start + 1 :]
            with pytest.raises(NoteError):
                parse(raised)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+" + "A" * 20_000,
        PETER + "\n",
        PETER + "+more",
        "\ud800+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_a_malformed_key_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        VerifierKey.parse(text)
    with pytest.raises(NoteError):
        open_note(note(PETER_LINE), [PETER, text])


def test_two_keys_that_cannot_be_told_apart_are_refused() -> None:
    """Key ids are 4 bytes: an attacker can make a second key with the same name and id."""

    class Twin(VerifierKey):
        """A found collision: the key id of another key."""

        @property
        def key_id(self) -> bytes:
            return bytes.fromhex("c74f20a3")

    def parse(text: str) -> VerifierKey:
        return Twin("PeterNeumann", ED25519, bytes(32)) if text == "twin" else real(text)

    real = VerifierKey.parse
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(VerifierKey, "parse", parse)
        with pytest.raises(NoteError, match="share the hash c74f20a3"):
            open_note(note(PETER_LINE), [PETER, "twin"])


def test_a_private_key_does_not_show_itself() -> None:
    private = SigningKey.parse(PETER_PRIVATE)
    assert repr(private.seed) not in repr(private)
    assert b64encode(private.seed).decode() not in repr(private)
    with pytest.raises(NoteError) as refused:
        SigningKey.parse(PETER_PRIVATE[:-1] + "1")
    assert PETER_PRIVATE[40:60] not in str(refused.value)


def test_a_time_stands_exactly_where_the_type_has_one() -> None:
    with pytest.raises(NoteError, match="time"):
        key("log").sign(TEXT, 5)
    with pytest.raises(NoteError, match="time"):
        key("witness", COSIGNATURE_V1).sign(TEXT)
    for impossible in (-1, 0, 2**63):
        with pytest.raises(ProofError, match="time"):
            key("witness", COSIGNATURE_V1).sign(TEXT, impossible)
    with pytest.raises(NoteError):
        SigningKey("short", ED25519, bytes(31))


NAMES = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Z")), min_size=1, max_size=40
).filter(lambda name: "+" not in name and not any(letter.isspace() for letter in name))
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.just("\n"), max_size=200).map(
    lambda text: text + "\n"
)
LINES = st.builds(
    SignatureLine,
    NAMES,
    st.binary(min_size=4, max_size=4),
    st.binary(min_size=1, max_size=100),
)


@settings(deadline=None)
@given(TEXTS, st.lists(LINES, min_size=1, max_size=5).map(tuple))
def test_every_note_reads_back(text: str, lines: tuple[SignatureLine, ...]) -> None:
    written = Note(text, lines).format()
    assert parse_note(written) == Note(text, lines)
    assert parse_note(written).format() == written


@settings(deadline=None)
@given(NAMES, st.sampled_from([ED25519, COSIGNATURE_V1]), st.binary(min_size=32, max_size=32))
def test_every_key_reads_back(name: str, kind: SignatureType, seed: bytes) -> None:
    private = SigningKey(name, kind, seed)
    assert SigningKey.parse(private.format()) == private
    assert VerifierKey.parse(private.verifier.format()) == private.verifier


@settings(deadline=None)
@given(st.binary(max_size=200) | st.text(alphabet="— \nab+/=", max_size=80).map(str.encode))
def test_any_bytes_are_a_note_or_a_refusal(data: bytes) -> None:
    try:
        parsed = parse_note(data)
    except NoteError:
        return
    assert parsed.format() == data


def test_another_type_of_signature_needs_one_row_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A log may come to sign with ML-DSA-44 too: who knows only the old key goes on as before."""
    row = SignatureType(
        0xFD,
        1_312,
        2_420,
        False,
        lambda text, _: text.encode(),
        MLDSA44PrivateKey.from_seed_bytes,
        MLDSA44PublicKey.from_public_bytes,
    )
    old, new = (SigningKey("log.example/2026", kind, bytes(range(32))) for kind in (ED25519, row))
    note = sign("head\n", [old, new])
    assert len(open_note(note, [old.verifier.format()]).signatures) == 1
    with pytest.raises(NoteError, match="unknown type 0xfd"):
        open_note(note, [new.verifier.format()])
    monkeypatch.setitem(SIGNATURE_TYPES, row.byte, row)
    both = [old.verifier.format(), new.verifier.format()]
    assert [one.key.kind for one in open_note(note, both).signatures] == [ED25519, row]
    assert SigningKey.parse(new.format()) == new
    spoilt = note.replace(b"head", b"heap")
    for known in both:
        with pytest.raises(NoteError, match="is not valid"):
            open_note(spoilt, [known])
