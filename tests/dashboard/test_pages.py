"""Each page on a real ledger, without a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from application.identity import local
from dashboard import reading as door
from domain.directory.decisions import EnrolPerson, FormPartnership, GrantRole
from domain.kernel.vocabulary import Role
from ledger.service import Ledger
from projections.engine.projector import Projection
from projections.queries.areas import area_impacts
from projections.queries.audits import audits_overview
from projections.queries.grades import grade_history
from projections.queries.impact import impact_measures
from tests.dashboard.conftest import CHAIR
from tests.dashboard.pages import (
    PAGES,
    blocks,
    charts,
    everything,
    header,
    links,
    opened,
    sentences,
    tables,
    titles,
    valid,
    visited,
)

Serve = Callable[..., None]
HEADINGS = {
    "area": "The grades behind it, case by case",
    "impact": "areas re-audited are better",
    "programme": "Every audit of the programme",
    "audits": "Where each audit is",
    "moderation": "How the agencies' own grades compare",
    "grade_history": "Good or better",
    "recommendations": "Delivery and impact, side by side",
    "voice": "You said, we did",
    "learning": "By theme: what was learnt, and where it was taken to",
    "integrity": "Who holds what",
}
FORBIDDEN = re.compile(r"\bcaus(ed|es|ing)\b|\bon average\b|\bmean grade\b|\bp ?[<=] ?0", re.I)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_what_it_is_and_that_the_data_are_invented(
    demo: Path, serve: Serve, page: str
) -> None:
    serve(demo)
    shown = opened(page)
    assert len(titles(shown)) == 1
    assert HEADINGS[page] in sentences(shown)
    assert "Invented data" in header(shown)
    assert "Read by Morenike Adeyinka, SAIG chair, in an invented story" in header(shown)
    assert not FORBIDDEN.search(everything(shown))
    for chart in charts(shown):
        valid(chart)


def test_impact_shows_each_area_once_and_in_the_agendas_order(demo: Path, serve: Serve) -> None:
    serve(demo)
    shown = opened("impact")
    with (
        Ledger.open(demo) as ledger,
        closing(Projection.of(str(demo))) as projection,
        projection.session(ledger.standing(CHAIR)) as session,
    ):
        today = ledger.today()
        areas = area_impacts(session, today, impact_measures(session, today))
    assert areas is not None
    table = tables(shown)[-1]
    assert list(table["Agenda"]) == [area.item.value for area in areas]
    assert [text.splitlines()[0] for text in table["Area of work"]] == [a.title for a in areas]
    assert table["Verdict"][0].startswith("▼")
    *drawings, _grown = charts(shown)
    for drawing in drawings:
        drawn = [str(row) for layer in drawing["layer"] for row in layer["data"]["values"]]
        assert all(any(area.title.split()[0] in row for row in drawn) for area in areas)


def test_a_verdict_that_was_another_when_saig_last_met_says_so(demo: Path, serve: Serve) -> None:
    serve(demo)
    verdicts = list(tables(opened("impact", date(2026, 9, 30)))[-1]["Verdict"])
    restated = [words for words in verdicts if " was " in " ".join(words.split())]
    assert restated
    assert len(restated) < len(verdicts)
    assert all(re.search(r"was .+ on \d{1,2} [A-Z][a-z]+ 2026", words) for words in restated)


def test_two_clicks_from_a_figure_to_the_grades_behind_it(demo: Path, serve: Serve) -> None:
    serve(demo)
    leads_to = [urlsplit(link) for link in links(opened("impact"))]
    oversight = {"area": "neglect/oversight"}
    area = next(link for link in leads_to if dict(parse_qsl(link.query)) == oversight)
    assert area.path == "/area"
    shown = visited("area", **dict(parse_qsl(area.query)))
    waves = [table for table in tables(shown) if "Grade that counts" in table.columns]
    assert [len(table) for table in waves] == [10, 10, 10]
    case = next(urlsplit(link) for link in links(shown) if link.startswith("/grade_history"))
    about = dict(parse_qsl(case.query))
    grades = visited("grade_history", **about)
    assert about["case"] in [str(box.value) for box in grades.selectbox]
    assert about["area"] == "oversight"
    assert tables(grades)


def test_any_page_stands_at_another_day(demo: Path, serve: Serve) -> None:
    serve(demo)
    day = date(2025, 3, 3)
    now, then = opened("audits"), opened("audits", day)
    assert not now.info
    assert "As it stood on 3 March 2025" in then.info[0].value
    assert len(tables(then)[0]) < len(tables(now)[0])
    assert "2026-neglect" not in everything(then).replace("\\", "")
    impact = opened("impact", day)
    assert "has been re-audited yet" in sentences(impact)
    assert "2026" not in "".join(tables(impact)[-1]["Cases good or better"])
    overdue = opened("recommendations", date(2025, 1, 20))
    assert "overdue" in sentences(overdue)


def test_the_day_can_not_be_later_than_today_nor_earlier_than_the_first_entry(
    demo: Path, serve: Serve
) -> None:
    serve(demo)
    early = opened("programme", date(2020, 1, 1))
    assert early.sidebar.error[0].value.startswith("The record begins on")
    late = opened("programme", date(2200, 1, 1))
    assert not late.sidebar.error
    assert "day" not in {**early.query_params, **late.query_params}


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_ledger_says_what_to_do_first(empty: Path, serve: Serve, page: str) -> None:
    serve(empty)
    shown = opened(page)
    assert titles(shown) == ["This ledger is empty"]
    commands = shown.code[0].value.splitlines()
    assert [line.split()[0] for line in commands] == ["assure"] * 3


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A partnership on its first day: somebody has a role, and nothing else is recorded."""
    path = tmp_path_factory.mktemp("begun") / "ledger.db"
    with Ledger.create(path) as ledger:
        ledger.record(FormPartnership(name="New", full_name="Rae"), actor=local("coordinator"))
        ledger.record(
            EnrolPerson(person="chair", full_name="Cora Chair"),
            GrantRole(person="chair", role=Role.SAIG_CHAIR),
            actor=local("coordinator"),
        )
    return path


