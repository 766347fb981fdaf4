"""The words of agencies' returns on every page, in every file of it and in what a server prints."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import reading as door
from dashboard.fault import FAULT
from dashboard.pages.returns.filled import HERE
from dashboard.reading import Door
from domain.kernel.confidential import texts
from domain.kernel.vocabulary import KnownBy
from tests.cli.planted import words_in
from tests.dashboard.conftest import CHAIR
from tests.dashboard.pages import DOING, PAGES, SECONDS_MAX, everything
from tests.demonstration import home_of

EVERY_PAGE = ("impact", *(page for page in (*PAGES, *DOING) if page != "impact"), "moderation_day")
READERS = {
    **{"w-tranter": "police", "a-okafor": "childrens-social-care", "b-eccles": "health-trust"},
    **{"y-abdi": "hospital-trust", "d-prosser": "education", "z-hussain": "early-help"},
    **{"r-olusanya": "probation", "v-kowalczyk": "housing", "d-kilbride": "police"},
    **{"f-szymanska": "hospital-trust", "e-thirlwell": "health-trust"},
    **dict.fromkeys(("r-haldane", CHAIR, "p-ferreira", "o-bassey"), "none"),
}
"""Somebody of each role, and of each agency that audits, with their agency."""
OF_NO_AGENCY = ("r-haldane", CHAIR, "o-bassey")
"""Coordinator, chair and keeper: what returns say is not theirs after moderation opens either."""
ONE_OF_EACH = ("w-tranter", "d-kilbride", "e-thirlwell", "r-haldane", CHAIR)
"""Those whose pages are read in every run; the others have the same roles, or see less."""
THE_FORM = "the form on the page Returns"
PICTURES = ("PNG", "SVG")
"""They show the chart that stands on the page, whose data are read there."""
RUNS_OF_LETTERS = re.compile(r"[A-Za-z ]{25,}")
Words = Mapping[str, set[str]]


def _squeezed(text: str) -> str:
    return re.sub(r"\W|_", "", text)


def _of_returns(path: Path) -> Words:
    """Runs of letters from what each agency sent in, as the ledger holds it."""
    found: dict[str, set[str]] = {}
    with Door(path, CHAIR, home=home_of(path.parent)).open() as ledger:
        for position in range(1, ledger.size() + 1):
            entry = ledger.entry(position)
            assert entry is not None
            if type(entry.event).__name__ == "ReturnAppended":
                runs = found.setdefault(getattr(entry.event, "agency", ""), set())
                for _, text in texts(entry.event):
                    runs.update(map(_squeezed, RUNS_OF_LETTERS.findall(text)))
    assert found, "the ledger holds no words to look for"
    return found


@pytest.fixture(scope="module")
def before(early: Path) -> Words:
    return _of_returns(early)


@pytest.fixture(scope="module")
def opened(demo: Path) -> Words:
    return _of_returns(demo)


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """What the pages offer for downloading, by the file's name."""
    kept: dict[str, Any] = {}
    real = st.download_button

    def button(label: str, data: Any, file_name: str, **more: Any) -> bool:
        if label not in PICTURES:
            kept[file_name] = data
        return real(label, data, file_name, **more)

    monkeypatch.setattr(st, "download_button", button)
    yield kept
    door._doors.clear()


def _shown(path: Path, person: str) -> Iterator[tuple[str, AppTest]]:
    """Every page for somebody who signed in."""
    door.serve(Door(path, person, home=home_of(path.parent), known_by=KnownBy.OIDC))
    app = str(files("dashboard").joinpath("app.py"))
    page = AppTest.from_file(app, default_timeout=SECONDS_MAX).run()
    for name in EVERY_PAGE:
        if name != "impact":
            page = page.switch_page(f"pages/{name}/page.py").run()
        assert not page.exception, (name, page.exception)
        assert FAULT not in [one.value for one in page.error], name
        yield name, page
        for way in [one for one in page.radio if HERE in one.options]:
            yield THE_FORM, way.set_value(HERE).run()
        if name == "grade_history":
            case = next((one for one in page.selectbox if one.key == "chosen_case"), None)
            if case is not None and len(case.options) > 1:
                yield name, case.select(case.options[1]).run()


def _found(
    path: Path, person: str, offered: dict[str, Any], folder: Path, looked_for: set[str]
) -> dict[str, set[str]]:
    """Which of these runs of letters stand on each page, and in each file that it offers."""
    found: dict[str, set[str]] = {}
    for name, page in _shown(path, person):
        shown = _squeezed(everything(page))
        found[name] = found.get(name, set()) | {run for run in looked_for if run in shown}
    for name, data in offered.items():
        (folder / name).write_bytes(data() if callable(data) else data)
        read = words_in(folder / name)
        found[name] = {run for run in looked_for if run in read}
    return found


@pytest.mark.parametrize(
    "person",
    [pytest.param(one, marks=[] if one in ONE_OF_EACH else [pytest.mark.slow]) for one in READERS],
)
def test_before_moderation_nobody_has_another_agencys_words(
    early: Path,
    before: Words,
    offered: dict[str, Any],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    person: str,
) -> None:
    own = before.get(READERS[person], set())
    others = set().union(*before.values()) - own
    found = _found(early, person, offered, tmp_path, others | own)
    assert offered
    assert (person == "w-tranter") <= (THE_FORM in found), "the form on the page was looked at"
    assert not {name: runs & others for name, runs in found.items() if runs & others}
    printed = capfd.readouterr()
    said = _squeezed(printed.out + printed.err)
    assert not [run for run in others | own if run in said]
    # What is looked for would be found: an agency that sent a return in reads it.
    assert any(found.values()) or not own or person == "e-thirlwell"


@pytest.mark.slow  # each page of three years, for three people
@pytest.mark.parametrize("person", OF_NO_AGENCY)
def test_once_moderation_opened_whoever_is_of_no_agency_has_no_words_of_returns(
    demo: Path, opened: Words, offered: dict[str, Any], tmp_path: Path, person: str
) -> None:
    found = _found(demo, person, offered, tmp_path, set().union(*opened.values()))
    assert not {name: runs for name, runs in found.items() if runs}
