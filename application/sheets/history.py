"""An earlier audit in one sheet, as a document tells of it: cases, grades, what was recommended.

It is entered from the document whose file is named beside the sheet, and says so for ever. Nothing
is taken to have been drawn, returned or moderated in this record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from application.sheets.asking import Asking
from application.sheets.history_columns import (
    ACTIONS,
    AGENCY,
    AGREED,
    AUDIT,
    BECAME,
    GRADE,
    PROCESSES,
    RECOMMENDATIONS,
    case_columns,
    grade_columns,
)
from application.sheets.kind import Kind
from application.workspace import Workspace
from documents.returns.layout import labels_of
from documents.sheets.filled import Row
from documents.sheets.sheet import Sheet, Table
from domain.directory.requirements import directory_state
from domain.history.decisions import EnterAudit, EnterCase
from domain.kernel.command import Context
from domain.recommendation.from_document import EnterRecommendation
from domain.tool.requirements import require_tool, require_tool_version
from domain.tool.state import ToolVersion

_STEPS = (
    "Audit: one row, of the audit that the document tells of. Cases: one row for each, with what"
    " the agencies agreed together. Grades: one row for each case and agency.",
    "Enter what the document says, and nothing else: leave empty what it does not say. An area that"
    " the document grades otherwise is no area of this tool: leave it out, or publish the tool of"
    " that time first.",
    "Write no name: the child, mother, the social worker. Cases are C01, C02 and so on; which child"
    " that is stands in no column.",
    "Nothing is taken to have been drawn or returned here: wherever these grades are shown it says"
    " that they were entered from a document. They are a baseline where tool, sample and agencies"
    " compare.",
    "Check and record it with the document: `assure sheet record FILE --document REPORT.pdf`. What"
    " was entered wrongly: the right words, and why, in the same sheet again.",
)
_SPARE = {"cases": 40, "grades": 300, "moderated": 60, "recommendations": 20, "actions": 40}
_WORDS = {
    "cases": "One row for each case: what the agencies agreed together, and what was learnt.",
    "grades": "One row for each case and agency: the grades that the agency gave.",
    "moderated": "Only where an agency's grade became another when the agencies met.",
    "recommendations": "What was recommended; when SAIG accepted it, and what it was to change.",
    "actions": "What was agreed to be done; those done have their day, and what shows it.",
}


def _make(work: Workspace, tool: str) -> Sheet:
    context = _context(work)
    version = require_tool_version(context, tool, None)
    newest = require_tool(context, tool).newest
    columns = {
        "cases": case_columns(version),
        "grades": grade_columns(version, GRADE, "what the agency gave"),
        "moderated": grade_columns(version, BECAME, "what it became"),
        "recommendations": RECOMMENDATIONS,
        "actions": ACTIONS,
    }
    words = f"The audit, with the areas and grades of {tool}, version {newest}."
    tables = [Table("audit", "Audit", words, AUDIT, spare=1)]
    for name, of_table in columns.items():
        title = name.capitalize()
        tables.append(Table(name, title, _WORDS[name], of_table, spare=_SPARE[name]))
    title = f"An earlier audit with {version.recorded.title}"
    return Sheet("history", title, tool, tuple(tables), _STEPS)


def _context(work: Workspace) -> Context:
    return Context(work.person, work.today, work.ledger.state)


def _version(asking: Asking) -> ToolVersion:
    return require_tool_version(_context(asking.work), asking.given.sheet.about, None)


def _rows(asking: Asking, table: str) -> list[Row]:
    """The rows of a table, those with a fault too: what belongs together is looked at whole."""
    filled = asking.given.filled
    return [row for row in (*filled.rows, *filled.faulty) if row.table.name == table]


def _listed(text: str) -> list[str]:
    """Short names with commas or spaces between them."""
    return text.replace(",", " ").replace(";", " ").split()


def _code(asking: Asking) -> str:
    """The audit's code, from its own row; empty where there is none."""
    return next((row.said("audit") for row in _rows(asking, "audit")), "")


