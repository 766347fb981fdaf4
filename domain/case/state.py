"""What moderation has agreed about one case so far, and whether its family was heard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from domain.case.events import (
    AreaFoundNotApplicable,
    AreaGradeAgreed,
    GradeModerated,
    LearningAgreed,
    LearningWithdrawn,
    OverallGradeAgreed,
    ViewsNotSought,
    ViewsRecorded,
    ViewsSought,
    ViewsWithdrawn,
)
from domain.kernel.event import Event
from domain.kernel.taken_back import standing

Views = ViewsSought | ViewsRecorded | ViewsNotSought


@dataclass(frozen=True, slots=True)
class Case:
    """`moderated`: (agency, area) to grade; `areas`: area to agreed grade; `overall` or None.

    `not_applicable`: (agency, area) found not to apply, agency None for the whole case.
    `said`: what was done to hear the child and the family, in order; `learnt`: what was agreed to
    be learnt. `not_said`, `not_learnt`: the numbers in them, from 1, of what was taken back.
    """

    moderated: Mapping[tuple[str, str], str] = field(default_factory=dict)
    areas: Mapping[str, AreaGradeAgreed] = field(default_factory=dict)
    not_applicable: frozenset[tuple[str | None, str]] = frozenset()
    overall: OverallGradeAgreed | None = None
    learnt: tuple[str, ...] = ()
    not_learnt: frozenset[int] = frozenset()
    said: tuple[Views, ...] = ()
    not_said: frozenset[int] = frozenset()

    @property
    def learning(self) -> tuple[str, ...]:
        """The learning that stands."""
        return tuple(words for _, words in standing(self.learnt, self.not_learnt))

    @property
    def views(self) -> tuple[Views, ...]:
        """What stands of hearing the child and the family."""
        return tuple(view for _, view in standing(self.said, self.not_said))


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
            return replace(state, learnt=(*state.learnt, event.learning))
        case LearningWithdrawn():
            return replace(state, not_learnt=state.not_learnt | {event.number})
        case ViewsSought() | ViewsRecorded() | ViewsNotSought():
            return replace(state, said=(*state.said, event))
        case ViewsWithdrawn():
            return replace(state, not_said=state.not_said | {event.number})
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to a case")
