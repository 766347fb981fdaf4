"""An agency's return: making its form, reading a filled-in one, recording it, its receipts.

A return comes as a file, a workbook, YAML or JSON, and is understood before it is recorded, so
that a person can see first what would be recorded. The same answers from whichever kind of file
are one record.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, Unpack, cast

from application.grades import grades_are, no_grade, tool_of
from application.return_corrections import Correction, corrections_of
from application.return_form import form_for, sampled_cases
from application.screening import Suspected, area_of_item
from application.workspace import Entered, How, Workspace
from documents.files.errors import InputError
from documents.files.input_file import GivenFile
from documents.files.plain import plain
from documents.files.yaml_json import read_sheet
from documents.returns import form_yaml, layout, workbook
from documents.returns.filled_return import CaseSheet, ReturnSheet
from documents.returns.workbook import ReturnedWorkbook
from documents.workbooks.answers import Fault
from documents.workbooks.refused import is_workbook
from domain.kernel import streams
from domain.kernel.command import Command, Refusal
from domain.kernel.confidential import Path
from domain.kernel.days import day_of
from domain.kernel.event import OnBehalf
from domain.returns.decisions import AppendReturn, DeclareNoInvolvement
from domain.returns.events import NoInvolvementDeclared, ReturnAppended, ReturnWithdrawn
from domain.tool.not_applicable import says_not_applicable
from domain.tool.spelling import grade_of
from ledger.custodian import Custodian
from ledger.decision import Outcome, Receipt
from ledger.errors import LedgerError

GRADE_SHOWN_MAX = 30
BYTES_MAX = workbook.BYTES_MAX
_REPEATED_CHARACTERS_MIN = 20
"""Shorter evidence, such as "Seen in the record.", may well be the same twice."""
_OF_ONE_CASE = frozenset(
    {
        *("return-exists", "graded-twice", "no-involvement-declared"),
        *("case-not-sampled", "case-not-gradable"),
    }
)
"""Refusals that concern one case, whose sheet can be marked."""
_CORRECTABLE = {"return-exists", "no-involvement-declared"}
_STEPS = (ReturnAppended, NoInvolvementDeclared, ReturnWithdrawn)
_WITH_RECEIPT = frozenset({ReturnAppended.__name__, NoInvolvementDeclared.__name__})


@dataclass(frozen=True, slots=True)
class UnderstoodReturn:
    """A return whose file has no fault. `book`: the workbook that it stood in, if it did.

    `had_seen_others`: of one that comes late, whether its auditor had read the others' returns.
    `on_behalf`: for whom it is entered, where that is not its sender. `corrections`: of the cases
    that are on record already.
    """

    sheet: ReturnSheet
    book: ReturnedWorkbook | None = None
    had_seen_others: bool | None = None
    on_behalf: OnBehalf | None = None
    corrections: Mapping[str, Correction] = field(default_factory=dict)

    def whose(self, _: Command) -> OnBehalf | None:
        """For whom each of its commands is entered."""
        return self.on_behalf

    @property
    def commands(self) -> list[Command]:
        """The commands that record the return, case by case."""
        found: list[Command] = []
        for case in self.sheet.cases:
            whole = _command(self.sheet, case, self.had_seen_others)
            corrected = self.corrections.get(case.case)
            key = {"audit": self.sheet.audit, "agency": self.sheet.agency, "case": case.case}
            found += [whole] if corrected is None else corrected.commands(key, whole)
        return found

    def differing(self, case: str) -> tuple[str, ...]:
        """Where a case says otherwise than its return on record."""
        corrected = self.corrections.get(case)
        fields = () if corrected is None else corrected.differs
        rows = {} if self.book is None else self.book.form.rows
        in_order = sorted(fields, key=lambda field: rows.get(field[0], 0))
        return tuple(self.place_of(case, area, name) for area, name in in_order)

    def place(self, command: Command, path: Path) -> str:
        """Where a text stands: its cell, or its case, area and field, as the file has it."""
        case, area = str(getattr(command, "case", "")), area_of_item(command, path) or ""
        is_declared = isinstance(command, DeclareNoInvolvement)
        return self.place_of(case, area, "no_involvement" if is_declared else str(path[-1]))

    def place_of(self, case: str, area: str, name: str) -> str:
        """A field's cell, or its case, area and name."""
        if self.book is not None:
            return self.book.cell(case, area, name)
        return ", ".join(part for part in (f"case {case}", area and f"area {area}", name) if part)


@dataclass(frozen=True, slots=True)
class ReturnSummary:
    """A return read back: counts of cases, except for `grades` and `without_evidence`.

    `later`: the cases left empty; `grades`: label and answers, best first, with those that are
    not applicable at the end; `without_evidence`: answers; `by_case`: what is said of each area of
    each case, in words; `repeated`: places whose evidence is the same, as happens where a row was
    pasted twice; `withdrawn`: cases whose return was taken back before, with the day; `corrected`:
    cases that are corrected, with each place that differs.
    """

    audit: str
    agency: str
    answered: int
    not_involved: int
    later: tuple[str, ...]
    grades: tuple[tuple[str, int], ...]
    without_evidence: int
    by_case: tuple[tuple[str, str], ...]
    repeated: tuple[tuple[str, ...], ...]
    withdrawn: tuple[tuple[str, date], ...]
    corrected: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class CaseReceipt:
    """The receipt for a case's entry, or why there is none."""

    case: str
    position: int
    data: bytes | None
    problem: str = ""


