"""Two audits side by side in words: areas with a recommendation beside those without."""

from __future__ import annotations

from dashboard.charts.dumbbell import good_cases, ordered
from dashboard.kit.dates import counted
from domain.impact.verdicts import Verdict
from projections.queries.movements import Bearing, ComparedAudits

_JUDGED = (
    Verdict.WORSENED,
    Verdict.MIXED,
    Verdict.NO_CHANGE,
    Verdict.SMALL,
    Verdict.HELD,
    Verdict.IMPROVED,
)


def title(compared: ComparedAudits) -> str:
    """The finding, with what the areas without a recommendation did meanwhile."""
    movements = compared.movements
    judged = [movement.verdict for movement in movements if movement.bearing is Bearing.JUDGED]
    counts = ", ".join(
        f"{judged.count(verdict)} {verdict}" for verdict in _JUDGED if verdict in judged
    )
    others = [movement for movement in movements if movement.bearing is Bearing.WITHOUT]
    if not others:
        return f"{counts}; no area is without a recommendation, so none shows the background"
    return (
        f"{counts}; areas without a recommendation went from"
        f" {sum(movement.before for movement in others)} of"
        f" {sum(movement.of_before for movement in others)} to"
        f" {sum(movement.after for movement in others)} of"
        f" {sum(movement.of_after for movement in others)} grades {compared.good} or better"
        f" ({counted(len(others), 'area')})"
    )


def subtitle(compared: ComparedAudits) -> str:
    """Which audits, and how to read the dots."""
    first = compared.movements[0]
    return (
        f"Open dot: {first.wave_before} ({compared.before}). Filled dot: {first.wave_after}"
        f" ({compared.after}). ★ a recommendation judged between the two."
    )


def movement_rows(compared: ComparedAudits) -> list[dict[str, object]]:
    """The areas as the table under their chart."""
    return [
        {
            "Area of work": movement.area,
            f"{compared.good} or better": good_cases(movement),
            "Worst grade by any agency": f"{movement.worst_before} → {movement.worst_after} cases",
            "Before": movement.wave_before,
            "Re-audit": movement.wave_after,
            "Verdict": movement.verdict or movement.bearing,
        }
        for movement in ordered(compared.movements)
    ]
