"""Impact as the board reads it. Every pattern stands whole in docs/impact-in-words.md."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docs.impact_in_words import document, examples
from domain.impact.assess import Wanted, assess
from domain.impact.sentence import Beside, detail, sentence
from domain.impact.verdicts import Verdict
from domain.impact.waves import Wave
from domain.impact.waves_in_words import MeasureNames
from tests.domain.impact.graded import (
    DONE,
    FIRST,
    OPEN,
    SECOND,
    Counts,
    cases_of,
    wave,
)

counts_any = st.lists(st.integers(0, 6), min_size=4, max_size=4).map(tuple).filter(any)
NAMES = MeasureNames(
    area="Strategy discussions",
    scope="all agencies",
    labels=("Inadequate", "Requires improvement", "Good", "Outstanding"),
    good_from=3,
    when={"first": "March 2025", "second": "February 2026"},
)


def say(*waves: Wave, wanted: Wanted | None = None, beside: Beside | None = None) -> str:
    return sentence(assess(waves, DONE, wanted), NAMES, beside or Beside())


def test_worsened_says_what_it_hangs_on_and_prints_the_90_percent_range_on_request() -> None:
    before, after = (
        replace(FIRST, cases=cases_of((0, 3, 6, 1))),
        replace(SECOND, cases=cases_of((2, 5, 3, 0))),
    )
    told = assess([before, after], DONE)
    assert sentence(told, NAMES) == (
        "Strategy discussions, all agencies. Good or better: 7 of 10 (March 2025) before the"
        " action, 3 of 10 (February 2026) after it. Cases in which an agency graded Inadequate:"
        " none, then 2. Worsened. If one re-audit case had been graded one step higher, this would"
        " not be called worsened."
    )
    assert detail(told) == (
        "Take one case from each audit at random: the later one is graded better about 3 times in"
        " 10, ties counted half (90% range 1.3 to 4.5)."
    )


def test_no_audit_yet() -> None:
    assert say() == (
        "Strategy discussions, all agencies. No audit has graded it yet. Not yet re-audited."
    )


@pytest.mark.parametrize(
    ("waves", "ending"),
    [
        (
            [FIRST, replace(SECOND, cases=())],
            "no graded case (February 2026) after it. Cases in which an agency graded Inadequate:"
            " 5 (March 2025). Cannot be judged (too few cases).",
        ),
        (
            [FIRST, wave("second", "2026-01-01", (1, 9))],
            "10 cases on another grade scale (February 2026) after it. Cases in which an agency"
            " graded Inadequate: 5 (March 2025). Cannot be judged (audit tool changed).",
        ),
    ],
)
def test_what_cannot_be_judged_says_why(waves: list[Wave], ending: str) -> None:
    assert say(*waves).endswith(ending)


def test_an_open_recommendation_is_told_from_its_own_day() -> None:
    told = sentence(assess([FIRST, SECOND], OPEN), NAMES)
    assert told.endswith(
        "before the recommendation, 9 of 10 (February 2026) after it. Cases in which an agency"
        " graded Inadequate: 5, then none. Improved. No action had been implemented before this"
        " casework: do not credit one."
    )


def test_certainty_is_not_rounded_up() -> None:
    near = (
        replace(FIRST, cases=cases_of((49, 1, 0, 0))),
        replace(SECOND, cases=cases_of((0, 1, 0, 49))),
    )
    assert "about 9 times in 10" in detail(assess(near, DONE))


@given(counts_any, counts_any)
def test_never_claims_cause_or_quotes_p(before: Counts, after: Counts) -> None:
    waves = replace(FIRST, cases=cases_of(before)), replace(SECOND, cases=cases_of(after))
    told = assess(waves, DONE)
    text = sentence(told, NAMES)
    assert not any(word in text.lower() for word in ("cause", "p-value", "p =", "average", "mean "))
    assert f"{sum(after[2:])} of {sum(after)} (February 2026) after it" in text
    assert told.verdict.capitalize() in text


def test_each_verdict_and_each_pattern_has_its_plain_reading() -> None:
    said = [example.says for example in examples()]
    for verdict in Verdict:
        assert any(verdict.capitalize() in text for text in said), verdict
    assert all(example.reading.endswith(".") for example in examples())
    assert all(example.says in document() for example in examples())
    assert len({example.pattern for example in examples()}) == len(said)


def test_nothing_is_said_of_a_dip_sample_that_would_settle_it() -> None:
    assert "settle" not in document()
