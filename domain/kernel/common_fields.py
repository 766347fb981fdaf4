"""The fields that many commands have, each with what is shown to whoever fills it in."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from domain.kernel.field_help import Default, Shown, argument
from domain.kernel.vocabulary import (
    AgencyId,
    AreaId,
    AuditCode,
    CaseRef,
    CaseText,
    GradeCode,
    Line,
    Name,
    Number,
    Period,
    PersonId,
    Quarter,
    Ref,
    Text,
    Theme,
    ToolCode,
)

# What the act is about.
TheAgency = Annotated[AgencyId, argument("AGENCY", "The agency's short name", "police")]
TheAudit = Annotated[AuditCode, argument("AUDIT", "The audit's code", "2026-neglect")]
TheCase = Annotated[CaseRef, argument("CASE", "The case", "C07")]
TheRecommendation = Annotated[
    Ref, argument("RECOMMENDATION", "The recommendation's reference", "2026-neglect-R1")
]
TheAction = Annotated[Ref, argument("ACTION", "The action's reference", "A1")]
ThePerson = Annotated[PersonId, argument("PERSON", "The person's short name", "p-kaur")]
TheTheme = Annotated[Theme, argument("THEME", "The work stream's short name", "supervision")]
WhichNumber = Annotated[
    Number | None,
    Shown("Which is meant, counted as they were recorded; not needed where there is one", "NUMBER"),
]
TheNumber = Annotated[Number, argument("NUMBER", "Its number", "1")]

ThePeriod = Annotated[
    Period,
    argument("PERIOD", "The programme's three years", "2026-2029"),
]
TheOwnAudit = Annotated[Ref, argument("REF", "The agency's own reference", "2026-custody")]
TheTool = Annotated[ToolCode, argument("TOOL", "The tool's code", "neglect")]

# What is said about it.
OfAgency = Annotated[AgencyId, Shown("The agency's short name", "AGENCY", "police")]
OfArea = Annotated[AreaId, Shown("The area of the tool", "AREA", "planning")]
TheGrade = Annotated[GradeCode, Shown("A grade of the tool's scale", "GRADE", "good")]
Title = Annotated[Line, Shown("Its name in plain words", "TEXT")]
NamedTitle = Annotated[Name, Shown("Its name in plain words", "TEXT")]
Reason = Annotated[Text, Shown("Why, in a sentence", "TEXT")]
WhyCorrected = Annotated[
    Text | None, Shown("Why what was recorded before is corrected", "TEXT", option="reason")
]
CaseReason = Annotated[CaseText, Shown("Why, in a sentence", "TEXT")]
Conclusion = Annotated[Text, Shown("What was concluded", "TEXT")]
InQuarter = Annotated[
    Quarter,
    Shown(
        "A calendar quarter, July to September for Q3; or of the financial year, Q3 2026/27",
        "QUARTER",
        "2026-Q3",
    ),
]
Due = Annotated[date, Shown("The day it is due", "DATE")]
OnDay = Annotated[date, Shown("The day it happened", "DATE", option="on", default=Default.TODAY)]


SAYING = Shown("What it says", "TEXT", option="text")
"""On the text that is what a command records."""
