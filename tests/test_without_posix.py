"""What the command line needs, run by a Python that lacks what Windows lacks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
WITHOUT = ROOT / "tests" / "without_posix"
ROOMS = (
    *("domain", "ledger", "projections", "documents", "application", "cli", "dashboard", "demo"),
)
NEEDED = (
    "tests/domain/kernel",
    "tests/domain/test_agreement.py",
    "tests/cli/test_returns.py",
    "tests/cli/test_returns_book.py::test_it_gives_a_receipt_for_each_case",
    "tests/cli/test_returns_book.py::"
    "test_faults_are_all_named_and_marked_in_a_copy_that_can_be_put_right",
    "tests/cli/test_proofs.py::test_a_receipt_proves_its_entry_to_somebody_who_has_only_the_file",
    "tests/cli/test_proofs.py::test_a_kept_file_is_compared_with_the_ledger_of_today",
    "tests/cli/test_proofs.py::test_an_agency_witnesses_the_ledger_as_it_grows",
    "tests/cli/test_vault.py::test_what_was_asked_for_is_forgotten_and_everything_still_proves",
)
"""Beginning a ledger, recording, returns in each form, reading, receipts, verifying, erasing."""


def test_what_is_taken_away_is_gone() -> None:
    """Else the other test would show nothing."""
    asked = (
        "import os, sys, time\n"
        "assert os.name == 'nt' and not hasattr(os, 'geteuid') and not hasattr(os, 'fork')\n"
        "try:\n    import termios\nexcept ImportError:\n    pass\nelse:\n    sys.exit(2)\n"
        "try:\n    time.strftime('%-d')\nexcept ValueError:\n    pass\nelse:\n    sys.exit('%-d')\n"
        "import subprocess\n"
        "child = [sys.executable, '-c', 'import os; print(os.name)']\n"
        "print(subprocess.run(child, capture_output=True, text=True, check=True).stdout)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", asked], env=_environment(), capture_output=True, text=True
    )
    assert (ran.returncode, ran.stdout.strip()) == (0, "nt"), ran.stderr


def test_the_command_line_works_without_what_windows_lacks(tmp_path: Path) -> None:
    words = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist", f"--basetemp={tmp_path / 'base'}")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *words, *NEEDED],
        env=_environment(),
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-2000:]


def test_only_five_files_name_what_only_posix_has() -> None:
    """Each beside what is done elsewhere: `msvcrt` for the signer's lock, a draft that no kill left
    is not looked for, no limits, an account's number."""
    named = re.compile(
        r"^\s*(?:import|from) (fcntl|grp|posix|pty|pwd|resource|syslog|termios|tty)\b", re.MULTILINE
    )
    found = {
        (str(path.relative_to(ROOT)), module)
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for module in named.findall(path.read_text(encoding="utf-8"))
    }
    assert found == {
        ("ledger/keys/files.py", "fcntl"),
        ("ledger/keys/signer.py", "fcntl"),
        ("ledger/process_memory.py", "resource"),
        ("documents/workbooks/reader_process.py", "resource"),
        ("ledger/settings.py", "pwd"),
    }


def _environment() -> dict[str, str]:
    """No table of time zones from the system either: it is a package's on Windows."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    return {
        **inherited,
        "PYTHONPATH": os.pathsep.join((str(WITHOUT), str(ROOT))),
        "PYTHONTZPATH": "",
    }
