"""A page run without a browser, and all that it shows as text."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files

import altair as alt
from streamlit.testing.v1 import AppTest

from dashboard.charts.vega import Spec
from dashboard.frame import FAULT

PAGES = (
    *("impact", "programme", "audits", "moderation", "grade_history", "recommendations"),
    "integrity",
)
SECONDS_MAX = 60


def opened(page: str, as_it_stood: date | None = None) -> AppTest:
    """The page after one run; fails with the page's own error."""
    running = AppTest.from_file(
        str(files("dashboard").joinpath("app.py")), default_timeout=SECONDS_MAX
    ).run()
    if page != "impact":
        running = running.switch_page(f"pages/{page}/page.py").run()
    if as_it_stood is not None:
        running.sidebar.date_input[0].set_value(as_it_stood)
        running = running.run()
    assert not running.exception, [one.value for one in running.exception]
    assert FAULT not in [one.value for one in running.error], sentences(running)
    return running


def everything(page: AppTest) -> str:
    """All text on the page: its protocol messages, its tables' cells, its charts' data."""
    parts = [str(node.proto) for node in (*page.main, *page.sidebar) if hasattr(node, "proto")]
    parts += [table.value.to_string() + " ".join(table.value.columns) for table in page.table]
    return "\n".join(parts)


def valid(spec: Spec) -> Spec:
    """The chart as the browser gets it; fails when Vega-Lite would not know a part of it."""
    sent: Spec = json.loads(json.dumps(spec))
    alt.TopLevelLayerSpec.validate(sent)
    return sent


def charts(page: AppTest) -> list[Spec]:
    return [json.loads(node.proto.spec) for node in page.get("vega_lite_chart")]


def titles(page: AppTest) -> list[str]:
    return [one.value for one in page.title]


def sentences(page: AppTest) -> str:
    """What is said in words: headings and text."""
    shown = [*page.header, *page.subheader, *page.text]
    return "\n".join(str(one.value) for one in shown).replace("\\", "")
