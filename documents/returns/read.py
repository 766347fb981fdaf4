"""From a workbook's cells to a return: every fault named by its cell, with what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from documents.returns import layout
from documents.returns.layout import Form, Where
from documents.workbooks.answers import (
    NOT_TEXT,
    Fault,
    beside_the_words,
    out_of_sight,
    text_of,
)
from documents.workbooks.cells import Cell, Sheet
from documents.workbooks.guard import UnreadableError
from domain.kernel.loosely import loosely
from domain.kernel.vocabulary import AgencyId, AuditCode
from domain.tool.not_applicable import says_not_applicable
from domain.tool.spelling import spellings

_CODES = {"Audit": TypeAdapter(AuditCode), "Agency": TypeAdapter(AgencyId)}
_FRESH = "Copy your answers into a fresh form: `assure return form`."
_STRAYS_MAX = 20


class Choices(NamedTuple):
    """A list to choose from: as shown, and each way of writing it (see `loosely`) to its value."""

    shown: tuple[str, ...]
    values: Mapping[str, Any]


def _choices(shown: Mapping[str, Any], also: Mapping[str, Any]) -> Choices:
    values = {loosely(text): value for text, value in {**also, **shown}.items()}
    return Choices(tuple(shown), values)


_INVOLVEMENT = _choices({layout.INVOLVED: True, layout.NOT_INVOLVED: False}, {})
_YES_NO = _choices({layout.YES: True, layout.NO: False}, {"y": True, "n": False})


def _grades(form: Form, area: str) -> Choices:
    """An area's labels to codes; every other way of writing a grade is understood too."""
    labels = form.labels(area)
    shown = {label: code for code, label in labels.items()}
    also = {**spellings(form.tool.scale_of(area)), "n/a": layout.NOT_APPLICABLE}
    also |= {code: code for code in labels}
    return _choices({**shown, layout.NOT_APPLICABLE: layout.NOT_APPLICABLE}, also)


@dataclass(frozen=True, slots=True)
class Binding:
    """The form that a workbook claims to be."""

    audit: str
    agency: str
    tool: str
    tool_version: str
    cases: tuple[str, ...]
    seal: str


@dataclass
class Filled:
    """What a workbook answers. `moved`: its cells are not where the form had them.

    `cases`: as a return in YAML has them; `later`: cases left empty.
    """

    cases: list[dict[str, Any]] = field(default_factory=list)
    later: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    moved: bool = False


def binding(sheets: Sequence[Sheet]) -> Binding:
    """The contents of the sheet `Form`. Raises UnreadableError for a workbook that is no form."""
    form = next((sheet for sheet in sheets if sheet.name == layout.FORM), None)
    cells = form.cells if form else {}
    values = {}
    for row, name in enumerate(layout.BINDING, layout.BINDING_ROW):
        head, value = cells.get(f"A{row}"), cells.get(f"B{row}")
        if head is None or value is None or head.value != name or value.type not in "sn":
            raise UnreadableError(
                "It is not a form of a return: its sheet Form is missing or changed. Write one"
                " with `assure return form` and fill that in."
            )
        values[name] = str(value.value).strip()
    if values["Layout"] != str(layout.LAYOUT):
        raise UnreadableError(f"It was written by another version of assure. {_FRESH}")
    for name, grammar in _CODES.items():
        try:
            grammar.validate_python(values[name])
        except ValidationError as error:
            raise UnreadableError(f"Its sheet Form was changed. {_FRESH}") from error
    return Binding(
        values["Audit"],
        values["Agency"],
        values["Tool"],
        values["Tool version"],
        tuple(values["Cases"].split()),
        values["Seal"],
    )


def require_bound(bound: Binding, form: Form) -> None:
    """Refuses a form of another tool, another version of it, or one whose seal does not fit."""
    recorded = form.tool.recorded
    if (bound.tool, bound.tool_version) != (recorded.tool, str(recorded.tool_version)):
        raise UnreadableError(
            f"It was written for version {bound.tool_version} of the tool {bound.tool}, and"
            f" {form.audit} uses version {recorded.tool_version} of {recorded.tool}. {_FRESH}"
        )
    if form.binding()[-1] != bound.seal:
        raise UnreadableError(
            "Its sheet Form was changed, or it was written for another audit or sample, so that"
            f" nobody can say whose answers these are. {_FRESH}"
        )


