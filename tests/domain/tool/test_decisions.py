"""Publishing, revising and retiring audit tools."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.kernel import streams
from domain.kernel.vocabulary import Likeness, Method
from domain.tool.decisions import CompareAreaVersions, PublishTool, RetireTool, ReviseTool
from domain.tool.events import (
    Area,
    AreaDescriptor,
    AreaVersionsCompared,
    Equivalence,
    GradedArea,
    ToolPublished,
    ToolRetired,
    ToolRevised,
)
from domain.tool.sheet import GradeSheet, ToolSheet
from domain.tool.state import Tool
from tests.domain.scene import (
    GRADES,
    JOINED,
    PLANNING,
    PUBLISHED,
    SCALE,
    TOOL,
    TOOL_PUBLISHED,
    VOICE,
    changed,
    graded,
)
from tests.domain.spec import TODAY, at, given

SHEET = ToolSheet(
    code=TOOL,
    title="Neglect",
    methods=(Method.CASE_FILE,),
    draws_on=("JTAI 2023",),
    scale=tuple(GradeSheet(code=g.code, label=g.label, descriptor=g.descriptor) for g in SCALE),
    good_from="good",
    areas=(VOICE, PLANNING),
)
REWORDED = Area(id="voice", title="Voice", standard="JTAI", prompts=("Was the child heard?",))
STILL_THE_SAME = Equivalence(area="voice", reason="Only the tense of the question changed.")
RETIRED = (*PUBLISHED, *at(streams.tool(TOOL), ToolRetired(tool=TOOL, reason="Replaced.")))


def _sheet(**fields: Any) -> ToolSheet:
    return ToolSheet.model_validate(changed(SHEET, **fields))


def _revise(sheet: ToolSheet, *equivalences: Equivalence) -> ReviseTool:
    return ReviseTool(sheet=sheet, changes="The question on voice.", equivalences=equivalences)


def _revised(area_comparable_as: str | None, *equivalences: Equivalence) -> ToolRevised:
    return ToolRevised(
        tool=TOOL,
        tool_version=2,
        title="Neglect",
        methods=(Method.CASE_FILE,),
        draws_on=("JTAI 2023",),
        scale=SCALE,
        good_from="good",
        areas=(graded(REWORDED, area_comparable_as), graded(PLANNING)),
        changes="The question on voice.",
        equivalences=equivalences,
    )


def test_a_tool_is_published_with_each_areas_wording_and_letters_for_its_grades() -> None:
    voice, planning = TOOL_PUBLISHED.areas
    given(*JOINED).when(PublishTool(sheet=SHEET), actor="lead").then(
        ToolPublished(
            tool=TOOL,
            tool_version=1,
            title="Neglect",
            methods=(Method.CASE_FILE,),
            draws_on=("JTAI 2023",),
            scale=SCALE,
            good_from="good",
            areas=(voice, planning),
        )
    )


def test_a_grade_keeps_the_letter_its_sheet_gives_it() -> None:
    first, *others = SHEET.scale
    lettered = GradeSheet.model_validate(changed(first, letter="X"))
    decided = given(*JOINED).decide(
        PublishTool(sheet=_sheet(scale=(lettered, *others))), "lead", date(2026, 3, 1)
    )
    (published,) = decided
    assert isinstance(published, ToolPublished)
    assert [grade.letter for grade in published.scale] == ["X", "R", "G", "O"]


def test_a_published_tool_is_changed_by_a_revision_only() -> None:
    for sheet in (_sheet(good_from="outstanding"), _sheet(title="Other"), _sheet(areas=(VOICE,))):
        given(*PUBLISHED).when(PublishTool(sheet=sheet), actor="lead").refused("tool-exists", TOOL)


def test_a_retired_tool_is_not_published_again_and_is_in_use_again_once_it_is_revised() -> None:
    given(*RETIRED).when(PublishTool(sheet=SHEET), actor="lead").refused("tool-exists")
    (again,) = given(*RETIRED).decide(_revise(SHEET), "lead", date(2026, 3, 1))
    state = given(*RETIRED, *at(streams.tool(TOOL), again)).look(streams.tool(TOOL))
    assert isinstance(state, Tool)
    assert not state.retired
    voice = {version.areas["voice"].comparable_as for version in state.versions.values()}
    assert len(voice) == 1, "the same wording goes on with its series"


def test_a_reworded_area_begins_a_new_series() -> None:
    given(*PUBLISHED).when(_revise(_sheet(areas=(REWORDED, PLANNING))), actor="lead").then(
        _revised(REWORDED.wording(SCALE))
    )


def test_a_reworded_area_continues_its_series_when_declared_equivalent() -> None:
    given(*PUBLISHED).when(
        _revise(_sheet(areas=(REWORDED, PLANNING)), STILL_THE_SAME), actor="lead"
    ).then(_revised(VOICE.wording(SCALE), STILL_THE_SAME))


def test_an_earlier_wording_taken_up_again_continues_its_own_series() -> None:
    second = at(streams.tool(TOOL), _revised(VOICE.wording(SCALE), STILL_THE_SAME))
    given(*PUBLISHED, *second).when(_revise(SHEET), actor="lead").then(
        ToolRevised.model_validate(
            changed(
                _revised(None),
                tool_version=3,
                areas=(graded(VOICE), graded(PLANNING)),
            )
        )
    )


def test_only_an_area_of_both_versions_can_be_equivalent() -> None:
    unknown = Equivalence(area="housing", reason="It was meant.")
    given(*PUBLISHED).when(_revise(SHEET, unknown), actor="lead").refused(
        "nothing-to-compare", "housing"
    )
    gone = _revise(_sheet(areas=(PLANNING,)), STILL_THE_SAME)
    given(*PUBLISHED).when(gone, actor="lead").refused("nothing-to-compare", "voice")
    new = Area(id="housing", title="Housing", standard="JTAI", prompts=("Is it warm?",))
    added = _revise(_sheet(areas=(VOICE, PLANNING, new)), unknown)
    given(*PUBLISHED).when(added, actor="lead").refused("nothing-to-compare", "housing")


def test_nothing_is_equivalent_across_different_scales() -> None:
    three = _sheet(scale=SHEET.scale[:3], areas=(REWORDED, PLANNING))
    given(*PUBLISHED).when(_revise(three, STILL_THE_SAME), actor="lead").refused("scale-changed")


def test_another_scale_begins_new_series() -> None:
    scale = SCALE[:3]
    three = _sheet(scale=SHEET.scale[:3], areas=(VOICE,))
    given(*PUBLISHED).when(_revise(three), actor="lead").then(
        ToolRevised(
            tool=TOOL,
            tool_version=2,
            title="Neglect",
            methods=(Method.CASE_FILE,),
            draws_on=("JTAI 2023",),
            scale=scale,
            good_from="good",
            areas=(
                GradedArea(
                    area=VOICE, wording=VOICE.wording(scale), comparable_as=VOICE.wording(scale)
                ),
            ),
            changes="The question on voice.",
            equivalences=(),
        )
    )


@pytest.mark.parametrize(
    "twice",
    [
        {"areas": (VOICE, VOICE)},
        {
            "scale": (
                *SHEET.scale,
                GradeSheet(code="good", label="Good too", letter="GT", descriptor="As good."),
            )
        },
        {
            "scale": (
                *SHEET.scale,
                GradeSheet(code="grand", label="Grand", letter="G", descriptor="Above all."),
            )
        },
        {
            "areas": (
                Area(
                    id="voice",
                    title="Voice",
                    standard="JTAI",
                    prompts=("Is the child heard?",),
                    descriptors=(
                        AreaDescriptor(grade="good", text="Always."),
                        AreaDescriptor(grade="good", text="Often."),
                    ),
                ),
            )
        },
    ],
    ids=["area", "grade", "letter", "descriptor"],
)
def test_nothing_stands_in_a_tool_twice(twice: dict[str, Any]) -> None:
    given(*JOINED).when(PublishTool(sheet=_sheet(**twice)), actor="lead").refused("named-twice")


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("n-a", "N/A"),
        ("na", "Nothing"),
        ("none-given", "n/a"),
        ("none-given", "Not applicable"),
        ("none-given", "NOT APPLICABLE."),
        ("none-given", "Does not apply"),
        ("not-gradable", "Blank"),
        ("none-given", "Not graded"),
        ("none-given", "Not relevant"),
        ("none-given", "Unable to grade"),
    ],
)
def test_not_applicable_is_no_grade_of_a_scale(code: str, label: str) -> None:
    first = GradeSheet(code=code, label=label, letter="X", descriptor="Does not apply.")
    scale = (first, *SHEET.scale)
    given(*JOINED).when(PublishTool(sheet=_sheet(scale=scale)), actor="lead").refused(
        "not-applicable-is-no-grade", label
    )


def test_labels_that_only_sound_like_it_are_grades() -> None:
    for label in ("Needs attention", "Not met", "None of it", "No evidence"):
        first = GradeSheet(code="worst", label=label, letter="X", descriptor="Not met.")
        sheet = _sheet(scale=(first, *SHEET.scale))
        assert len(given(*JOINED).decide(PublishTool(sheet=sheet), "lead", TODAY)) == 1


@pytest.mark.parametrize(
    ("labels", "letters"),
    [
        (("1 - Unsatisfactory", "2 - Weak", "6 - Excellent"), "126"),
        (("Z\u0142e", "\u015awietne"), "ZS"),
        (("\u0141abe", "(Good)"), "LG"),
    ],
)
def test_a_letter_is_taken_from_any_label(labels: tuple[str, ...], letters: str) -> None:
    scale = tuple(
        GradeSheet(code=f"g{at}", label=label, descriptor="As it says.")
        for at, label in enumerate(labels)
    )
    sheet = ToolSheet.model_validate(changed(SHEET, scale=scale, good_from="g1", areas=(VOICE,)))
    (published,) = given(*JOINED).decide(PublishTool(sheet=sheet), "lead", date(2026, 3, 1))
    assert isinstance(published, ToolPublished)
    assert [grade.letter for grade in published.scale] == list(letters)


def test_a_label_without_a_letter_needs_one_of_its_own() -> None:
    scale = (*SHEET.scale, GradeSheet(code="best", label="\u6700\u9ad8", descriptor="Above all."))
    given(*JOINED).when(PublishTool(sheet=_sheet(scale=scale)), actor="lead").refused(
        "no-letter", "best", "letter: G"
    )


@pytest.mark.parametrize("grade", ["inadequate", "splendid"])
def test_good_begins_above_the_worst_grade_of_the_scale(grade: str) -> None:
    given(*JOINED).when(PublishTool(sheet=_sheet(good_from=grade)), actor="lead").refused(
        "good-from", grade, *GRADES[1:]
    )


def test_an_area_describes_grades_of_the_scale() -> None:
    area = Area(
        id="voice",
        title="Voice",
        standard="JTAI",
        prompts=("Is the child heard?",),
        descriptors=(AreaDescriptor(grade="splendid", text="Always."),),
    )
    given(*JOINED).when(PublishTool(sheet=_sheet(areas=(area,))), actor="lead").refused(
        "grade-outside-scale", "splendid", "outstanding"
    )


def test_a_tool_is_retired_with_a_reason() -> None:
    given(*PUBLISHED).when(RetireTool(tool=TOOL, reason="Replaced."), actor="lead").then(
        ToolRetired(tool=TOOL, reason="Replaced.")
    )


def test_only_a_published_tool_is_revised_or_retired() -> None:
    given(*JOINED).when(_revise(SHEET), actor="lead").refused("unknown-tool", TOOL)
    given(*JOINED).when(RetireTool(tool=TOOL, reason="Old."), actor="lead").refused(
        "unknown-tool", TOOL
    )


# Versions of an area compared, then or later

COMPARE = CompareAreaVersions(
    tool=TOOL,
    area="voice",
    tool_version=2,
    other_version=1,
    likeness=Likeness.EQUIVALENT,
    reason="A misprint.",
)
COMPARED = AreaVersionsCompared.model_validate(changed(COMPARE))
REVISED = (*PUBLISHED, *at(streams.tool(TOOL), _revised(None)))


def test_a_reworded_area_is_said_to_measure_the_same_at_any_time() -> None:
    given(*REVISED).when(COMPARE, actor="lead").then(
        AreaVersionsCompared.model_validate(changed(COMPARE))
    )
    once = (*REVISED, *at(streams.tool(TOOL), COMPARED))
    given(*once).when(COMPARE, actor="lead").then_nothing()


def test_only_an_earlier_version_with_the_area_is_compared() -> None:
    later = CompareAreaVersions.model_validate(changed(COMPARE, other_version=2))
    given(*REVISED).when(later, actor="lead").refused("not-an-earlier-version")
    nowhere = CompareAreaVersions.model_validate(changed(COMPARE, area="housing"))
    given(*REVISED).when(nowhere, actor="lead").refused("nothing-to-compare")
    fewer = _revised(None).model_copy(update={"scale": SCALE[1:]})
    other_scale = (*PUBLISHED, *at(streams.tool(TOOL), fewer))
    given(*other_scale).when(COMPARE, actor="lead").refused("scale-changed")