def _agencies(asking: Asking) -> list[str]:
    return [name for row in _rows(asking, "audit") for name in _listed(row.said("agencies"))]


def _require_first(asking: Asking, table: str, *columns: str) -> None:
    """Faults a row whose name another one has before it."""
    own = [asking.said(column) for column in columns]
    for row in _rows(asking, table):
        if row.number == asking.row.number:
            return
        if [row.said(column) for column in columns] == own:
            what = " and ".join(own)
            asking.fault(columns[0], f"is {what}, which has a row before: row {row.number}.")
            return


def _audit(asking: Asking) -> None:
    if asking.row.number != _rows(asking, "audit")[0].number:
        asking.fault("audit", "is in a second row. One sheet is about one audit.")
        return
    if not any(row.table.name == "cases" for row in _rows(asking, "cases")):
        asking.fault("audit", "has no case. Give its cases, in the table Cases.")
    _require_agencies(asking, "agencies", _agencies(asking))
    window = {"start": asking.said("casework_first"), "end": asking.said("casework_last")}
    document = asking.given.document
    tool = asking.given.sheet.about
    newest = require_tool(_context(asking.work), tool).newest
    asking.ask(
        EnterAudit,
        at={
            "casework_window": "casework_last",
            "document": "document",
        },
        audit=asking.said("audit"),
        title=asking.said("title"),
        process=PROCESSES.get(asking.said("process")),
        tool=tool,
        tool_version=int(asking.said("tool_version") or newest),
        casework_window=window,
        agencies=_agencies(asking),
        frame_definition=asking.said("frame"),
        how_chosen=asking.said("how_chosen"),
        moderated_on=asking.said("moderated_on"),
        document={
            "title": asking.said("document"),
            "digest": sha256(document.data if document else b"").hexdigest(),
            "dated_on": asking.said("dated_on"),
        },
        reason=asking.said("reason"),
    )


def _require_agencies(asking: Asking, column: str, named: Sequence[str]) -> None:
    known = directory_state(_context(asking.work)).agencies
    unknown = [name for name in named if name not in known]
    if unknown:
        asking.fault(column, f"names {', '.join(unknown)}, which is no agency on the record."
                     " Write its short name, as `assure agency list` has it.")  # fmt: skip


def _case(asking: Asking) -> None:
    _require_first(asking, "cases", "case")
    version, case = _version(asking), asking.said("case")
    overall = {label: code for code, label in labels_of(version.scale_of(None)).items()}
    became = {
        row.said("agency"): dict(_said(row, BECAME, version))
        for row in _rows(asking, "moderated")
        if row.said("case") == case
    }
    grades = [
        {
            "agency": row.said("agency"),
            "area": area,
            "grade": grade,
            "moderated": became.get(row.said("agency"), {}).get(area),
        }
        for row in _rows(asking, "grades")
        if row.said("case") == case
        for area, grade in _said(row, GRADE, version)
    ]
    asking.ask(
        EnterCase,
        audit=_code(asking),
        case=case,
        grades=grades,
        agreed=[{"area": a, "grade": g} for a, g in _said(asking.row, AGREED, version)],
        overall=overall.get(asking.said("overall")),
        learning=asking.said("learning"),
        reason=asking.said("reason"),
    )


def _said(row: Row, prefix: str, version: ToolVersion) -> Iterator[tuple[str, str]]:
    """Each area of a row that has a grade, with the grade's code."""
    for area in version.areas:
        codes = {label: code for code, label in labels_of(version.scale_of(area)).items()}
        if row.said(prefix + area):
            yield area, codes[row.said(prefix + area)]


def _grades(asking: Asking) -> None:
    _require_first(asking, "grades", "case", AGENCY)
    _require_case(asking)


