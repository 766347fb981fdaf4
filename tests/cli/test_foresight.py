"""What impact will be able to say, told while a plan or a recommendation can still be put right."""

from __future__ import annotations

import pytest

from tests.cli.harness import (
    CHAIR,
    IMPACT,
    LEAD,
    PLAN,
    Assure,
    Clock,
    form_partnership,
    publish_tool,
)

FIVE = (
    "What 5 cases against 5 can show: good or better must go at least from 0 to 4, 1 to 5 to be"
    " called improved. From 2 or more, no number can."
)
APART = (
    "Impact will not compare this audit with 2026-neglect: their sample frames differ ('Children"
    " with a plan for neglect' there, 'Children in care' here). Amend the plan, or say that they"
    " are equivalent and why: `assure plan compare 2027-neglect --other 2026-neglect`."
)


def written(code: str, year: int, **changed: str) -> str:
    """The plan of an audit of the year before's casework, with some words put otherwise."""
    text = PLAN.format(
        code=code,
        start=f"{year - 1}-07-01",
        end=f"{year - 1}-12-31",
        briefing=f"{year}-01-15",
        returns=f"{year}-02-15",
        day=f"{year}-03-15",
    )
    for old, new in changed.items():
        text = text.replace(old, new)
    return text


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def planned(assure: Assure, clock: Clock) -> Assure:
    form_partnership(assure)
    publish_tool(assure)
    clock.put("2026-01-10")
    said = assure(
        "plan", "agree", assure.file("a.yaml", written("2026-neglect", 2026)), actor=CHAIR
    )
    assert FIVE in plain(said.output), "what as many against as many can show"
    clock.put("2027-01-10")
    return assure


@pytest.mark.parametrize(
    ("changed", "told", "not_told"),
    [
        ({}, FIVE, "Impact will"),
        (
            {"Children with a plan for neglect": "children with a plan  for NEGLECT."},
            FIVE,
            "differ",
        ),
        ({"Children with a plan for neglect": "Children in care"}, APART, "by another process"),
        (
            {"[police, health]": "[police]"},
            "Impact will compare it with 2026-neglect over the agencies in both: police. In one"
            " only: health.",
            "differ",
        ),
        (
            {"process: themed": "process: dip-sample", "moderation_on: 2027-03-15, ": ""},
            "Impact will compare this audit with no earlier one: 2026-neglect went by another"
            " process than this one, and a themed audit and a dip sample are not compared.",
            "can show",
        ),
    ],
)
def test_agreeing_a_plan_says_what_will_be_compared(
    planned: Assure, changed: dict[str, str], told: str, not_told: str
) -> None:
    path = planned.file("b.yaml", written("2027-neglect", 2027, **changed))
    before = planned("plan", "agree", path, "--dry-run", actor=CHAIR)
    agreed = planned("plan", "agree", path, actor=CHAIR)
    for said in (before, agreed):
        assert told in plain(said.output)
        assert not_told not in plain(said.output)


def test_the_warning_ends_when_it_is_put_right(planned: Assure) -> None:
    other = written("2027-neglect", 2027).replace("Children with a plan for neglect", "Other words")
    planned("plan", "agree", planned.file("b.yaml", other), actor=CHAIR)
    reason = ("--reason", "The same children in plainer words")
    pair = ("2027-neglect", "--other", "2026-neglect", "--likeness", "equivalent")
    planned("plan", "compare", *pair, *reason, actor=CHAIR)
    amended = other.replace("To see how well", "To see how")
    again = planned("plan", "amend", planned.file("c.yaml", amended), *reason, actor=CHAIR)
    assert "will not compare" not in plain(again.output)
    assert FIVE in plain(again.output)


def test_accepting_a_recommendation_says_what_a_repeat_can_show(planned: Assure) -> None:
    words = ("--review", "Review 7", "--text", "Listen", "--area", "voice", "--agency", "police")
    planned("recommend", "make", "R1", *words, actor=LEAD)
    path = planned.file("impact.yaml", IMPACT)
    for dry in (("--dry-run",), ()):
        said = planned("recommend", "accept", "R1", path, *dry, actor=CHAIR)
        assert FIVE in plain(said.output)
