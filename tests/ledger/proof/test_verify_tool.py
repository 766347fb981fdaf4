"""The standalone verifier: shares nothing with the product, and says the same of every receipt."""

from __future__ import annotations

import ast
import importlib.util
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random
from struct import pack
from types import ModuleType
from typing import Any

import pytest

from ledger.proof import merkle
from ledger.proof.checkpoint import Checkpoint, sign_checkpoint
from ledger.proof.cosignature import cosign
from ledger.proof.leaf import leaf_data
from ledger.proof.merkle import ProofError
from ledger.proof.note import (
    COSIGNATURE_V1,
    ED25519,
    MAX_NOTE_BYTES,
    SignatureLine,
    SigningKey,
    parse_note,
    sign,
)
from ledger.proof.receipt import MAX_RECEIPT_BYTES, EntryReceipt, make_receipt, verify_receipt
from tests.ledger.proof.making import LOG_KEY, NOON, ORIGIN, VKEYS, WITNESSES, SmallLog, key
from tests.ledger.proof.mutants import mutants
from tests.ledger.proof.test_receipt import MALFORMED

TOOL = Path(__file__).parents[3] / "tools" / "verify_receipt.py"
LOG = SmallLog(20)


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_receipt", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tool: Any = _load()


def ours(data: bytes, origin: str = ORIGIN, vkeys: list[str] = VKEYS) -> tuple[Any, ...] | None:
    try:
        p = verify_receipt(data, origin, vkeys)
    except ProofError:
        return None
    cosigned = tuple((one.name, one.time) for one in p.cosigned)
    entry = (p.stream, p.version, p.event, p.state)
    return (p.origin, p.position, p.size, p.root, *entry, p.verified, cosigned)


def theirs(data: bytes, origin: str = ORIGIN, vkeys: list[str] = VKEYS) -> tuple[Any, ...] | None:
    try:
        return tuple(tool.prove(data, origin, vkeys))
    except tool.ReceiptError:
        return None


