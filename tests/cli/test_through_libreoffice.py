"""What LibreOffice saves says the same: every kind of sheet, an agency's workbook, the report."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from documents.files.input_file import GivenFile
from documents.word.reading import read_report
from tests.cli.harness import LEAD, Assure, Clock
from tests.cli.test_sheet_kinds import CODE, PLANTED, POLICE, TRIES
from tests.documents.returns.books import NEEDS_OFFICE, case, filled

WORDS = "Zoë \U0001f9d2 said\n'no',  twice: \"so\" & <b>; 007 (=1+1)"
ROW = ("Involved", "Lead agency.", "Yes", "RI", WORDS, "n/a", "'No plan' yet.")
IN_HELD: dict[str, tuple[str, str, Mapping[str, Any]]] = {
    **{kind: (one.actor, one.about, one.cells) for kind, one in TRIES.items()},
    "numbers": (POLICE, CODE, {"Numbers!C4": "0012", "Numbers!C5": "1/2"}),
}
IN_PREPARED: dict[str, Mapping[str, Any]] = {
    "returns": {f"Returns!{column}5": one for column, one in zip("CDEFGHI", ROW, strict=True)},
    "agency": {**case("C01", evidence=WORDS), "C01!C7": "Not applicable"},
}


def _convert(suffix: str, files: Sequence[Path], out: Path, profile: Path) -> None:
    """One start of LibreOffice for all files."""
    home = f"-env:UserInstallation={profile.as_uri()}"
    into = ["--headless", "--convert-to", suffix, "--outdir", str(out)]
    subprocess.run(
        ["soffice", home, *into, *map(str, files)], capture_output=True, check=True, timeout=300
    )


def _written(assure: Assure, name: str, actor: str, words: Sequence[str]) -> Path:
    out = assure.path(name)
    assure(*words, "--out", out, actor=actor)
    return Path(out)


def _fill(path: Path, cells: Mapping[str, Any]) -> Path:
    """Fills a sheet in, with words that a spreadsheet might take for something else."""
    said = {cell: WORDS if value == PLANTED else value for cell, value in cells.items()}
    path.write_bytes(filled(path.read_bytes(), said))
    return path


@pytest.mark.slow
@NEEDS_OFFICE
def test_nothing_is_lost_on_the_way_through_libreoffice(
    tmp_path: Path, clock: Clock, held_folder: Path, prepared_folder: Path
) -> None:
    held, prepared = Assure(tmp_path / "held", clock), Assure(tmp_path / "prepared", clock)
    shutil.copytree(prepared_folder, prepared.folder)
    shutil.copytree(held_folder, held.folder)
    clock.put("2026-04-01")
    sheets = [
        _fill(
            _written(held, f"{kind}.xlsx", actor, ("sheet", "write", kind, *about.split())), cells
        )
        for kind, (actor, about, cells) in IN_HELD.items()
    ]
    report = _written(held, "report.docx", LEAD, ("report", "write", CODE))
    forms = {
        "returns": ("sheet", "write", "returns", CODE),
        "agency": ("return", "form", CODE, "--agency", "police"),
    }
    for kind, words in forms.items():
        sheets.append(_fill(_written(prepared, f"{kind}.xlsx", POLICE, words), IN_PREPARED[kind]))
    xlsx, ods, back, word = (tmp_path / name for name in ("xlsx", "ods", "back", "word"))
    _convert("xlsx", sheets, xlsx, tmp_path / "profile")
    _convert("ods", sheets, ods, tmp_path / "profile")
    _convert("xlsx", sorted(ods.iterdir()), back, tmp_path / "profile")
    _convert("docx", [report], word, tmp_path / "profile")
    for kind, one in TRIES.items():
        _require_same(held, one.actor, ("sheet", "record"), f"{kind}.xlsx", (xlsx, back))
    for kind, verbs in {"returns": ("sheet", "record"), "agency": ("return", "append")}.items():
        _require_same(prepared, POLICE, verbs, f"{kind}.xlsx", (xlsx, back))
    for folder in (xlsx, back):
        held("sheet", "record", str(folder / "numbers.xlsx"), actor=POLICE)
        assert [_number(held, ref) for ref in ("C01", "C02")] == ["0012", "1/2"]
    assert _contents(word / "report.docx") == _contents(report)
    for assure in (held, prepared):
        assure("ledger", "verify", "--rules")


def _require_same(
    assure: Assure, actor: str, verbs: Sequence[str], name: str, folders: Sequence[Path]
) -> None:
    """What LibreOffice saved is known as the same file again: no word of it differs."""
    first = assure.read(*verbs, assure.path(name), actor=actor)
    assert first["entries"], name
    for folder in folders:
        again = assure.read(*verbs, str(folder / name), actor=actor)
        assert (again["repeated"], again["entries"]) == (True, first["entries"]), (folder, name)


def _number(assure: Assure, ref: str) -> str:
    found = assure.read("vault", "find", CODE, ref, "--agency", "police", actor=POLICE)
    return str(found["reference"])


def _contents(path: Path) -> Any:
    """What a report says, as it is carried over when it is frozen: kinds, words and pictures."""
    contents = read_report(GivenFile("report.docx", path.read_bytes()))
    blocks = [(block["kind"], list(filter(None, _lines(block)))) for block in contents.blocks]
    return contents.title, blocks, contents.pictures


def _lines(value: Any) -> Iterator[str]:
    """Each line's words, however it is cut into runs."""
    match value:
        case [{"text": _}, *_]:
            yield " ".join("".join(run.get("text", " ") for run in value).split())
        case list():
            for inner in value:
                yield from _lines(inner)
        case dict():
            for inner in value.values():
                yield from _lines(inner)
