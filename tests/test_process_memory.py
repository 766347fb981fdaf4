"""Whatever handles confidential words leaves no core file, and lets nobody read its memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.tree import COMMANDS

ROOT = Path(__file__).parent.parent
_SHOWN = """
import ctypes, resource
print("\\nKEPT", resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""
DOORS = {
    "assure": "from cli.main import main\nsys.argv = ['assure', 'vault', 'status']\nmain()",
    "dashboard": (
        "import dashboard.launch\ndashboard.launch.run(None, 'nobody', address='192.0.2.1')"
    ),
    "workbooks": "from documents.workbooks.reader_process import main\nmain()",
    "templates": "from documents.word.filler_process import main\nmain()",
}


@pytest.mark.parametrize("door", DOORS)
def test_each_door_closes_its_memory(door: str, tmp_path: Path) -> None:
    """Each ends in a refusal here; it has closed its memory before it looks at anything."""
    program = f"import sys\ntry:\n {DOORS[door].replace(chr(10), chr(10) + ' ')}\n"
    program += f"except BaseException:\n pass\n{_SHOWN}"
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"HOME": str(tmp_path), "PATH": ""},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.splitlines()[-1] == "KEPT (0, 0) 0"


def test_every_command_goes_through_that_door() -> None:
    made_by = {command.callback.__wrapped__.__code__ for command in COMMANDS.values()}
    (only,) = made_by
    assert "keep_private" in only.co_names
