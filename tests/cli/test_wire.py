"""The line between two desks: neither end gives the other more than the command's words name."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from cli.door import Flags
from cli.far import which
from cli.far.desk import serve
from cli.far.laptop import Command
from cli.far.wire import PROTOCOL, LostError, Wire, packed, unpacked
from cli.nouns import NOUNS
from domain.directory.keys import fingerprint_of
from ledger.keys.ssh_keygen import KeyAtHand
from tests.cli.harness import CHAIR, COORDINATOR, Assure
from tests.cli.tree import COMMANDS
from tests.ledger.attack.knowing import person_key


def _line(**message: Any) -> bytes:
    return json.dumps(message).encode() + b"\n"


def _told(words: list[str], *questions: dict[str, Any]) -> list[dict[str, Any]]:
    """What a laptop answers to the questions of a ledger's computer."""
    heard = io.BytesIO(b"".join(_line(**one) for one in (*questions, {"done": 0})))
    said = io.BytesIO()
    assert Command(words).run(Wire(heard, said)) == 0
    return [json.loads(line) for line in said.getvalue().splitlines()][1:-1]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "police.xlsx").write_bytes(b"grades")
    (tmp_path / "secret").write_bytes(b"of nobody else's business")
    return tmp_path


A_KEY = "AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
WORDS = ["return", "append", "police.xlsx", "--words", "@note.txt", "--out=made.yaml"]


@pytest.mark.parametrize(
    "path",
    ["secret", "./police.xlsx", "../police.xlsx", "/etc/passwd", "police", "", ".", "append"],
)
def test_no_file_is_read_that_the_command_does_not_name(desk: Path, path: str) -> None:
    (answer,) = _told(WORDS, {"read": path, "most": 100})
    assert "data" not in answer
    assert answer["error"]


def test_the_files_that_it_names_are_read_up_to_their_bound(desk: Path) -> None:
    (desk / "note.txt").write_bytes(b"seen at home")
    told = _told(WORDS, {"read": "police.xlsx", "most": 3}, {"read": "note.txt", "most": 99})
    assert [unpacked(one["data"]) for one in told] == [b"gra", b"seen at home"]


@pytest.mark.parametrize("path", ["secret2", "../made.yaml", "/tmp/x", "sub/made.yaml", "ma"])
def test_no_file_is_written_or_looked_for_but_beside_those_that_it_names(
    desk: Path, path: str
) -> None:
    before = sorted(desk.iterdir())
    data = packed(b"x")
    questions = ({"write": path, "data": data}, {"is_there": path}, {"remove": path})
    assert all("error" in answer for answer in _told(WORDS, *questions))
    assert sorted(desk.iterdir()) == before


def test_what_it_names_is_written_once_and_never_over_another(desk: Path) -> None:
    for path in ("made.yaml", "police-marked.xlsx"):
        assert _told(WORDS, {"write": path, "data": packed(b"new")}) == [{}]
        assert (desk / path).read_bytes() == b"new"
        assert (desk / path).stat().st_mode & 0o777 == 0o600
    assert _told(WORDS, {"write": "police.xlsx", "data": packed(b"x")}) == [{"exists": True}]
    assert (desk / "police.xlsx").read_bytes() == b"grades"


def test_nothing_is_signed_but_an_act(desk: Path) -> None:
    key = KeyAtHand(desk / "key")
    line = f"ssh-ed25519 {A_KEY}"
    (desk / "key.pub").write_text(line, encoding="utf-8")
    said = io.BytesIO()
    heard = io.BytesIO(_line(sign=packed(b"a git commit")) + _line(done=0))
    Command(WORDS, key).run(Wire(heard, said))
    assert "something else signed" in json.loads(said.getvalue().splitlines()[1])["error"]
    with pytest.raises(LostError):
        Command(WORDS).run(Wire(io.BytesIO(_line(sign=packed(b"x"))), io.BytesIO()))


@pytest.mark.parametrize(
    "hello",
    [
        b"",
        b"GET / HTTP/1.1\r\n",
        b"[]\n",
        b"{}\n",
        _line(protocol=PROTOCOL + 1, words=["agency", "list"]),
        _line(protocol=PROTOCOL, words="agency list"),
        _line(protocol=PROTOCOL, words=["x"] * 5_000),
        _line(protocol=PROTOCOL, words=["x" * 500_000]),
        _line(protocol=PROTOCOL, words=["agency", 7]),
    ],
)
def test_what_is_no_command_runs_nothing(prepared: Assure, hello: bytes) -> None:
    said = io.BytesIO()
    flags = Flags(str(prepared.ledger), None, str(prepared.folder / "home"))
    assert serve("SHA256:" + "A" * 43, flags, io.BytesIO(hello), said) == 1
    assert said.getvalue() == b""


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 3), ("", 1)])
def test_a_question_is_asked_at_the_laptop(prepared: Assure, answer: str, code: int) -> None:
    key = person_key(COORDINATOR)
    file = prepared.file("lee.pub", key)
    prepared("person", "key", COORDINATOR, file)
    words = ["person", "account", CHAIR, "chart"]
    prepared(*words)
    words = ["person", "no-account", CHAIR, "chart", "--reason", "A girl, born on 12 March 2014."]
    hello = {"protocol": PROTOCOL, "words": words, "terminals": ["in", "err"], "columns": 80}
    heard = b"".join(_line(**one) for one in (hello, {"line": answer}, {"untold": ""}))
    said = io.BytesIO()
    flags = Flags(str(prepared.ledger), None, str(prepared.folder / "home"))
    assert serve(fingerprint_of(key), flags, io.BytesIO(heard), said) == code
    told = "".join(json.loads(line).get("err", "") for line in said.getvalue().splitlines())
    assert "is it to be recorded as it is?" in told


def test_every_command_runs_here_or_there_and_the_table_names_only_commands() -> None:
    known = set(COMMANDS) | set(NOUNS)
    assert known >= which.AT_THE_LEDGER | which.WITHOUT_A_LEDGER
    assert not which.AT_THE_LEDGER & which.WITHOUT_A_LEDGER


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["agency", "list"], "agency list"),
        (["--actor", "x", "agency", "list", "--output", "json"], "agency list"),
        (["--actor=x", "status"], "status"),
        ([], ""),
        (["--help"], ""),
    ],
)
def test_a_command_is_known_among_its_words(words: list[str], name: str) -> None:
    assert which.named(words) == name


@pytest.mark.parametrize(
    "words",
    [
        ["feedback", "write", "2026-neglect", "--out", "sheets"],
        ["certificate", "write", "2026-neglect", "--out=sheets"],
        ["export", "sheets", "--profile", "public"],
    ],
)
def test_a_command_that_fills_a_folder_writes_new_files_inside_it_and_nowhere_else(
    desk: Path, words: list[str]
) -> None:
    inside = ("sheets/C01.pdf", "sheets/fact/fact.csv")
    for path in inside:
        assert _told(words, {"write": path, "data": packed(b"new")}) == [{}]
        assert (desk / path).read_bytes() == b"new"
        assert _told(words, {"write": path, "data": packed(b"again")}) == [{"exists": True}]
    outside = ("secret", "other/x", "sheets/../x", "../x", "/sheets/x", ".profile")
    for path in outside:
        (answer,) = _told(words, {"write": path, "data": packed(b"new")})
        assert answer["error"], path
    (read,) = _told(words, {"read": inside[0], "most": 100})
    assert read["error"]
    (refused,) = _told(WORDS, {"write": "append/x", "data": packed(b"new")})
    assert refused["error"]
