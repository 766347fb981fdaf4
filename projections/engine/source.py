"""What a projection reads, and the error for a ledger that it cannot project."""

from __future__ import annotations

from ledger.errors import IntegrityFailureError
from ledger.store.protocol import Known, Source
from ledger.store.protocol import SourceRow as Entry

__all__ = ["Entry", "Known", "ProjectionError", "Source"]


class ProjectionError(IntegrityFailureError):
    """The ledger holds something that cannot be projected."""
