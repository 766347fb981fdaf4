"""Impact as the board reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.impact.assess import Assessment, Wave, assess
from domain.impact.background import Background
from domain.impact.sentence import MeasureNames, sentence

Counts = tuple[int, ...]
counts_any = st.lists(st.integers(0, 6), min_size=4, max_size=4).map(tuple).filter(any)


def wave(audit: str, start: str, counts: Counts = (1, 3, 5, 1), days: int = 89) -> Wave:
    begins = date.fromisoformat(start)
    ends = date.fromordinal(begins.toordinal() + days)
    return Wave(audit, begins, ends, counts, "w1", "on a plan 3 months", moderated=True)


MADE = date(2025, 7, 1)
DONE = date(2025, 11, 1)
WORSE, BETTER, SAME = (5, 4, 1, 0), (0, 1, 9, 0), (4, 5, 1, 0)
FIRST = wave("first", "2025-01-01", WORSE)
SECOND = wave("second", "2026-01-01", BETTER)
THIRD = wave("third", "2026-09-01", BETTER)


def assessed(*waves: Wave, done: date | None = DONE) -> Assessment:
    return assess(waves, made_on=MADE, action_implemented_on=done, good_from=2)


NAMES = MeasureNames(
    area="Strategy discussions",
    scope="all agencies",
    labels=("Inadequate", "Requires improvement", "Good", "Outstanding"),
    good_from=2,
    when={"first": "March 2025", "second": "February 2026"},
)
UNSEEN = (
    "This is not evidence that nothing changed: ten cases can only show very large change. "
    "A dip sample of about 30 would settle it."
)


class TestSentence:
    def test_improved(self) -> None:
        moved = Background(5, 25, 50, 30, 50)
        assert sentence(assessed(FIRST, SECOND), NAMES, 3, moved) == (
            "Strategy discussions, all agencies. "
            "March 2025: 1 of 10 Good or better, 5 Inadequate. "
            "February 2026: 9 of 10 Good or better, none Inadequate. "
            "Improved. A case from the re-audit is graded better than one from the baseline 92% "
            "of the time, ties counted half (95% range 71-98%). Rests on 7 cases. "
            "Shared by 3 recommendations; effects cannot be separated. "
            "Areas without a recommendation moved from 25 to 30 of 50 Good or better."
        )

    def test_worsened(self) -> None:
        worse = replace(FIRST, counts=BETTER), replace(SECOND, counts=WORSE)
        text = sentence(assessed(*worse), NAMES)
        assert "9 of 10 Good or better, none Inadequate. February 2026: 1 of 10" in text
        assert "Worsened. A case from the baseline is graded better than one from the" in text
        assert "92% of the time, ties counted half (95% range 71-98%). Rests on 6 cases." in text

    def test_no_change(self) -> None:
        text = sentence(assessed(FIRST, replace(SECOND, counts=SAME)), NAMES)
        assert text.endswith(f"4 Inadequate. No change detectable. {UNSEEN}")

    def test_no_change_in_large_waves(self) -> None:
        large = replace(FIRST, counts=(5, 15, 20, 0)), replace(SECOND, counts=(5, 15, 20, 0))
        text = sentence(assessed(*large), NAMES)
        assert text.endswith("nothing changed: 40 cases cannot show small change.")

    @pytest.mark.parametrize(
        ("waves", "ending"),
        [
            ([FIRST], "5 Inadequate. Not yet re-audited."),
            (
                [FIRST, wave("early", "2025-10-01")],
                "Not yet re-audited (casework audited pre-dates the action).",
            ),
            ([FIRST, replace(SECOND, wording="w2")], "Cannot be judged (audit tool changed)."),
            (
                [FIRST, replace(SECOND, moderated=False)],
                "Cannot be judged (one wave was not moderated). The grades were not moderated.",
            ),
            (
                [FIRST, replace(SECOND, counts=(0, 0, 0, 0))],
                "February 2026: no graded case. Cannot be judged (too few cases).",
            ),
            (
                [FIRST, replace(SECOND, counts=(1, 9))],
                "February 2026: 10 cases on another grade scale. "
                "Cannot be judged (audit tool changed).",
            ),
        ],
    )
    def test_other_verdicts(self, waves: list[Wave], ending: str) -> None:
        assert sentence(assessed(*waves), NAMES).endswith(ending)

    def test_borderline_blocked_sustained_level_and_credit(self) -> None:
        close = replace(FIRST, counts=(0, 0, 9, 1)), replace(SECOND, counts=(0, 1, 3, 6))
        assert f"No change detectable (borderline). {UNSEEN}" in sentence(assessed(*close), NAMES)
        up = replace(FIRST, counts=(0, 9, 1, 0)), replace(SECOND, counts=(1, 0, 9, 0))
        assert (
            "1 Inadequate. No change detectable (more cases at the worst grade, so not called "
            "improved)." in sentence(assessed(*up), NAMES)
        )
        kept = assessed(FIRST, SECOND, THIRD)
        assert "Sustained: the previous re-audit had also improved." in sentence(kept, NAMES)
        lost = assessed(FIRST, SECOND, replace(THIRD, counts=SAME))
        assert "Not sustained: the previous re-audit had improved." in sentence(lost, NAMES)
        level = assess([FIRST, SECOND], made_on=MADE, good_from=2, target=10)
        assert "Below standard: 9 of 10 Good or better, 10 needed." in sentence(level, NAMES)
        uncredited = "No action had been implemented before this casework: do not credit one."
        assert uncredited in sentence(level, NAMES)
        assert uncredited not in sentence(level, NAMES, recommendations=0)

    def test_certainty_is_not_rounded_up(self) -> None:
        near = replace(FIRST, counts=(49, 1, 0, 0)), replace(SECOND, counts=(0, 1, 0, 49))
        text = sentence(assessed(*near), NAMES)
        assert "99% of the time" in text
        assert "Does not rest on a few cases." in text

    @given(counts_any, counts_any)
    def test_never_claims_cause_or_quotes_p(self, before: Counts, after: Counts) -> None:
        waves = replace(FIRST, counts=before), replace(SECOND, counts=after)
        text = sentence(assessed(*waves), NAMES).lower()
        assert not any(word in text for word in ("cause", "p-value", "p =", "average", "mean"))
        assert f"{sum(after[2:])} of {sum(after)} good or better" in text
        assert f"{after[0] or 'none'} inadequate" in text
