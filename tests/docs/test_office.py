"""What docs/office.md tells an agency's IT to write is what the product reads."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

from cli.nouns import NOUNS
from dashboard.web.config import read
from ledger.config_file import VARIABLES
from tests.programs import program

ROOT = Path(__file__).parents[2]
OFFICE = (ROOT / "docs" / "office.md").read_text(encoding="utf-8")
SHELL = re.findall(r"```sh\n(.*?)```", OFFICE, re.DOTALL)
TOML = re.findall(r"```toml\n(.*?)```", OFFICE, re.DOTALL)


def test_the_web_doors_file_is_read_as_it_stands_there(tmp_path: Path) -> None:
    """Both secrets made by the page's own commands, readable by their owner alone."""
    [secrets] = [block for block in SHELL if "cookie-secret" in block]
    program("openssl")
    words = ["bash", "-euo", "pipefail", "-c", secrets]
    subprocess.run(words, cwd=tmp_path, check=True, input=b"what-the-provider-gave\n")
    (tmp_path / "dashboard.toml").write_text(TOML[0])
    web = read(tmp_path / "dashboard.toml")
    assert web.address in OFFICE
    assert f"{web.address}/oauth2callback" in OFFICE
    assert f"reverse_proxy 127.0.0.1:{web.port}" in OFFICE


def test_a_desks_file_says_only_what_it_may() -> None:
    told = [tomllib.loads(text) for text in TOML[1:]]
    assert len(told) == 2
    assert {name for one in told for name in one} <= VARIABLES.keys()


def test_each_command_is_one() -> None:
    named = re.findall(r"assure ([a-z-]+) ", OFFICE)
    assert named
    assert set(named) <= NOUNS.keys() | {"dashboard"}
