"""A whole themed audit of 12 cases and 7 agencies, as `docs` has it: in forty commands."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.harness import IMPACT, PLAN, TOOL, Assure
from tests.documents.returns.books import case, filled, opened

PAGE = Path(__file__).parents[2] / "docs" / "one-audit-in-forty-commands.md"
CODE = "2026-neglect"
AGENCIES = ("police", "social-care", "health", "education", "early-help", "justice", "housing")
CASES = [f"C{number:02d}" for number in range(1, 13)]
COMMANDS_MAX = 40


def _lines() -> Iterator[str]:
    for block in re.findall(r"```bash\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        yield from block.splitlines()


def _people() -> str:
    rows = "".join(
        f"  - {{person: {agency}-{what}, full_name: {agency.title()} {what}, agency: {agency},"
        f" role: {role}}}\n"
        for agency in AGENCIES
        for what, role in (("a", "auditor"), ("l", "agency-lead"))
    )
    partners = {"c-hart": "saig-chair", "l-mori": "lead-auditor", "n-dice": "neutral"}
    rows += "".join(
        f"  - {{person: {who}, full_name: {who.title()}, role: {role}}}\n"
        for who, role in partners.items()
    )
    agencies = "".join(
        f"  - {{agency: {one}, title: Northshire {one.title()}, sector: {one}}}\n"
        for one in AGENCIES
    )
    return f"sheet: people\nagencies:\n{agencies}people:\n{rows}"


def _prepare(assure: Assure) -> None:
    assure.file("people.yaml", _people())
    assure.file("tool.yaml", TOOL)
    plan = PLAN.format(
        code=CODE, start="2025-07-01", end="2025-12-31", briefing="2026-01-15",
        returns="2026-02-15", day="2026-03-15",
    )  # fmt: skip
    plan = plan.replace("[police, health]", f"[{', '.join(AGENCIES)}]").replace(
        "size: 5", "size: 12"
    )
    assure.file("plan.yaml", plan)
    rows = "".join(f"K{at:02d},{'North' if at % 3 else 'South'}\n" for at in range(40))
    assure.file("cases.csv", f"ref,district\n{rows}")
    assure.file("impact.yaml", IMPACT)
    assure.file("finding.txt", "Nobody wrote down what the child said.")
    assure.file("summary.txt", "Children are seen, and seldom heard.")


def _column(path: Path, tab: str, columns: dict[str, Any]) -> dict[str, Any]:
    """The same in each row of a table that names its rows."""
    rows = [row[0].row for row in opened(path.read_bytes())[tab].iter_rows(min_row=4)]
    return {f"{tab}!{column}{row}": value for row in rows for column, value in columns.items()}


def _auditors(path: Path) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for row, agency in enumerate(AGENCIES, 4):
        said = (agency, f"{agency}-a", f"{agency}-l", "Yes")
        cells |= {f"Auditors!{column}{row}": one for column, one in zip("ABCD", said, strict=True)}
    return cells


def _forms(path: Path) -> None:
    for at, agency in enumerate(AGENCIES):
        form = path.with_name(f"forms-{agency}.xlsx")
        grade = ("Good", "Inadequate", "Outstanding")[at % 3]
        cells = {place: value for one in CASES for place, value in case(one, grade).items()}
        form.write_bytes(filled(form.read_bytes(), cells))


FILLED: dict[str, Callable[[Path], dict[str, Any]]] = {
    "auditors.xlsx": _auditors,
    "views.xlsx": lambda path: _column(
        path, "Views",
        {"D": "conversation", "F": "10/02/2026", "G": "child", "H": "I told her everything."},
    ),
    "day.xlsx": lambda path: _column(
        path, "Areas", {"R": "Good", "S": "Read together."}
    ) | _column(path, "Cases", {"B": "Good", "C": "Agreed by all.", "E": "Write it down."}),
    "feedback.xlsx": lambda path: _column(
        path, "Feedback",
        {"C": "01/04/2026", "D": "03/04/2026", "E": "Thank you.", "F": "01/04/2026",
         "G": "07/04/2026"},
    ),
    "certificates.xlsx": lambda path: _column(
        path, "Certificates", {"C": "15/01/2026", "D": "15/03/2026", "E": 18}
    ),
}  # fmt: skip


def test_a_whole_themed_audit_takes_forty_commands(
    assure: Assure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(assure.folder)
    _prepare(assure)
    for line in _lines():
        if line.startswith("# "):
            assure.clock.put(line.removeprefix("# "))
            continue
        program, *words = shlex.split(line)
        assert program == "assure"
        assure(*words)
        if "--out" in words:
            out = assure.folder / words[words.index("--out") + 1]
            if out.name == "forms.xlsx":
                _forms(out)
            elif out.name in FILLED:
                out.write_bytes(filled(out.read_bytes(), FILLED[out.name](out)))
    assert len(assure.runs) <= COMMANDS_MAX
    said = f"| {len(assure.runs)} | the same {len(assure.runs)} |"
    assert said in PAGE.read_text(encoding="utf-8")
    _require_whole(assure)


def _require_whole(assure: Assure) -> None:
    """Everything that the framework asks is on the record, and the record is whole."""
    audit = assure.read("audit", "show", CODE)
    given = assure.read("feedback", "list", CODE)
    assert {one["agency"] for one in given} == set(AGENCIES)
    assert all(one["returns"] == one["practitioner_delivered"] == 12 for one in given)
    assert all(one["manager_acknowledged"] == 12 for one in given)
    certified = assure.read("certificate", "list", "--audit", CODE)
    assert len(certified) == len(AGENCIES) + 1
    views = assure.read("views", "list", CODE)
    assert {one["state"] for one in views} == {"heard"}
    assert audit
    entered = assure.read("return", "show", CODE, "C01", "--agency", "justice", "--actor", "l-mori")
    assert (entered[0]["by"], entered[0]["on_behalf_of"]) == ("s-lee", "justice-a")
    assert assure("ledger", "verify", "--rules").exit_code == 0
