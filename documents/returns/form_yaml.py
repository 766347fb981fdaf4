"""The form of a return in YAML: written to be filled in, and read again."""

from __future__ import annotations

import textwrap
from typing import Any

from documents.files.errors import InputError
from documents.files.values import sheet
from documents.returns.filled_return import ReturnSheet
from documents.returns.layout import Form
from domain.kernel.quoting import quoted
from domain.tool.not_applicable import says_not_applicable
from domain.tool.state import ToolVersion

_WIDTH = 92


def write_yaml(form: Form) -> str:
    """A form to fill in: every case by every area, with prompts and grades as comments."""
    tool = form.tool
    grades = [f"{grade.code}: {grade.descriptor}" for grade in reversed(tool.scale)]
    head = [
        *_comment("", f"{tool.recorded.title}, version {tool.recorded.tool_version}."),
        *_comment("", "Fill in, then: assure return append FILE. It is taken whole or not at all."),
        *_comment("", "Take out a case that you return later. If your agency was not involved in"
                  " one, keep its `case` line, put the reason under no_involvement and take out"
                  " the rest. If an area does not apply, move it to not_applicable with a reason."),
        "#",
        "# Grades:",
        *(line for grade in grades for line in _comment("", grade)),
        *_further(tool),
        f"audit: {form.audit}",
        f"agency: {form.agency}",
        "cases:",
    ]  # fmt: skip
    blocks = (line for case in form.cases for line in _case(case, tool))
    return "\n".join([*head, *blocks]) + "\n"


def _further(tool: ToolVersion) -> list[str]:
    """The grades of further scales, each under its title."""
    lines = []
    for scale in tool.recorded.scales:
        lines.append(f"# {scale.title}:")
        grades = [f"{grade.code}: {grade.descriptor}" for grade in reversed(scale.grades)]
        lines += [line for grade in grades for line in _comment("", grade)]
    return lines


def _case(case: str, tool: ToolVersion) -> list[str]:
    lines = [
        "",
        f"  - case: {case}",
        "    # yes if you had no part in the case, otherwise no.",
        "    independent:",
        "    # What your agency's part in the case was.",
        '    involvement: ""',
        "    answers:",
    ]
    for graded in tool.areas.values():
        area = graded.area
        lines += ["", *_comment("      ", area.title), *_comment("      ", area.standard)]
        if tool.named(area.id) is not None:
            lines += _comment(
                "      ", f"Its grades: {', '.join(reversed(tool.grades_of(area.id)))}."
            )
        lines += [line for prompt in area.prompts for line in _comment("      ", f"- {prompt}")]
        lines += [
            line
            for descriptor in area.descriptors
            for line in _comment("      ", f"{descriptor.grade}: {descriptor.text}")
        ]
        lines += [
            f"      - area: {area.id}",
            "        grade:",
            '        evidence: ""',
            '        strengths: ""',
            '        developments: ""',
        ]
    example = f"    # Such as: - {{area: {list(tool.areas)[-1]}, reason: No plan yet.}}"
    return [*lines, "", example, "    not_applicable: []"]


def _comment(indent: str, text: str) -> list[str]:
    return textwrap.wrap(
        " ".join(text.split()),
        _WIDTH,
        initial_indent=f"{indent}# ",
        subsequent_indent=f"{indent}#   ",
    )


def _without_non_grades(document: dict[str, Any], source: str) -> dict[str, Any]:
    """The return with each area that is graded `N/A` among those that do not apply.

    The reason is what stands under `reason` or `evidence`. Raises InputError where there is none.
    """
    cases, faults = document.get("cases"), list[str]()
    if not isinstance(cases, list):
        return document
    read = [_case_without_non_grades(case, f"cases[{at}]", faults) for at, case in enumerate(cases)]
    if faults:
        raise InputError(source, faults)
    return {**document, "cases": read}


def _case_without_non_grades(case: Any, place: str, faults: list[str]) -> Any:
    answers = case.get("answers") if isinstance(case, dict) else None
    if not isinstance(answers, list) or not any(map(_is_non_grade, answers)):
        return case
    excused = case.get("not_applicable") or []
    for at, answer in enumerate(answers):
        if not _is_non_grade(answer):
            continue
        where, grade = f"{place}.answers[{at}]", answer["grade"]
        reason = answer.get("reason") or answer.get("evidence")
        if not reason:
            faults.append(
                f"{where}: {quoted(grade)} is no grade: it says that the area does not apply. Say"
                " why, under reason."
            )
        for name in ("strengths", "developments"):
            if answer.get(name):
                faults.append(f"{where}.{name}: is filled in, and the grade is {quoted(grade)}.")
        excused = [*excused, {"area": answer.get("area"), "reason": reason or ""}]
    graded = [answer for answer in answers if not _is_non_grade(answer)]
    return {**case, "answers": graded, "not_applicable": excused}


def _is_non_grade(answer: Any) -> bool:
    grade = answer.get("grade") if isinstance(answer, dict) else None
    return isinstance(grade, str) and says_not_applicable(grade)


def read_return(document: dict[str, Any], source: str) -> ReturnSheet:
    """A filled-in form, of several cases or of one whose fields stand at the top.

    Cases and areas are put in order, so that the order of a file makes no difference. Raises
    InputError with every fault.
    """
    if "case" not in document or "cases" in document:
        return sheet(ReturnSheet, _without_non_grades(document, source), source).in_order()
    whole: dict[str, Any] = {n: document[n] for n in ("audit", "agency") if n in document}
    of_the_case = {name: field for name, field in document.items() if name not in whole}
    several: dict[str, Any] = {**whole, "cases": [of_the_case]}
    try:
        return sheet(ReturnSheet, _without_non_grades(several, source), source).in_order()
    except InputError as error:
        lines = [line.removeprefix("cases[0].").removeprefix("cases[0]: ") for line in error.lines]
        raise InputError(source, lines, more=error.more) from error
