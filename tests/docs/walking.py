"""Walking through a page: its commands run as they stand, and what it says comes of them.

Every `bash` block is run in order by one shell, from the repository's root, with nothing else set.
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

from tests.docs.preloaded import ROOT as ROOT
from tests.docs.preloaded import preloaded

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


def walked(page: Path, folder: Path, before: str = "", loaded: str = "everything") -> list[Step]:
    """Every step of a page with what it printed. A step that fails ends the walk.

    `assure` is a process for each command, of which a part is loaded once: see `preloaded`.
    `before`: what the shell runs first, such as another `assure` around that one.
    """
    with preloaded(_environment(folder), loaded) as definition:
        return _walked(page, folder, definition + before)


def _walked(page: Path, folder: Path, definition: str) -> list[Step]:
    found = steps(page)
    script = definition + "".join(f"{step.script}echo '{_END}'\n" for step in found)
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


def require_said(walk: list[Step]) -> None:
    """Every step but the first printed something, and what the page says of it."""
    assert all(step.printed for step in walk[1:])
    for step in walk:
        for wanted in step.expected:
            assert wanted in step.printed, f"{step.page}:{step.line}: no {wanted!r} in its output"
