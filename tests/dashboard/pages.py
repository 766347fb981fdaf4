"""A page run without a browser, and all that it shows as text."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape
from html.parser import HTMLParser
from importlib import import_module
from importlib.resources import files
from re import sub
from typing import Any

import altair as alt
from streamlit.testing.v1 import AppTest

from dashboard.fault import FAULT
from documents.charts.vega import Spec

PAGES = (
    *("area", "impact", "programme", "audits", "moderation", "grade_history", "recommendations"),
    *("voice", "learning", "integrity"),
)
DOING = ("my_work", "returns")
"""Pages on which something is recorded: what they show depends on whose they are."""
SECONDS_MAX = 60
_LINK = re.compile(r'<a href="([^"]+)"')
_TAG = re.compile(r"<[^>]+>")


_known_pages: dict[Any, Any] = {}
"""What the first run found that there is to open, by which every other opens it at once."""


def _at(page: str, **about: str) -> AppTest:
    """What somebody's browser asks for first: a page of the dashboard by its address."""
    entry = str(files("dashboard").joinpath("app.py"))
    running = AppTest.from_file(entry, default_timeout=SECONDS_MAX)
    if not _known_pages:
        _known_pages.update(running.run()._registered_pages)
        running = AppTest.from_file(entry, default_timeout=SECONDS_MAX)
    running._registered_pages = _known_pages
    for name, value in about.items():
        running.query_params[name] = value
    return running if page == "impact" else running.switch_page(f"pages/{page}/page.py")


def opened(page: str, as_it_stood: date | None = None) -> AppTest:
    """The page after one run; fails with the page's own error."""
    running = _at(page).run()
    if as_it_stood is not None:
        running.sidebar.text_input[0].set_value(as_it_stood.isoformat())
        running = running.run()
    assert not running.exception, [one.value for one in running.exception]
    assert FAULT not in [one.value for one in running.error], sentences(running)
    return running


def visited(page: str, **about: str) -> AppTest:
    """A page as somebody opens it by its address."""
    running = _at(page, **about).run()
    assert not running.exception
    return running


def everything(page: AppTest) -> str:
    """All text on the page: its protocol messages, its tables' cells, its charts' data."""
    parts = [str(node.proto) for node in (*page.main, *page.sidebar) if hasattr(node, "proto")]
    parts += [unescape(node.proto.body) for node in page.get("html")]
    return "\n".join(parts)


def header(page: AppTest) -> str:
    """What stands over the page, as it reads."""
    [body] = [
        n.proto.body for n in page.get("html") if n.proto.body.startswith('<div class="whose')
    ]
    return unescape(sub("<[^>]*>", " ", body)).replace("  ", " ")


class _Table(HTMLParser):
    """A table's cells, with a line for each `<br>`, and the addresses that its links lead to."""

    def __init__(self) -> None:
        super().__init__()
        self.heads: list[str] = []
        self.rows: list[list[str]] = []
        self.links: list[str] = []
        self._into: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("th", "td"):
            self._into = self.heads if tag == "th" else self.rows[-1]
            self._into.append("")
        elif tag == "br" and self._into is not None:
            self._into[-1] += "\n"
        elif tag == "a":
            self.links.append(dict(attrs)["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td"):
            self._into = None

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into[-1] += data


def _read(page: AppTest) -> list[_Table]:
    read = []
    for node in page.get("html"):
        if "<table" in node.proto.body:
            read.append(_Table())
            read[-1].feed(node.proto.body)
    return read


def tables(page: AppTest) -> list[Any]:
    """The page's tables as data frames, each as it reads."""
    frame = import_module("pandas").DataFrame
    return [frame([row for row in table.rows if row], columns=table.heads) for table in _read(page)]


def links(page: AppTest) -> list[str]:
    """The addresses that the page's tables, answers and cards lead to."""
    bodies = [node.proto.body for node in page.get("html")]
    return [unescape(found) for body in bodies for found in _LINK.findall(body)]


def valid(spec: Spec) -> Spec:
    """The chart as the browser gets it; fails when Vega-Lite would not know a part of it."""
    sent: Spec = json.loads(json.dumps(spec))
    alt.TopLevelLayerSpec.validate(sent)
    return sent


def charts(page: AppTest) -> list[Spec]:
    return [json.loads(node.proto.spec) for node in page.get("vega_lite_chart")]


def titles(page: AppTest) -> list[str]:
    return [one.value for one in page.title]


def blocks(page: AppTest) -> list[str]:
    """What answers, steps and cards say, each as text."""
    bodies = [unescape(_TAG.sub(" ", node.proto.body)) for node in page.get("html")
              if 'class="block"' in node.proto.body]  # fmt: skip
    return [" ".join(body.split()) for body in bodies]


def sentences(page: AppTest) -> str:
    """What is said in words: headings, text, answers, steps and cards."""
    shown = [*page.header, *page.subheader, *page.text]
    said = "\n".join(str(one.value) for one in shown).replace("\\", "")
    return "\n".join([*blocks(page), said])
