"""Which audits a person leads."""

from __future__ import annotations

from projections.engine.projector import Session

_LED = """
SELECT audit
FROM main.lead_auditor_appointed
GROUP BY audit
HAVING arg_max(person, position) = ?
"""
"""The last appointment stands until another is made, whether or not the role was withdrawn."""


def audits_led(session: Session, person: str) -> frozenset[str]:
    """The audits that a person leads at the session's position; every role may read who leads."""
    return frozenset(row["audit"] for row in session.rows(_LED, [person]))
