"""A chart as a picture, for a page's files and for paper."""

from __future__ import annotations

from documents.charts.vega import Spec, finding, wrapped

TITLE_COLUMNS = 100
PICTURE_WIDTH = 1000
"""Of an exported chart, in units of its letters' size; a PNG has twice as many dots."""
PICTURE_SCALE = 2.0


def png_of(chart: Spec, words: str, width: int = PICTURE_WIDTH) -> bytes:
    """The chart as a picture of dots, with what it says of its day in its own words."""
    import vl_convert

    made: bytes = vl_convert.vegalite_to_png(
        stamped(chart, words, width), scale=PICTURE_SCALE, allowed_base_urls=[]
    )
    return made


def svg_of(chart: Spec, words: str, width: int = PICTURE_WIDTH) -> bytes:
    """The chart as a picture of lines, which stays sharp at any size."""
    import vl_convert

    made: str = vl_convert.vegalite_to_svg(stamped(chart, words, width), allowed_base_urls=[])
    return made.encode()


def stamped(chart: Spec, words: str, width: int) -> Spec:
    """The chart as it is drawn outside a page: as wide as a sheet, with its day and entry."""
    title = chart.get("title", {"text": wrapped(finding(chart), TITLE_COLUMNS)})
    under = [*(line for line in title.get("subtitle", ())), words]
    least = chart.get("usermeta", {}).get("least", 0)
    return {**chart, "width": max(width, least), "title": {**title, "subtitle": under}}