def test_it_imports_nothing_but_the_standard_library_and_cryptography() -> None:
    modules = set()
    for node in ast.walk(ast.parse(TOOL.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            modules.add((node.module or "").split(".")[0])
    assert modules - set(sys.stdlib_module_names) == {"cryptography"}


def _agree(logs: int, seed: int) -> None:
    draw = Random(seed)
    for number in range(logs):
        log = SmallLog(draw.randrange(1, 70), seed=number)
        size = draw.randrange(1, len(log.leaves) + 1)
        index = draw.randrange(size)
        data = log.receipt(index, size, draw.randrange(3))
        verdict = ours(data)
        assert verdict is not None
        assert verdict[1:4] == (index + 1, size, log.root(size))
        assert theirs(data) == verdict


def test_both_agree_on_random_logs() -> None:
    _agree(100, seed=3)


@pytest.mark.slow
def test_both_agree_on_a_thousand_random_logs() -> None:
    _agree(1_000, seed=4)


def _disagreements(count: int, seed: int) -> tuple[list[bytes], Counter[bool]]:
    receipts = [LOG.receipt(index, size) for index, size in ((0, 1), (4, 6), (11, 20))]
    accepted: Counter[bool] = Counter()
    differ = []
    for _, mutant in mutants(receipts, count, seed):
        verdict = ours(mutant)
        accepted[verdict is not None] += 1
        if theirs(mutant) != verdict:
            differ.append(mutant)
    return differ, accepted


def test_both_agree_on_mutants() -> None:
    differ, accepted = _disagreements(600, seed=5)
    assert differ == []
    assert accepted[True] > 0


@pytest.mark.slow
def test_both_agree_on_ten_thousand_mutants() -> None:
    differ, _ = _disagreements(10_000, seed=6)
    assert differ == []


@pytest.mark.parametrize("data", MALFORMED.values(), ids=MALFORMED)
def test_it_refuses_what_is_malformed(data: bytes) -> None:
    assert theirs(data) is None


def test_its_limits_are_ours() -> None:
    long = LOG.receipt(4, 6).replace(b"extra ", b"extra " + b"A" * 2**24)
    with pytest.raises(tool.ReceiptError, match="too long to be a receipt"):
        tool.prove(long, ORIGIN, VKEYS)
    assert (tool.BIGGEST_FILE, tool.BIGGEST_NOTE) == (MAX_RECEIPT_BYTES, MAX_NOTE_BYTES)


def _signed(note: bytes) -> bytes:
    """A receipt for entry 1 of 1 with this checkpoint."""
    return EntryReceipt(0, (), note, LOG.leaves[0]).format()


def _signed_entry(leaf: bytes) -> bytes:
    """A receipt for bytes that a log signed, whatever they are."""
    head = Checkpoint(ORIGIN, 1, merkle.leaf_hash(leaf))
    return EntryReceipt(0, (), sign_checkpoint(head, [LOG_KEY]), leaf).format()


def _late(note: bytes) -> bytes:
    """A cosignature that is right but for its time: 2**63."""
    witness = WITNESSES[0]
    text = f"cosignature/v1\ntime {2**63}\n{parse_note(note).text}"
    bare = SigningKey(witness.name, ED25519, witness.seed).sign(text)
    line = SignatureLine(witness.name, witness.verifier.key_id, pack(">Q", 2**63) + bare)
    return line.format().encode()


def _cases() -> dict[str, tuple[bytes, bool]]:
    """Receipts at the edges of the formats, each with whether it holds."""
    head = LOG.head(1)
    note = sign_checkpoint(head, [LOG_KEY])
    many = [key(f"signer-{n}") for n in range(99)]
    other = key("other.example/ledger")
    namesake = key(ORIGIN, COSIGNATURE_V1)
    extended = Checkpoint(ORIGIN, 1, head.root, ("extension",)).format()
    again = cosign(note, WITNESSES[0], NOON) + cosign(note, WITNESSES[0], NOON + 1)
    same = cosign(note, WITNESSES[0], NOON) * 2
    return {
        "100 signatures": (_signed(sign(head.format(), [LOG_KEY, *many])), True),
        "101 signatures": (
            _signed(note).replace(b"\x94 ", b"\x94 x AAAAAAAA\n\xe2\x80\x94 ", 1)
            + b"\xe2\x80\x94 x AAAAAAAA\n" * 99,
            False,
        ),
        "a key id alone": (_signed(note) + b"\xe2\x80\x94 x AAAAAA==\n", False),
        "a time of 2**63": (_signed(note) + _late(note), False),
        "a byte after the entry": (_signed_entry(LOG.leaves[0] + b"\0"), False),
        "a version of 0": (_signed_entry(leaf_data("stream", 0, "Event", b"")), False),
        "an entry of nothing": (_signed_entry(leaf_data("stream", 1, "Event", b"")), True),
        "extension lines": (_signed(sign(extended, [LOG_KEY])), True),
        "signed by another log": (_signed(sign(head.format(), [other])), False),
        "a witness named as the log": (
            _signed(head.format().encode() + b"\n" + cosign(note, namesake, NOON)),
            False,
        ),
        "a witness twice": (_signed(note + again), False),
        "the same line twice": (_signed(note + same), True),
        "a bare second line": (_signed(note) + b"\xe2\x80\x94 x\n", False),
        "a strange second line": (_signed(note + b"\xe2\x80\x94 x AAAAAAAA\n"), True),
        "the root of another entry": (
            _signed(sign(Checkpoint(ORIGIN, 1, bytes(32)).format(), [LOG_KEY])),
            False,
        ),
    }


@pytest.mark.parametrize("name", _cases())
def test_both_agree_at_the_edges(name: str) -> None:
    data, holds = _cases()[name]
    others = [key("other.example/ledger"), key(ORIGIN, COSIGNATURE_V1)]
    vkeys = [*VKEYS, *(one.verifier.format() for one in others)]
    assert (ours(data, vkeys=vkeys) is not None) is holds
    assert theirs(data, vkeys=vkeys) == ours(data, vkeys=vkeys)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "name",
        VKEYS[0] + "A",
        VKEYS[0][:-1],
        VKEYS[0].upper(),
        VKEYS[0].replace(f"+{LOG_KEY.verifier.key_id.hex()}+", "+00000000+"),
        VKEYS[0].replace(ORIGIN, "\udcff"),
        VKEYS[0].replace(ORIGIN, "two words"),
        "a+00000000+AA==",
        "\N{COMBINING GRAVE ACCENT}+12345678+é",
    ],
)
def test_both_refuse_a_malformed_key(vkey: str) -> None:
    data = LOG.receipt(4, 6)
    assert ours(data, vkeys=[*VKEYS, vkey]) is None
    assert theirs(data, vkeys=[*VKEYS, vkey]) is None


