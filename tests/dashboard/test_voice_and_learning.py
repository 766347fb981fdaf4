"""Voice and Learning: each says first what it is for, in words that only those read whom they are
for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dashboard.pages.audits.rows import REPORT_NOT_YOURS
from dashboard.pages.audits.views_and_concerns import VIEWS_NOT_YOURS
from dashboard.pages.learning.themes import LEARNING_NOT_YOURS
from dashboard.reading import Door
from domain.case.events import LearningAgreed, ViewsRecorded
from tests.dashboard.pages import blocks, everything, opened, sentences, tables
from tests.demonstration import home_of

Serve = Callable[..., None]


def _words(path: Path, kind: type, field: str) -> set[str]:
    with Door(path, "k-aldworth", home=home_of(path.parent)).open() as ledger:
        events = [entry.event for at in range(1, ledger.size() + 1) if (entry := ledger.entry(at))]
    return {getattr(event, field) for event in events if isinstance(event, kind)}


def test_you_said_we_did_with_the_words_for_those_they_are_for(demo: Path, serve: Serve) -> None:
    views = {words for words in _words(demo, ViewsRecorded, "views") if len(words) > 25}
    assert views
    for person, reads in (("m-adeyinka", False), ("w-tranter", True)):
        serve(demo, person)
        page = opened("voice")
        said = sentences(page)
        assert "child or family was heard" in blocks(page)[0]
        assert said.count("You said") == said.count("We did") + 1, "a heading, and each card both"
        assert bool([words for words in views if words in said]) is reads
        assert (VIEWS_NOT_YOURS in said) is not reads
    serve(demo, "r-haldane")
    closed = sentences(opened("voice"))
    assert REPORT_NOT_YOURS in closed
    assert not [words for words in views if words in closed]


def test_what_was_learnt_stands_by_theme_with_where_it_was_taken(demo: Path, serve: Serve) -> None:
    lessons = _words(demo, LearningAgreed, "learning")
    assert lessons
    for person, reads in (("m-adeyinka", False), ("w-tranter", True)):
        serve(demo, person)
        page = opened("learning")
        assert "lessons from moderation days" in blocks(page)[0]
        assert "were taken to 6 themes" in blocks(page)[0]
        told = set(tables(page)[-1]["What is to be learnt"])
        assert bool(told & lessons) is reads
        assert (told == {LEARNING_NOT_YOURS}) is not reads


def test_before_anything_is_heard_both_say_what_to_do(early: Path, serve: Serve) -> None:
    serve(early)
    assert "No child or family has been heard in an audit yet" in everything(opened("voice"))
    assert "Nothing has been learnt from an audit yet" in blocks(opened("learning"))[0]
