"""An I/O error, or the end of the process, at each system call of a recording (by strace).

The ledger's file, its write-ahead log, the keystore with its journal, and the signer's memory are
all written to in one run; every call of every kind fails once. `openat` and `read` are left
alone: Python itself could not start.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from application.identity import local
from domain.tool.decisions import PublishTool
from tests.ledger.attack.one_append import CODE, both, record, settings_in
from tests.ledger.attack.returning import require_whole, steps
from tests.ledger.attack.scene import begin
from tests.ledger.partnership import SHEET, enrol
from tests.programs import program

CALLS = (
    "pwrite64",
    "pread64",
    "fdatasync",
    "fsync",
    "ftruncate",
    "rename",
    "link",
    "unlink",
    "write",
)
FAULTS = {
    "error=EIO": CALLS,
    "error=ENOSPC": ("pwrite64", "ftruncate", "link", "write"),
    "signal=SIGKILL": ("pwrite64", "fdatasync", "fsync", "rename", "link", "unlink"),
}
RECORDED = re.compile(r"recorded (\d+) (\d+)(, warned)?")
ENTRIES = 7
"""What the draw and the return lead to together."""
TIMEOUT_SECONDS = 90


def strace(*options: str, folder: Path) -> subprocess.CompletedProcess[str]:
    log = folder.with_name(f"{folder.name}.strace")
    program = [sys.executable, "-m", "tests.ledger.attack.one_append", str(folder)]
    command = ["strace", "-f", "-o", str(log), *options, *program]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=TIMEOUT_SECONDS
    )


def require_strace() -> None:
    program("strace")
    probe = ["strace", "-f", "-o", "/dev/null", "-e", "inject=fsync:error=EIO", "true"]
    tried = subprocess.run(probe, capture_output=True, check=False)
    if tried.returncode:
        pytest.skip(f"strace may not be used here: {tried.stderr.decode().strip()[:200]}")


@dataclass(frozen=True)
class Template:
    folder: Path
    size: int


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A ledger in which the draw is next."""
    require_strace()
    folder = tmp_path_factory.mktemp("template") / "place"
    folder.mkdir()
    _, ledger = begin(folder)
    with ledger:
        enrol(ledger)
        ledger.record(PublishTool(sheet=SHEET), actor=local("lee-lead"))
        for actor, command in list(steps(CODE))[:9]:
            ledger.record(command, actor=local(actor))
        return Template(folder, ledger.size())


@dataclass(frozen=True)
class Counted:
    """Calls before the ledger is opened, by Python itself and its libraries, and calls in all."""

    before: Counter[str]
    whole: Counter[str]


@pytest.fixture(scope="module")
def counted(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Counted:
    """How often each call is made in a run in which nothing fails."""
    folder = tmp_path_factory.mktemp("counted") / "place"
    shutil.copytree(template.folder, folder)
    ran = strace("-e", f"trace=openat,{','.join(CALLS)}", folder=folder)
    assert ran.stdout.count("recorded") == 2, ran.stderr
    log = folder.with_name("place.strace").read_text()
    starting, opened, _ = log.partition(f'"{folder / "ledger.db"}"')
    assert opened
    return Counted(_calls(starting), _calls(log))


def _calls(log: str) -> Counter[str]:
    return Counter(re.findall(r"^\d+ +(\w+)\(", log, re.MULTILINE))


def places(counted: Counted, step: int) -> list[tuple[str, str, int]]:
    """Every fault, call and time that it is made; with a `step`, only one in so many."""
    wanted = [
        (fault, call, number)
        for fault, calls in FAULTS.items()
        for call in calls
        for number in range(counted.before[call] + 1, counted.whole[call] + 1)
    ]
    return wanted[step // 2 :: step]


def strike(template: Template, folder: Path, fault: str, call: str, number: int) -> str:
    """What the struck process said. Whatever it was, the next user finds a whole ledger."""
    shutil.copytree(template.folder, folder)
    inject = f"inject={call}:{fault}:when={number}"
    ran = strace("-e", f"trace={call}", "-e", inject, folder=folder)
    assert "Traceback" not in ran.stderr, ran.stderr
    said = RECORDED.findall(ran.stdout)
    settings = settings_in(folder)
    with require_whole(settings) as ledger:
        for (command_id, _, _), (first, last, _) in zip(both(), said, strict=False):
            for position in range(int(first), int(last) + 1):
                entry = ledger.entry(position)
                assert entry is not None, f"entry {position} was acknowledged and is gone"
                assert entry.stamp.command_id == command_id
        # Sent again under the same ids, each is on the record once.
        assert len(list(record(ledger))) == 2
        assert ledger.size() == template.size + ENTRIES
    require_whole(settings).close()
    shutil.rmtree(folder)
    if ran.returncode:
        assert "SIGKILL" in fault
        return "killed"
    if len(said) < 2:
        assert ran.stdout.splitlines()[-1].startswith("error ")
        return "refused"
    return "warned" if any(warned for _, _, warned in said) else "recorded"


@pytest.mark.parametrize("step", [90, pytest.param(1, marks=pytest.mark.slow)])
def test_whichever_call_fails_nothing_is_half_recorded(
    template: Template, counted: Counted, tmp_path: Path, step: int
) -> None:
    told: Counter[str] = Counter()
    for fault, call, number in places(counted, step):
        try:
            told[strike(template, tmp_path / "place", fault, call, number)] += 1
        except AssertionError as error:
            raise AssertionError(f"{fault} at {call} number {number}") from error
    assert sum(told.values()) > 200 // step
    assert told["refused"] > 0
    assert told["killed"] > 0