def understand(
    work: Workspace,
    file: GivenFile,
    had_seen_others: bool | None = None,
    entered: Entered | None = None,
) -> UnderstoodReturn:
    """A filled-in return. `entered`: where somebody enters it for its auditor.

    Raises InputError with every fault; of a workbook, FaultyWorkbookError
    with a copy that has them marked.
    """
    on_behalf = None if entered is None else entered.of(file)
    if not is_workbook(file):
        document = _with_grade_codes(work, read_sheet(file), file.name)
        sheet = form_yaml.read_return(document, file.name)
        known = corrections_of(work, sheet)
        return UnderstoodReturn(sheet, None, had_seen_others, on_behalf, known)
    sheets, bound = workbook.unpack(file)
    form = form_for(work, bound.audit, bound.agency, bound.cases)
    sampled = sampled_cases(work, form.audit)
    read = workbook.read_workbook(file.name, sheets, bound, form, sampled)
    known = corrections_of(work, read[0])
    return UnderstoodReturn(*read, had_seen_others, on_behalf, known)


def _with_grade_codes(work: Workspace, document: dict[str, Any], source: str) -> dict[str, Any]:
    """A file's document with each grade as its code, however it was written.

    Raises InputError for what is no grade of the audit's tool.
    """
    audit = document.get("audit")
    tool = tool_of(work.ledger, audit) if isinstance(audit, str) else None
    if tool is None:
        return document
    found: list[str] = []

    def coded(node: Any, place: str) -> Any:
        if isinstance(node, list):
            return [coded(each, f"{place}[{at}]") for at, each in enumerate(node)]
        if not isinstance(node, dict):
            return node
        inside = {name: coded(each, f"{place}.{name}") for name, each in node.items()}
        grade = node.get("grade")
        if isinstance(grade, str) and grade:
            area = node.get("area")
            scale = tool.scale_of(area if isinstance(area, str) else None)
            code = grade_of(scale, grade)
            if code is None and not says_not_applicable(grade):
                found.append(
                    f"{place[1:]}.grade: {_shown(grade)} {no_grade(tool)} {grades_are(scale)}"
                )
            inside["grade"] = code or grade
        return inside

    understood = coded(document, "")
    if found:
        raise InputError(source, found)
    return cast(dict[str, Any], understood)


def _shown(grade: str) -> str:
    """What stands for a grade, unless it is so long that it may be words about a case."""
    return repr(grade) if len(grade) <= GRADE_SHOWN_MAX else "what is written"


def summarise(work: Workspace, understood: UnderstoodReturn) -> ReturnSummary:
    """Counts over the return that is about to be recorded."""
    returned = understood.sheet
    answered = [case for case in returned.cases if not case.no_involvement]
    answers = [answer for case in answered for answer in case.answers]
    by_grade = Counter(answer.grade for answer in answers)
    labels, areas = _as_the_tool_has_them(work, returned.audit)
    counts = [(labels.get(code, code), by_grade[code]) for code in {**labels, **by_grade}]
    counts.append(("not applicable", sum(len(case.not_applicable) for case in answered)))
    return ReturnSummary(
        audit=returned.audit,
        agency=returned.agency,
        answered=len(answered),
        not_involved=len(returned.cases) - len(answered),
        later=understood.book.later if understood.book else (),
        grades=tuple((label, count) for label, count in counts if count),
        without_evidence=sum(not answer.evidence for answer in answers),
        by_case=tuple((case.case, _in_words(case, labels, areas)) for case in returned.cases),
        repeated=_repeated(understood),
        withdrawn=tuple(_withdrawn(work, returned)),
        corrected=tuple(
            (case.case, places)
            for case in returned.cases
            if case.correcting and (places := understood.differing(case.case))
        ),
    )


def _in_words(case: CaseSheet, labels: Mapping[str, str], areas: Sequence[str]) -> str:
    """What a case's sheet says of each area: `voice Good, planning not applicable`."""
    if case.no_involvement:
        return "not involved"
    words = {answer.area: labels.get(answer.grade, answer.grade) for answer in case.answers}
    words |= {answer.area: "not applicable" for answer in case.not_applicable}
    return ", ".join(f"{area} {words[area]}" for area in sorted(words, key=[*areas, *words].index))


def _repeated(understood: UnderstoodReturn) -> tuple[tuple[str, ...], ...]:
    places: dict[str, list[str]] = {}
    for case in understood.sheet.cases:
        for answer in case.answers:
            text = " ".join(answer.evidence.split()).casefold()
            if len(text) >= _REPEATED_CHARACTERS_MIN:
                place = understood.place_of(case.case, answer.area, "evidence")
                places.setdefault(text, []).append(place)
    return tuple(tuple(same) for same in places.values() if len(same) > 1)


