"""`assure report write` and `template`: what stands on the disk afterwards."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pypdf
import pytest
from docx import Document
from typer.testing import CliRunner, Result

from cli.main import app
from ledger.integrity.scan import audit
from tests.demonstration import home_of

AUDIT = "2026-neglect"
AGREED_BY = "Eleanor Thirlwell, in an invented story"
ROOT = Path(__file__).parents[2]


def run(demonstration: Path, *arguments: str, actor: str = "e-thirlwell") -> Result:
    where = ["--ledger", str(demonstration), "--home", str(home_of(demonstration.parent))]
    return CliRunner().invoke(app, [*where, "--actor", actor, *arguments])


def test_a_changed_template_is_filled_and_no_file_is_overwritten(
    demonstration: Path, tmp_path: Path
) -> None:
    own, out = tmp_path / "own.docx", tmp_path / "report.docx"
    assert run(demonstration, "report", "template", "--out", str(own)).exit_code == 0
    changed = Document(str(own))
    changed.paragraphs[0].insert_paragraph_before("Our own words for {{ audit.code }}")
    written = io.BytesIO()
    changed.save(written)
    own.write_bytes(written.getvalue())
    words = ("report", "write", AUDIT, "--out", str(out), "--template", str(own))
    assert run(demonstration, *words).exit_code == 0
    assert Document(str(out)).paragraphs[0].text == f"Our own words for {AUDIT}"
    assert out.stat().st_mode & 0o077 == 0
    out.write_bytes(b"edited")
    again = run(demonstration, *words)
    assert (again.exit_code, out.read_bytes()) == (3, b"edited")
    assert "not overwritten" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("write", AUDIT, "--out", "{}/r.pdf"), 3, ".docx"),
        (("write", "2031-nothing", "--out", "{}/r.docx"), 3, "no-plan"),
        (("write", AUDIT, "--out", "{}/r.docx", "--template", "{}/bad.docx"), 3, "bad.docx"),
        (("write", AUDIT, "--out", "{}/no/r.docx"), 3, "no such folder"),
        (("template", "--out", "{}/r.txt"), 3, ".docx"),
    ],
)
def test_what_is_refused_leaves_no_file(
    demonstration: Path, tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    (tmp_path / "bad.docx").write_text("no document")
    ran = run(demonstration, "report", *(one.format(tmp_path) for one in arguments))
    assert ran.exit_code == code, ran.stderr
    assert said in ran.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["bad.docx"]


def test_a_stranger_gets_no_report(demonstration: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "r.docx")
    assert run(demonstration, "report", "write", AUDIT, "--out", out, actor="x").exit_code == 4
    assert not list(tmp_path.iterdir())


def words(pdf: Path) -> str:
    pages = pypdf.PdfReader(pdf).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.fixture
def own(demonstration: Path, tmp_path: Path) -> Path:
    """A ledger to record in."""
    shutil.copytree(demonstration.parent, tmp_path / "own")
    return tmp_path / "own" / demonstration.name


def test_a_report_is_frozen_once_and_checked_by_anybody(own: Path, tmp_path: Path) -> None:
    word, pdf, again = (tmp_path / name for name in ("r.docx", "r.pdf", "again.pdf"))
    assert run(own, "report", "write", AUDIT, "--out", str(word)).exit_code == 0
    cells = [cell.text for table in Document(str(word)).tables for cell in table._cells]
    assert AGREED_BY in cells
    dry = run(own, "report", "freeze", AUDIT, str(word), "--dry-run")
    assert (dry.exit_code, pdf.exists()) == (0, False), dry.stderr
    frozen = run(own, "report", "freeze", AUDIT, str(word))
    assert frozen.exit_code == 0, frozen.stderr
    assert "ReportFrozen" in frozen.stdout
    checked = run(own, "report", "check", str(pdf), "--output", "json", actor="m-adeyinka")
    said = json.loads(checked.stdout)
    assert (said["is"], said["audit"], said["actor"]) == ("the agreed report", AUDIT, "e-thirlwell")
    assert AGREED_BY in words(pdf)
    renaming = (
        "person",
        "rename",
        "e-thirlwell",
        "--full-name",
        "Eleanor New",
        "--reason",
        "Married",
    )
    renamed = run(own, *renaming, actor="r-haldane")
    assert renamed.exit_code == 0, renamed.stderr
    repeated = run(own, "report", "freeze", AUDIT, str(word), "--out", str(again))
    assert repeated.exit_code == 0, repeated.stderr
    assert again.read_bytes() == pdf.read_bytes()
    assert "ReportFrozen" not in repeated.stdout
    assert "made of" in run(own, "report", "check", str(word)).stdout
    pdf.write_bytes(pdf.read_bytes() + b" ")
    refused = run(own, "report", "check", str(pdf))
    assert (refused.exit_code, "[not-the-report]" in refused.stderr) == (3, True)
    assert audit(own).ok


def test_only_the_lead_auditor_freezes_and_only_an_agreed_report(own: Path, tmp_path: Path) -> None:
    word = tmp_path / "r.docx"
    assert run(own, "report", "write", AUDIT, "--out", str(word)).exit_code == 0
    somebody = run(own, "report", "freeze", AUDIT, str(word), actor="m-adeyinka")
    assert (somebody.exit_code, (tmp_path / "r.pdf").exists()) == (4, False)
    early = run(own, "report", "freeze", "2026-sexual-abuse", str(word), actor="n-bhandari")
    assert (early.exit_code, (tmp_path / "r.pdf").exists()) == (3, False)
    (tmp_path / "r.pdf").write_bytes(b"mine")
    taken = run(own, "report", "freeze", AUDIT, str(word))
    assert (taken.exit_code, (tmp_path / "r.pdf").read_bytes()) == (3, b"mine")
    assert "ReportFrozen" not in taken.stdout
    assert audit(own).ok


def test_no_word_stays_anywhere_but_in_the_file(demonstration: Path, tmp_path: Path) -> None:
    """Documents are made in memory: nothing is put down on the way, so a kill leaves nothing."""
    scratch, here = tmp_path / "scratch", tmp_path / "here"
    scratch.mkdir()
    here.mkdir()
    where = ("--ledger", str(demonstration), "--home", str(home_of(demonstration.parent)))
    words = ("feedback", "write", AUDIT, "--case", "C01", "--agency", "police", "--out", "sheets")
    code = (
        "import os, sys\n"
        "from cli.main import main\n"
        "made = []\n"
        "def heard(event, told):\n"
        "    if event == 'open' and all(isinstance(one, str) for one in told[:2]):\n"
        "        made.extend(told[:1] if set('wax+') & set(told[1]) else ())\n"
        "sys.addaudithook(heard)\n"
        f"sys.argv = ['assure', *{where!r}, '--actor', 'e-thirlwell', *{words!r}]\n"
        "try:\n    main()\nexcept SystemExit as ended:\n    assert not ended.code\n"
        "print('OPENED', [one for one in made if not one.startswith('/dev/')])\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=here,
        env={**os.environ, "TMPDIR": str(scratch), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.splitlines()[-1] == "OPENED []"
    assert list(scratch.iterdir()) == []
    assert sorted(one.name for one in here.rglob("*")) == [
        *("C01-police-manager.pdf", "C01-police-practitioner.pdf", "sheets")
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("report", "write", AUDIT, "--out", "{}/r.docx"),
        ("impact", "write", "--out", "{}/saig.pdf"),
        ("moderate", "write", AUDIT, "--out", "{}/day.pdf"),
        ("programme", "write", "--year", "2025", "--out", "{}/year.docx"),
        ("feedback", "write", AUDIT, "--case", "C01", "--out", "{}/sheets"),
        ("certificate", "write", AUDIT, "--out", "{}/certificates"),
        ("export", "{}/tables", "--profile", "public"),
    ],
)
def test_what_was_written_is_told_by_its_digest(
    demonstration: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    ran = run(demonstration, *(one.format(tmp_path) for one in words), "--output", "json")
    assert ran.exit_code == 0, ran.stderr
    told = {one["file"]: one["sha256"] for one in json.loads(ran.stdout)}
    assert told == {
        str(one): sha256(one.read_bytes()).hexdigest()
        for one in tmp_path.rglob("*")
        if one.is_file()
    }
    again = run(demonstration, *(one.format(tmp_path) for one in words))
    assert (again.exit_code, "not overwritten" in again.stderr) == (3, True)
