"""A command describes its fields for whoever fills them in, without a terminal or a page."""

from __future__ import annotations

from typing import Annotated

import pytest

from domain.audit.findings import RecordFinding
from domain.audit.taking_part import CertifyParticipation, DecideViews
from domain.case.views import RecordViews
from domain.directory.agencies import JoinAgency
from domain.directory.decisions import FormPartnership
from domain.kernel.event import Value
from domain.kernel.field_help import Default, Described, Kind, Shown, describe
from domain.kernel.registry import commands
from domain.kernel.vocabulary import FindingKind, Sector, ViewsMethod
from domain.recommendation.decisions import MakeRecommendation


def field(command: type[Value], name: str) -> Described:
    (found,) = [described for described in describe(command) if described.name == name]
    return found


def test_a_name_has_its_grammar_its_example_and_its_place() -> None:
    agency = field(JoinAgency, "agency")
    assert (agency.kind, agency.shown.example) == (Kind.LINE, "police")
    assert agency.shown.is_argument
    assert agency.is_required
    assert agency.pattern == "^[a-z0-9]+(-[a-z0-9]+)*$"


def test_a_choice_has_its_choices_and_what_it_is_when_left_out() -> None:
    assert field(JoinAgency, "sector").choices is Sector
    assert field(RecordFinding, "kind").choices is FindingKind
    method = field(RecordViews, "method")
    assert (method.is_required, method.value) == (False, ViewsMethod.CONVERSATION)


def test_a_number_has_its_bounds() -> None:
    hours = field(CertifyParticipation, "hours")
    assert (hours.kind, hours.least, hours.most) == (Kind.NUMBER, 1, 1_000)


def test_a_day_that_is_today_if_left_out_is_not_required() -> None:
    made_on = field(MakeRecommendation, "made_on")
    assert (made_on.kind, made_on.is_required) == (Kind.DAY, False)
    assert made_on.shown.default is Default.TODAY
    assert describe(MakeRecommendation)[-1] == made_on


def test_prose_and_lines_words_about_a_case_and_others_are_told_apart() -> None:
    views, text = field(RecordViews, "views"), field(MakeRecommendation, "text")
    assert (views.kind, views.is_confidential) == (Kind.PROSE, True)
    assert (text.kind, text.is_confidential) == (Kind.PROSE, False)
    assert field(MakeRecommendation, "review").kind is Kind.LINE
    assert field(DecideViews, "reason").kind is Kind.PROSE


def test_what_may_be_given_more_than_once_says_so() -> None:
    methods, agencies = field(DecideViews, "methods"), field(MakeRecommendation, "agencies")
    assert (methods.is_many, methods.is_required, methods.choices) == (True, False, ViewsMethod)
    assert (agencies.is_many, agencies.is_required) == (True, True)
    assert not field(MakeRecommendation, "audit").is_many


def test_a_field_that_says_nothing_to_whoever_fills_it_in_is_named() -> None:
    with pytest.raises(TypeError, match=r"FormPartnership\.name"):
        describe(FormPartnership)

    class Two(Value):
        said: Annotated[str, Shown("Said")]
        unsaid: str

    with pytest.raises(TypeError, match=r"Two\.unsaid"):
        describe(Two)


def test_most_commands_can_be_asked_for_without_a_form_of_their_own() -> None:
    """The others hold a whole document, such as a plan, or are no person's to ask."""
    asked = 0
    for command in commands().values():
        try:
            fields = describe(command)
        except TypeError:
            continue
        assert all(described.shown.help for described in fields)
        asked += 1
    assert asked >= 50
