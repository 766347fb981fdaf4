"""The moderation day in one workbook: what each agency graded, in the agenda's order, and room for
what the day agrees. It is filled in as the room talks, and goes on where it was left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from application.grades import tool_of
from application.moderation import Review, review
from application.reading import Reader
from application.sheets.asking import Asking
from application.sheets.kind import Kind
from application.workspace import Workspace
from documents.returns.layout import NOT_APPLICABLE, labels_of
from documents.sheets.sheet import Column, Part, Sheet, Table, Takes
from domain.agreement import Grade
from domain.case.decisions import (
    AgreeAreaGrade,
    AgreeLearning,
    AgreeOverallGrade,
    FindNotApplicable,
    ModerateGrade,
)
from domain.case.events import (
    AreaFoundNotApplicable,
    AreaGradeAgreed,
    Dissent,
    GradeModerated,
)
from domain.case.state import Case
from domain.kernel import streams
from domain.kernel.loosely import loosely
from domain.kernel.numbered import numbered
from domain.sample.changes import CallNotGradable
from domain.tool.spelling import spellings
from domain.tool.state import ToolVersion
from ledger.decision import state_after
from ledger.errors import NotPermittedError
from ledger.store.entry import Entry

_AGREED = "agreed_"
_GIVEN = "given_"
_REASON = Column("reason", "Reason", Takes.TEXT, width=44, help="Why, in a sentence.")
_DISSENT = Column(
    "dissent",
    "Dissent",
    Takes.TEXT,
    width=34,
    help="An agency that does not agree, in its own words, one to a line: police: We saw more.",
)
_STEPS = (
    "Areas: the questions stand in the order of the agenda. Where the day changes an agency's"
    " grade, choose it beside the grade that was given; where the agencies agree a grade for the"
    " area, choose that; and say why.",
    "Cases: the overall grade that is agreed, why, and what is learnt. Two learnings are apart by"
    " an empty line.",
    "Leave empty what is not decided yet. Record what there is, `assure sheet record FILE`, and go"
    " on in the same file.",
    "The auditors' own grades stay on the record beside what is agreed.",
    "When each case has its overall grade: `assure moderate close`.",
)


@dataclass(frozen=True, slots=True)
class _Day:
    """What the day's sheet is made from."""

    reader: Reader
    review: Review
    tool: ToolVersion
    agencies: tuple[str, ...]
    read: dict[str, tuple[Entry, ...]] = field(default_factory=dict)

    @property
    def audit(self) -> str:
        return self.review.audit

    def entries(self, case: str) -> tuple[Entry, ...]:
        """The record of a case, read once for all of its areas."""
        if case not in self.read:
            self.read[case] = self.reader.entries(streams.case(self.audit, case))
        return self.read[case]

    def case(self, case: str) -> Case:
        stream = streams.case(self.audit, case)
        return cast(Case, state_after(stream, [entry.event for entry in self.entries(case)]))

    def labels(self, area: str | None) -> Mapping[str, str]:
        """Grade code to label, best first."""
        return labels_of(self.tool.scale_of(area))


def _make(work: Workspace, audit: str) -> Sheet:
    reader = work.read()
    day = _day(reader, audit)
    words = "One row for each area of each case, in the order of the agenda."
    areas = Table("areas", "Areas", words, tuple(_area_columns(day)), tuple(_area_rows(day)))
    words = "One row for each case: every case needs an overall grade before the day is closed."
    cases = Table("cases", "Cases", words, _case_columns(day), tuple(_case_rows(day)))
    return Sheet("moderation", f"Moderation day of {audit}", audit, (areas, cases), _STEPS)


def _day(reader: Reader, audit: str) -> _Day:
    found = review(reader, audit)
    if not reader.leads(audit):
        raise NotPermittedError(
            f"{reader.person} does not lead {audit}.",
            "Its lead auditor writes and records the moderation day.",
        )
    tool = cast(ToolVersion, tool_of(reader.ledger, audit))
    agencies = tuple(found.cells[0].grades) if found.cells else ()
    return _Day(reader, found, tool, agencies)


def _graded(day: _Day, name: str, head: str, areas: Sequence[str | None], help_: str) -> Column:
    labels = dict.fromkeys(label for area in areas for label in day.labels(area).values())
    choices = (*labels, NOT_APPLICABLE)
    also = {"n/a": NOT_APPLICABLE, "na": NOT_APPLICABLE}
    for area in areas:
        of_area = day.labels(area)
        for written, code in spellings(day.tool.scale_of(area)).items():
            also.setdefault(written, of_area[code])
    return Column(
        name, head, Takes.CHOICE, choices=choices, also=tuple(also.items()), help=help_, width=20
    )


