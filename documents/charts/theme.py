"""Colours, shapes and words of what is drawn, on a page and on paper.

The palette is that of the UK Government Analysis Function: each colour at least 3:1 on white and
told apart with any colour vision. A verdict is always a word and a shape; colour comes last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from domain.impact.verdicts import Verdict

OUTSTANDING: Final = "#28A197"
GOOD: Final = "#2073BC"
REQUIRES_IMPROVEMENT: Final = "#F46A25"
INADEQUATE: Final = "#801650"
INK: Final = "#1D1D1D"
DARK: Final = "#3D3D3D"
GREY: Final = "#767676"
PALE: Final = "#D9D9D9"
WHITE: Final = "#FFFFFF"

_BELOW: Final = (INADEQUATE, REQUIRES_IMPROVEMENT)
_ABOVE: Final = (GOOD, OUTSTANDING)
_FURTHER: Final = (GREY, DARK)
"""For scales of more than two grades on one side of Good; their marks are labelled anyway."""
_INK_ON: Final = {INADEQUATE: WHITE, GOOD: WHITE, GREY: WHITE, DARK: WHITE}


def grade_colours(grades: int, good_from: int) -> tuple[str, ...]:
    """A colour for each grade, worst first; `good_from` is the index of the first good one."""
    below = (*_BELOW, *_FURTHER)
    above = (*_ABOVE, *_FURTHER)
    return tuple(
        below[min(rank, len(below) - 1)]
        if rank < good_from
        else above[min(rank - good_from, len(above) - 1)]
        for rank in range(grades)
    )


def grade_greys(grades: int, good_from: int) -> tuple[str, ...]:
    """As `grade_colours`, for paper without colour: the darker the worse, whatever is good."""
    dark, light = 0x1D, 0xDC
    steps = max(grades - 1, 1)
    shades = [dark + (light - dark) * rank // steps for rank in range(grades)]
    return tuple(f"#{shade:02X}{shade:02X}{shade:02X}" for shade in shades)


def ink_on(colour: str) -> str:
    """The colour of text that can be read on a mark of this colour."""
    return _INK_ON.get(colour, INK)


@dataclass(frozen=True, slots=True)
class Sign:
    """How a verdict is drawn. `glyph` for text, `shape` for Vega, `filled` or an outline."""

    glyph: str
    shape: str
    colour: str
    filled: bool


NBSP: Final = "\u00a0"
"""Keeps a shape beside its word."""
_SLASHED_SQUARE: Final = "M-1,-1L1,-1L1,1L-1,1ZM-1,1L1,-1"
SIGNS: Final[dict[Verdict, Sign]] = {
    Verdict.IMPROVED: Sign("▲", "triangle-up", GOOD, filled=True),
    Verdict.MIXED: Sign("◆", "diamond", REQUIRES_IMPROVEMENT, filled=True),
    Verdict.WORSENED: Sign("▼", "triangle-down", REQUIRES_IMPROVEMENT, filled=True),
    Verdict.HELD: Sign("■", "square", GOOD, filled=True),
    Verdict.SMALL: Sign("◇", "diamond", DARK, filled=False),
    Verdict.NO_CHANGE: Sign("●", "circle", DARK, filled=True),
    Verdict.NOT_YET: Sign("○", "circle", DARK, filled=False),
    Verdict.CANNOT: Sign("⧄", _SLASHED_SQUARE, DARK, filled=False),
}


def verdict_words(verdict: Verdict) -> str:
    """A verdict as text: its shape and its word."""
    return f"{SIGNS[verdict].glyph}{NBSP}{verdict.capitalize()}"


FONT: Final = "Arial, Helvetica, 'Liberation Sans', sans-serif"
"""Installed fonts only: nothing is fetched."""

CHART: Final[dict[str, Any]] = {
    "aria": False,
    "mark": {"aria": False},
    "background": WHITE,
    "font": FONT,
    "padding": 8,
    "view": {"stroke": None},
    "title": {
        "anchor": "start",
        "fontSize": 14,
        "fontWeight": "bold",
        "color": INK,
        "subtitleColor": DARK,
        "subtitleFontSize": 12,
        "offset": 10,
        "frame": "bounds",
    },
    "axis": {
        "labelColor": INK,
        "labelFontSize": 12,
        "titleColor": DARK,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "domain": False,
        "ticks": False,
        "grid": False,
    },
    "text": {"color": INK, "fontSize": 12},
}
