"""What the repository itself promises: nothing of one machine in it, and every page in its place.

Read from what git tracks, and from what it would track. Without git there is nothing to check.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from tools import seeded_faults

ROOT = Path(__file__).parent.parent
BINARY = {".png", ".db", ".zip", ".xlsx", ".docx", ".pdf", ".bin"}
FEW = 20

needs_git = pytest.mark.skipif(
    shutil.which("git") is None or not (ROOT / ".git").exists(), reason="needs git's list of files"
)

REGISTRIES = re.compile(
    r"files\.pythonh[o]sted\.org|//py[p]i\.org|//test\.py[p]i\.org|registry\.npm[j]s|/simple/?[\"'\s]"
    r"|index-url|extra-index|find-links"
)
"""Where packages come from is the machine's business: a mirror's name must not get in."""
MACHINE_PATHS = re.compile(r"(?<![\w./-])/(?:home|Users|root|work|opt|mnt|srv)/[\w.-]+")
UNFINISHED = re.compile("\\b(?:TO" + "DO|FIX" + "ME|X" + "XX)\\b")


def tracked() -> list[Path]:
    """Files that git tracks or would, by path; those deleted in the working tree are gone."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    paths = [ROOT / name.decode() for name in ran.stdout.split(b"\0") if name]
    return [path for path in paths if path.is_file()]


def _found(pattern: re.Pattern[str]) -> list[str]:
    """Places where the pattern stands, as `path:line: text`."""
    own = Path(__file__).name
    texts = [path for path in tracked() if path.suffix not in BINARY and path.name != own]
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in texts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ][:FEW]


@needs_git
def test_nothing_names_a_package_registry() -> None:
    assert _found(REGISTRIES) == []


@needs_git
def test_nothing_names_a_path_of_one_machine() -> None:
    assert _found(MACHINE_PATHS) == []


@needs_git
def test_nothing_is_left_for_later() -> None:
    """What is left to do is an issue, where somebody will look."""
    assert _found(UNFINISHED) == []


@needs_git
def test_no_lock_file_and_no_ledger_is_tracked() -> None:
    """A lock file names the registry it was made from; a ledger is somebody's record."""
    wrong = {"uv.lock", "poetry.lock", "requirements.txt", "assure-kek", "keystore.db", "ledger.db"}
    assert [str(path) for path in tracked() if path.name in wrong] == []


def test_every_version_is_pinned_exactly() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [
        *project["project"]["dependencies"],
        *(
            one
            for group in project["project"].get("optional-dependencies", {}).values()
            for one in group
        ),
        *(one for group in project["dependency-groups"].values() for one in group),
    ]
    exact = re.compile(r"[A-Za-z0-9._-]+(\[[a-z,-]+\])?==[0-9][0-9a-z.]*( *;.*)?")
    assert [one for one in wanted if not exact.fullmatch(one)] == []
    assert "Private :: Do Not Upload" in project["project"]["classifiers"]


def test_decisions_are_numbered_without_a_gap_and_listed() -> None:
    """One page each: `0007-title.md` begins with `# 0007 Title`."""
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [page.name[:4] for page in pages] == [f"{n:04d}" for n in range(1, len(pages) + 1)]
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    for page in pages:
        assert page.read_text(encoding="utf-8").startswith(f"# {page.name[:4]} "), page.name
        assert f"(decisions/{page.name})" in index, f"docs/README.md does not list {page.name}"


def test_every_document_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    pages = {page.name for page in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert sorted(name for name in pages if f"({name})" not in index) == []


def test_continuous_integration_ends_with_the_tests() -> None:
    """Everything on the oldest Python, the tests on the newest, whose summary comes last."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").rstrip().splitlines()
    assert script[-3:] == [
        'make check PYTHON="$with_oldest" VENV=".venv-$oldest"',
        'if [ "$newest" = "$oldest" ]; then exit; fi',
        'make test PYTHON="$with_newest" VENV=".venv-$newest"',
    ]
    assert {"set -euo pipefail", "export CI=true"} <= set(script)
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "\ncheck: format lint docs\n\t$(MAKE) --jobs=2 types each_test\n" in makefile
    assert "\neach_test: optimised\n" in makefile


@pytest.mark.slow
def test_each_seeded_fault_still_fits_the_product() -> None:
    """A fault whose text is gone shows nothing of the tests: `make mutants` begins with this."""
    assert seeded_faults.misfits(seeded_faults.chosen([]), seeded_faults.product(ROOT)) == []