def _area_columns(day: _Day) -> Iterator[Column]:
    areas = tuple(day.tool.areas)
    yield Column("case", "Case", part=Part.KEY, width=8)
    yield Column("area", "Area", part=Part.KEY, width=18)
    yield Column("questions", "Questions", part=Part.SHOWN, width=44)
    for agency in day.agencies:
        yield Column(_GIVEN + agency, f"{agency}: given", part=Part.SHOWN, width=16)
        said = f"Only where the day changes what {agency} gave."
        yield _graded(day, _AGREED + agency, f"{agency}: agreed", areas, said)
    said = "The grade that the agencies together agree for the area, if they do."
    yield _graded(day, "agreed", "Agreed for the area", areas, said)
    yield _REASON
    yield _DISSENT


def _case_columns(day: _Day) -> tuple[Column, ...]:
    said = f"The overall grade; {NOT_APPLICABLE} where nobody can grade the case."
    return (
        Column("case", "Case", part=Part.KEY, width=8),
        _graded(day, "overall", "Overall grade", (None,), said),
        _REASON,
        _DISSENT,
        Column("learning", "Learning", Takes.TEXT, width=60, help="What is learnt from the case."),
    )


def _in_order(day: _Day) -> Iterator[tuple[str, str, str]]:
    """Each case and area with its questions: first those of the agenda, as it ranks them."""
    asked = {
        (item.case, item.area): "\n".join(flag.words for flag in item.questions)
        for item in day.review.agenda.items
    }
    cells = {(cell.case, cell.area) for cell in day.review.cells}
    first = [where for where in asked if where in cells]
    rest = [(cell.case, cell.area) for cell in day.review.cells]
    for case, area in dict.fromkeys([*first, *rest]):
        about = (asked.get((case, area), ""), asked.get((case, ""), ""))
        yield case, area, "\n".join(filter(None, about))


def _area_rows(day: _Day) -> Iterator[tuple[str, ...]]:
    given = {(cell.case, cell.area): cell.grades for cell in day.review.cells}
    codes = {rank: code for code, rank in day.review.ranks.items()}
    for case, area, questions in _in_order(day):
        state, labels = day.case(case), day.labels(area)
        row = [case, area, questions]
        for agency in day.agencies:
            row.append(_given(given[case, area][agency], labels, codes))
            row.append(_recorded(state.moderated.get((agency, area)), labels,
                                 (agency, area) in state.not_applicable))  # fmt: skip
        agreed = state.areas.get(area)
        whole = (None, area) in state.not_applicable
        row.append(_recorded(None if agreed is None else agreed.grade, labels, whole))
        row += _why(day, case, area)
        yield tuple(row)


def _given(grade: Grade, labels: Mapping[str, str], codes: Mapping[int, str]) -> str:
    """What an agency gave, in words."""
    if isinstance(grade, int):
        return labels[codes[grade]]
    return "no return" if grade is None else "not graded"


def _recorded(code: str | None, labels: Mapping[str, str], is_not_applicable: bool) -> str:
    """What is agreed so far, as it is chosen."""
    if is_not_applicable:
        return NOT_APPLICABLE
    return "" if code is None else labels[code]


def _why(day: _Day, case: str, area: str) -> tuple[str, str]:
    """The last reason and dissent about an area of a case."""
    reason: str = ""
    dissent: tuple[Dissent, ...] = ()
    for entry in day.entries(case):
        event = entry.event
        match event:
            case GradeModerated() | AreaGradeAgreed() | AreaFoundNotApplicable():
                if event.area == area:
                    reason, dissent = event.reason, event.dissent
    return str(reason), _dissent_words(dissent)


def _dissent_words(dissent: Sequence[Dissent]) -> str:
    return "\n".join(f"{one.agency}: {' '.join(one.words.split())}" for one in dissent)


def _case_rows(day: _Day) -> Iterator[tuple[str, ...]]:
    for case in sorted({cell.case for cell in day.review.cells}, key=numbered):
        state = day.case(case)
        agreed, learning = state.overall, "\n\n".join(state.learning)
        if agreed is None:
            yield case, "", "", "", learning
            continue
        label = day.labels(None)[agreed.grade]
        yield case, label, str(agreed.reason), _dissent_words(agreed.dissent), learning
    for case in day.review.not_gradable:
        yield case, NOT_APPLICABLE, "", "", "\n\n".join(day.case(case).learning)