def _moderated(asking: Asking) -> None:
    """What a grade became belongs to a grade that was given."""
    _require_first(asking, "moderated", "case", AGENCY)
    _require_case(asking)
    key = asking.said("case"), asking.said(AGENCY)
    given = [row for row in _rows(asking, "grades") if (row.said("case"), row.said(AGENCY)) == key]
    version = _version(asking)
    had = {area for row in given for area, _ in _said(row, GRADE, version)}
    for area, _ in _said(asking.row, BECAME, version):
        if area not in had:
            asking.fault(BECAME + area, "has no grade that the agency gave, in the table Grades.")


def _require_case(asking: Asking) -> None:
    if asking.said("case") not in {row.said("case") for row in _rows(asking, "cases")}:
        asking.fault("case", "is no case of the table Cases. Give it a row there.")
    listed = _agencies(asking)
    if asking.said(AGENCY) not in listed:
        asking.fault(
            AGENCY,
            "is not among the audit's agencies, in the table Audit:"
            f" {', '.join(listed) or 'none'}. Name it there, or correct it.",
        )


def _recommendation(asking: Asking) -> None:
    _require_first(asking, "recommendations", "recommendation")
    ref, areas = asking.said("recommendation"), _listed(asking.said("areas"))
    _require_agencies(asking, "agencies", _listed(asking.said("agencies")))
    known = _version(asking).areas
    unknown = [area for area in areas if area not in known]
    if unknown:
        asking.fault("areas", f"names {', '.join(unknown)}, which the tool does not have. Its areas"
                     f" are: {', '.join(known)}.")  # fmt: skip
    asking.ask(
        EnterRecommendation,
        at={"desired_impact": "desired_impact"},
        recommendation=ref,
        audit=_code(asking),
        made_on=asking.said("made_on"),
        text=asking.said("text"),
        areas=areas,
        agencies=_listed(asking.said("agencies")),
        considered_on=asking.said("considered_on"),
        desired_impact=_wanted(asking, areas),
        actions=[
            _action(row) for row in _rows(asking, "actions") if row.said("recommendation") == ref
        ],
        reason=asking.said("reason"),
    )


def _wanted(asking: Asking, areas: Sequence[str]) -> dict[str, Any] | None:
    """What it was to change, where the document says so."""
    text, by = asking.said("desired_impact"), asking.said("reaudit_by")
    target = asking.said("target_of_ten")
    if not text and not by and not target:
        return None
    for column in ("desired_impact", "reaudit_by"):
        if not asking.said(column):
            asking.fault(column, "is empty. What it was to change has its words, and the day by"
                         " which a re-audit is to show it.")  # fmt: skip
            return None
    measured = {"tool": asking.given.sheet.about, "areas": list(areas)} if areas else {}
    ten = {"target_of_ten": int(target)} if target else {}
    return {"text": text, "direction": "better", "reaudit_by": by, **measured, **ten}


def _action(row: Row) -> dict[str, str]:
    names = ("action", "text", "agency", "owner", "due", "implemented_on", "evidence")
    return {name: row.said(name) for name in names if row.said(name)}


def _of_recommendation(asking: Asking) -> None:
    """An action belongs to a recommendation, whose row enters both."""
    _require_first(asking, "actions", "recommendation", "action")
    refs = {row.said("recommendation") for row in _rows(asking, "recommendations")}
    if asking.said("recommendation") not in refs:
        asking.fault("recommendation", "has no row in the table Recommendations. Give it one.")
    _require_agencies(asking, "agency", [asking.said("agency")])
    if asking.said("owner") not in directory_state(_context(asking.work)).people:
        asking.fault("owner", "is nobody on the record. Write the short name, as `assure person"
                     " list` has it.")  # fmt: skip


KIND = Kind(
    _make,
    {
        "audit": _audit,
        "cases": _case,
        "grades": _grades,
        "moderated": _moderated,
        "recommendations": _recommendation,
        "actions": _of_recommendation,
    },
)
