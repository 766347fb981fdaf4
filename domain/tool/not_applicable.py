"""How people write that something does not apply, where a grade is asked for: it is no grade."""

from __future__ import annotations

from domain.kernel.loosely import loosely

_SAID = frozenset(
    {
        *("na", "n/a", "n-a", "n.a", "n\\a", "n_a"),
        *("notapplicable", "doesnotapply", "didnotapply", "notrelevant", "notinvolved"),
        *("notgradable", "notgraded", "ungraded", "nograde", "notassessed", "notrated"),
        *("cannotbegraded", "cannotgrade", "unabletograde", "notpossibletograde"),
        *("notknown", "unknown", "dontknow"),
    }
)


def says_not_applicable(text: str) -> bool:
    """Whether a grade, its code or its label says that there is none: `N/A`, `Not applicable`."""
    said = loosely(text)
    return bool({said, said.replace(" ", "").replace("-", "").replace("'", "")} & _SAID)
