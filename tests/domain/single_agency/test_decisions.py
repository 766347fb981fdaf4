"""An agency's own audit, fed back to SAIG."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from domain.directory.events import AgencyLeft
from domain.kernel import streams
from domain.kernel.command import Command
from domain.single_agency.decisions import (
    ConsiderSingleAgencyAudit,
    ReportSingleAgencyAudit,
    WithdrawSingleAgencyReport,
)
from domain.single_agency.events import (
    SingleAgencyAuditConsidered,
    SingleAgencyAuditReported,
    SingleAgencyReportWithdrawn,
    SummaryDocument,
)
from tests.domain.scene import JOINED, changed
from tests.domain.spec import at, given

OWN = streams.single_agency("health", "HT-04")
_KEY = {"agency": "health", "ref": "HT-04"}
SUMMARY = SummaryDocument(name="HT-04.pdf", digest="5eed" * 16, size=48_213)
REPORT = ReportSingleAgencyAudit(
    agency="health",
    ref="HT-04",
    title="Missed appointments",
    reported_on=date(2026, 6, 1),
    strengths=("Calls are made.",),
    improvements=("Reasons are not written down.",),
    for_the_programme="Part of the next neglect audit.",
)
REPORTED = SingleAgencyAuditReported.model_validate(changed(REPORT))
CONSIDER = ConsiderSingleAgencyAudit(
    agency="health", ref="HT-04", considered_on=date(2026, 7, 1), conclusion="Taken up."
)
CONSIDERED = SingleAgencyAuditConsidered.model_validate(changed(CONSIDER))


def _with(command: Command, **fields: Any) -> Command:
    return type(command).model_validate(changed(command, **fields))


def test_an_agency_reports_by_the_template() -> None:
    given(*JOINED).when(REPORT, actor="matron").then(
        SingleAgencyAuditReported(
            agency="health",
            ref="HT-04",
            title="Missed appointments",
            reported_on=date(2026, 6, 1),
            strengths=("Calls are made.",),
            improvements=("Reasons are not written down.",),
            for_the_programme="Part of the next neglect audit.",
            document=None,
        )
    )


def test_a_report_under_the_wrong_reference_is_taken_back_and_made_again() -> None:
    wrong = WithdrawSingleAgencyReport(agency="health", ref="HT-04", reason="Of HT-05.")
    gone = SingleAgencyReportWithdrawn(agency="health", ref="HT-04", reason="Of HT-05.")
    for recorded in ((REPORTED,), (REPORTED, CONSIDERED)):
        given(*JOINED, *at(OWN, *recorded)).when(wrong, actor="matron").then(
            SingleAgencyReportWithdrawn(agency="health", ref="HT-04", reason="Of HT-05.")
        )
    given(*JOINED, *at(OWN, REPORTED, gone)).when(wrong, actor="matron").then_nothing()
    given(*JOINED, *at(OWN, REPORTED, gone)).when(REPORT, actor="matron").then(REPORTED)
    given(*JOINED).when(wrong, actor="matron").refused("not-reported", "HT-04")


def test_or_by_its_summary_document() -> None:
    summary = _with(REPORT, strengths=(), improvements=(), document=SUMMARY)
    given(*JOINED).when(summary, actor="matron").then(
        SingleAgencyAuditReported.model_validate(
            changed(REPORTED, strengths=(), improvements=(), document=SUMMARY)
        )
    )


@pytest.mark.parametrize("empty", ["strengths", "improvements"])
def test_the_template_asks_for_strengths_and_for_improvements(empty: str) -> None:
    given(*JOINED).when(_with(REPORT, **{empty: ()}), actor="matron").refused(
        "nothing-reported", "--document"
    )


def test_every_report_says_what_it_means_for_the_programme() -> None:
    for blank in ({"for_the_programme": " "}, {"strengths": ("",)}):
        with pytest.raises(ValidationError):
            _with(REPORT, **blank)


def test_what_was_reported_stands() -> None:
    done = (*JOINED, *at(OWN, REPORTED, CONSIDERED))
    given(*done).when(REPORT, actor="matron").then_nothing()
    given(*done).when(_with(REPORT, title="Other"), actor="matron").refused(
        "already-reported", "HT-04"
    )
    second = _with(REPORT, ref="HT-05")
    given(*done).when(second, actor="matron").then(
        SingleAgencyAuditReported.model_validate(changed(REPORTED, ref="HT-05"))
    )


def test_an_agency_of_the_partnership_reports_what_it_has_done() -> None:
    given(*JOINED).when(_with(REPORT, agency="navy"), actor="matron").refused("unknown-agency")
    left = at(streams.DIRECTORY, AgencyLeft(agency="health", reason="Merged."))
    given(*JOINED, *left).when(REPORT, actor="matron").refused("agency-left")
    early = given(*JOINED).when(REPORT, actor="matron", today=date(2026, 5, 31))
    early.refused("date-in-future", "2026-06-01")


def test_saig_considers_it_once() -> None:
    reported = (*JOINED, *at(OWN, REPORTED))
    given(*reported).when(CONSIDER, actor="member").then(
        SingleAgencyAuditConsidered(**_KEY, considered_on=date(2026, 7, 1), conclusion="Taken up.")
    )
    considered = (*reported, *at(OWN, CONSIDERED))
    given(*considered).when(CONSIDER, actor="chair").then_nothing()
    given(*considered).when(_with(CONSIDER, conclusion="Other."), actor="chair").refused(
        "step-taken", "2026-07-01"
    )


def test_it_is_considered_after_it_was_reported() -> None:
    given(*JOINED).when(CONSIDER, actor="chair").refused("not-reported", "HT-04")
    for day, code in (
        (date(2026, 5, 31), "date-too-early"),
        (date(2026, 9, 2), "date-in-future"),
    ):
        given(*JOINED, *at(OWN, REPORTED)).when(
            _with(CONSIDER, considered_on=day), actor="chair"
        ).refused(code)
