"""An agency's own numbers of its cases: kept with the keys, outside the ledger."""

from __future__ import annotations

from typing import cast

from application.workspace import Workspace
from domain.audit.requirements import require_audit, require_involved
from domain.kernel import streams
from domain.kernel.command import Context, Refusal
from domain.kernel.event import Value
from domain.kernel.vocabulary import AgencyId, AuditCode, CaseRef, Line
from domain.sample.requirements import require_sampled
from domain.vault.requirements import require_writable
from domain.vault.state import KeyState


class CaseNumber(Value):
    """An agency's own number of a case. It stands in the keystore only, under the case's key."""

    audit: AuditCode
    case: CaseRef
    agency: AgencyId
    reference: Line

    @property
    def subject(self) -> str:
        return f"{self.audit}/{self.case}"


def keep_case_number(
    work: Workspace, audit: str, case: str, agency: str, reference: str
) -> CaseNumber:
    """Keeps an agency's own number of a case, sealed with the case's key.

    It is gone when the case's text is erased.
    """
    number = CaseNumber(audit=audit, case=case, agency=agency, reference=reference)
    require_keepable(work, number)
    keep(work, number)
    return number


def require_keepable(work: Workspace, number: CaseNumber) -> None:
    """Refuses whoever may not keep a number, and a case that has no key to keep it under."""
    work.require_keys()
    _require_own(work, number.audit, number.case, number.agency)
    key_state = _key_state(work, number.subject)
    require_writable(key_state, number.subject)
    if key_state.key is None:
        raise Refusal(
            "no-key",
            f"No confidential text about {number.subject} is recorded yet, so it has no key.",
            "Append the return first.",
        )


def keep(work: Workspace, number: CaseNumber) -> None:
    """Keeps a number that can be kept: see `require_keepable`."""
    keystore = work.custodian.vault.keystore
    keystore.remember_identity(number.subject, number.agency, number.reference)


def find_case_number(work: Workspace, audit: str, case: str, agency: str) -> str:
    """An agency's own number of a case, if one was kept and the case's text is not erased."""
    reference = known_number(work, audit, case, agency)
    if reference is None:
        raise Refusal(
            "not-mapped",
            f"No number of {agency} is kept for {audit}/{case}.",
            "Either none was, or the case's text was erased: see `assure vault status`.",
        )
    return reference


def known_number(work: Workspace, audit: str, case: str, agency: str) -> str | None:
    """An agency's own number of a case; None where none is kept. Refuses who may not know it."""
    keystore = work.custodian.vault.keystore
    _require_own(work, audit, case, agency)
    subject = f"{audit}/{case}"
    # A keystore from a backup may still hold the number of a case that was erased.
    closed = _key_state(work, subject).closed
    return None if closed else keystore.identity(subject, agency)


def _key_state(work: Workspace, subject: str) -> KeyState:
    return cast(KeyState, work.ledger.state(streams.vault(subject)))


def _require_own(work: Workspace, audit: str, case: str, agency: str) -> None:
    """Refuses a person who may not know the agency's own numbers, then an unknown audit or case."""
    work.read().require_own_numbers(audit, agency)
    context = Context(work.person, work.today, work.ledger.state)
    require_involved(require_audit(context, audit), agency)
    require_sampled(context, audit, case)
