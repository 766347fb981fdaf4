"""What one agency wrote in confidence is in no file that is made for another, whatever its kind."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from application.sheets.kind import KINDS
from tests.cli.harness import CHAIR, LEAD, LEADS, Assure
from tests.cli.planted import CODE, FIELDS, HEALTH, POLICE, mark, words_in
from tests.cli.tree import COMMANDS, flags

ABOUT: Mapping[str, tuple[str, ...]] = {"people": (), "progress": (), "history": ("neglect",)}
"""What a sheet is about, where it is not an audit: of an earlier one, the tool of its grades."""
MADE: dict[str, tuple[tuple[str, ...], str]] = {
    "report write": ((CODE, "--out"), ".docx"),
    "moderate write": ((CODE, "--out"), ".pdf"),
    "feedback write": ((CODE, "--out"), ""),
    "certificate write": ((CODE, "--out"), ""),
    "programme write": (("--year", "2026", "--out"), ".docx"),
    "impact write": (("--out",), ".pdf"),
    "return form": ((CODE, "--out"), ".xlsx"),
    "export": ((), ""),
    "export --profile public": ((), ""),
    **{f"sheet write {kind}": ((*ABOUT.get(kind, (CODE,)), "--out"), "") for kind in KINDS},
}
"""Every command that writes a file from the record."""
OF_NO_RETURN = {
    *("ledger receipt", "ledger publish", "ledger prove", "ledger witness-key"),
    *("ledger time-request", "report template", "report freeze", "sample frame"),
    "ledger pack",
}
"""Proofs, what is made of a file that is given, and the inspector's pack, tested in its place."""
FOR_HEALTH = {HEALTH: ".xlsx", LEADS["health"]: ".yaml", CHAIR: ".yaml", LEAD: ".xlsx"}
"""Who makes files for health or for the partnership, and in which form its sheets."""
FOR_ONE = ("feedback write", "return form")
OF_ALL = ("programme write", "impact write", "export", "export --profile public")
"""The same for everybody who may have them: made once, for SAIG."""
OPEN = {("sheet-write-views", "views")}
"""What the agencies of an audit may read of another agency's from moderation on (section 9)."""


def _make(assure: Assure, name: str, actor: str, folder: Path, *more: str) -> int:
    words, suffix = MADE[name]
    suffix = suffix or (FOR_HEALTH.get(actor, ".csv") if name.startswith("sheet") else "")
    out = str(folder / f"{name.replace(' ', '-')}{suffix}")
    folder.mkdir(exist_ok=True)
    return assure(*name.split(), *words, out, *more, actor=actor, code=None).exit_code


def _found(folder: Path) -> dict[str, set[str]]:
    """The planted words, by the files that hold them."""
    read = {str(one): words_in(one) for one in folder.rglob("*") if one.is_file()}
    assert read
    return {
        name: found
        for name, words in read.items()
        if (found := {field for field in FIELDS if mark(field) in words})
    }


def test_every_command_that_writes_is_tried() -> None:
    writes = {name for name, one in COMMANDS.items() if "--out" in flags(one)} | {"export"}
    assert writes == {" ".join(name.split()[:2]) for name in MADE if "export" not in name} | (
        OF_NO_RETURN | {"export"}
    )


@pytest.mark.parametrize("stage", ["returned_folder", "held_folder"])
def test_no_file_for_another_agency_or_for_saig_has_an_agencys_words(
    assure: Assure, stage: str, request: pytest.FixtureRequest
) -> None:
    shutil.copytree(request.getfixturevalue(stage), assure.folder, dirs_exist_ok=True)
    assure.clock.put("2026-04-01")
    made: set[str] = set()
    for actor in FOR_HEALTH:
        more = ("--agency", "health") if actor == LEAD else ()
        for name in FOR_ONE if actor == LEAD else MADE:
            if name in OF_ALL and actor != CHAIR:
                continue
            if _make(assure, name, actor, assure.folder / actor, *more) == 0:
                made.add(name)
    is_open = stage == "held_folder"
    for actor in FOR_HEALTH:
        found = _found(assure.folder / actor)
        said = {(Path(name).stem, field) for name, fields in found.items() for field in fields}
        assert said <= (OPEN if is_open and actor != CHAIR else set()), found
    late = {"return form"} if is_open else {"feedback write", "moderate write"}
    assert made == MADE.keys() - late - {"sheet write moderation", "certificate write"}


def test_the_words_would_be_found_if_they_were_there(held: Assure) -> None:
    """In a PDF, a workbook, a text and a Word file that are made for those who may read them."""
    for name in ("feedback write", "sheet write views", "sheet write numbers"):
        assert _make(held, name, POLICE, held.folder / "own") == 0
    found: set[str] = set().union(*_found(held.folder / "own").values())
    assert found >= {"involvement", "evidence", "strengths", "developments", "views", "number"}
    text = ("--text", "Seen by all.", "--evidence", "C01/police", "--area", "voice")
    held("finding", "record", CODE, "F1", "--kind", "strength", *text, actor=LEAD)
    assert _make(held, "report write", LEAD, held.folder / "lead") == 0
    [words] = _found(held.folder / "lead").values()
    assert "strengths" in words