def _run(data: bytes, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The tool's copy in an empty folder, in a process that cannot import the product."""
    copy, receipt = folder / "verify_receipt.py", folder / "entry.tlog-proof"
    copy.write_bytes(TOOL.read_bytes())
    receipt.write_bytes(data)
    code = (
        "import runpy, sys\n"
        "for name in ('domain', 'ledger', 'eventsourcing', 'pydantic'):\n"
        "    sys.modules[name] = None\n"
        f"sys.argv = {['verify_receipt.py', str(receipt), *arguments]!r}\n"
        f"runpy.run_path({str(copy)!r}, run_name='__main__')\n"
    )
    command = [sys.executable, "-I", "-c", code]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_it_runs_alone_and_says_what_was_proved(tmp_path: Path) -> None:
    keys = [argument for vkey in VKEYS for argument in ("--key", vkey)]
    ran = _run(LOG.receipt(4, 6), tmp_path, "--origin", ORIGIN, *keys)
    proved = verify_receipt(LOG.receipt(4, 6), ORIGIN, VKEYS)
    assert (ran.returncode, ran.stderr) == (0, "")
    lines = ran.stdout.splitlines()
    assert lines[0] == f"PROVED: {proved.event} is entry 5 of 6 in {ORIGIN}."
    assert lines[1] == f"It is number 5 in {proved.stream}."
    assert "police.example/witness saw it on 01 January 2026 00:00:00 UTC" in ran.stdout
    assert LOG.root(6).hex()[:16] in ran.stdout
    assert '"evidence": "(sealed)"' in ran.stdout
    assert "Yw==" not in ran.stdout


def test_it_runs_alone_and_says_what_was_not(tmp_path: Path) -> None:
    data = LOG.receipt(4, 6).replace(b"index 4", b"index 5")
    ran = _run(data, tmp_path, "--origin", ORIGIN, "--key", VKEYS[0])
    assert (ran.returncode, ran.stderr) == (1, "")
    assert ran.stdout == "NOT PROVED: the entry is not what was recorded.\n"


def test_a_missing_file_is_not_proved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tool.main([str(tmp_path / "none"), "--origin", ORIGIN, "--key", VKEYS[0]]) == 1
    assert capsys.readouterr().out.startswith("NOT PROVED: ")


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (b'{"a":1,"a":2}', """b'{"a":1,"a":2}'"""),
        (b"not JSON\n\x1b[2J", r"b'not JSON\n\x1b[2J'"),
        (b"\xff\xfe{\x00}\x00", r"b'\xff\xfe{\x00}\x00'"),
        (b"[" * 100_000, repr(b"[" * 100_000)),
        (b"1" * 5_000, repr(b"1" * 5_000)),
        (
            json.dumps({"a": "\x1b[2J\u202e"}, ensure_ascii=False).encode(),
            r'  "a": "\u001b[2J\u202e"',
        ),
        (b'{"a":"\\ud800"}', r'  "a": "\ud800"'),
        (b'{"a":{"sealed":"v1","kid":"k","n":"n","c":"secret"}}', '  "a": "(sealed)"'),
        (b'{"sealed":true}', '  "sealed": true'),
    ],
    ids=["twice", "escape", "UTF-16", "deep", "long", "bidi", "surrogate", "sealed", "not sealed"],
)
def test_content_cannot_hide_or_draw(
    state: bytes, shown: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A ledger's owner may put anything into an entry: the reader sees it as it stands."""
    leaf = leaf_data("stream\nPROVED: more", 1, "Event\x1b[31m", state)
    head = Checkpoint(ORIGIN, 1, merkle.leaf_hash(leaf))
    file = tmp_path / "entry.tlog-proof"
    file.write_bytes(make_receipt(leaf, 0, [], sign_checkpoint(head, [LOG_KEY])))
    assert tool.main([str(file), "--origin", ORIGIN, "--key", VKEYS[0]]) == 0
    printed = capsys.readouterr().out
    assert shown in printed.split("\n")
    assert sum(line.startswith("PROVED") for line in printed.split("\n")) == 1
    assert all(letter.isprintable() or letter == "\n" for letter in printed)
