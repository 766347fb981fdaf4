"""Who leads an audit and who audits for each agency."""

from __future__ import annotations

import pytest

from domain.audit.events import AuditorNominated, LeadAuditorAppointed
from domain.audit.people import AppointLeadAuditor, NominateAuditor
from domain.directory.events import RoleGranted
from domain.kernel import streams
from domain.kernel.vocabulary import Role
from tests.domain.scene import AGREED, AUDIT, DRAWN, LED, SEEDED
from tests.domain.spec import at, given


def test_a_lead_auditor_is_appointed_and_may_be_followed_by_another() -> None:
    given(*AGREED).when(AppointLeadAuditor(audit=AUDIT, person="lead"), actor="chair").then(
        LeadAuditorAppointed(audit=AUDIT, person="lead")
    )
    given(*LED).when(AppointLeadAuditor(audit=AUDIT, person="other-lead"), actor="chair").then(
        LeadAuditorAppointed(audit=AUDIT, person="other-lead")
    )


def test_only_a_lead_auditor_is_appointed() -> None:
    for person, code in (("pc", "not-a-lead-auditor"), ("nobody", "unknown-person")):
        appoint = AppointLeadAuditor(audit=AUDIT, person=person)
        given(*AGREED).when(appoint, actor="chair").refused(code, person)


def test_an_agency_nominates_its_auditors() -> None:
    given(*LED).when(
        NominateAuditor(audit=AUDIT, agency="police", person="pc"), actor="inspector-of-police"
    ).then(AuditorNominated(audit=AUDIT, agency="police", person="pc"))


@pytest.mark.parametrize(
    ("agency", "person", "code"),
    [
        ("police", "nurse", "not-an-auditor"),
        ("police", "nobody", "unknown-person"),
        ("housing", "warden", "agency-not-involved"),
    ],
)
def test_an_agency_of_the_audit_nominates_its_own_auditors(
    agency: str, person: str, code: str
) -> None:
    nominate = NominateAuditor(audit=AUDIT, agency=agency, person=person)
    given(*LED).when(nominate, actor="inspector-of-police").refused(code)


@pytest.mark.parametrize("person", ["neutral", "witness"])
def test_whoever_drew_or_witnessed_the_seed_does_not_audit(person: str) -> None:
    roles = at(
        streams.DIRECTORY,
        RoleGranted(person=person, role=Role.LEAD_AUDITOR),
        RoleGranted(person=person, role=Role.AUDITOR, agency="police"),
    )
    appoint = AppointLeadAuditor(audit=AUDIT, person=person)
    given(*SEEDED, *roles).when(appoint, actor="chair").refused("not-neutral", person)
    nominate = NominateAuditor(audit=AUDIT, agency="police", person=person)
    given(*DRAWN, *roles).when(nominate, actor="inspector-of-police").refused("not-neutral")


def test_an_agency_may_nominate_another_auditor_after_the_draw() -> None:
    second = NominateAuditor(audit=AUDIT, agency="police", person="sergeant")
    given(*DRAWN).when(second, actor="inspector-of-police").then(
        AuditorNominated(audit=AUDIT, agency="police", person="sergeant")
    )
