"""The form of a return as it is filled in on a page: the same answers as a file of them has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from documents.files.input_file import GivenFile
from documents.returns import layout
from documents.returns.layout import Form

SOURCE = "What was filled in"
INVOLVED, INDEPENDENT, PART = "involved", "independent", "part"
TEXTS = ("evidence", "strengths", "developments")
Answers = Mapping[tuple[str, str], str | None]
"""What a case's form holds: by area, or nothing for the case itself, and field."""
_PLACE = re.compile(r"cases\[(\d+)\](?:\.answers\[(\d+)\])?(?:\.(\w+))?: ?")
_FIELDS = {
    "grade": "grade",
    "evidence": "evidence",
    "reason": "evidence, where it says why",
    "strengths": "strengths",
    "developments": "areas for development",
    "involvement": "what its part was",
    "no_involvement": "how you know",
    "independent": "independence",
}


def is_begun(answers: Answers) -> bool:
    """Whether anything of a case is filled in: a case that is left empty comes later."""
    return any((value or "").strip() for value in answers.values())


def as_file(form: Form, filled: Mapping[str, Answers]) -> GivenFile:
    """The cases that are begun, as a file of the return."""
    cases = [_case(form, case, filled[case]) for case in form.cases if is_begun(filled[case])]
    document = {"audit": form.audit, "agency": form.agency, "cases": cases}
    return GivenFile(SOURCE, json.dumps(document, ensure_ascii=False, indent=1).encode())


def _case(form: Form, case: str, answers: Answers) -> dict[str, Any]:
    part = answers.get(("", PART)) or ""
    if answers.get(("", INVOLVED)) == layout.NOT_INVOLVED:
        return {"case": case, "no_involvement": part}
    independent = {layout.YES: True, layout.NO: False}.get(answers.get(("", INDEPENDENT)) or "")
    given = _answers(form, answers)
    said = {"case": case, "independent": independent, "involvement": part}
    return {**said, "answers": [given.get(a) or {"area": a} for a in form.rows]}


def _answers(form: Form, answers: Answers) -> dict[str, dict[str, str]]:
    """What is filled in of each area, of those that are begun."""
    found: dict[str, dict[str, str]] = {}
    for area in form.rows:
        fields = {name: answers.get((area, name)) or "" for name in ("grade", *TEXTS)}
        if any(fields.values()):
            found[area] = {"area": area, **{name: one for name, one in fields.items() if one}}
    return found


def missing(form: Form, filled: Mapping[str, Answers]) -> Iterator[tuple[str, str]]:
    """What a case that is begun still lacks: its place, and what to do there."""
    for case in form.cases:
        answers = filled.get(case, {})
        if not is_begun(answers):
            continue
        involved = answers.get(("", INVOLVED))
        if not involved:
            yield case, "Say whether your agency was involved."
        if involved == layout.NOT_INVOLVED:
            if not (answers.get(("", PART)) or "").strip():
                yield f"{case}, how you know", "Say how you know that it was not involved."
            continue
        if not answers.get(("", INDEPENDENT)):
            yield f"{case}, independence", "Say whether the auditor is independent of this case."
        for area, graded in form.tool.areas.items():
            if not answers.get((area, "grade")):
                yield f"{case}, {graded.area.title}, grade", "Choose a grade, or Not applicable."


def place_of(form: Form, file: GivenFile, line: str) -> tuple[str, str]:
    """A fault's place in words of the form, and what is wrong there."""
    named = _PLACE.match(line)
    if named is None:
        return "", line
    case = json.loads(file.data)["cases"][int(named[1])]
    parts = [case["case"]]
    if named[2] is not None:
        area = case["answers"][int(named[2])]["area"]
        parts.append(form.tool.areas[area].area.title)
    if named[3] is not None:
        parts.append(_FIELDS.get(named[3], named[3]))
    return ", ".join(parts), line[named.end() :]
