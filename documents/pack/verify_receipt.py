#!/usr/bin/env python3
"""Checks a receipt of an assurance ledger, offline, and says in a sentence what it proves.

    python verify_receipt.py FILE --origin NAME --key KEY [--key KEY ...]

NAME and the KEYs come from somebody you trust, by another route than the receipt: the ledger's
own key, and the keys of witnesses if you know any. Exit code 0: proved. 1: not proved.

This file needs Python 3.11 and the package `cryptography`, and nothing of the ledger's software:
read it, it is short. The formats are public: c2sp.org/tlog-proof, c2sp.org/tlog-checkpoint,
c2sp.org/tlog-cosignature, c2sp.org/signed-note; the tree is that of RFC 6962.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.hazmat.primitives.serialization import load_ssh_public_key

UNSIGNED = "Its actor did not sign it: who it was is the ledger's word."
LOG, WITNESS = 1, 4  # the two kinds of key: a log signs, a witness signs and says when
BIGGEST_FILE, BIGGEST_NOTE = 16 * 2**20, 1_000_000


class ReceiptError(Exception):
    """The receipt does not prove anything. The message says what is wrong with it."""


class Key(NamedTuple):
    name: str
    short: bytes  # first 4 bytes of a hash: tells which key a signature claims to be by
    kind: int
    public: bytes


class Proof(NamedTuple):
    origin: str
    position: int  # the entry's number, from 1
    size: int
    root: bytes
    stream: str
    version: int
    event: str
    state: bytes
    signed: tuple[str, ...]
    cosigned: tuple[tuple[str, int], ...]


def need(condition: object, otherwise: str) -> None:
    if not condition:
        raise ReceiptError(otherwise)


def text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise ReceiptError("a part is not UTF-8 text") from None


def unbase64(encoded: str) -> bytes:
    """Base64 in its one right spelling: otherwise two different files would say the same."""
    try:
        data = base64.b64decode(encoded.encode("ascii"), validate=True)
    except ValueError:
        raise ReceiptError("a part is not base64") from None
    need(base64.b64encode(data).decode() == encoded, "a part is not canonical base64")
    return data


def number(digits: str) -> int:
    need(digits.isascii() and digits.isdigit() and len(digits) < 20, "a number is malformed")
    need(str(int(digits)) == digits and int(digits) < 2**63, "a number is malformed")
    return int(digits)


CHANGES = (
    (rb"\A(\xff\xfe|\xfe\xff)|\x00", "it was saved as UTF-16"),
    (rb"\A\xef\xbb\xbf", "it begins with a byte order mark, as Notepad writes it"),
    (rb"\r", "its line ends are those of Windows"),
    (rb"=(3D|20|E2=80=94)", "it was encoded for mail (quoted-printable)"),
    (rb"(?m)^[>|]", "its lines are quoted, as in an answer to a mail"),
    (rb"(?m)^([ \t]|\xc2\xa0)|([ \t]|\xc2\xa0)$", "spaces stand at the ends of its lines"),
    (rb"(?m)^(--?|\x96|\x97|\xe2\x80[\x93\x95]|\xc3\xa2\xe2\x82\xac\xe2\x80\x9d|&mdash;|\?) ",
     "the dashes before its signatures were changed"),
    (rb"\A\n|\n\n\n|\n\n\Z", "blank lines were put in"),
    (rb"(?s)\A(?!.*\n\n).*\n\xe2\x80\x94 ", "its blank lines were taken out"),
    (rb"\nextra [^\n]*\n(?!index )|\n\xe2\x80\x94 [^\n]*\n(?!\xe2\x80\x94 )[^\n]",
     "its long lines were broken"),
    (rb"(?s).c2sp\.org/tlog-proof@v1\n", "something stands before its first line"),
    (rb"[^\n]\Z", "the end of its last line is missing"),
)  # fmt: skip


def why(data: bytes, error: Exception) -> str:
    """What to say of a file that proves nothing: Notepad and mail change lines, and forge none."""
    how = next((words for mark, words in CHANGES if re.search(mark, data)), None)
    if how is None:
        return str(error)
    return f"this file's lines were changed on the way: {how}; ask for the original"


def key_name(name: str) -> str:
    odd = any(c.isspace() or c < " " or c == "+" or "\ud800" <= c <= "\udfff" for c in name)
    need(not odd and 0 < len(name.encode()) <= 255, "a key's name is malformed")
    return name


def read_key(line: str) -> Key:
    """A key as people exchange it: name+hash+base64(kind, public key)."""
    parts = line.split("+", 2)
    need(len(parts) == 3, "a key is not of the form name+hash+key")
    name, material = key_name(parts[0]), unbase64(parts[2])
    need(len(material) == 33 and material[0] in (LOG, WITNESS), f"the key of {name} is unknown")
    short = hashlib.sha256(name.encode() + b"\n" + material).digest()[:4]
    need(short.hex() == parts[1], f"the key of {name} was mistyped: its hash differs")
    return Key(name, short, material[0], material[1:])


def check_signature(key: Key, note_text: str, signature: bytes) -> int | None:
    """A log signs the text. A witness signs the text and its time, which stands before it."""
    signed, time = note_text.encode(), None
    if key.kind == WITNESS:
        need(len(signature) == 72, f"the signature of {key.name} has the wrong length")
        time, signature = int.from_bytes(signature[:8], "big"), signature[8:]
        need(time < 2**63, f"the time of {key.name} is impossible")
        signed = f"cosignature/v1\ntime {time}\n".encode() + signed
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, signed)
    except (InvalidSignature, ValueError):
        raise ReceiptError(f"the signature of {key.name} is false") from None
    return time


def open_note(note: str, keys: list[Key]) -> tuple[str, list[tuple[Key, int | None]]]:
    """A note is a text, a blank line, and signatures. Those by keys we do not know say nothing;
    a false one by a key that we know means that somebody tampered, whatever the others say."""
    need(len(note.encode()) <= BIGGEST_NOTE, "the checkpoint is too long")
    need(all(c >= " " or c == "\n" for c in note), "the checkpoint holds control characters")
    body, blank, signatures = note.rpartition("\n\n")
    need(blank and signatures.endswith("\n"), "the checkpoint is not signed")
    lines = signatures.removesuffix("\n").split("\n")
    need(len(lines) <= 100, "the checkpoint has too many signatures")
    verified = []
    for number_, line in enumerate(lines):
        dash, _, rest = line.partition(" ")
        name, space, encoded = rest.partition(" ")
        need(dash == "\u2014" and space, "a signature line is malformed")
        key_name(name)
        data = unbase64(encoded)
        need(len(data) > 4, "a signature is too short")
        for key in keys:
            if (key.name, key.short) == (name, data[:4]) and line not in lines[:number_]:
                verified.append((key, check_signature(key, body + "\n", data[4:])))
    return body + "\n", verified


def read_checkpoint(body: str) -> tuple[str, int, bytes]:
    """Name of the log, how many entries it holds, and one hash over all of them in order."""
    lines = body.removesuffix("\n").split("\n")
    need(len(lines) >= 3 and all(lines), "the checkpoint is not a name, a size and a root")
    root = unbase64(lines[2])
    need(len(root) == 32, "the root is not 32 bytes long")
    need(len(lines[0].encode()) <= 255, "the log's name is too long")
    return lines[0], number(lines[1]), root


def tree_root(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """The root that a tree must have if this leaf stands at this place in it (RFC 6962, 2.1)."""
    # It is parted at the largest power of two below its size; the path's last is the other half.
    if size == 1:
        need(not path, "the proof is too long")
        return leaf
    need(path, "the proof is too short")
    left = 1 << ((size - 1).bit_length() - 1)
    if index < left:
        ours, other = tree_root(leaf, index, left, path[:-1]), path[-1]
        return hashlib.sha256(b"\x01" + ours + other).digest()
    ours, other = tree_root(leaf, index - left, size - left, path[:-1]), path[-1]
    return hashlib.sha256(b"\x01" + other + ours).digest()


def read_entry(data: bytes) -> tuple[str, int, str, bytes]:
    """Stream, version, event and state: every part with its length before it, nothing after."""

    def take(size: int) -> bytes:
        nonlocal data
        need(len(data) >= size, "the entry is cut off")
        taken, data = data[:size], data[size:]
        return taken

    need(take(25) == b"assurance-ledger/leaf/v1\n", "this is not an entry of such a ledger")
    kind, stream_data = take(1), take(int.from_bytes(take(4), "big"))
    version = int.from_bytes(take(8), "big")
    event = text(take(int.from_bytes(take(4), "big")))
    state = take(int.from_bytes(take(4), "big"))
    need(not data, "the entry goes on after its end")
    need(kind == b"\x02" or (kind == b"\x01" and len(stream_data) == 16), "a stream is malformed")
    stream = text(stream_data) if kind == b"\x02" else str(uuid.UUID(bytes=stream_data))
    need(stream and event and 1 <= version < 2**63, "a part of the entry is missing")
    return stream, version, event, state


def prove(data: bytes, origin: str, key_lines: list[str]) -> Proof:
    """What this receipt proves to somebody who trusts these keys, or ReceiptError."""
    need(len(data) <= BIGGEST_FILE, "the file is too long to be a receipt")
    head, blank, note = data.partition(b"\n\n")
    need(blank, "the file has no checkpoint")
    lines = text(head).split("\n")
    need(lines[0] == "c2sp.org/tlog-proof@v1", "the file is not a receipt")
    need(len(lines) >= 3 and lines[1].startswith("extra "), "the receipt holds no entry")
    need(lines[2].startswith("index "), "the receipt does not say which entry it is for")
    entry, index = unbase64(lines[1][6:]), number(lines[2][6:])
    path = [unbase64(line) for line in lines[3:]]
    need(len(path) <= 63 and all(len(part) == 32 for part in path), "the proof is malformed")
    # The signatures, by the keys that we were given: never by keys that the file brings along.
    keys = list(dict.fromkeys(read_key(line) for line in key_lines))
    need(len({key[:2] for key in keys}) == len(keys), "two of the keys cannot be told apart")
    body, verified = open_note(text(note), keys)
    found_origin, size, root = read_checkpoint(body)
    need(found_origin == origin, f"the receipt is of {found_origin!r}, not of {origin!r}")
    signers = [key for key, _ in verified]
    need(any((key.kind, key.name) == (LOG, origin) for key in signers), "the log did not sign")
    need(len(set(signers)) == len(signers), "a key signed twice")
    # The entry: it is believed because its hash leads, through the path, to the signed root.
    need(index < size, "the receipt is for an entry that the checkpoint does not cover")
    leaf = hashlib.sha256(b"\x00" + entry).digest()
    need(tree_root(leaf, index, size, path) == root, "the entry is not what was recorded")
    names = tuple(dict.fromkeys(key.name for key in signers))
    cosigned = tuple((key.name, time) for key, time in verified if time is not None)
    return Proof(origin, index + 1, size, root, *read_entry(entry), names, cosigned)


def counted(part: bytes) -> bytes:
    return len(part).to_bytes(4, "big") + part


def fields_of(data: bytes) -> list[bytes]:
    """OpenSSH's fields: each with its length before it, nothing after the last."""
    found = []
    while data:
        size = int.from_bytes(data[:4], "big")
        need(len(data) >= 4 + size, "a signature is cut off")
        found.append(data[4 : 4 + size])
        data = data[4 + size :]
    return found


