"""The years that a page opens on, where the record is older than that."""

from __future__ import annotations

from datetime import date

from dashboard.kit.dates import day_words, start_of_year
from dashboard.reading import Reading

WINDOW_YEARS = 6
"""Two programmes. From a 1 April on, so that each day of a year rests on the same answers."""


def window_from(given: Reading, day: date | None = None) -> date | None:
    """The first day of the years that are shown at a day, or at the day where the pages stand.

    None where the record is younger than that.
    """
    since = start_of_year(day or given.today, WINDOW_YEARS)
    return None if given.first >= since else since


def in_window(given: Reading, day: date) -> bool:
    """Whether the page shows, unasked, what was of that day."""
    since = window_from(given)
    return since is None or day >= since


def window_words(given: Reading) -> str:
    """Says which recommendations are shown, where there are others."""
    since = window_from(given)
    if since is None:
        return ""
    return (
        f"Shown are the recommendations made since {day_words(since)}, each judged by every audit"
        f" there is. {_EARLIER}"
    )


def audits_shown(given: Reading) -> str:
    """Says which audits are shown, where there are others."""
    since = window_from(given)
    if since is None:
        return ""
    return f"Shown are the audits of casework since {day_words(since)}. {_EARLIER}"


_EARLIER = "Earlier ones stand on an earlier day: choose it in the menu."