def _withdrawn(work: Workspace, returned: ReturnSheet) -> Iterator[tuple[str, date]]:
    """The cases whose return was withdrawn and has not come since, with the day of that."""
    for case in returned.cases:
        stream = streams.agency_return(returned.audit, case.case, returned.agency)
        steps = [e for e in work.ledger.entries(stream) if isinstance(e.event, _STEPS)]
        if steps and isinstance(steps[-1].event, ReturnWithdrawn):
            yield case.case, day_of(steps[-1].stamp.recorded_at)


def command_id_of(work: Workspace, understood: UnderstoodReturn) -> str:
    """The command id that makes the same answers by the same person one record.

    How often each return was withdrawn is part of it: after a withdrawal the same answers are a
    new act.
    """
    returned = understood.sheet
    withdrawn = [
        sum(
            isinstance(entry.event, ReturnWithdrawn)
            for entry in work.ledger.entries(
                streams.agency_return(returned.audit, case.case, returned.agency)
            )
        )
        for case in returned.cases
    ]
    content: list[Any] = [work.person, plain(returned), withdrawn]
    if understood.had_seen_others is not None:
        content.append(understood.had_seen_others)
    if understood.on_behalf is not None:
        content.append(understood.on_behalf.person)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return f"return-{sha256(text.encode()).hexdigest()}"


def append(work: Workspace, understood: UnderstoodReturn, **how: Unpack[How]) -> Outcome:
    """Records a return whole. The same answers again are one record, unless `how` has an id.

    Raises FaultyWorkbookError when a rule refuses single cases of a workbook.
    """
    if how.get("command_id") is None:
        how["command_id"] = name = command_id_of(work, understood)
        earlier = work.ledger.recorded_as(name)
        if earlier is not None:
            return earlier
    commands = understood.commands
    try:
        return work.record(*commands, whose=understood.whose, **how)
    except Suspected:
        raise
    except Refusal:
        book = understood.book
        faults = [] if book is None else list(_refused_cases(work, understood, book))
        if book is not None and faults:
            raise book.refusal(faults) from None
        raise


def receipt_positions(recorded: Receipt) -> list[tuple[str, int]]:
    """Each case of a return that was recorded, with the entry whose receipt is to be kept."""
    return [
        (line.stream.split("/")[2], line.position)
        for line in recorded.lines
        if line.event in _WITH_RECEIPT
    ]


def receipts(custodian: Custodian, recorded: Receipt) -> Iterator[CaseReceipt]:
    """The receipt of each case's entry. The record stands whatever becomes of its receipts."""
    for case, position in receipt_positions(recorded):
        try:
            yield CaseReceipt(case, position, custodian.receipt(position))
        except LedgerError as error:
            yield CaseReceipt(case, position, None, f"{error.message} {error.remedy}")


def _command(returned: ReturnSheet, case: CaseSheet, had_seen_others: bool | None) -> Command:
    key: dict[str, Any] = {"audit": returned.audit, "agency": returned.agency, "case": case.case}
    if case.no_involvement:
        return DeclareNoInvolvement(**key, reason=case.no_involvement)
    return AppendReturn(
        **key,
        independent=bool(case.independent),
        involvement=case.involvement,
        answers=case.answers,
        not_applicable=case.not_applicable,
        had_seen_others=had_seen_others,
    )


def _refused_cases(
    work: Workspace, understood: UnderstoodReturn, book: ReturnedWorkbook
) -> Iterator[Fault]:
    """A fault on the sheet of each case that a rule refuses by itself."""
    commands = understood.commands
    answers = work.ledger.tried(commands, work.identity, understood.whose)
    first: dict[str, Refusal] = {}
    for command, refusal in zip(commands, answers, strict=True):
        if isinstance(refusal, Refusal):
            first.setdefault(str(getattr(command, "case", "")), refusal)
    for case, refusal in first.items():
        if refusal.code in _OF_ONE_CASE and case in book.form.cases:
            words = f"is refused: {refusal.message} {refusal.remedy}"
            if refusal.code in _CORRECTABLE and (differs := understood.differing(case)):
                words = (
                    f"is on record, and differs from it in {', '.join(differs)}. Where that is a"
                    f" correction, say why in {layout.CORRECTING_CELL}, and send it again."
                )
            yield Fault(case, "A1", words)


def _as_the_tool_has_them(work: Workspace, audit: str) -> tuple[Mapping[str, str], list[str]]:
    """Grade code to label, best first, and the areas; nothing for an audit that does not exist."""
    version = tool_of(work.ledger, audit)
    if version is None:
        return {}, []
    labels = {grade.code: grade.label for grade in reversed(version.scale)}
    for scale in version.recorded.scales:
        labels |= {one.code: f"{one.label} ({scale.title})" for one in reversed(scale.grades)}
    return labels, list(version.areas)
