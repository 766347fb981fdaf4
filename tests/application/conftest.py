"""The ledgers of `tests.ledger`: audited whole when a test ends."""

from __future__ import annotations

from tests.ledger.conftest import clock, enrolled, ledger, path, prepared

__all__ = ["clock", "enrolled", "ledger", "path", "prepared"]
