"""The YAML form of an agency's return, and the commands that a filled-in one stands for."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from cli.errors import InputError
from cli.inputs import sheet
from cli.output import plain
from cli.sheets import ReturnSheet
from domain.kernel import streams
from domain.kernel.command import Command
from domain.returns.decisions import AppendReturn, DeclareNoInvolvement
from domain.returns.events import ReturnWithdrawn
from domain.tool.state import ToolVersion
from ledger.service import Ledger

_WIDTH = 92


def form(audit: str, agency: str, cases: Iterable[str], tool: ToolVersion) -> str:
    """A form to fill in: every case by every area, with prompts and grades as comments."""
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
        f"audit: {audit}",
        f"agency: {agency}",
        "cases:",
    ]  # fmt: skip
    blocks = (line for case in cases for line in _case(case, tool))
    return "\n".join([*head, *blocks]) + "\n"


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
    return [*lines, "", "    # Such as: - {area: planning, reason: No plan yet.}"] + [
        "    not_applicable: []"
    ]


def _comment(indent: str, text: str) -> list[str]:
    return textwrap.wrap(
        " ".join(text.split()),
        _WIDTH,
        initial_indent=f"{indent}# ",
        subsequent_indent=f"{indent}#   ",
    )


def read(document: dict[str, Any], source: str) -> ReturnSheet:
    """A filled-in form, of several cases or of one whose fields stand at the top.

    Cases and areas are put in order, so that the order of a file makes no difference.
    """
    if "case" not in document or "cases" in document:
        return sheet(ReturnSheet, document, source).in_order()
    whole: dict[str, Any] = {n: document[n] for n in ("audit", "agency") if n in document}
    alone = {name: field for name, field in document.items() if name not in whole}
    several: dict[str, Any] = {**whole, "cases": [alone]}
    try:
        return sheet(ReturnSheet, several, source).in_order()
    except InputError as error:
        lines = [line.removeprefix("cases[0].").removeprefix("cases[0]: ") for line in error.lines]
        raise InputError(source, lines) from error


def commands(returned: ReturnSheet) -> list[Command]:
    key: dict[str, Any] = {"audit": returned.audit, "agency": returned.agency}
    found: list[Command] = []
    for one in returned.cases:
        if one.no_involvement:
            declared = DeclareNoInvolvement(**key, case=one.case, reason=one.no_involvement)
            found.append(declared)
            continue
        found.append(
            AppendReturn(
                **key,
                case=one.case,
                independent=bool(one.independent),
                involvement=one.involvement,
                answers=one.answers,
                not_applicable=one.not_applicable,
            )
        )
    return found


def command_id(returned: ReturnSheet, actor: str, ledger: Ledger) -> str:
    """What makes the same file twice one record: who says what.

    How often each return was withdrawn is part of it: after a withdrawal the same file is a new
    act, and before one it is the old act again.
    """
    withdrawn = [
        sum(
            isinstance(entry.event, ReturnWithdrawn)
            for entry in ledger.entries(
                streams.agency_return(returned.audit, one.case, returned.agency)
            )
        )
        for one in returned.cases
    ]
    text = json.dumps([actor, plain(returned), withdrawn], ensure_ascii=False, sort_keys=True)
    return f"return-{sha256(text.encode()).hexdigest()}"
