"""Old cases graded again at a re-audit: what the ruler did."""

from __future__ import annotations

from domain.impact.ruler import Drift
from projections.engine.projector import Session


def drifts(session: Session) -> dict[tuple[str, str, str | None], Drift]:
    """By re-audit, area and agency (None: all agencies)."""
    return {}
