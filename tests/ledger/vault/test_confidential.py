"""Every confidential text of an event is found, wherever it stands, and belongs to somebody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, get_args

import pytest

from domain.kernel import registry
from domain.kernel.confidential import concern_named, is_confidential, subject, texts
from domain.kernel.event import Event, Value
from domain.kernel.vocabulary import CONFIDENTIAL, CaseText, Confidential, Line
from domain.returns.events import NotApplicable, ReturnAppended
from tests.golden.instances import INSTANCES

REGISTRY = registry.events()


class Inner(Value):
    words: CaseText
    clear: Line = "clear"


class Everywhere(Value):
    """A confidential text in every place in which a field can hold one."""

    plain: CaseText
    beside_none: CaseText | None = None
    listed: tuple[CaseText, ...] = ()
    listed_or_none: tuple[CaseText, ...] | None = None
    named: dict[str, CaseText] = {}
    inner: Inner | None = None
    inners: tuple[Inner, ...] = ()
    inner_of: dict[str, Inner] = {}
    clear: Line = "clear"


def test_texts_are_found_wherever_they_stand() -> None:
    value = Everywhere(
        plain="1",
        beside_none="2",
        listed=("3", "", "4"),
        listed_or_none=("5",),
        named={"a": "6"},
        inner=Inner(words="7"),
        inners=(Inner(words=""), Inner(words="8")),
        inner_of={"b": Inner(words="9")},
    )
    assert list(texts(value)) == [
        (("plain",), "1"),
        (("beside_none",), "2"),
        (("listed", 0), "3"),
        (("listed", 2), "4"),
        (("listed_or_none", 0), "5"),
        (("named", "a"), "6"),
        (("inner", "words"), "7"),
        (("inners", 1, "words"), "8"),
        (("inner_of", "b", "words"), "9"),
    ]
    assert not is_confidential(value, "clear")
    assert list(texts(Everywhere(plain=""))) == []


def test_what_is_marked_and_is_no_text_stops() -> None:
    class Child(Value):
        age: Annotated[int, CONFIDENTIAL]

    with pytest.raises(TypeError, match="age is confidential and not text"):
        list(texts(Child(age=7)))


def test_a_case_is_the_subject_of_its_events() -> None:
    event = ReturnAppended(
        audit="2026-neglect",
        case="C07",
        agency="police",
        auditor="pat-police",
        tool="neglect",
        tool_version=1,
        independent=True,
        involvement="i",
        not_applicable=(NotApplicable(area="voice", reason="r"),),
    )
    assert subject(event) == "2026-neglect/C07"
    assert list(texts(event)) == [(("involvement",), "i"), (("not_applicable", 0, "reason"), "r")]


def _subjects(*names: str) -> set[str | None]:
    return {subject(INSTANCES[name]) for name in names}


def test_what_an_audit_says_as_a_whole_is_its_report() -> None:
    whole = ("FindingRecorded", "ReportDrafted", "ReportCommented", "ReportCommentAnswered")
    assert _subjects(*whole, "GroupViewsRecorded") == {"2026-neglect/report"}


def test_a_concern_has_a_subject_of_its_own_whatever_case_it_is_about() -> None:
    steps = ("ConcernRaised", "ConcernTakenUp", "ConcernAcknowledged", "ConcernResolved")
    assert _subjects(*steps) == {"2026-neglect/concern-1"}
    raised = INSTANCES["ConcernRaised"]
    of_no_case = type(raised).model_validate(raised.model_dump() | {"case": None, "concern": 12})
    assert subject(of_no_case) == "2026-neglect/concern-12"


def test_what_child_and_family_say_is_their_own_case() -> None:
    assert _subjects("ViewsSought", "ViewsRecorded", "ViewsNotSought", "FeedbackAcknowledged") == {
        "2026-neglect/C07"
    }
    assert subject(INSTANCES["AgencyJoined"]) is None


@pytest.mark.parametrize(
    ("named", "concern"),
    [
        ("2026-neglect/concern-12", ("2026-neglect", 12)),
        ("2026-neglect/report", None),
        ("2026-neglect/C07", None),
        ("concern-1/C07", None),
        ("2026-neglect/concern-", None),
        ("2026-neglect/concern-x", None),
    ],
)
def test_a_concern_is_told_from_other_subjects(named: str, concern: tuple[str, int] | None) -> None:
    assert concern_named(named) == concern


def _marks(annotation: Any) -> Iterator[bool]:
    """Whether a mark stands anywhere within an annotation, values' own fields among it."""
    yield any(isinstance(mark, Confidential) for mark in getattr(annotation, "__metadata__", ()))
    if isinstance(annotation, type) and issubclass(annotation, Value):
        for field in annotation.model_fields.values():
            yield any(isinstance(mark, Confidential) for mark in field.metadata)
            yield from _marks(field.annotation)
    for inner in get_args(annotation):
        yield from _marks(inner)


WITH_WORDS = [kind for kind in REGISTRY.values() if any(_marks(kind))]


def test_the_search_for_events_with_words_finds_them() -> None:
    names = {kind.__name__ for kind in WITH_WORDS}
    assert {"GradeGiven", "ReturnAppended", "GradeModerated", "CaseSampled"} <= names
    assert {"FindingRecorded", "ConcernRaised", "ViewsRecorded"} <= names
    assert "PlanAgreed" not in names


@pytest.mark.parametrize("kind", WITH_WORDS, ids=lambda kind: kind.__name__)
def test_an_event_with_words_says_whose_they_are(kind: type[Event]) -> None:
    """Without a subject there is no key: the words could not be sealed, or never be forgotten.

    A case that could be left out would put its words under the report's key.
    """
    named = kind.model_fields
    whose = {"audit": str, "concern": int} if "concern" in named else {"audit": str, "case": str}
    for name in whose.keys() & named.keys():
        assert named[name].is_required()
        assert named[name].annotation is whose[name]
    assert "audit" in named