def actors_key(proof: Proof) -> str | None:
    """The key that the actor signed with, if they did; docs/signed-acts.md has the format."""
    stamp = json.loads(proof.state)
    if (made := stamp.get("signed")) is None:
        return None
    stored = proof.state.partition(b',"event":')[2][:-1]
    where = counted(proof.stream.encode()) + proof.version.to_bytes(8, "big")
    what = counted(proof.event.encode()) + stamp["schema"].to_bytes(4, "big") + counted(stored)
    leaf = hashlib.sha256(b"\x00assurance-ledger/act/v1\n" + where + what).digest()
    root = tree_root(leaf, made["number"] - 1, made["size"], [*map(bytes.fromhex, made["path"])])
    when = datetime.fromisoformat(stamp["recorded_at"]).astimezone(UTC)
    statement = (
        f"assurance-ledger/act/v1\nledger {proof.origin}\nactor {stamp['actor']}\n"
        f"recorded {when:%Y-%m-%dT%H:%M:%S.%fZ}\ncommand {stamp['command_id']}\n"
        f"entries {made['size']}\nroot {base64.b64encode(root).decode()}\n"
    )
    return check_ssh(unbase64(made["signature"]), statement.encode(), made["key"])


def check_ssh(signature: bytes, statement: bytes, fingerprint: str) -> str:
    """OpenSSH's signature over a statement, by the key with this fingerprint (PROTOCOL.sshsig)."""
    need(signature[:10] == b"SSHSIG\x00\x00\x00\x01", "the actor's signature is malformed")
    blob, purpose, reserved, hashed, made = fields_of(signature[10:])
    told = base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")
    need(fingerprint == f"SHA256:{told}", "the actor's signature is by another key")
    need(purpose == b"assurance-ledger/act/v1", "the actor's signature is for something else")
    need(hashed in (b"sha256", b"sha512"), "the actor's signature is of an unknown kind")
    parts = (purpose, reserved, hashed, hashlib.new(hashed.decode(), statement).digest())
    data = b"SSHSIG" + b"".join(map(counted, parts))
    kind = fields_of(blob)[0].decode()
    key = load_ssh_public_key(f"{kind} {base64.b64encode(blob).decode()}".encode())
    if kind.startswith("sk-"):  # a key in hardware signs who asked, a touch and a counter too
        asked, signed = (hashlib.sha256(part).digest() for part in (fields_of(blob)[-1], data))
        made, touch = made[:-5], made[-5:]
        need(touch[0] & 1, "nobody touched the actor's key")
        data = asked + touch + signed
    algorithm, raw = fields_of(made)
    if isinstance(key, Ed25519PublicKey):
        key.verify(raw, data)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        r, s = (int.from_bytes(number_, "big") for number_ in fields_of(raw))
        sha = {256: SHA256(), 384: SHA384(), 521: SHA512()}[key.curve.key_size]
        key.verify(utils.encode_dss_signature(r, s), data, ec.ECDSA(sha))
    elif isinstance(key, rsa.RSAPublicKey):
        sha = {b"rsa-sha2-256": SHA256(), b"rsa-sha2-512": SHA512()}[algorithm]
        key.verify(raw, data, padding.PKCS1v15(), sha)
    else:
        raise ReceiptError("the actor's key is of an unknown kind")
    return fingerprint


