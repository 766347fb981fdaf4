"""Whether grades changed between two audits, as an exact comparison of cases can tell."""

from domain.impact.verdicts import compare, judge

__all__ = ["compare", "judge"]
