"""The one page for SAIG: what changed, its picture over time, and what needs a decision.

It can be read in black and white: the darker a block, the worse the grade; each row has its counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from documents.charts import area_words, theme
from documents.charts.area_plan import Layout
from documents.charts.areas import area_chart
from documents.charts.picture import png_of
from documents.files.plain import plain
from documents.typeset.pdf import typeset
from domain.impact.agenda import BETTER, Item, counts_line, finding
from domain.kernel.days import day_words

if TYPE_CHECKING:
    from projections.queries.areas import AreaImpact
    from projections.queries.duties import Waiting

LAYOUT = Layout(least=860, left=200, right=300)
ROWS_MAX = 12
DECISIONS_MAX = 8
SENTENCES_MAX = 6
_PRESSING = (Item.WORSE, Item.NO_CHANGE, Item.MIXED)


@dataclass(frozen=True, slots=True)
class SaigPage:
    """`areas`: by the agenda; `waiting`: what waits for SAIG, the most pressing first.

    `comparisons`: how many the verdicts rest on; `position`: the entry that was read up to.
    """

    partnership: str
    day: date
    position: int
    areas: Sequence[AreaImpact]
    comparisons: int
    waiting: Sequence[Waiting]
    agency_titles: Mapping[str, str]


def saig_page(page: SaigPage) -> bytes:
    """One sheet of A4."""
    found = finding([(area.title, area.item) for area in page.areas])
    acted = [area for area in page.areas if area.item is not Item.BACKGROUND]
    drawn = acted[:ROWS_MAX]
    told = [area for area in page.areas if area.item in _PRESSING]
    better = [area.title for area in page.areas if area.item in BETTER]
    content = {
        "title": "Impact: one page for SAIG",
        "author": page.partnership,
        "partnership": page.partnership,
        "as_at": day_words(page.day),
        "position": f"{page.position:,}",
        "finding": found,
        "counts": counts_line([area.item for area in page.areas], page.comparisons),
        "alt": area_words.alt(drawn, found),
        "has_picture": bool(drawn),
        "left_out": _left_out(len(acted) - len(drawn), "more on the page Impact"),
        "sentences": [_sentence(area, page.agency_titles) for area in told[:SENTENCES_MAX]],
        "more_sentences": _left_out(len(told) - SENTENCES_MAX, "more such areas"),
        "better": f"Better after the work was done: {'; '.join(better)}." if better else "",
        "decisions": [_decision(one) for one in page.waiting[:DECISIONS_MAX]],
        "more_decisions": _left_out(len(page.waiting) - DECISIONS_MAX, "more wait"),
    }
    pictures = {"impact.png": _picture(drawn, page)} if drawn else {}
    return typeset("saig", plain(content), page.day, pictures)


def _left_out(count: int, words: str) -> str:
    return f"{count} {words}." if count > 0 else ""


def _sentence(area: AreaImpact, titles: Mapping[str, str]) -> list[str]:
    """An area, its verdict with the counts, and what it rests on."""
    return [
        f"{area.title} ({area_words.under(area, titles)})",
        area_words.verdict(area).replace(theme.NBSP, " "),
        area_words.told(area),
    ]


def _decision(one: Waiting) -> list[str]:
    late = "overdue since " if one.overdue else ""
    return [one.about, one.what, "" if one.due is None else f"{late}{day_words(one.due)}"]


def _picture(areas: Sequence[AreaImpact], page: SaigPage) -> bytes:
    rows = [
        area_words.chart_row(area, page.agency_titles, colours=theme.grade_greys) for area in areas
    ]
    chart = area_chart(
        rows,
        area_words.legend(areas, theme.grade_greys),
        worst=area_words.worst_word(areas),
        today=page.day,
        layout=LAYOUT,
        today_words="as at",
    )
    return png_of({**chart, "title": {"text": [""]}}, "", LAYOUT.least)
