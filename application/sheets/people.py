"""Agencies, people and their roles, and the auditors of an audit: set up in one sheet.

What an agency's people say of themselves, whom they nominate and that a briefing was understood,
is theirs: the coordinator enters it on their behalf, and the record says so.
"""

from __future__ import annotations

from application.reading import directory_of
from application.sheets.asking import Asking
from application.sheets.kind import Kind
from application.workspace import Workspace
from documents.sheets.sheet import Column, Sheet, Table, Takes
from domain.audit.people import NominateAuditor
from domain.audit.plan import AcknowledgeBriefing
from domain.audit.requirements import require_audit
from domain.audit.state import Audit
from domain.directory.agencies import CorrectAgencyName, JoinAgency
from domain.directory.decisions import EnrolPerson, GrantRole, RenamePerson
from domain.directory.state import Directory, Person
from domain.kernel.command import Context
from domain.kernel.quoting import quoted
from domain.kernel.vocabulary import AGENCY_ROLES, Role, Sector

_SPARE_AGENCIES, _SPARE_PEOPLE, _SPARE_AUDITORS = 12, 60, 20
_YES = "Yes"
_SECTORS = {sector.value.replace("-", " ").capitalize(): sector for sector in Sector}
_ROLES = tuple(role.value for role in Role)
_ROLE_COLUMNS = ("role", "second_role")
_SHORT = "Lower-case letters, digits and single hyphens, such as p-kaur. It never changes."
_WHY = "Only where a name on the record is put right: why."

_AGENCIES = (
    Column("agency", "Short name", is_needed=True, width=20, help=_SHORT),
    Column("title", "Name", is_needed=True, width=44, help="Its name in plain words."),
    Column(
        "sector",
        "Sector",
        Takes.CHOICE,
        is_needed=True,
        choices=tuple(_SECTORS),
        help="The sector it works in.",
    ),
    Column("reason", "Why it is put right", Takes.TEXT, width=30, help=_WHY),
)
_PEOPLE = (
    Column("person", "Short name", is_needed=True, width=20, help=_SHORT),
    Column("full_name", "Full name", is_needed=True, width=30),
    Column("agency", "Agency", width=20, help="Its short name; empty for nobody's."),
    *(
        Column(
            name,
            head,
            Takes.CHOICE,
            choices=tuple(role.value for role in Role),
            help="What they are trusted with.",
        )
        for name, head in zip(_ROLE_COLUMNS, ("Role", "Second role"), strict=True)
    ),
    Column("reason", "Why it is put right", Takes.TEXT, width=30, help=_WHY),
)
_AUDITORS = (
    Column("agency", "Agency", is_needed=True, width=20, help="Its short name."),
    Column("person", "Auditor", is_needed=True, width=20, help="Their short name."),
    Column(
        "nominated_by",
        "Nominated by",
        width=20,
        help="The agency's lead, by short name, where you enter it for them. Empty: it is you.",
    ),
    Column(
        "acknowledged",
        "Understood the briefing",
        Takes.CHOICE,
        choices=(_YES,),
        help="Yes, once the briefing is held and they said so.",
    ),
)
_STEPS = (
    "Add a row for whoever is new. Rows that are there are on the record already.",
    "A name that was recorded wrongly: write the right one, and why. Leaving, mergers and"
    " withdrawn roles have commands of their own: `assure agency leave`, `assure role withdraw`.",
    "Who holds more than two roles has a second row.",
    "Check it, `assure sheet check FILE`, then `assure sheet record FILE`. It is taken whole or not"
    " at all, and sending it twice records nothing twice.",
)


def _make(work: Workspace, audit: str) -> Sheet:
    directory = directory_of(work.ledger)
    tables = [
        Table("agencies", "Agencies", "One row for each agency.", _AGENCIES,
              tuple(_agencies(directory)), _SPARE_AGENCIES),
        Table("people", "People", "One row for each person, with what they are trusted with.",
              _PEOPLE, tuple(_people(directory)), _SPARE_PEOPLE),
    ]  # fmt: skip
    title = f"People and agencies of {directory.name or 'the partnership'}"
    if audit:
        known = require_audit(Context(work.person, work.today, work.ledger.state), audit)
        words = f"One row for each auditor of {audit}."
        rows = tuple(_auditors(known))
        tables.append(Table("auditors", "Auditors", words, _AUDITORS, rows, _SPARE_AUDITORS))
    return Sheet("people", title, audit, tuple(tables), _STEPS)


