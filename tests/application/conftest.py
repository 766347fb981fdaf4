"""A prepared ledger, its people, and its audit at the end of every test."""

from __future__ import annotations

from tests.ledger.conftest import clock, ledger, path, prepared

__all__ = ["clock", "ledger", "path", "prepared"]
