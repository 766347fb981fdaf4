"""A tool of two scales, cases of one family, two audits of one title: each told apart in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import dashboard.reading as door
from dashboard.reading import Door
from ledger import service
from tests.cli.harness import (
    COORDINATOR,
    LEAD,
    NEUTRAL,
    SEED,
    TOOL,
    Assure,
    Clock,
    append,
    cases_of,
    decide_views,
    form_partnership,
    plan,
    returned,
)
from tests.dashboard.pages import sentences, tables, visited

CODE = "2025-neglect"
AREA = (
    "  - {id: difference, title: Difference for the child, scale: impact, standard: JTAI,"
    " prompts: [What changed for the child?]}\n"
)
SCALES = """good_from: good
overall: impact
scales:
  - id: impact
    title: Impact on the child
    good_from: better-off
    grades:
      - {code: worse-off, label: Worse off, descriptor: Worse.}
      - {code: no-different, label: No different, descriptor: Nothing changed.}
      - {code: better-off, label: Better off, descriptor: The child is better off.}
"""


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        clock = Clock()
        clock.put("2024-12-01")
        patch.setattr(service, "utc_now", clock)
        assure = Assure(tmp_path_factory.mktemp("scales"), clock)
        form_partnership(assure)
        tool = TOOL.replace("good_from: good\n", SCALES) + AREA
        assure("tool", "publish", assure.file("tool.yaml", tool), actor=LEAD)
        _audited(assure)
        assure.clock.put("2026-01-10")
        plan(assure, "2026-neglect", 2026)
    return assure.ledger


def _audited(assure: Assure) -> None:
    assure.clock.put("2025-01-10")
    plan(assure, CODE, 2025)
    cases = "".join(f"K{at},North\n" for at in range(5))
    frame = ("--cases", assure.file("cases.csv", f"ref,district\n{cases}"))
    out = assure.path("frame.tsv")
    assure("sample", "frame", CODE, *frame, "--out", out, actor=LEAD)
    seed = ("--seed", SEED, "--source", "dice", "--witness", COORDINATOR)
    assure("sample", "seed", CODE, *seed, actor=NEUTRAL)
    assure("sample", "draw", CODE, "--frame", out, actor=LEAD)
    drawn = cases_of(assure, CODE)
    grades = {"voice": "good", "planning": "inadequate", "difference": "better-off"}
    for agency in ("police", "health"):
        append(assure, agency, returned(CODE, agency, drawn, grades))
    together = ("--with", drawn[1], "--reason", "Siblings")
    assure("sample", "family", CODE, drawn[0], *together, actor=LEAD)
    decide_views(assure, CODE)
    assure.clock.put("2025-03-15")
    assure("moderate", "open", CODE, actor=LEAD)
    for case, grade in zip(drawn, ["Better off", *["No different"] * 4], strict=True):
        agreed = ("--grade", grade, "--reason", "As graded")
        assure("moderate", "overall", CODE, case, *agreed, actor=LEAD)
    held = ("--on", "2025-03-15", "--attended", LEAD, "--undertaking")
    assure("moderate", "close", CODE, *held, actor=LEAD)
    words = ("--audit", CODE, "--text", "See each child alone", "--agency", "police")
    assure("recommend", "make", "R1", *words, "--area", "difference", actor=LEAD)


@pytest.fixture(autouse=True)
def as_lead(ledger: Path) -> Iterator[None]:
    door.serve(Door(ledger, LEAD, home=ledger.parent / "home"))
    yield
    door._doors.clear()


def test_what_counts_as_good_is_said_in_the_words_of_the_scale() -> None:
    words = sentences(visited("audits", audit=CODE))
    assert "1 of 5 cases were agreed Better off as a whole." in words
    assert "Its grades at a glance: cases good or better, each area on its own scale" in words
    for area, said in (
        ("difference", "Difference for the child: 5 of 5 cases Better off."),
        ("voice", "Voice: 5 of 5 cases Good or better."),
        ("overall", "Overall grade: 1 of 5 cases Better off."),
    ):
        assert said in sentences(visited("grade_history", audit=CODE, area=area))


@pytest.mark.parametrize("page", ["audits", "grade_history", "moderation", "voice"])
def test_two_audits_of_one_title_are_told_apart_where_one_is_chosen(page: str) -> None:
    [choice] = [box for box in visited(page).selectbox if box.label == "Audit"]
    named = [option for option in choice.options if "Neglect" in option]
    assert sorted(named) == ["Neglect (2025-neglect)", "Neglect (2026-neglect)"]


def test_an_area_says_what_was_recommended_without_a_measure_and_why_cases_are_fewer() -> None:
    page = visited("area", area="neglect/difference")
    words = sentences(page)
    assert "July to December 2024: 4 of 4 cases Better off; an agency graded Worse off in none" in (
        words
    )
    assert "one more of July to December 2024 is of a family that has one." in words
    assert "Nothing was recommended here." not in words
    [found] = [table for table in tables(page) if "Words" in table.columns]
    assert found[["Words", "Delivery"]].values.tolist() == [["See each child alone", "made"]]
    other = sentences(visited("area", area="neglect/voice"))
    assert "Nothing was recommended here." in other
