"""Ctrl+C at any moment: one line, exit code 130, and the truth on what was recorded."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from ledger.service import Ledger
from tests.cli.harness import AUDITORS, Assure, returned
from tests.documents.returns.books import case, filled

POLICE = AUDITORS["police"]
CODE = "2026-neglect"
PROGRAM = "import os; from cli.start import main; os.write(1, b'.'); main()"
"""`assure`, which says when Python itself has started: before that, Ctrl+C is Python's."""
IN_DUCKDB = """
import os, cli.main, duckdb
from cli.errors import told
from cli.start import main

LONG = "SELECT count(*) FROM range(1_000_000_000_000)"

def count():
    with told(lambda: None, lambda: None):
        os.write(1, b'.')
        duckdb.connect(config={"threads": 1}).execute(LONG).fetchall()

cli.main.main = count
main()
"""
"""A library that waits in code of its own, and has an error of its own for Ctrl+C."""
IN_PASSING = """
import os, signal, cli.main, time
from cli.start import main

class Left:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        os.getpid()

def leave():
    for _ in range(20):
        Left()
    os.write(1, b'.')
    time.sleep(60)

cli.main.main = leave
main()
"""
"""Ctrl+C while Python tidies up by itself, where what is raised goes nowhere."""
MOMENTS = [0.005, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.4, 0.55, 0.7, 0.9, 1.2, 1.6, 2.2, 3.0]
"""Seconds after the start: through imports, opening, deciding, recording, and after the end."""
STOPPED = re.compile(r"Stopped by Ctrl\+C\. (Nothing was recorded|It had recorded: .*)\.")


@dataclass(frozen=True)
class Ended:
    code: int
    said: str
    grown: int


def _environment(assure: Assure, actor: str) -> dict[str, str]:
    own = {"ASSURE_LEDGER": str(assure.ledger), "ASSURE_HOME": str(assure.folder / "home")}
    return {**os.environ, **own, "ASSURE_ACTOR": actor}


def _size(assure: Assure) -> int:
    with Ledger.open(assure.ledger) as ledger:
        return ledger.size()


def _start(
    assure: Assure, *words: str, actor: str, terminal: int | None = None
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *words],
        env=_environment(assure, actor),
        stdin=subprocess.DEVNULL if terminal is None else terminal,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if terminal is None else terminal,
        text=True,
    )


def _interrupted(assure: Assure, moment: float, *words: str, actor: str) -> Ended:
    before = _size(assure)
    code, said = _stopped(_start(assure, *words, actor=actor), moment)
    return Ended(code, said, _size(assure) - before)


def _stopped(running: subprocess.Popen[str], moment: float) -> tuple[int, str]:
    """The exit code, and what was said, of a program that gets Ctrl+C after some seconds."""
    with running:
        assert running.stdout is not None
        assert running.stdout.read(1) == "."
        time.sleep(moment)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=60)
    return running.returncode, said


def _require_orderly(ended: Ended) -> None:
    assert "Traceback" not in ended.said
    if ended.code == 0:
        return
    assert ended.code == 130, ended.said
    *_, last = ended.said.strip().splitlines()
    stopped = STOPPED.fullmatch(last)
    assert stopped is not None, ended.said
    assert (stopped[1] == "Nothing was recorded") == (ended.grown == 0)


def _commands(assure: Assure) -> dict[str, tuple[str, ...]]:
    book = assure.folder / "police.xlsx"
    if not book.exists():
        assure("return", "form", CODE, "--agency", "police", "--out", str(book), actor=POLICE)
        book.write_bytes(filled(book.read_bytes(), case("C01", evidence="Seen on C01.")))
    sheet = returned(CODE, "police", ["C02"], {"voice": "good", "planning": "good"})
    return {
        "help": ("--help",),
        "status": ("status",),
        "return append of a workbook": ("return", "append", str(book)),
        "return append": ("return", "append", assure.file("r.json", json.dumps(sheet))),
        "ledger verify": ("ledger", "verify"),
    }


COMMANDS = ("help", "status", "return append of a workbook", "return append", "ledger verify")


@pytest.mark.parametrize("name", COMMANDS)
def test_ctrl_c_ends_a_command_in_order(prepared: Assure, name: str) -> None:
    """The moments are spread so that, on any machine, some fall into each part of the command."""
    words = _commands(prepared)[name]
    ends = [_interrupted(prepared, moment, *words, actor=POLICE) for moment in MOMENTS[::5]]
    for ended in ends:
        _require_orderly(ended)
    assert ends[0].code == 130


def test_a_librarys_own_word_for_ctrl_c_is_ctrl_c() -> None:
    waiting = subprocess.Popen(
        [sys.executable, "-c", IN_DUCKDB],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    code, said = _stopped(waiting, 0.2)
    assert code == 130
    assert said == "\nStopped by Ctrl+C. Nothing was recorded.\n"


def test_ctrl_c_is_not_lost_where_python_tidies_up() -> None:
    """A press may also come while the one before is being looked at."""
    tidying = subprocess.run(
        [sys.executable, "-c", IN_PASSING],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert tidying.stderr == "\nStopped by Ctrl+C. Nothing was recorded.\n"
    assert tidying.returncode == 130


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_ctrl_c_at_many_moments(prepared: Assure, name: str) -> None:
    words = _commands(prepared)[name]
    for moment in [at / 100 for at in range(0, 200, 4)]:
        _require_orderly(_interrupted(prepared, moment + 0.005, *words, actor=POLICE))


def test_ctrl_c_at_a_question(prepared: Assure) -> None:
    document = returned(CODE, "police", ["C01"], {"voice": "good", "planning": "good"})
    document["cases"][0]["answers"][0]["evidence"] = "Ring 07700 900123."
    path = prepared.file("r.json", json.dumps(document))
    before = _size(prepared)
    ours, theirs = pty.openpty()
    said = b""
    with _start(prepared, "return", "append", path, actor=POLICE, terminal=theirs) as running:
        while b"recorded as it is?" not in said:
            said += os.read(ours, 4_096)
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=60) == 130
    said += os.read(ours, 4_096)
    os.close(theirs)
    os.close(ours)
    assert b"Traceback" not in said
    assert said.decode().strip().endswith("Stopped by Ctrl+C. Nothing was recorded.")
    assert _size(prepared) == before


@pytest.mark.parametrize("moment", MOMENTS[2::4])
def test_ctrl_c_leaves_no_half_of_a_new_ledger(assure: Assure, moment: float) -> None:
    """Whenever it came, the same command can be given again."""
    named = ("--name", "Northshire", "--full-name", "S. Lee")
    words = ("ledger", "init", *named, "--origin", "northshire.example/ledger")
    code, said = _stopped(_start(assure, *words, actor="s-lee"), moment)
    assert "Traceback" not in said
    if code == 0:
        return
    assert code == 130
    assert STOPPED.search(said)
    if "Nothing" in said:
        assert not Path(assure.ledger).exists()
        assure(*words, actor="s-lee")


def test_ctrl_c_ends_the_dashboard_in_one_line(prepared: Assure) -> None:
    """The server of pages takes the signal itself, and hands it on when it has closed."""
    with _start(prepared, "dashboard", "--no-open", actor="c-hart") as running:
        assert running.stderr is not None
        assert running.stderr.readline().startswith("Dashboard: http://127.0.0.1:")
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert said.strip() == "Stopped by Ctrl+C. Nothing was recorded."