def _area(asking: Asking) -> None:
    case, area = asking.said("case"), asking.said("area")
    key: dict[str, Any] = {"audit": asking.audit, "case": case, "area": area}
    columns = [column.name for column in asking.row.table.columns]
    agencies = [name.removeprefix(_AGREED) for name in columns if name.startswith(_AGREED)]
    dissent = _dissent(asking, agencies)
    of_area = dissent if asking.said("agreed") else []
    of_agency = [] if of_area else dissent
    for agency in agencies:
        _grade(asking, _AGREED + agency, ModerateGrade, {**key, "agency": agency}, of_agency)
    _grade(asking, "agreed", AgreeAreaGrade, key, of_area)
    chosen = any(
        asking.said(name) for name in (*(_AGREED + agency for agency in agencies), "agreed")
    )
    if not chosen:
        for name in ("reason", "dissent"):
            if asking.said(name):
                asking.fault(name, "is filled in, and no grade is agreed beside it. Choose one.")


def _grade(
    asking: Asking,
    column: str,
    kind: type[ModerateGrade | AgreeAreaGrade],
    key: Mapping[str, Any],
    dissent: Sequence[Mapping[str, str]],
) -> None:
    """Asks for the grade of a column, if one is chosen there."""
    chosen = asking.said(column)
    if not chosen:
        return
    reason = asking.said("reason")
    if not reason:
        asking.fault("reason", "is empty. Say why the grade is agreed.")
        return
    if chosen == NOT_APPLICABLE:
        asking.ask(FindNotApplicable, **key, reason=reason, dissent=dissent)
        return
    code = _code(asking, column, key.get("area"))
    if code is not None:
        at = {"grade": column}
        asking.ask(kind, at=at, **key, grade=code, reason=reason, dissent=dissent)


def _code(asking: Asking, column: str, area: str | None) -> str | None:
    """The code of what is chosen, on the scale of the area; None with a fault where it is none."""
    tool = cast(ToolVersion, tool_of(asking.work.ledger, asking.audit))
    labels = labels_of(tool.scale_of(area))
    codes = {label: code for code, label in labels.items()}
    code = codes.get(asking.said(column))
    if code is None:
        listed = ", ".join(codes)
        asking.fault(column, f"is no grade of this area. Choose one of: {listed}.")
    return code


def _dissent(asking: Asking, agencies: Sequence[str]) -> list[dict[str, str]]:
    """Each agency's dissent, a line for each. A line of no agency is a fault."""
    known = {loosely(agency): agency for agency in agencies}
    found = []
    for line in filter(str.strip, asking.said("dissent").splitlines()):
        agency, colon, words = line.partition(":")
        if not colon or loosely(agency) not in known or not words.strip():
            listed = ", ".join(agencies)
            asking.fault("dissent", f"has a line that does not begin with an agency. Begin it with"
                         f" one of these and a colon: {listed}.")  # fmt: skip
            return []
        found.append({"agency": known[loosely(agency)], "words": words.strip()})
    return found


def _case(asking: Asking) -> None:
    case, reason = asking.said("case"), asking.said("reason")
    key: dict[str, Any] = {"audit": asking.audit, "case": case}
    tables = {table.name: table for table in asking.given.sheet.tables}
    agencies = [name.removeprefix(_AGREED) for name in tables["areas"].named(Part.ASKED)
                if name.startswith(_AGREED)]  # fmt: skip
    dissent = _dissent(asking, agencies)
    chosen = asking.said("overall")
    if chosen and not reason:
        asking.fault("reason", "is empty. Say why the grade is agreed.")
    elif chosen == NOT_APPLICABLE:
        if dissent:
            asking.fault("dissent", "is filled in, and nobody can grade it. Say it in the reason.")
        asking.ask(CallNotGradable, **key, reason=reason)
    elif chosen:
        code = _code(asking, "overall", None)
        if code is not None:
            at = {"grade": "overall"}
            asking.ask(AgreeOverallGrade, at=at, **key, grade=code, reason=reason, dissent=dissent)
    elif reason or dissent:
        asking.fault("overall", "is empty, and a reason stands beside it. Choose a grade.")
    for learning in _learning(asking, case):
        asking.ask(AgreeLearning, **key, learning=learning)


def _learning(asking: Asking, case: str) -> Iterator[str]:
    """What is learnt and not on the record yet. What is on it and left out is a fault."""
    text = asking.said("learning")
    state = asking.work.read().state(streams.case(asking.audit, case))
    known = state.learning if isinstance(state, Case) else ()
    for learning in known:
        if learning not in text and asking.row.was_written:
            words = (
                "leaves out what is on the record. Write it again; to take it back, with the"
                " reason: `assure moderate withdraw-learning`."
            )
            asking.fault("learning", words)
        text = text.replace(learning, "", 1)
    yield from filter(None, (part.strip() for part in text.split("\n\n")))


KIND = Kind(_make, {"areas": _area, "cases": _case})
