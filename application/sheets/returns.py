"""An agency's returns of many cases in one table: a row for each, as a dip sample needs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from application.grades import tool_of
from application.sheets.asking import Asking
from application.sheets.kind import Kind
from application.workspace import Workspace
from documents.returns.layout import (
    INVOLVED,
    NO,
    NOT_APPLICABLE,
    NOT_INVOLVED,
    YES,
    labels_of,
)
from documents.sheets.sheet import Column, Part, Sheet, Table, Takes
from domain.audit.requirements import require_audit
from domain.directory.requirements import in_place_of
from domain.kernel import streams
from domain.kernel.command import Context, Refusal
from domain.kernel.numbered import numbered
from domain.returns.decisions import AppendReturn, DeclareNoInvolvement
from domain.returns.state import NotInvolved, Returned
from domain.sample.requirements import sample_state
from domain.sample.state import gradable_cases
from domain.tool.spelling import spellings
from domain.tool.state import ToolVersion

_GRADE, _EVIDENCE = "grade_", "evidence_"
_STEPS = (
    "One row for each case: whether your agency was involved, its part, whether you are independent"
    " of the case, then a grade for each area and what you saw that it rests on.",
    f"Does an area not apply: {NOT_APPLICABLE}, and why as its evidence. Was your agency not"
    f" involved: {NOT_INVOLVED}, and how you know as its part.",
    "Write no name: the child, mother, the social worker. A row that you leave empty is returned"
    " later.",
    "Strengths and areas for development have their place in the workbook of a themed audit:"
    " `assure return form`.",
)


def _make(work: Workspace, audit: str) -> Sheet:
    context = Context(work.person, work.today, work.ledger.state)
    known = require_audit(context, audit)
    own = work.read().standing.agencies
    agencies = [agency for agency in known.plan.agencies if agency in own]
    if not agencies:
        raise Refusal(
            "no-agency-of-yours",
            f"{work.person} acts for no agency of {audit}.",
            "An agency's auditor writes this sheet; for all agencies there is"
            " `assure return form --every-agency`.",
        )
    cases = sorted(gradable_cases(sample_state(context, audit)), key=numbered)
    named = frozenset[str]().union(*(in_place_of(context, agency) for agency in agencies))
    tool = cast(ToolVersion, tool_of(work.ledger, audit)).asked_of(named)
    rows = tuple(
        (case, agency, *_recorded(work, tool, audit, case, agency))
        for case in cases
        for agency in agencies
    )
    words = f"{tool.recorded.title}, version {tool.recorded.tool_version}: one row for each case."
    table = Table("returns", "Returns", words, tuple(_columns(tool)), rows)
    return Sheet("returns", f"Returns for {known.plan.title}", audit, (table,), _STEPS)


def _columns(tool: ToolVersion) -> Iterator[Column]:
    yield Column("case", "Case", part=Part.KEY, width=8)
    yield Column("agency", "Agency", part=Part.KEY, width=16)
    yield Column("involved", "Involved?", Takes.CHOICE, choices=(INVOLVED, NOT_INVOLVED), width=14)
    yield Column("part", "Its part, or how you know", Takes.TEXT, width=30)
    yield Column("independent", "Independent?", Takes.CHOICE, choices=(YES, NO), width=12,
                 help="Yes, if you had no part in the case and manage nobody who had.")  # fmt: skip
    for id_, graded in tool.areas.items():
        labels = labels_of(tool.scale_of(id_))
        also = {written: labels[code] for written, code in spellings(tool.scale_of(id_)).items()}
        also |= {"n/a": NOT_APPLICABLE, "na": NOT_APPLICABLE}
        yield Column(
            _GRADE + id_,
            graded.area.title,
            Takes.CHOICE,
            choices=(*labels.values(), NOT_APPLICABLE),
            also=tuple(also.items()),
            help=" ".join(graded.area.prompts)[:250],
        )
        yield Column(_EVIDENCE + id_, f"{graded.area.title}: evidence", Takes.TEXT, width=40)


def _recorded(
    work: Workspace, tool: ToolVersion, audit: str, case: str, agency: str
) -> tuple[str, ...]:
    """What is on record of a return, by column."""
    state = work.read().state(streams.agency_return(audit, case, agency))
    if isinstance(state, NotInvolved):
        return (NOT_INVOLVED, str(state.declared.reason), "", *[""] * (2 * len(tool.areas)))
    if not isinstance(state, Returned):
        return ("",) * (3 + 2 * len(tool.areas))
    appended = state.appended
    excused = {one.area: str(one.reason) for one in appended.not_applicable}
    row = [INVOLVED, str(appended.involvement), YES if appended.independent else NO]
    for area in tool.areas:
        if area in excused:
            row += [NOT_APPLICABLE, excused[area]]
        elif area in state.given:
            label = labels_of(tool.scale_of(area))[state.grades[area]]
            row += [label, str(state.given[area].evidence)]
        else:
            row += ["", ""]
    return tuple(row)


def _row(asking: Asking) -> None:
    key = {"audit": asking.audit, "case": asking.said("case"), "agency": asking.said("agency")}
    involved, part = asking.said("involved"), asking.said("part")
    graded = [name for name in asking.row.values if name.startswith((_GRADE, _EVIDENCE))]
    if involved == NOT_INVOLVED:
        for name in graded:
            asking.fault(name, f"is filled in, and the case is {NOT_INVOLVED!r}. Empty it.")
        if not part:
            asking.fault("part", "is empty. Say how you know of no involvement.")
        asking.ask(DeclareNoInvolvement, at={"reason": "part"}, **_any(key), reason=part)
        return
    for name in ("involved", "independent"):
        if not asking.said(name):
            asking.fault(name, "is empty. Choose from the list.")
    answers, excused, at = _areas(asking, key["agency"])
    if asking.given.filled.faults:
        return
    asking.ask(
        AppendReturn,
        at={"involvement": "part", **at},
        **_any(key),
        independent=asking.said("independent") == YES,
        involvement=part,
        answers=answers,
        not_applicable=excused,
    )


def _any(key: Mapping[str, str]) -> dict[str, Any]:
    return dict(key)


def _areas(
    asking: Asking, agency: str
) -> tuple[list[dict[str, str]], list[dict[str, str]], dict[str, str]]:
    """The answers, the areas that do not apply, and the column of each one's words."""
    tool = cast(ToolVersion, tool_of(asking.work.ledger, asking.audit))
    context = Context(asking.work.person, asking.work.today, asking.work.ledger.state)
    asked = tool.asked_of(in_place_of(context, agency))
    answers: list[dict[str, str]] = []
    excused: list[dict[str, str]] = []
    at: dict[str, str] = {}
    for area in tool.areas:
        codes = {label: code for code, label in labels_of(tool.scale_of(area)).items()}
        if _GRADE + area not in asking.row.values:
            continue
        grade, words = asking.said(_GRADE + area), asking.said(_EVIDENCE + area)
        if area not in asked.areas:
            for name in (_GRADE + area, _EVIDENCE + area):
                if asking.said(name):
                    asking.fault(name, f"is filled in, and is not asked of {agency}. Empty it.")
        elif not grade:
            asking.fault(_GRADE + area, f"is empty. Choose a grade, or {NOT_APPLICABLE!r}.")
        elif grade == NOT_APPLICABLE:
            if not words:
                asking.fault(_EVIDENCE + area, "is empty. Say why the area is not applicable.")
            at[f"not_applicable.{len(excused)}"] = _EVIDENCE + area
            excused.append({"area": area, "reason": words})
        else:
            at[f"answers.{len(answers)}"] = _EVIDENCE + area
            answers.append({"area": area, "grade": codes[grade], "evidence": words})
    return answers, excused, at


KIND = Kind(_make, {"returns": _row})