@pytest.mark.parametrize(
    ("page", "command"),
    [
        ("programme", "assure programme agree"),
        ("audits", "assure plan template"),
        ("moderation", "assure plan template"),
        ("grade_history", "assure plan template"),
        ("recommendations", "assure recommend make"),
        ("voice", "assure views decide"),
        ("learning", "assure moderate learning"),
        ("integrity", "assure ledger publish"),
    ],
)
def test_on_the_first_day_each_page_says_what_to_do(
    begun: Path, serve: Serve, page: str, command: str
) -> None:
    serve(begun, "chair")
    assert command in sentences(opened(page))


def test_a_missing_ledger_is_a_clear_page(tmp_path: Path, serve: Serve) -> None:
    serve(tmp_path / "nowhere.db")
    shown = opened("impact")
    assert titles(shown) == ["The ledger cannot be shown"]
    assert "no ledger" in shown.error[0].value


def test_a_file_that_is_no_ledger_is_a_clear_page(tmp_path: Path, serve: Serve) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear all, this is not a database at all.")
    serve(path)
    assert titles(opened("impact")) == ["The ledger cannot be shown"]


def test_nothing_is_served_unless_launched(serve: Serve) -> None:
    assert door.served() is None
    assert titles(opened("impact")) == ["The ledger cannot be shown"]


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_reads_nothing(demo: Path, serve: Serve, page: str) -> None:
    serve(demo, "n-obody")
    shown = opened(page)
    assert titles(shown) == ["Nothing here is open to you"]
    assert not tables(shown)
    assert "Supervision" not in everything(shown)


def test_before_moderation_saig_is_shown_no_impact_number(early: Path, serve: Serve) -> None:
    serve(early)
    shown = opened("grade_history")
    assert "There is no grade of this audit that you may read now" in sentences(shown)
    audits = opened("audits")
    assert "not opened yet: each is for its agency" in everything(audits).replace("\\", "")


def test_history_shows_every_entry_of_the_chosen_grade(demo: Path, serve: Serve) -> None:
    serve(demo)
    shown = opened("grade_history").selectbox(key="chosen_case").select("C01").run()
    audit, case, area = (box.value for box in shown.selectbox[:3])
    with (
        Ledger.open(demo) as ledger,
        closing(Projection.of(str(demo))) as projection,
        projection.session(ledger.standing(CHAIR)) as session,
    ):
        assert audit in {one.audit for one in audits_overview(session)}
        wanted = [e.position for e in grade_history(session, audit, case) if e.area == area]
    cells = tables(shown)[0].drop(columns="Whose work").to_numpy().ravel()
    entries = re.findall(r"entry ([\d,]+)", "\n".join(map(str, cells)))
    assert sorted(int(entry.replace(",", "")) for entry in entries) == wanted
    assert len(re.findall("meant", "\n".join(blocks(shown)))) == len(wanted)


def test_a_fault_is_a_page_without_the_words_it_quotes(
    demo: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(_: door.Reading) -> None:
        raise ValueError("planted-words-of-a-case")

    monkeypatch.setattr("dashboard.pages.impact.facts.impact_areas", broken)
    serve(demo)
    with pytest.raises(AssertionError, match="ValueError"):
        opened("impact")
    printed = capfd.readouterr()
    assert "planted" not in printed.out + printed.err


def test_filters_narrow_recommendations(demo: Path, serve: Serve) -> None:
    serve(demo)
    shown = opened("recommendations")
    every = sentences(shown).count("Its code")
    state = shown.multiselect(key="chosen_delivery")
    few = state.select("rejected").run()
    assert not few.exception
    assert 0 < sentences(few).count("Its code") < every
