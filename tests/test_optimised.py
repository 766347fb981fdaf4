"""`python -O` leaves out the product's asserts; no refusal may rest on one.

`make optimised` runs the tests of access, exit codes and integrity that way. This file shows that
such a run tests something, and holds the commands that once rested on an assert.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.harness import Assure, Clock, form_partnership

ASSURE = (sys.executable, "-O", "-m", "cli")
STRANGERS = [
    ("ledger", "checkpoint"),
    ("ledger", "prove", "--from", "0"),
    ("ledger", "time-request", "--out", "request.tsq"),
    ("vault", "status"),
    ("vault", "due"),
]


def test_under_o_the_asserts_of_tests_and_their_helpers_still_fail(tmp_path: Path) -> None:
    """Pytest rewrites them into statements that stay; without that, every test would pass."""
    (tmp_path / "conftest.py").write_text("import pytest\npytest.register_assert_rewrite('aid')\n")
    (tmp_path / "aid.py").write_text("def check(value):\n    assert value\n")
    (tmp_path / "test_it.py").write_text(
        "from aid import check\n"
        "def test_itself():\n    assert not 'kept'\n"
        "def test_its_helper():\n    check(0)\n"
        "def test_that_asserts_are_left_out_elsewhere():\n    exec('assert False')\n"
    )
    ran = subprocess.run(
        [sys.executable, "-O", "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "2 failed, 1 passed" in ran.stdout


@pytest.fixture(scope="module")
def formed(tmp_path_factory: pytest.TempPathFactory) -> Assure:
    assure = Assure(tmp_path_factory.mktemp("formed"), Clock())
    form_partnership(assure)
    return assure


@pytest.mark.parametrize("words", STRANGERS, ids=" ".join)
def test_under_o_a_stranger_is_refused(formed: Assure, words: tuple[str, ...]) -> None:
    ran = subprocess.run(
        [*ASSURE, *words],
        cwd=formed.folder,
        capture_output=True,
        text=True,
        check=False,
        env={
            **os.environ,
            "ASSURE_LEDGER": str(formed.ledger),
            "ASSURE_ACTOR": "nobody",
            "ASSURE_HOME": formed.path("home"),
        },
    )
    assert (ran.returncode, ran.stdout) == (4, "")
    assert "nobody holds no role" in ran.stderr
