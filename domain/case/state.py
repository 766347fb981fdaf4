"""What moderation has agreed about one case so far, and whether its family was heard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from domain.case.events import (
    AreaGradeAgreed,
    GradeModerated,
    LearningAgreed,
    OverallGradeAgreed,
    ViewsNotSought,
    ViewsRecorded,
    ViewsSought,
)
from domain.kernel.event import Event

Views = ViewsSought | ViewsRecorded | ViewsNotSought


@dataclass(frozen=True, slots=True)
class Case:
    """`moderated`: (agency, area) to grade; `areas`: area to agreed grade; `overall` or None.

    `views`: what was done to hear the child and the family, in order.
    """

    moderated: Mapping[tuple[str, str], str] = field(default_factory=dict)
    areas: Mapping[str, AreaGradeAgreed] = field(default_factory=dict)
    overall: OverallGradeAgreed | None = None
    learning: tuple[str, ...] = ()
    views: tuple[Views, ...] = ()


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
        case ViewsSought() | ViewsRecorded() | ViewsNotSought():
            return replace(state, views=(*state.views, event))
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to a case")
