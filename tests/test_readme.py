"""The commands of the README and of the walk through, run as they stand, and what comes of them.

Every `bash` block of a page is run in order by one shell, from the repository's root, with nothing
else set.
Each line of a `text` block must appear in what the `bash` block before it printed. The `sh`
blocks set up an environment: continuous integration runs those for real (.ci/run).
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.tree import COMMANDS

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
WALKTHROUGH = ROOT / "docs" / "walkthrough.md"
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SECONDS_MAX = 900
_END = "=== end of block"


@dataclass
class Step:
    """One `bash` block: the page and line it begins on, and what it must print."""

    page: str
    line: int
    script: str
    expected: list[str]
    printed: str = ""


def blocks(page: Path, kind: str) -> list[tuple[int, str]]:
    """Blocks of one kind, each with the line it begins on."""
    text = page.read_text(encoding="utf-8")
    return [
        (text.count("\n", 0, found.start()) + 2, found[2])
        for found in _BLOCK.finditer(text)
        if found[1] == kind
    ]


def steps(page: Path) -> list[Step]:
    """The `bash` blocks in order, each with the lines of the `text` blocks that follow it."""
    found = [Step(page.name, line, script, []) for line, script in blocks(page, "bash")]
    for line, text in blocks(page, "text"):
        before = [step for step in found if step.line < line]
        assert before, f"{page.name}:{line}: nothing was run before this outcome"
        before[-1].expected += [wanted for wanted in text.splitlines() if wanted.strip()]
    return found


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of ours but where programs are, and a folder for what is made."""
    own = str(Path(sys.executable).parent)
    return {
        "PATH": f"{own}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
    }


@pytest.fixture(scope="module", params=[README, WALKTHROUGH], ids=lambda page: page.stem)
def walk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Step]:
    """Every step of a page with what it printed. A step that fails ends the walk."""
    page: Path = request.param
    folder = tmp_path_factory.mktemp(page.stem)
    found = steps(page)
    script = "".join(f"{step.script}echo '{_END}'\n" for step in found)
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=ROOT,
        env=_environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_SECONDS_MAX,
        check=False,
    )
    *printed, rest = ran.stdout.split(f"{_END}\n")
    for step, text in zip(found, printed, strict=False):
        step.printed = text
    assert ran.returncode == 0, f"{page.name}:{found[len(printed)].line}: {rest}"
    return found


def test_every_command_does_what_the_page_says(walk: list[Step]) -> None:
    for step in walk:
        for wanted in step.expected:
            assert wanted in step.printed, f"{step.page}:{step.line}: no {wanted!r} in its output"


def test_every_step_says_something(walk: list[Step]) -> None:
    assert all(step.printed for step in walk[1:])


def test_the_readmes_path_ends_in_proof() -> None:
    assert any("verify_receipt.py" in step.script for step in steps(README))


def test_the_two_set_up_commands_are_targets() -> None:
    """Dry: what they would run. That they work from nothing is shown by .ci/run itself."""
    shown = "".join(script for _, script in blocks(README, "sh"))
    for target in ("demo", "test"):
        assert f"make {target}\n" in shown
        dry = subprocess.run(
            ["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert {"demo": "assure demo", "test": "pytest"}[target] in dry.stdout


def test_continuous_integration_runs_the_readmes_test_command() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_promise_stands_in_its_own_words() -> None:
    promise = (
        "no entry covered by a checkpoint that somebody else holds can be altered, removed,"
        " reordered or back-dated without that somebody being able to prove it, offline, with a"
        " tool they can read. What is not yet covered is shown as a number."
    )
    assert promise in " ".join(README.read_text(encoding="utf-8").split())


def test_the_first_thing_is_a_picture_that_exists() -> None:
    text = README.read_text(encoding="utf-8")
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)
    assert text.split("\n\n")[1].startswith("![")
    assert [name for name in pictures if not (ROOT / name).is_file()] == []


def test_every_link_of_the_documents_leads_somewhere() -> None:
    dead = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in [README, ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md")]
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text(encoding="utf-8"))
        if "://" not in target and not (path.parent / target).exists()
    ]
    assert dead == []


def test_every_command_that_a_document_names_exists() -> None:
    """In its text and in its blocks: `assure plan agree`, or a noun alone."""
    known = {*COMMANDS, *(name.split()[0] for name in COMMANDS)}
    pages = [README, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *ROOT.glob("docs/**/*.md")]
    spoken = re.compile(r"\bassure(?: --actor \S+)? ([a-z]+(?:-[a-z]+)*)(?: ([a-z]+(?:-[a-z]+)*))?")
    unknown = {
        f"{path.relative_to(ROOT)}: assure {noun} {verb}"
        for path in pages
        for code in re.findall(r"`[^`]+`|^ *assure .*$", path.read_text(encoding="utf-8"), re.M)
        for noun, verb in spoken.findall(code)
        if f"{noun} {verb}" not in known and not (noun in known and (not verb or noun in COMMANDS))
    }
    assert sorted(unknown) == []
