"""What moderation has agreed about one case so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from domain.events.base import Event
from domain.events.case import AreaGradeAgreed, GradeModerated, LearningAgreed, OverallGradeAgreed


@dataclass(frozen=True, slots=True)
class Case:
    """`moderated`: (agency, area) to grade; `areas`: area to agreed grade; `overall` or None."""

    moderated: Mapping[tuple[str, str], str] = field(default_factory=dict)
    areas: Mapping[str, AreaGradeAgreed] = field(default_factory=dict)
    overall: OverallGradeAgreed | None = None
    learning: tuple[str, ...] = ()


INITIAL = Case()


def evolve(state: Case, event: Event) -> Case:
    match event:
        case GradeModerated():
            moderated = {**state.moderated, (event.agency, event.area): event.to_grade}
            return replace(state, moderated=moderated)
        case AreaGradeAgreed():
            return replace(state, areas={**state.areas, event.area: event})
        case OverallGradeAgreed():
            return replace(state, overall=event)
        case LearningAgreed():
            return replace(state, learning=(*state.learning, event.learning))
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to a case")
