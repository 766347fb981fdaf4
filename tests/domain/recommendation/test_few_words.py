"""What an action is called where nobody said: the first words of its text that carry it."""

from __future__ import annotations

import pytest

from domain.recommendation.few_words import few_words


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("Issue a chronology template and guidance to all agencies.", "Issue chronology template"),
        ("Report the frequency of supervision", "Report frequency supervision"),
        ("Agree how managers' time will be found", "Agree managers' time"),
        ("Ask.", "Ask"),
        ("The of a", "The of a"),
        ("…", "…"),
    ],
)
def test_little_words_are_left_out(text: str, called: str) -> None:
    assert few_words(text) == called