def how_known(stamp: dict[str, Any]) -> str:
    """How its actor was known, in the ledger's own words for it."""
    issuer = (stamp.get("sign_in") or {}).get("issuer", "")
    host = re.match(r"[a-z]+://(?:[^/?#@]*@)?([^/?#:@\[]+|\[[^\]]+\])", issuer, re.I)
    here, way = "the ledger's own computer", stamp.get("known_by")
    ways = {None: "not recorded", "demonstration": "in an invented story",
            "local": f"as claimed on {here}", "account": f"by their account on {here}",
            "oidc": f"signed in through {host[1].lower() if host else issuer}",
            "ssh": f"let in by their key {stamp.get('key')}"}  # fmt: skip
    return ways.get(way, f"known by {way}")


def actors_word(proof: Proof) -> str:
    """Who recorded it, how that was known, and who says so."""
    try:
        stamp = json.loads(proof.state)
        who = f"Recorded by {stamp['actor']}, {how_known(stamp)}."
        key = actors_key(proof)
    except (ReceiptError, InvalidSignature) as error:
        wrong = str(error) or "the signature is false"
        return f"NOT ITS ACTOR'S, by this name of the ledger: {wrong}. {who}"
    except Exception:  # an entry of another program may hold anything
        return "Whether its actor signed it cannot be told."
    signed = f"Its actor signed it with the key {key}: ask whose that is."
    return f"{who} {signed if key else UNSIGNED}"


