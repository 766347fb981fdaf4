"""The rolling three-year programme."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.kernel import streams
from domain.kernel.processes import Process
from domain.kernel.vocabulary import Function, InformedBy, quarter_words
from domain.programme.decisions import (
    AgreeProgramme,
    CallOffSingleAgencyAudit,
    DeclareCapacity,
    DeclareSingleAgencyAudit,
    RescheduleAudit,
    ReviewProgramme,
    ScheduleAudit,
    WithdrawAudit,
)
from domain.programme.events import (
    AgencyDays,
    AuditRescheduled,
    AuditScheduled,
    AuditWithdrawn,
    CapacityDeclared,
    ProgrammeAgreed,
    ProgrammeReviewed,
    SingleAgencyAuditCalledOff,
    SingleAgencyAuditDeclared,
)
from domain.single_agency.events import SingleAgencyAuditReported
from tests.domain.scene import AUDIT, JOINED, changed
from tests.domain.spec import at, given

PERIOD = "2026-2029"
PROGRAMME = streams.programme(PERIOD)
TWELVE = (AgencyDays(agency="police", days=12),)
SIX = (AgencyDays(agency="police", days=6),)
AGREE = AgreeProgramme(
    period=PERIOD,
    agreed_on=date(2026, 1, 15),
    priorities=("Neglect is seen early",),
    capacity_per_quarter=TWELVE,
)
AGREED_EVENT = ProgrammeAgreed(
    period=PERIOD,
    agreed_on=date(2026, 1, 15),
    priorities=("Neglect is seen early",),
    capacity_per_quarter=TWELVE,
)
AGREED = (*JOINED, *at(PROGRAMME, AGREED_EVENT))
SCHEDULE = ScheduleAudit(
    period=PERIOD,
    audit=AUDIT,
    title="Neglect",
    process=Process.THEMED,
    function=Function.CORE,
    informed_by=InformedBy.CASE_REVIEW,
    quarter="2026-Q2",
    demand=SIX,
)
SCHEDULED_EVENT = AuditScheduled(
    period=PERIOD,
    audit=AUDIT,
    title="Neglect",
    process=Process.THEMED,
    function=Function.CORE,
    informed_by=InformedBy.CASE_REVIEW,
    quarter="2026-Q2",
    demand=SIX,
)
SCHEDULED = (*AGREED, *at(PROGRAMME, SCHEDULED_EVENT))
MOVE = RescheduleAudit(
    period=PERIOD, audit=AUDIT, quarter="2026-Q4", reason="A case review is published in autumn."
)
WITHDRAW = WithdrawAudit(period=PERIOD, audit=AUDIT, reason="Inspected instead.")
DECLARE = DeclareSingleAgencyAudit(
    period=PERIOD, agency="health", ref="HT-04", title="Missed appointments", quarter="2026-Q3"
)
DECLARED_EVENT = SingleAgencyAuditDeclared.model_validate(changed(DECLARE))
WITHDRAWN = (
    *SCHEDULED,
    *at(PROGRAMME, AuditWithdrawn(period=PERIOD, audit=AUDIT, reason="Inspected instead.")),
)


def test_an_agency_can_give_other_days_than_were_agreed() -> None:
    fewer = DeclareCapacity(period=PERIOD, agency="police", days=8, reason="A post less.")
    given(*AGREED).when(fewer, actor="chair").then(
        CapacityDeclared(period=PERIOD, agency="police", days=8, reason="A post less.")
    )
    said = CapacityDeclared(period=PERIOD, agency="police", days=8, reason="A post less.")
    given(*AGREED, *at(PROGRAMME, said)).when(fewer, actor="chair").then_nothing()
    same = DeclareCapacity(period=PERIOD, agency="police", days=12, reason="As it was.")
    given(*AGREED).when(same, actor="chair").then_nothing()


def test_an_audit_that_an_agency_declared_is_called_off() -> None:
    off = CallOffSingleAgencyAudit(
        period=PERIOD, agency="health", ref="HT-04", reason="Inspected instead."
    )
    declared = (*AGREED, *at(PROGRAMME, DECLARED_EVENT))
    given(*declared).when(off, actor="matron").then(
        SingleAgencyAuditCalledOff(
            period=PERIOD, agency="health", ref="HT-04", reason="Inspected instead."
        )
    )
    gone = SingleAgencyAuditCalledOff(
        period=PERIOD, agency="health", ref="HT-04", reason="Inspected instead."
    )
    given(*declared, *at(PROGRAMME, gone)).when(off, actor="matron").then_nothing()
    given(*declared, *at(PROGRAMME, gone)).when(DECLARE, actor="matron").then(DECLARED_EVENT)
    given(*AGREED).when(off, actor="matron").refused("not-declared", "HT-04")
    reported = SingleAgencyAuditReported(
        agency="health",
        ref="HT-04",
        title="Missed appointments",
        reported_on=date(2026, 6, 1),
        strengths=("Calls are made.",),
        improvements=("Reasons are not written down.",),
        for_the_programme="None.",
        document=None,
    )
    done = (*declared, *at(streams.single_agency("health", "HT-04"), reported))
    given(*done).when(off, actor="matron").refused("already-reported", "HT-04")


def _agree(**fields: Any) -> AgreeProgramme:
    return AgreeProgramme.model_validate(changed(AGREE, **fields))


def _schedule(**fields: Any) -> ScheduleAudit:
    return ScheduleAudit.model_validate(changed(SCHEDULE, **fields))


def test_a_programme_is_agreed_for_three_years() -> None:
    given(*JOINED).when(AGREE, actor="chair").then(
        ProgrammeAgreed(
            period=PERIOD,
            agreed_on=date(2026, 1, 15),
            priorities=("Neglect is seen early",),
            capacity_per_quarter=TWELVE,
        )
    )


def test_a_programme_covers_three_years() -> None:
    for period in ("2026-2027", "2026-2030", "2026-2026"):
        given(*JOINED).when(_agree(period=period), actor="chair").refused(
            "not-three-years", "2026-2029", "from April 2026", "2026-2028"
        )


@pytest.mark.parametrize(
    ("period", "first", "last", "outside"),
    [
        ("2026-2029", "2026-Q1", "2029-Q4", ("2025-Q4", "2030-Q1")),
        ("2026-2028", "2026-Q1", "2028-Q4", ("2025-Q4", "2029-Q1")),
    ],
)
def test_an_audit_lies_within_the_years_of_its_programme(
    period: str, first: str, last: str, outside: tuple[str, str]
) -> None:
    stream = streams.programme(period)
    agreed = (*JOINED, *at(stream, AGREED_EVENT.model_copy(update={"period": period})))
    for quarter in (first, last):
        given(*agreed).when(_schedule(period=period, quarter=quarter), actor="chair").then(
            AuditScheduled.model_validate(changed(SCHEDULED_EVENT, period=period, quarter=quarter))
        )
    for quarter in outside:
        given(*agreed).when(_schedule(period=period, quarter=quarter), actor="chair").refused(
            "quarter-outside-period", quarter_words(quarter), quarter_words(first)
        )


@pytest.mark.parametrize(
    ("begins", "last", "too_late"),
    [("2026-Q2", "2029-Q1", "2029-Q2"), ("2026-Q1", "2028-Q4", "2029-Q1")],
    ids=["April to March", "calendar years"],
)
def test_a_programme_runs_for_any_three_years(begins: str, last: str, too_late: str) -> None:
    first = SCHEDULED_EVENT.model_copy(update={"quarter": begins})
    begun = (*AGREED, *at(PROGRAMME, first))
    given(*begun).when(_schedule(audit="2028-last", quarter=last), actor="chair").then(
        AuditScheduled.model_validate(changed(SCHEDULED_EVENT, audit="2028-last", quarter=last))
    )
    late = _schedule(audit="2028-last", quarter=too_late)
    given(*begun).when(late, actor="chair").refused(
        "quarter-outside-period", quarter_words(begins), quarter_words(too_late)
    )
    moved = MOVE.model_copy(update={"quarter": too_late})
    given(*begun).when(moved, actor="chair").then(
        AuditRescheduled(
            period=PERIOD,
            audit=AUDIT,
            from_quarter=begins,
            to_quarter=too_late,
            reason=MOVE.reason,
        )
    )


@pytest.mark.parametrize("other", ["2025-2028", "2026-2028", "2028-2031"])
def test_an_audit_stands_in_one_programme(other: str) -> None:
    second = at(streams.programme(other), AGREED_EVENT.model_copy(update={"period": other}))
    quarter = "2028-Q2" if other == "2028-2031" else "2026-Q2"
    schedule = _schedule(period=other, quarter=quarter)
    given(*SCHEDULED, *second).when(schedule, actor="chair").refused("in-another-programme", PERIOD)
    given(*WITHDRAWN, *second).when(schedule, actor="chair").then(
        AuditScheduled.model_validate(changed(SCHEDULED_EVENT, period=other, quarter=quarter))
    )


def test_an_agreed_programme_is_not_agreed_otherwise() -> None:
    given(*AGREED).when(_agree(priorities=("Other",)), actor="chair").refused(
        "programme-exists", "2026-01-15"
    )


def test_a_programme_is_not_agreed_in_the_future() -> None:
    given(*JOINED).when(AGREE, actor="chair", today=date(2026, 1, 14)).refused(
        "date-in-future", "2026-01-15"
    )


@pytest.mark.parametrize(
    ("days", "code"),
    [((AgencyDays(agency="navy", days=1),), "unknown-agency"), (TWELVE + SIX, "named-twice")],
)
def test_days_are_given_once_for_each_known_agency(days: tuple[AgencyDays, ...], code: str) -> None:
    given(*JOINED).when(_agree(capacity_per_quarter=days), actor="chair").refused(code)
    given(*AGREED).when(_schedule(demand=days), actor="chair").refused(code)


def test_an_audit_is_scheduled() -> None:
    given(*AGREED).when(SCHEDULE, actor="chair").then(
        AuditScheduled(
            period=PERIOD,
            audit=AUDIT,
            title="Neglect",
            process=Process.THEMED,
            function=Function.CORE,
            informed_by=InformedBy.CASE_REVIEW,
            quarter="2026-Q2",
            demand=SIX,
        )
    )


def test_an_audit_is_scheduled_in_an_agreed_programme_only() -> None:
    given(*JOINED).when(SCHEDULE, actor="chair").refused("no-programme", PERIOD)


def test_an_audit_is_scheduled_once() -> None:
    given(*SCHEDULED).when(_schedule(quarter="2026-Q3"), actor="chair").refused(
        "already-scheduled", AUDIT
    )
    given(*WITHDRAWN).when(SCHEDULE, actor="chair").refused("already-scheduled")


@pytest.mark.parametrize("quarter", ["2025-Q4", "2030-Q1"])
def test_a_quarter_lies_in_the_programme(quarter: str) -> None:
    given(*AGREED).when(_schedule(quarter=quarter), actor="chair").refused(
        "quarter-outside-period", quarter
    )
    move = RescheduleAudit(period=PERIOD, audit=AUDIT, quarter=quarter, reason="Later.")
    given(*SCHEDULED).when(move, actor="chair").refused("quarter-outside-period", quarter)


def test_an_audit_is_rescheduled_with_a_reason() -> None:
    given(*SCHEDULED).when(MOVE, actor="chair").then(
        AuditRescheduled(
            period=PERIOD,
            audit=AUDIT,
            from_quarter="2026-Q2",
            to_quarter="2026-Q4",
            reason="A case review is published in autumn.",
        )
    )


def test_only_what_is_in_the_programme_is_moved_or_withdrawn() -> None:
    given(*AGREED).when(MOVE, actor="chair").refused("not-scheduled", AUDIT)
    given(*AGREED).when(WITHDRAW, actor="chair").refused("not-scheduled", AUDIT)


def test_a_withdrawn_audit_is_not_moved() -> None:
    given(*WITHDRAWN).when(MOVE, actor="chair").refused("audit-withdrawn", AUDIT)


def test_an_audit_is_withdrawn_with_a_reason() -> None:
    given(*SCHEDULED).when(WITHDRAW, actor="chair").then(
        AuditWithdrawn(period=PERIOD, audit=AUDIT, reason="Inspected instead.")
    )


def test_the_programme_is_reviewed_each_time_anew() -> None:
    for day in (date(2026, 3, 1), date(2026, 8, 1)):
        review = ReviewProgramme(period=PERIOD, reviewed_on=day, conclusion="Goes on.")
        given(*AGREED).when(review, actor="chair").then(
            ProgrammeReviewed(period=PERIOD, reviewed_on=day, conclusion="Goes on.")
        )


def test_a_review_follows_the_agreement() -> None:
    review = ReviewProgramme(period=PERIOD, reviewed_on=date(2026, 1, 14), conclusion="Early.")
    given(*AGREED).when(review, actor="chair").refused("date-too-early", "2026-01-15")


@pytest.mark.parametrize("actor", ["matron", "chair", "ruth"])
def test_an_agency_declares_an_audit_of_its_own(actor: str) -> None:
    given(*AGREED).when(DECLARE, actor=actor).then(
        SingleAgencyAuditDeclared(
            period=PERIOD,
            agency="health",
            ref="HT-04",
            title="Missed appointments",
            quarter="2026-Q3",
        )
    )


def test_a_reference_is_one_audit_of_one_agency() -> None:
    declared = (*AGREED, *at(PROGRAMME, DECLARED_EVENT))
    given(*declared).when(DECLARE, actor="matron").then_nothing()
    other = DeclareSingleAgencyAudit.model_validate(changed(DECLARE, title="Other"))
    given(*declared).when(other, actor="matron").refused("already-declared", "HT-04")
    police = DeclareSingleAgencyAudit.model_validate(changed(DECLARE, agency="police"))
    given(*declared).when(police, actor="inspector-of-police").then(
        SingleAgencyAuditDeclared.model_validate(changed(DECLARED_EVENT, agency="police"))
    )


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"agency": "navy"}, "unknown-agency"), ({"quarter": "2030-Q1"}, "quarter-outside-period")],
)
def test_it_is_declared_by_an_agency_for_the_programme(fields: dict[str, Any], code: str) -> None:
    command = DeclareSingleAgencyAudit.model_validate(changed(DECLARE, **fields))
    given(*AGREED).when(command, actor="chair").refused(code)
    given(*JOINED).when(DECLARE, actor="matron").refused("no-programme")
