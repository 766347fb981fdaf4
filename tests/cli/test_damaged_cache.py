"""Half a file in Python's cache, as a full disk leaves one: a line, and the next command works."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

EARLY, LATE = "cli/main", "ledger/settings"
"""Imported as `assure` starts, and by a command."""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache of its own, filled by one run."""
    folder = tmp_path_factory.mktemp("cache")
    assert "There is no ledger" in run(folder).stderr
    return folder


def run(cache: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(cache), "ASSURE_HOME": str(cache)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "cli", "--ledger", str(cache / "none.db"), "ledger", "status"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("module", [EARLY, LATE])
@pytest.mark.parametrize("kept", [17, 60, 400])
def test_it_is_named_and_made_anew(cache: Path, module: str, kept: int) -> None:
    folder, _, name = module.partition("/")
    (path,) = cache.rglob(f"{folder}/{name}.cpython*.pyc")
    path.write_bytes(path.read_bytes()[:kept])
    broken = run(cache)
    assert broken.returncode == 1
    assert "Traceback" not in broken.stderr
    assert f"A file of Python's cache was damaged, as a full disk leaves one: {path}." in (
        broken.stderr
    )
    assert "Nothing was recorded." in broken.stderr
    assert "There is no ledger" in run(cache).stderr
    assert path.stat().st_size > kept
