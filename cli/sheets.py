"""An agency's own number of a case, which stands in no ledger."""

from __future__ import annotations

from domain.kernel.event import Value
from domain.kernel.vocabulary import AgencyId, AuditCode, CaseRef, Line


class CaseNumber(Value):
    """An agency's own number of a case. It stands in the keystore only, under the case's key."""

    audit: AuditCode
    case: CaseRef
    agency: AgencyId
    reference: Line

    @property
    def subject(self) -> str:
        return f"{self.audit}/{self.case}"