def _agencies(directory: Directory) -> list[tuple[str, ...]]:
    words = {sector: label for label, sector in _SECTORS.items()}
    return [
        (name, agency.title, words[agency.sector], "")
        for name, agency in directory.agencies.items()
        if not agency.left
    ]


def _people(directory: Directory) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for name, person in directory.people.items():
        if person.left:
            continue
        roles = sorted({grant.role.value for grant in person.grants}) or [""]
        for at in range(0, len(roles), 2):
            first, second = [*roles[at : at + 2], ""][:2]
            rows.append((name, person.full_name, person.agency or "", first, second, ""))
    return rows


def _auditors(audit: Audit) -> list[tuple[str, ...]]:
    return [
        (agency, person, "", _YES if person in audit.acknowledged else "")
        for agency, nominees in audit.auditors.items()
        for person in sorted(nominees)
    ]


def _agency(asking: Asking) -> None:
    agency, title = asking.said("agency"), asking.said("title")
    known = directory_of(asking.work.ledger).agencies.get(agency)
    if known is not None and known.title != title:
        reason = _why(asking, "title", known.title)
        asking.ask(CorrectAgencyName, agency=agency, title=title, reason=reason)
    sector = _SECTORS.get(asking.said("sector"))
    asking.ask(JoinAgency, agency=agency, title=title, sector=sector)


def _why(asking: Asking, column: str, known: str) -> str:
    """Why a name is put right; a fault without it, as the short name may be another's."""
    if not asking.said("reason"):
        asking.fault(
            column,
            f"differs from the record, which has {quoted(known)}. Say why it is put right, write it"
            " as it was, or give what is new a short name of its own.",
        )
    return asking.said("reason")


def _person(asking: Asking) -> None:
    name, full_name = asking.said("person"), asking.said("full_name")
    agency = asking.said("agency") or None
    known = directory_of(asking.work.ledger).people.get(name)
    if known is not None and known.full_name != full_name:
        reason = _why(asking, "full_name", known.full_name)
        asking.ask(RenamePerson, person=name, full_name=full_name, reason=reason)
    asking.ask(EnrolPerson, person=name, full_name=full_name, agency=agency)
    roles = [Role(said) for column in _ROLE_COLUMNS if (said := asking.said(column))]
    for column in _ROLE_COLUMNS:
        if asking.said(column):
            role = Role(asking.said(column))
            own = agency if role in AGENCY_ROLES else None
            asking.ask(GrantRole, at={"role": column}, person=name, role=role, agency=own)
    if known is not None and asking.row.was_written:
        _refuse_lost(asking, known, roles)


def _refuse_lost(asking: Asking, known: Person, roles: list[Role]) -> None:
    """Refuses a role that was taken out of a row: it would be dropped unsaid."""
    elsewhere = {
        Role(row.said(column))
        for row in asking.given.rows
        for column in _ROLE_COLUMNS
        if row.said("person") == asking.said("person") and row.said(column)
        and row.table.name == "people"
    }  # fmt: skip
    lost = sorted({grant.role for grant in known.grants} - elsewhere - set(roles))
    if lost:
        asking.fault(
            _ROLE_COLUMNS[0],
            f"leaves out {', '.join(lost)}, which {known.full_name} holds. Write it again; a role"
            " is withdrawn with its reason: `assure role withdraw`.",
        )


def _auditor(asking: Asking) -> None:
    agency, person = asking.said("agency"), asking.said("person")
    asking.ask(
        NominateAuditor,
        audit=asking.audit,
        agency=agency,
        person=person,
        for_person=asking.said("nominated_by"),
    )
    if asking.said("acknowledged"):
        asking.ask(AcknowledgeBriefing, audit=asking.audit, agency=agency, for_person=person)


KIND = Kind(_make, {"agencies": _agency, "people": _person, "auditors": _auditor})
