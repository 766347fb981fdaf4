"""The settings that Streamlit takes, in the colours of what is drawn."""

from __future__ import annotations

from typing import Any, Final

from documents.charts.theme import FONT, GOOD, INK, WHITE

_BOTH: Final = {
    "font": FONT,
    "headingFont": FONT,
    "baseFontSize": 16,
    "headingFontSizes": ["2rem", "1.4rem", "1.15rem"],
    "showWidgetBorder": True,
    "paddingTop": "3rem",
}
_LIGHT: Final = {
    "primaryColor": GOOD,
    "backgroundColor": WHITE,
    "secondaryBackgroundColor": "#F3F4F6",
    "textColor": INK,
    "linkColor": GOOD,
}
_DARK: Final = {
    "primaryColor": "#6FB1EA",
    "backgroundColor": "#16191D",
    "secondaryBackgroundColor": "#22262B",
    "textColor": "#F2F2F2",
    "linkColor": "#8FC1F2",
}
STREAMLIT: Final[dict[str, Any]] = {
    **{f"theme.{name}": value for name, value in _BOTH.items()},
    **{f"theme.light.{name}": value for name, value in _LIGHT.items()},
    **{f"theme.dark.{name}": value for name, value in _DARK.items()},
}
"""No base: whether it is light or dark, the reader's computer says."""