def fill(sheets: Sequence[Sheet], form: Form, sampled: Iterable[str]) -> Filled:
    """The answers of a workbook that is bound to the form. `sampled`: cases to be audited now."""
    filled = Filled()
    by_name = {sheet.name: sheet for sheet in sheets}
    known = {*layout.sheet_names(form), layout.TO_CORRECT}
    for sheet in sheets:
        if sheet.name not in known:
            words = f"is no sheet of the form. Take it out, or undo its renaming. {_FRESH}"
            filled.faults.append(Fault(sheet.name[:31], "", words))
            filled.moved = True
            continue
        filled.faults += beside_the_words(sheet)
    current = set(sampled)
    for case in form.cases:
        if case not in by_name:
            words = f"is missing. A case that you return later keeps its sheet, empty. {_FRESH}"
            filled.faults.append(Fault(case, "", words))
            filled.moved = True
            continue
        _CaseReader(by_name[case], form, case, filled).read(case in current)
    return filled


def written(sheets: Sequence[Sheet], form: Form) -> dict[Where, Cell]:
    """What people wrote on the sheets of cases, within the form: in cells for answers or beside."""
    return {
        (sheet.name, cell): content
        for sheet in sheets
        if sheet.name in form.cases
        for cell, content in sheet.cells.items()
        if layout.is_within(form, cell) and cell not in _ours(form, sheet.name)
    }


def _ours(form: Form, case: str) -> set[str]:
    return {*layout.landmarks(form, case), *layout.said(form)}


