"""The README: its commands do what it says, its links lead somewhere, its promise stands."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.cli.tree import COMMANDS
from tests.docs.walking import ROOT, blocks, require_said, steps, walked

README = ROOT / "README.md"
FIRST_AUDIT = ROOT / "docs" / "first-audit.md"
SCREEN_LINES = 80
READERS = ("for-saig.md", "for-inspectors.md", "for-lead-auditors.md", "for-agency-auditors.md")


def test_every_command_does_what_the_readme_says(tmp_path: Path) -> None:
    require_said(walked(README, tmp_path))


def test_a_first_audit_does_what_its_page_says(tmp_path: Path) -> None:
    require_said(walked(FIRST_AUDIT, tmp_path, loaded="libraries"))


def test_both_paths_end_in_proof() -> None:
    assert "ledger verify --against" in steps(README)[-1].script
    assert any("verify_receipt.py" in step.script for step in steps(FIRST_AUDIT))


def test_the_readme_is_one_screen_and_each_reader_has_a_page_with_a_picture() -> None:
    text = README.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= SCREEN_LINES
    for reader in READERS:
        assert f"](docs/{reader})" in text
        assert re.search(r"!\[[^\]]+\]\(", (ROOT / "docs" / reader).read_text(encoding="utf-8"))


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


def test_the_first_thing_is_a_picture() -> None:
    text = README.read_text(encoding="utf-8")
    assert text.split("\n\n")[1].startswith("![")


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
