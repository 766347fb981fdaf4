"""The columns of a sheet of an earlier audit, as its tables have them."""

from __future__ import annotations

from collections.abc import Iterator

from documents.returns.layout import labels_of
from documents.sheets.sheet import Column, Takes
from domain.kernel.processes import STEPS
from domain.tool.spelling import spellings
from domain.tool.state import ToolVersion

AGENCY, AGREED, GRADE, BECAME = "agency", "agreed_", "grade_", "became_"
PROCESSES = {steps.label: process for process, steps in STEPS.items() if steps.sampled}
"""The label of a process to it: those that a partnership holds together."""
_CORRECTED = Column(
    "reason",
    "Why it is corrected",
    Takes.TEXT,
    width=30,
    help="Only where what was entered before is put right, or entered again: why.",
)
_SHORT_NAMES = "By short name, with commas between them."

AUDIT = (
    Column("audit", "Code", is_needed=True, width=20, help="Such as 2024-neglect: a new one."),
    Column("title", "Name", is_needed=True, width=34, help="Its name in plain words."),
    Column("process", "Process", Takes.CHOICE, is_needed=True, choices=tuple(PROCESSES), width=26),
    Column("tool_version", "Version of the tool", Takes.NUMBER, width=12,
           help="Whose areas the document graded. Empty: the newest."),
    Column("casework_first", "Casework from", Takes.DAY, is_needed=True, width=14,
           help="The first day of the casework that was audited."),
    Column("casework_last", "Casework to", Takes.DAY, is_needed=True, width=14,
           help="Its last day."),
    Column("agencies", "Agencies", is_needed=True, width=34, help=_SHORT_NAMES),
    Column("frame", "What the cases were taken from", Takes.TEXT, width=40,
           help="As the document says it. Only audits of the same are compared. Empty: it does not"
           " say."),
    Column("how_chosen", "How they were chosen", Takes.TEXT, width=34,
           help="As the document says it. No draw is taken to have happened."),
    Column("moderated_on", "Agencies met on", Takes.DAY, width=14,
           help="The day on which they agreed grades together, if they did."),
    Column("document", "Document", is_needed=True, width=34,
           help="What it is called, such as Report to SAIG. Its file is named as the sheet is"
           " recorded."),
    Column("dated_on", "Date of the document", Takes.DAY, is_needed=True, width=14,
           help="It cannot tell of a later day."),
    _CORRECTED,
)  # fmt: skip
RECOMMENDATIONS = (
    Column("recommendation", "Reference", is_needed=True, width=20, help="2024-neglect-R1."),
    Column("text", "Recommendation", Takes.TEXT, is_needed=True, width=44),
    Column("areas", "Areas", width=24, help=f"Of the tool. {_SHORT_NAMES}"),
    Column("agencies", "Agencies", is_needed=True, width=24, help=_SHORT_NAMES),
    Column("made_on", "Made on", Takes.DAY, is_needed=True, width=14),
    Column("considered_on", "SAIG accepted on", Takes.DAY, width=14,
           help="With what it was to change. Empty: SAIG accepts it here."),
    Column("desired_impact", "What it was to change", Takes.TEXT, width=40,
           help="As it was written down then."),
    Column("target_of_ten", "Good of ten wanted", Takes.NUMBER, width=12,
           help="Cases of ten to be Good or better, if a number was agreed."),
    Column("reaudit_by", "Re-audit by", Takes.DAY, width=14,
           help="The day by which a re-audit was to show it."),
    _CORRECTED,
)  # fmt: skip
ACTIONS = (
    Column("recommendation", "Recommendation", is_needed=True, width=20),
    Column("action", "Action", is_needed=True, width=10, help="Such as A1."),
    Column("text", "What was to be done", Takes.TEXT, is_needed=True, width=44),
    Column("agency", "Agency", is_needed=True, width=20, help="Its short name."),
    Column("owner", "Owner", is_needed=True, width=20,
           help="By short name: who answered for it, or does now."),
    Column("due", "Due", Takes.DAY, is_needed=True, width=14),
    Column("implemented_on", "In place on", Takes.DAY, width=14,
           help="The day on which practice changed. Empty: it is open, and goes on here."),
    Column("evidence", "What shows it", Takes.TEXT, width=40, help="Needed with its day."),
)  # fmt: skip


def _graded(version: ToolVersion, name: str, area: str | None, head: str, what: str) -> Column:
    labels = labels_of(version.scale_of(area))
    also = {written: labels[code] for written, code in spellings(version.scale_of(area)).items()}
    return Column(
        name,
        head,
        Takes.CHOICE,
        choices=tuple(labels.values()),
        also=tuple(also.items()),
        help=f"Choose {what}; leave it empty where the document has no grade.",
        width=20,
    )


def case_columns(version: ToolVersion) -> tuple[Column, ...]:
    """A case: its overall grade, what was agreed of each area, what was learnt."""

    def every() -> Iterator[Column]:
        yield Column("case", "Case", is_needed=True, width=8, help="C01, C02 and so on.")
        yield _graded(version, "overall", None, "Overall grade", "what was agreed of the case")
        for area, graded in version.areas.items():
            head = f"{graded.area.title}: agreed"
            yield _graded(version, AGREED + area, area, head, "what the agencies agreed together")
        yield Column("learning", "Learning", Takes.TEXT, width=44, help="No name of anybody.")
        yield _CORRECTED

    return tuple(every())


def grade_columns(version: ToolVersion, prefix: str, what: str) -> tuple[Column, ...]:
    """A case and an agency, with a column for each area."""
    named = (
        Column("case", "Case", is_needed=True, width=8),
        Column(AGENCY, "Agency", is_needed=True, width=20, help="Its short name."),
    )
    areas = (
        _graded(version, prefix + area, area, graded.area.title, what)
        for area, graded in version.areas.items()
    )
    return (*named, *areas)
