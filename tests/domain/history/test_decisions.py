"""An audit that was entered from a document: what it says, corrected, taken back; nothing drawn."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.audit.comparing import CompareFrames
from domain.audit.events import FramesCompared
from domain.audit.plan import AgreePlan
from domain.audit.terms import CaseworkWindow
from domain.directory.events import AgencyLeft
from domain.history.decisions import (
    EnterAudit,
    EnterCase,
    WithdrawEnteredAudit,
    WithdrawEnteredCase,
)
from domain.history.events import (
    AuditEnteredFromDocument,
    CaseEnteredFromDocument,
    Document,
    EnteredAgreement,
    EnteredAuditWithdrawn,
    EnteredCaseWithdrawn,
    EnteredGrade,
)
from domain.kernel import streams
from domain.kernel.processes import Process
from domain.kernel.vocabulary import Likeness
from tests.domain.scene import AGREED, AUDIT, JOINED, PLAN, PUBLISHED, TOOL, changed
from tests.domain.spec import at, given

PAST = "2024-neglect"
OWN = streams.history(PAST)
REPORT = Document(title="Report to SAIG", digest="5eed" * 16, dated_on=date(2024, 12, 2))
ENTER = EnterAudit(
    audit=PAST,
    title="Neglect: the audit on paper",
    process=Process.THEMED,
    tool=TOOL,
    tool_version=1,
    casework_window=CaseworkWindow(start=date(2024, 1, 1), end=date(2024, 6, 30)),
    agencies=("police", "health"),
    frame_definition="Children with a neglect plan",
    how_chosen="By the team manager",
    moderated_on=date(2024, 10, 1),
    document=REPORT,
)
ENTERED = AuditEnteredFromDocument.model_validate(changed(ENTER))
GIVEN = EnteredGrade(agency="police", area="voice", grade="good", moderated="inadequate")
CASE = EnterCase(
    audit=PAST,
    case="C01",
    grades=(GIVEN,),
    agreed=(EnteredAgreement(area="planning", grade="good"),),
    overall="good",
    learning="Ask the child alone.",
)
OF_CASE = CaseEnteredFromDocument.model_validate(changed(CASE))
THERE = (*PUBLISHED, *at(OWN, ENTERED))
WITH_CASE = (*THERE, *at(OWN, OF_CASE))
TAKEN_BACK = EnteredAuditWithdrawn(audit=PAST, reason="Of another year")


def _audit(**fields: Any) -> EnterAudit:
    return EnterAudit.model_validate(changed(ENTER, **fields))


def _case(**fields: Any) -> EnterCase:
    return EnterCase.model_validate(changed(CASE, **fields))


@pytest.mark.parametrize("who", ["ruth", "other-lead"])
def test_a_coordinator_or_a_lead_auditor_enters_what_a_document_says(who: str) -> None:
    given(*PUBLISHED).when(ENTER, actor=who).then(
        AuditEnteredFromDocument(
            audit=PAST,
            title="Neglect: the audit on paper",
            process=Process.THEMED,
            tool=TOOL,
            tool_version=1,
            casework_window=CaseworkWindow(start=date(2024, 1, 1), end=date(2024, 6, 30)),
            agencies=("police", "health"),
            frame_definition="Children with a neglect plan",
            how_chosen="By the team manager",
            moderated_on=date(2024, 10, 1),
            document=REPORT,
        )
    )
    given(*THERE).when(CASE, actor=who).then(
        CaseEnteredFromDocument(
            audit=PAST,
            case="C01",
            grades=(GIVEN,),
            agreed=(EnteredAgreement(area="planning", grade="good"),),
            overall="good",
            learning="Ask the child alone.",
        )
    )


def test_an_agency_that_has_left_since_may_be_told_of() -> None:
    left = at(streams.DIRECTORY, AgencyLeft(agency="health", reason="Merged"))
    given(*PUBLISHED, *left).when(ENTER, actor="ruth").then(ENTERED)


def test_the_same_again_is_nothing_new() -> None:
    given(*WITH_CASE).when(ENTER, actor="ruth").then_nothing()
    given(*WITH_CASE).when(CASE, actor="ruth").then_nothing()


def test_what_differs_is_corrected_with_a_reason_and_not_without() -> None:
    given(*WITH_CASE).when(_audit(title="Neglect"), actor="ruth").refused("entered-otherwise")
    given(*WITH_CASE).when(_case(overall=None), actor="ruth").refused("entered-otherwise")
    right = _audit(title="Neglect", reason="A slip")
    given(*WITH_CASE).when(right, actor="ruth").then(
        AuditEnteredFromDocument.model_validate(changed(right))
    )
    other = _case(overall=None, reason="A slip")
    given(*WITH_CASE).when(other, actor="ruth").then(
        CaseEnteredFromDocument.model_validate(changed(other))
    )
    for command in (_audit(reason="A slip"), _case(reason="A slip", case="C02")):
        before = PUBLISHED if isinstance(command, EnterAudit) else THERE
        given(*before).when(command, actor="ruth").refused("nothing-to-correct")


def test_a_correction_leaves_no_grade_without_its_agency() -> None:
    given(*WITH_CASE).when(_audit(agencies=("health",), reason="Slip"), actor="ruth").refused(
        "agency-not-involved"
    )


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"document": Document.model_validate(changed(REPORT, dated_on=date(2027, 1, 1)))},
         "date-in-future"),
        ({"casework_window": CaseworkWindow(start=date(2024, 1, 1), end=date(2024, 12, 3))},
         "after-document"),
        ({"moderated_on": date(2024, 12, 3)}, "after-document"),
        ({"moderated_on": date(2023, 12, 31)}, "date-too-early"),
        ({"process": Process.SINGLE_AGENCY}, "not-of-the-partnership"),
        ({"agencies": ()}, "no-agency"),
        ({"agencies": ("police", "police")}, "named-twice"),
        ({"agencies": ("army",)}, "unknown-agency"),
        ({"tool": "unheard-of"}, "unknown-tool"),
        ({"tool_version": 2}, "unknown-tool-version"),
    ],
)  # fmt: skip
def test_what_a_document_cannot_say_is_refused(fields: dict[str, Any], code: str) -> None:
    given(*PUBLISHED).when(_audit(**fields), actor="ruth").refused(code)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"grades": (GIVEN, GIVEN)}, "named-twice"),
        ({"agreed": CASE.agreed * 2}, "named-twice"),
        ({"grades": (EnteredGrade(agency="housing", area="voice", grade="good"),)},
         "agency-not-involved"),
        ({"grades": (EnteredGrade(agency="police", area="school", grade="good"),)},
         "unknown-area"),
        ({"grades": (EnteredGrade(agency="police", area="voice", grade="fair"),)},
         "grade-outside-scale"),
        ({"overall": "fair"}, "grade-outside-scale"),
        ({"grades": (), "agreed": (), "overall": None}, "no-grade"),
        ({"audit": "2023-neglect"}, "not-entered"),
    ],
)  # fmt: skip
def test_a_grade_that_the_audit_cannot_have_is_refused(fields: dict[str, Any], code: str) -> None:
    given(*THERE).when(_case(**fields), actor="ruth").refused(code)


def test_one_code_is_one_audit() -> None:
    here = _audit(audit=AUDIT)
    given(*AGREED).when(here, actor="ruth").refused("audit-held-here")
    of_past = PLAN.model_validate(changed(PLAN, audit=PAST))
    asked = AgreePlan(plan=of_past, agreed_on=date(2026, 1, 5))
    given(*THERE).when(asked, actor="chair").refused("entered-from-document")


def test_a_case_is_taken_back_and_entered_again_with_a_reason() -> None:
    back = WithdrawEnteredCase(audit=PAST, case="C01", reason="Of another audit")
    gone = EnteredCaseWithdrawn(audit=PAST, case="C01", reason="Of another audit")
    given(*WITH_CASE).when(back, actor="ruth").then(
        EnteredCaseWithdrawn(audit=PAST, case="C01", reason="Of another audit")
    )
    given(*THERE).when(back, actor="ruth").refused("case-not-entered")
    after = (*WITH_CASE, *at(OWN, gone))
    given(*after).when(back, actor="ruth").then_nothing()
    given(*after).when(CASE, actor="ruth").refused("entered-before")
    again = _case(reason="It was of this audit after all")
    given(*after).when(again, actor="ruth").then(
        CaseEnteredFromDocument.model_validate(changed(again))
    )


def test_an_audit_is_taken_back_and_entered_again_with_a_reason() -> None:
    back = WithdrawEnteredAudit(audit=PAST, reason="Of another year")
    given(*WITH_CASE).when(back, actor="ruth").then(
        EnteredAuditWithdrawn(audit=PAST, reason="Of another year")
    )
    given(*JOINED).when(back, actor="ruth").refused("not-entered")
    after = (*WITH_CASE, *at(OWN, TAKEN_BACK))
    given(*after).when(back, actor="ruth").then_nothing()
    given(*after).when(CASE, actor="ruth").refused("not-entered")
    given(*after).when(ENTER, actor="ruth").refused("entered-before")
    again = _audit(reason="It was of this year")
    given(*after).when(again, actor="ruth").then(
        AuditEnteredFromDocument.model_validate(changed(again))
    )


def test_its_frame_is_compared_with_that_of_an_audit_held_here() -> None:
    told = {
        "audit": AUDIT,
        "other_audit": PAST,
        "likeness": Likeness.EQUIVALENT,
        "reason": "The same children",
    }
    asked = CompareFrames.model_validate(told)
    given(*AGREED, *at(OWN, ENTERED)).when(asked, actor="lead").then(
        FramesCompared.model_validate(told)
    )
    given(*AGREED).when(asked, actor="lead").refused("no-plan")
