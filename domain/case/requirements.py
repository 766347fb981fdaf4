"""What decisions require of a case: how it stands, and which grades of it count."""

from __future__ import annotations

from typing import cast

from domain.audit.state import Audit
from domain.case.state import Case
from domain.kernel import streams
from domain.kernel.command import Context
from domain.returns.requirements import return_state
from domain.returns.state import Returned


def case_state(context: Context, audit: str, case: str) -> Case:
    return cast(Case, context.look(streams.case(audit, case)))


def counting_grades(context: Context, audit: Audit, case: str) -> tuple[str, ...]:
    """Whose grades of a case count, as `police on planning`, in order.

    A grade of an area that was found not to apply does not count.
    """
    code = audit.plan.audit
    known = case_state(context, code, case)
    agreed = [f"the moderation day on {area}" for area in known.areas]
    given = [
        f"{agency} on {area}"
        for agency in audit.plan.agencies
        if isinstance(returned := return_state(context, code, case, agency), Returned)
        for area in returned.grades
        if not {(None, area), (agency, area)} & known.not_applicable
    ]
    return (*given, *agreed)
