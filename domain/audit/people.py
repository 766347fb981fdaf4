"""Who leads an audit and who audits for each agency (framework section 5)."""

from __future__ import annotations

from typing import ClassVar, assert_never

from domain.audit.events import AuditorNominated, LeadAuditorAppointed
from domain.audit.plan import AuditCommand
from domain.audit.requirements import going, require_involved
from domain.audit.state import Audit, State
from domain.directory.requirements import require_person
from domain.kernel import common_fields
from domain.kernel.command import Context, Refusal, fields
from domain.kernel.event import Event
from domain.kernel.vocabulary import Role
from domain.sample.requirements import sample_state
from domain.sample.state import seed_of


class AppointLeadAuditor(AuditCommand):
    """Appoint the lead auditor. SAIG does this; the person holds the role lead-auditor."""

    records: ClassVar[tuple[type[Event], ...]] = (LeadAuditorAppointed,)
    person: common_fields.ThePerson


class NominateAuditor(AuditCommand):
    """Nominate an auditor for your agency. The agency's lead does this."""

    records: ClassVar[tuple[type[Event], ...]] = (AuditorNominated,)
    agency: common_fields.OfAgency
    person: common_fields.ThePerson


Commands = AppointLeadAuditor | NominateAuditor


def decide(state: State, command: Commands, context: Context) -> tuple[Event, ...]:
    audit = going(state, command.audit)
    match command:
        case AppointLeadAuditor():
            return _appoint(audit, command, context)
        case NominateAuditor():
            return _nominate(audit, command, context)
        case _:
            assert_never(command)


def _appoint(audit: Audit, command: AppointLeadAuditor, context: Context) -> tuple[Event, ...]:
    if audit.lead == command.person:
        return ()
    if not require_person(context, command.person).holds(Role.LEAD_AUDITOR):
        raise Refusal(
            "not-a-lead-auditor",
            f"{command.person!r} does not hold the role lead-auditor.",
            "Have the coordinator grant it: `assure role grant`.",
        )
    _require_not_neutral(command.audit, command.person, context)
    return (LeadAuditorAppointed(**fields(command)),)


def _require_not_neutral(code: str, person: str, context: Context) -> None:
    seed = seed_of(sample_state(context, code))
    if seed is not None and person in (seed.drawn_by, seed.witness):
        raise Refusal(
            "not-neutral",
            f"{person!r} drew or witnessed the seed of {code}.",
            "Name somebody else: the sample is drawn by people who do not audit.",
        )


def _nominate(audit: Audit, command: NominateAuditor, context: Context) -> tuple[Event, ...]:
    require_involved(audit, command.agency)
    if command.person in audit.auditors.get(command.agency, frozenset()):
        return ()
    if not require_person(context, command.person).holds(Role.AUDITOR, command.agency):
        raise Refusal(
            "not-an-auditor",
            f"{command.person!r} does not hold the role auditor of {command.agency}.",
            "Have the coordinator grant it: `assure role grant`.",
        )
    _require_not_neutral(command.audit, command.person, context)
    return (AuditorNominated(**fields(command)),)
