"""A return that comes a second time: what differs from the one on record, and what corrects it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from application.workspace import Workspace
from documents.returns.filled_return import CaseSheet, ReturnSheet
from domain.kernel import streams
from domain.kernel.command import Command
from domain.returns.decisions import Answer, ReviseGrade, WithdrawReturn
from domain.returns.events import GradeGiven
from domain.returns.state import NotInvolved, Returned

Field = tuple[str, str]
"""An area, or nothing, and the name of a field of it."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What one case's sheet says otherwise than its return on record."""

    case: CaseSheet
    before: Returned | NotInvolved

    @property
    def differs(self) -> tuple[Field, ...]:
        """The fields that differ, in the order of the sheet."""
        now, then = _said(self.case), _recorded(self.before)
        return tuple(field for field in {**then, **now} if now.get(field) != then.get(field))

    def commands(self, key: Mapping[str, Any], whole: Command) -> Iterator[Command]:
        """What corrects it: grades one by one where nothing else differs, else the whole anew.

        The first return stays on record either way.
        """
        differs, why = self.differs, self.case.correcting
        if not differs or not why:
            yield whole
        elif self._is_of_grades(differs):
            grades = {answer.area: answer.grade for answer in self.case.answers}
            for area, _ in differs:
                yield ReviseGrade(**key, area=area, grade=grades[area], reason=why)
        else:
            yield WithdrawReturn(**key, reason=why)
            yield whole

    def _is_of_grades(self, differs: Sequence[Field]) -> bool:
        """Whether each field that differs is a grade, and was one before."""
        now, then = _said(self.case), _recorded(self.before)
        pairs = (value for field in differs for value in (now.get(field), then.get(field)))
        return all(name == "grade" for _, name in differs) and all(pairs)


def corrections_of(work: Workspace, returned: ReturnSheet) -> dict[str, Correction]:
    """Of each case that is on record already, what its sheet says otherwise."""
    found: dict[str, Correction] = {}
    for case in returned.cases:
        stream = streams.agency_return(returned.audit, case.case, returned.agency)
        before = work.ledger.state(stream)
        if isinstance(before, Returned | NotInvolved):
            found[case.case] = Correction(case, before)
    return found


def _said(case: CaseSheet) -> dict[Field, object]:
    """What a sheet says, by area and field."""
    if case.no_involvement:
        return {("", "no_involvement"): str(case.no_involvement)}
    said: dict[Field, object] = {
        ("", "involvement"): str(case.involvement),
        ("", "independent"): case.independent,
    }
    for answer in case.answers:
        said |= _answer(answer, answer.grade)
    for declared in case.not_applicable:
        said |= {(declared.area, "grade"): None, (declared.area, "evidence"): str(declared.reason)}
    return said


def _recorded(before: Returned | NotInvolved) -> dict[Field, object]:
    """The same of what is on record."""
    if isinstance(before, NotInvolved):
        return {("", "no_involvement"): str(before.declared.reason)}
    said: dict[Field, object] = {
        ("", "involvement"): str(before.appended.involvement),
        ("", "independent"): before.appended.independent,
    }
    for area, given in before.given.items():
        said |= _answer(given, before.grades[area])
    for declared in before.appended.not_applicable:
        said |= {(declared.area, "grade"): None, (declared.area, "evidence"): str(declared.reason)}
    return said


def _answer(answer: Answer | GradeGiven, grade: str) -> dict[Field, object]:
    texts = ("evidence", "strengths", "developments")
    said = {(answer.area, name): str(getattr(answer, name)) for name in texts}
    return {(answer.area, "grade"): grade, **said}