class _CaseReader:
    """Reads one case's sheet into `filled`."""

    def __init__(self, sheet: Sheet, form: Form, case: str, filled: Filled) -> None:
        self.sheet, self.form, self.case, self.filled = sheet, form, case, filled
        self.answers = {
            cell: content
            for cell, _ in layout.asked(form)
            if (content := sheet.cells.get(cell)) is not None and str(content.value).strip()
        }

    def fault(self, cell: str, words: str) -> None:
        self.filled.faults.append(Fault(self.case, cell, words))

    def read(self, is_sampled: bool) -> None:
        if not self._is_in_place():
            self.filled.moved = True
            return
        self._refuse_strays()
        if not self.answers:
            self.filled.later.append(self.case)
            return
        if not is_sampled:
            self.fault(
                "A1",
                "is not in the sample now: it was replaced, or the sample was drawn again. Empty"
                " this sheet; a fresh form has the cases to be audited.",
            )
            return
        involved = self._choice(layout.INVOLVED_CELL, _INVOLVEMENT)
        if involved is False:
            self._not_involved()
        else:
            self._answered(is_stated=involved is not None)

    def _is_in_place(self) -> bool:
        """Whether every heading stands where the form had it."""
        for cell, words in layout.landmarks(self.form, self.case).items():
            heading = self.sheet.cells.get(cell)
            if heading is None or loosely(str(heading.value)) != loosely(words):
                self.fault(
                    cell,
                    "is not as the form had it: rows, columns or sheets were moved, or it was"
                    f" written over. {_FRESH}",
                )
                return False
        return True

    def _refuse_strays(self) -> None:
        """Reports text in cells that are not for answers, so that none is dropped silently."""
        last = layout.FIRST_AREA_ROW + len(self.form.rows)
        ours = _ours(self.form, self.case) | {cell for cell, _ in layout.asked(self.form)}
        strays = [cell for cell in self.sheet.cells if cell not in ours]
        for cell in strays[:_STRAYS_MAX]:
            self.fault(cell, "is not a cell for answers. Move what it says into one, or empty it.")
        if len(strays) > _STRAYS_MAX:
            words = f"has {len(strays)} filled cells that are not for answers. {_FRESH}"
            self.fault("", words)
            self.filled.moved = True
        for cell, words in out_of_sight(self.sheet, last, len(layout.HEADS)):
            self.fault(cell, words)

    def _not_involved(self) -> None:
        reason = self._text(layout.PART_CELL)
        if layout.PART_CELL not in self.answers:
            self.fault(layout.PART_CELL, "is empty. Say how you know of no involvement.")
        allowed = {layout.INVOLVED_CELL, layout.PART_CELL, layout.INDEPENDENT_CELL}
        allowed.add(layout.CORRECTING_CELL)
        for cell in [answer for answer in self.answers if answer not in allowed]:
            self.fault(
                cell,
                f"is filled in, and {layout.INVOLVED_CELL} says {layout.NOT_INVOLVED!r}. Empty it,"
                f" or choose {layout.INVOLVED!r}.",
            )
        read = {"case": self.case, "no_involvement": reason, **self._correcting()}
        self.filled.cases.append(read)

    def _answered(self, *, is_stated: bool) -> None:
        if not is_stated and layout.INVOLVED_CELL not in self.answers:
            self.fault(
                layout.INVOLVED_CELL,
                f"is empty. Choose {layout.INVOLVED!r} or {layout.NOT_INVOLVED!r} from the list."
                " Empty the whole sheet if you return this case later.",
            )
        independent = self._choice(layout.INDEPENDENT_CELL, _YES_NO)
        if layout.INDEPENDENT_CELL not in self.answers:
            self.fault(layout.INDEPENDENT_CELL, "is empty. Choose 'Yes' or 'No' from the list.")
        read: dict[str, Any] = {
            "case": self.case,
            "independent": independent,
            "involvement": self._text(layout.PART_CELL),
            **self._correcting(),
            "answers": [],
            "not_applicable": [],
        }
        for area, row in self.form.rows.items():
            self._area(area, row, read)
        self.filled.cases.append(read)

    def _correcting(self) -> dict[str, str]:
        """Why a return that is on record is corrected, if that is said."""
        why = self._text(layout.CORRECTING_CELL)
        return {"correcting": why} if why else {}

    def _area(self, area: str, row: int, read: dict[str, Any]) -> None:
        cell = f"C{row}"
        if cell not in self.answers:
            self.fault(
                cell,
                f"is empty. Choose a grade from the list, or {layout.NOT_APPLICABLE!r}.",
            )
        grade = self._grade(cell, area)
        texts = {name: self._text(f"{column}{row}") for name, column in layout.TEXTS.items()}
        if grade != layout.NOT_APPLICABLE:
            read["answers"].append({"area": area, "grade": grade, **texts})
            return
        if f"D{row}" not in self.answers:
            self.fault(f"D{row}", "is empty. Say why the area is not applicable.")
        for other in (f"E{row}", f"F{row}"):
            if other in self.answers:
                self.fault(
                    other,
                    f"is filled in, and {cell} says {layout.NOT_APPLICABLE!r}. Move it to D{row},"
                    " or choose a grade.",
                )
        read["not_applicable"].append({"area": area, "reason": texts["evidence"]})

    def _grade(self, cell: str, area: str) -> Any:
        """The grade's code, or `NOT_APPLICABLE`, however that is written."""
        grades, answer = _grades(self.form, area), self.answers.get(cell)
        written = "" if answer is None or answer.type != "s" else str(answer.value)
        if loosely(written) not in grades.values and says_not_applicable(written):
            return layout.NOT_APPLICABLE
        return self._choice(cell, grades)

    def _choice(self, cell: str, choices: Choices) -> Any:
        """The choice, or None. Other text is never shown: it may be confidential."""
        answer = self.answers.get(cell)
        if answer is None:
            return None
        if answer.type != "s":
            self.fault(cell, NOT_TEXT[answer.type] + " Choose from the list.")
            return None
        written = loosely(str(answer.value))
        if written not in choices.values:
            listed = ", ".join(choices.shown)
            self.fault(cell, f"is none of the choices. Choose from the list: {listed}.")
            return None
        return choices.values[written]

    def _text(self, cell: str) -> str:
        answer = self.answers.get(cell)
        text, faults = ("", ()) if answer is None else text_of(answer)
        for words in faults:
            self.fault(cell, words)
        return text
