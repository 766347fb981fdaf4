"""Samples that did not fit, and what moderation did not count, as the pages say it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from application.moderation import Review
from dashboard.pages.audits.rows import sample_sentence
from dashboard.pages.moderation.after_the_day import after_sentence
from demo.library import PLANNED, UNDERWAY
from demo.put_right import GRADED_AGAIN
from domain.agreement import Agenda, Flag
from projections.queries.sample import Stratum
from tests.dashboard.pages import everything, opened, sentences, tables

Serve = Callable[..., None]
CHAIR = "m-adeyinka"
NORTH = Stratum("a", "North", 1, 30, "15/2", 7.5, 8, True)
SOUTH = Stratum("a", "South", 2, 10, "5/2", 2.5, 2, True)


class Counts:
    """As much of an audit as the sentence needs."""

    def __init__(self, replaced: int, without: int, not_gradable: int) -> None:
        self.cases_replaced = replaced
        self.cases_without_a_successor = without
        self.cases_not_gradable = not_gradable


def said(replaced: int, without: int, not_gradable: int) -> str:
    counts: Any = Counts(replaced, without, not_gradable)
    return sample_sentence(counts, (NORTH, SOUTH))


def test_the_sentence_says_drawn_replaced_and_not_gradable() -> None:
    assert said(0, 0, 0) == "10 drawn, 0 replaced, 0 not gradable"
    assert said(2, 1, 1) == (
        "10 drawn, 2 replaced, 1 of them by none, for their stratum was used up, 1 not gradable"
    )
    assert said(3, 0, 0).endswith(
        ". ! 3 of 10 replaced: cases that could not be audited may differ"
    )


def test_what_to_look_at_again_counts_both_kinds() -> None:
    flags = (Flag("F6", (), "outside", "C01"), Flag("F9", ("police",), "moved", "C02", "voice"))
    review = Review(
        audit="a",
        agenda=Agenda((), ()),
        cells=(),
        ranks={},
        whole=True,
        after_the_day=flags,
        severity=None,
        not_gradable=(),
        not_applicable=(),
        graded_twice=(),
    )
    assert after_sentence(review) == (
        "1 overall grade outside the case's own areas, 1 grade moved far, or without a reason"
    )


def test_a_superseded_list_and_a_case_not_gradable_stand_on_the_audits_page(
    demonstration: Path, serve: Serve
) -> None:
    serve(demonstration, CHAIR)
    page = opened("audits")
    planned = page.selectbox(key="chosen_audit").select(PLANNED).run()
    assert not planned.exception
    [gone] = [t for t in tables(planned) if "Superseded" in t.columns]
    assert list(gone["Superseded"]) == ["the case list"]
    assert "Merrowick" in gone["Why"].iloc[0]
    assert "Superseded, and kept in the record:" in sentences(planned)
    underway = planned.selectbox(key="chosen_audit").select(UNDERWAY).run()
    assert not underway.exception
    assert "10 drawn, 1 replaced, 1 not gradable" in sentences(underway)
    [ungraded] = [t for t in tables(underway) if "Not gradable because" in t.columns]
    assert len(ungraded) == 1
    assert "Ethnicity" in {column for t in tables(underway) for column in t.columns}


def test_what_counts_nowhere_and_two_auditors_stand_on_the_moderation_page(
    demonstration: Path, serve: Serve
) -> None:
    serve(demonstration, CHAIR)
    shown = opened("moderation").selectbox(key="chosen_audit").select(GRADED_AGAIN).run()
    assert not shown.exception
    words = sentences(shown)
    assert "Counted neither as graded nor as missing" in words
    assert "Two auditors on one case" in words
    [twice] = [t for t in tables(shown) if "Cases graded twice" in t.columns]
    assert list(twice["Cases graded twice"]) == ["2"]
    assert "found not applicable for" in everything(shown)
