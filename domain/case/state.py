"""What moderation has agreed about one case so far, and whether its family was heard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from domain.case.events import (
    AreaFoundNotApplicable,
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

    `not_applicable`: (agency, area) found not to apply, agency None for the whole case.
    `views`: what was done to hear the child and the family, in order.
    """

    moderated: Mapping[tuple[str, str], str] = field(default_factory=dict)
    areas: Mapping[str, AreaGradeAgreed] = field(default_factory=dict)
    not_applicable: frozenset[tuple[str | None, str]] = frozenset()
    overall: OverallGradeAgreed | None = None
    learning: tuple[str, ...] = ()
    views: tuple[Views, ...] = ()


INITIAL = Case()


def evolve(state: Case, event: Event) -> Case:
    match event:
        case GradeModerated():
            moderated = {**state.moderated, (event.agency, event.area): event.to_grade}
            counted = state.not_applicable - {(event.agency, event.area)}
            return replace(state, moderated=moderated, not_applicable=counted)
        case AreaGradeAgreed():
            counted = state.not_applicable - {(None, event.area)}
            areas = {**state.areas, event.area: event}
            return replace(state, areas=areas, not_applicable=counted)
        case AreaFoundNotApplicable():
            found = state.not_applicable | {(event.agency, event.area)}
            if event.agency is not None:
                return replace(state, not_applicable=found)
            areas = {area: agreed for area, agreed in state.areas.items() if area != event.area}
            return replace(state, areas=areas, not_applicable=found)
        case OverallGradeAgreed():
            return replace(state, overall=event)
        case LearningAgreed():
            return replace(state, learning=(*state.learning, event.learning))
        case ViewsSought() | ViewsRecorded() | ViewsNotSought():
            return replace(state, views=(*state.views, event))
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to a case")
