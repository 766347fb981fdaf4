"""A second scale in one tool: practice and impact graded apart, and a scale of the whole case."""

from __future__ import annotations

from typing import Any

import pytest

from domain.kernel import streams
from domain.kernel.command import Refusal
from domain.kernel.registry import fold
from domain.kernel.vocabulary import Likeness
from domain.tool.decisions import CompareAreaVersions, PublishTool, ReviseTool
from domain.tool.events import Equivalence
from domain.tool.requirements import require_grade
from domain.tool.sheet import GradeSheet, ScaleSheet, ToolSheet
from domain.tool.state import Tool
from tests.domain.scene import JOINED, PLANNING, TOOL, VOICE, changed
from tests.domain.spec import TODAY, at, given
from tests.domain.tool.test_decisions import SHEET

IMPACT = ScaleSheet(
    id="impact",
    title="Impact on the child",
    grades=(
        GradeSheet(code="impact-none", label="None seen", descriptor="Nothing changed."),
        GradeSheet(code="impact-good", label="Good", descriptor="The child is better off."),
    ),
    good_from="impact-good",
)
OUTCOME = type(PLANNING).model_validate(changed(PLANNING, scale="impact"))


def _two(**fields: Any) -> ToolSheet:
    two = {"areas": (VOICE, OUTCOME), "scales": (IMPACT,), "overall": "impact"}
    return ToolSheet.model_validate(changed(SHEET, **{**two, **fields}))


def test_an_area_and_the_whole_case_may_be_graded_on_a_scale_of_their_own() -> None:
    events = given(*JOINED).decide(PublishTool(sheet=_two()), "lead", TODAY)
    tool = fold(streams.tool(TOOL), events)
    assert isinstance(tool, Tool)
    version = tool.versions[1]
    own, impact = tuple(grade.code for grade in SHEET.scale), ("impact-none", "impact-good")
    assert [version.grades_of(where) for where in ("voice", "planning", None)] == [
        own,
        impact,
        impact,
    ]
    assert version.ranks["impact-good"] == 2
    assert [version.good_from_of(where) for where in ("voice", None)] == ["good", "impact-good"]
    for grade, area in (("impact-good", "planning"), ("impact-none", None), ("good", "voice")):
        require_grade(version, grade, "C01", area)
    for grade, area in (("good", "planning"), ("good", None), ("impact-good", "voice")):
        with pytest.raises(Refusal, match="is not a grade of"):
            require_grade(version, grade, "C01", area)


@pytest.mark.parametrize(
    ("fields", "code", "word"),
    [
        ({"scales": ()}, "unknown-scale", "impact"),
        ({"overall": "other"}, "unknown-scale", "other"),
        ({"areas": (VOICE, PLANNING), "overall": None}, "scale-unused", "impact"),
        ({"scales": (IMPACT, IMPACT)}, "named-twice", "impact"),
        (
            {"scales": (ScaleSheet.model_validate(changed(IMPACT, grades=SHEET.scale)),)},
            "named-twice",
            "good",
        ),
    ],
    ids=["no such scale", "no such overall scale", "unused", "twice", "a code in common"],
)
def test_scales_are_named_and_no_code_stands_in_two(
    fields: dict[str, Any], code: str, word: str
) -> None:
    given(*JOINED).when(PublishTool(sheet=_two(**fields)), actor="lead").refused(code, word)


def test_nothing_is_compared_across_scales() -> None:
    """An area that moves to another scale begins a new series, and nobody can say otherwise."""
    first = given(*JOINED).decide(PublishTool(sheet=_two()), "lead", TODAY)
    happened = (*JOINED, *at(streams.tool(TOOL), *first))
    moved = _two(areas=(type(VOICE).model_validate(changed(VOICE, scale="impact")), OUTCOME))
    same = Equivalence(area="voice", reason="The same question.")
    revise = ReviseTool(sheet=moved, changes="Graded by impact.", equivalences=(same,))
    given(*happened).when(revise, actor="lead").refused("scale-changed", "voice")
    plain = ReviseTool(sheet=moved, changes="Graded by impact.")
    (revised,) = given(*happened).decide(plain, "lead", TODAY)
    compare = CompareAreaVersions(
        tool=TOOL,
        area="voice",
        tool_version=2,
        other_version=1,
        likeness=Likeness.EQUIVALENT,
        reason="The same question.",
    )
    after = given(*happened, *at(streams.tool(TOOL), revised))
    after.when(compare, actor="lead").refused("scale-changed")
    other = CompareAreaVersions.model_validate(changed(compare, area="planning"))
    assert len(after.decide(other, "lead", TODAY)) == 1
