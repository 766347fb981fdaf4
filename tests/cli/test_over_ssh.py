"""Commands from another desk with OpenSSH itself, on loopback."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.harness import AREAS, AUDITORS, COORDINATOR, LEADS, Assure, cases_of, returned
from tests.ledger.attack import toolkit
from tests.programs import program

Far = Callable[..., "subprocess.CompletedProcess[str]"]
START_SECONDS = 10
SECONDS_MAX = 120


def _key(file: Path) -> Path:
    words = [program("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", str(file)]
    subprocess.run(words, check=True, capture_output=True)
    return file


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


@pytest.fixture
def far(prepared: Assure) -> Iterator[Far]:
    """Runs `assure` as on a laptop that has one of the keys and nothing of the ledger."""
    folder = prepared.folder
    for person in (COORDINATOR, LEADS["police"], AUDITORS["police"], "stranger"):
        _key(folder / person)
    prepared("person", "key", COORDINATOR, f"{folder / COORDINATOR}.pub")
    for person in (LEADS["police"], AUDITORS["police"]):
        words = ("person", "key", person, f"{folder / person}.pub", "--agency", "police")
        prepared(*words, actor=LEADS["police"])
    allowed = folder / "authorized_keys"
    lines = prepared("serve-keys", actor="").stdout
    own = f"{sys.executable} -m cli"
    allowed.write_text("".join(f"{line}\n" for line in _started_by(own, lines)), encoding="utf-8")
    port = _free_port()
    settings = folder / "sshd_config"
    settings.write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {_key(folder / 'host')}\nPidFile none\n"
        f"StrictModes no\nUsePAM no\nAuthorizedKeysFile {allowed}\nPasswordAuthentication no\n",
        encoding="utf-8",
    )
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    sshd = subprocess.Popen([program("sshd"), "-D", "-e", "-f", settings], stderr=subprocess.PIPE)
    try:
        _wait_for(port)
        yield _laptop(folder, port)
    finally:
        sshd.terminate()
        sshd.communicate()


def _started_by(program_words: str, lines: str) -> Iterator[str]:
    """The keys' lines with this Python's `assure`, wherever the tests were started from."""
    for line in lines.splitlines():
        before, _, after = line.partition(" serve-desk ")
        yield f'{before.partition("=")[0]}="{program_words} serve-desk {after}'


def _wait_for(port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            assert time.monotonic() < until, "sshd does not start"
            time.sleep(0.05)


def _laptop(folder: Path, port: int) -> Far:
    import getpass

    desk = folder / "desk"
    desk.mkdir()
    quiet = "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"

    def run(
        *words: str, key: str = COORDINATOR, code: int = 0, stdin: str | int = ""
    ) -> subprocess.CompletedProcess[str]:
        """`stdin`: what is piped in, or a file's number."""
        piped: dict[str, Any] = {"stdin" if isinstance(stdin, int) else "input": stdin}
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(desk),
            "PYTHONPATH": str(Path.cwd()),
            "ASSURE_LEDGER": f"ssh://{getpass.getuser()}@127.0.0.1:{port}",
            "ASSURE_SSH": f"ssh -F none -i {folder / key} -o IdentitiesOnly=yes {quiet}",
        }
        ran = subprocess.run(
            [sys.executable, "-m", "cli", *words],
            **piped,
            capture_output=True,
            text=True,
            env=environment,
            cwd=desk,
            check=False,
            timeout=SECONDS_MAX,
        )
        assert ran.returncode == code, (words, ran.stdout, ran.stderr)
        return ran

    return run


def _newest(assure: Assure) -> dict[str, object]:
    state: dict[str, object] = json.loads(toolkit.read(assure.ledger)[-1].state)
    return state


def test_a_day_at_another_desk(prepared: Assure, far: Far) -> None:
    """Files go there and come back, words are piped in, and the key says who it is."""
    desk, person = prepared.folder / "desk", AUDITORS["police"]
    cases = cases_of(prepared, "2026-neglect")
    grades = dict.fromkeys(AREAS, "good")
    text = json.dumps(returned("2026-neglect", "police", cases, grades))
    (desk / "police.json").write_text(text, encoding="utf-8")
    signing = ("--signing-key", str(prepared.folder / person))
    receipts = ("--receipt", "mine.tlog-proof")
    far("return", "append", "police.json", *receipts, *signing, key=person)
    stamp = _newest(prepared)
    assert (stamp["actor"], stamp["known_by"], stamp["envelope"]) == (person, "ssh", 4)
    assert isinstance(stamp["signed"], dict)
    assert len(list(desk.glob("mine-C*.tlog-proof"))) == len(cases)
    told = ("concern", "raise", "2026-neglect", cases[0], "--agency", "police")
    far(*told, "--text", "-", key=person, stdin="He has not been seen since Friday.")
    assert _newest(prepared)["actor"] == person
    again = far("return", "append", "police.json", key=person)
    assert "Already recorded on" in again.stderr
    # A command that asks for no words ends though nobody closes what it could read from.
    silent, kept_open = os.pipe()
    assert "police" in far("agency", "list", key=person, stdin=silent).stdout
    for end in (silent, kept_open):
        os.close(end)
    found = prepared("ledger", "verify", "--people", "--rules", actor="").stdout
    assert "by a key that OpenSSH let in" in found


def test_a_key_that_is_nobodys_gets_in_nowhere(prepared: Assure, far: Far) -> None:
    said = far("agency", "list", key="stranger", code=1).stderr
    assert "Permission denied" in said
    stolen = json.loads(prepared("person", "keys", "--output", "json").stdout)
    held = next(row["fingerprint"] for row in stolen if row["person"] == COORDINATOR)
    prepared("person", "no-key", COORDINATOR, held, "--reason", "Stolen.")
    said = far("agency", "list", code=4).stderr
    assert "is nobody's in this ledger's directory" in said


def test_what_belongs_at_the_ledger_says_so(prepared: Assure, far: Far) -> None:
    assert "at the ledger's own computer" in far("ledger", "backup", "copy.db", code=3).stderr
    assert "decides that, by your key" in far("agency", "list", "--actor", "c-hart", code=2).stderr
    assert "agency list" in far("agency", "list", "--help").stdout