def content(state: bytes) -> list[str]:
    """The entry's content for reading. Sealed fields stay sealed: only their key opens them."""

    def fields(pairs: list[tuple[str, Any]]) -> Any:
        value = dict(pairs)
        need(len(value) == len(pairs), "a field stands twice")
        return "(sealed)" if value.keys() == {"sealed", "kid", "n", "c"} else value

    try:
        value = json.loads(text(state), object_pairs_hook=fields)
        return json.dumps(value, indent=2, ensure_ascii=False).split("\n")
    except (ValueError, RecursionError, ReceiptError):
        return [repr(state)]  # not plain JSON: byte for byte, so that nothing is hidden


def moment(seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%d %B %Y %H:%M:%S UTC")
    except (ValueError, OverflowError, OSError):
        return f"second {seconds} after 1970"


def report(proof: Proof) -> list[str]:
    times = "; ".join(f"{name} saw it on {moment(time)}" for name, time in proof.cosigned)
    return [
        f"PROVED: {proof.event} is entry {proof.position} of {proof.size} in {proof.origin}.",
        f"It is number {proof.version} in {proof.stream}.",
        f"Signed by: {', '.join(proof.signed)}.",
        f"Cosigned: {times or 'by no witness whose key was given'}.",
        f"The root over all {proof.size} entries begins {proof.root.hex()[:16]}.",
        actors_word(proof),
        "What was recorded:",
        *content(proof.state),
    ]


def shown(line: str) -> str:
    """A line for the screen: text from a file must not be able to draw on it."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("file", help="the receipt, a .tlog-proof file")
    parser.add_argument("--origin", required=True, help="the ledger's name")
    parser.add_argument("--key", action="append", required=True, help="a key; may be repeated")
    options = parser.parse_args(arguments)
    data = b""
    try:
        with Path(options.file).open("rb") as file:
            data = file.read(BIGGEST_FILE + 1)
        proof = prove(data, options.origin, options.key)
    except (ReceiptError, OSError) as error:
        print(shown(f"NOT PROVED: {why(data, error)}."))
        return 1
    print(*map(shown, report(proof)), sep="\n")
    return 0


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):  # a screen that lacks a letter still gets the answer
        sys.stdout.reconfigure(errors="backslashreplace")
    raise SystemExit(main())
