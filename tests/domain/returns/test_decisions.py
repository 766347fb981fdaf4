"""Agencies' returns: appended whole, corrected or withdrawn until they are open."""

from __future__ import annotations

from typing import Any

import pytest

from domain.audit.events import AuditorNominated, BriefingAcknowledged
from domain.kernel import streams
from domain.kernel.command import Command
from domain.returns.decisions import (
    Answer,
    AppendReturn,
    DeclareNoInvolvement,
    ReviseGrade,
    WithdrawReturn,
    WithdrawSecondJudgement,
)
from domain.returns.events import (
    CaseGradedAgain,
    GradeGiven,
    GradeRevised,
    NoInvolvementDeclared,
    NotApplicable,
    ReturnAppended,
    ReturnCameLate,
    ReturnWithdrawn,
    SecondAnswer,
    SecondJudgementWithdrawn,
)
from domain.sample.events import CaseNotGradable
from tests.domain.scene import (
    AGREED,
    AUDIT,
    BRIEFED,
    DRAWN,
    HELD,
    NOMINATED,
    OPENED,
    POLICE_RETURN,
    PUBLISHED,
    RETURNED,
    changed,
    return_of,
    with_planning_asked,
)
from tests.domain.spec import TODAY, Happened, at, given

VOICE = Answer(area="voice", grade="good", evidence="What police recorded about voice.")
PLANNING = Answer(
    area="planning", grade="inadequate", evidence="What police recorded about planning."
)
APPEND = AppendReturn(
    audit=AUDIT,
    case="C01",
    agency="police",
    independent=True,
    involvement="Visited twice.",
    answers=(VOICE, PLANNING),
)
KEY = {"audit": AUDIT, "case": "C01", "agency": "police"}
DECLARE = DeclareNoInvolvement(**KEY, reason="Never called.")
WITHDRAW = WithdrawReturn(**KEY, reason="It was about a sibling.")
REVISE = ReviseGrade(**KEY, area="planning", grade="good", reason="A second plan was found.")
ONE_RETURN = (*DRAWN, *at(return_of("C01", "police"), *POLICE_RETURN))
TWO_AUDITORS = (
    *DRAWN,
    *at(
        streams.audit(AUDIT),
        AuditorNominated(audit=AUDIT, agency="police", person="sergeant"),
        BriefingAcknowledged(audit=AUDIT, agency="police", person="sergeant"),
    ),
)
DECLARED = (
    *DRAWN,
    *at(return_of("C01", "police"), NoInvolvementDeclared(**KEY, reason="Never called.")),
)


def _append(**fields: Any) -> AppendReturn:
    return AppendReturn.model_validate(changed(APPEND, **fields))


def _revise(**fields: Any) -> ReviseGrade:
    return ReviseGrade.model_validate(changed(REVISE, **fields))


def test_a_return_is_appended_whole() -> None:
    given(*DRAWN).when(APPEND, actor="pc").then(
        ReturnAppended(
            audit=AUDIT,
            case="C01",
            agency="police",
            auditor="pc",
            tool="neglect",
            tool_version=1,
            independent=True,
            involvement="Visited twice.",
            not_applicable=(),
        ),
        GradeGiven(
            audit=AUDIT,
            case="C01",
            agency="police",
            area="voice",
            grade="good",
            evidence="What police recorded about voice.",
            strengths="",
            developments="",
        ),
        GradeGiven(
            audit=AUDIT,
            case="C01",
            agency="police",
            area="planning",
            grade="inadequate",
            evidence="What police recorded about planning.",
            strengths="",
            developments="",
        ),
    )


def test_an_area_that_does_not_apply_is_left_ungraded_with_a_reason() -> None:
    bare = NotApplicable(area="planning", reason="")
    given(*DRAWN).when(_append(answers=(VOICE,), not_applicable=(bare,)), actor="pc").refused(
        "no-reason", "planning"
    )
    reasoned = NotApplicable(area="planning", reason="No plan was ours to make.")
    given(*DRAWN).when(_append(answers=(VOICE,), not_applicable=(reasoned,)), actor="pc").then(
        ReturnAppended(
            audit=AUDIT,
            case="C01",
            agency="police",
            auditor="pc",
            tool="neglect",
            tool_version=1,
            independent=True,
            involvement="Visited twice.",
            not_applicable=(reasoned,),
        ),
        POLICE_RETURN[1],
    )


def test_the_same_return_again_is_already_so_even_after_a_revision() -> None:
    given(*ONE_RETURN).when(APPEND, actor="pc").then_nothing()
    revised = GradeRevised(
        **KEY, area="planning", from_grade="inadequate", to_grade="good", reason="Found."
    )
    given(*ONE_RETURN, *at(return_of("C01", "police"), revised)).when(
        APPEND, actor="pc"
    ).then_nothing()


def test_a_colleague_who_sends_the_same_answers_says_nothing_new() -> None:
    """In whichever order, and with a grade as it was given or as it was revised."""
    revised = GradeRevised(
        **KEY, area="planning", from_grade="inadequate", to_grade="good", reason="Found."
    )
    happened = (*TWO_AUDITORS, *at(return_of("C01", "police"), *POLICE_RETURN, revised))
    as_revised = PLANNING.model_validate(changed(PLANNING, grade="good"))
    for planning in (PLANNING, as_revised):
        for answers in ((VOICE, planning), (planning, VOICE)):
            given(*happened).when(_append(answers=answers), actor="sergeant").then_nothing()


def test_a_second_auditors_own_judgement_is_kept_beside_the_first() -> None:
    worse = VOICE.model_validate(changed(VOICE, grade="inadequate"))
    happened = (*TWO_AUDITORS, *at(return_of("C01", "police"), *POLICE_RETURN))
    second = _append(answers=(worse, PLANNING))
    event = CaseGradedAgain(
        **KEY,
        auditor="sergeant",
        tool="neglect",
        tool_version=1,
        independent=True,
        involvement="Visited twice.",
        answers=tuple(SecondAnswer(**dict(one)) for one in (worse, PLANNING)),
        not_applicable=(),
    )
    given(*happened).when(second, actor="sergeant").then(CaseGradedAgain(**dict(event)))
    twice = (*happened, *at(return_of("C01", "police"), event))
    given(*twice).when(second, actor="sergeant").then_nothing()
    given(*twice).when(APPEND, actor="pc").then_nothing()
    third = _append(answers=(VOICE.model_validate(changed(VOICE, grade="outstanding")), PLANNING))
    for actor in ("pc", "sergeant"):
        given(*twice).when(third, actor=actor).refused("graded-twice", "'pc'", "'sergeant'")
    withdraw = WithdrawSecondJudgement(**KEY, reason="Read the wrong file.")
    withdrawn = SecondJudgementWithdrawn(**KEY, reason="Read the wrong file.")
    given(*happened).when(withdraw, actor="sergeant").then_nothing()
    given(*twice).when(withdraw, actor="sergeant").then(SecondJudgementWithdrawn(**dict(withdrawn)))
    after = given(*twice, *at(return_of("C01", "police"), withdrawn))
    after.when(third, actor="sergeant").then(
        CaseGradedAgain(
            **{**dict(event), "answers": tuple(SecondAnswer(**dict(a)) for a in third.answers)}
        )
    )


def test_a_case_that_nobody_can_grade_is_not_returned() -> None:
    ungraded = CaseNotGradable(audit=AUDIT, case="C01", reason="No record.")
    history = given(*DRAWN, *at(streams.sample(AUDIT), ungraded))
    history.when(APPEND, actor="pc").refused("case-not-gradable", "C01")
    assert len(history.decide(DECLARE, "pc", TODAY)) == 1


def test_another_return_on_the_same_case_is_refused() -> None:
    better = VOICE.model_validate(changed(VOICE, grade="outstanding"))
    given(*ONE_RETURN).when(_append(answers=(better, PLANNING)), actor="pc").refused(
        "return-exists", "police", "C01", "'pc'"
    )
    given(*ONE_RETURN).when(DECLARE, actor="pc").refused("return-exists")


@pytest.mark.parametrize(
    ("fields", "code", "words"),
    [
        (
            {"answers": (VOICE, Answer(area="planning", grade="splendid"))},
            "grade-outside-scale",
            ("C01", "planning", "splendid", "outstanding, good, requires-improvement"),
        ),
        (
            {"answers": (VOICE, PLANNING, Answer(area="housing", grade="good"))},
            "unknown-area",
            ("housing", "voice, planning"),
        ),
        (
            {"answers": (VOICE, Answer(area="planning", grade="n-a"))},
            "not-applicable-is-no-grade",
            ("C01", "planning", "not_applicable"),
        ),
        ({"answers": (VOICE,)}, "area-missing", ("C01", "planning")),
        ({"answers": (VOICE, PLANNING, VOICE)}, "named-twice", ("C01", "voice")),
        (
            {"not_applicable": (NotApplicable(area="voice", reason="Young."),)},
            "named-twice",
            ("C01", "voice"),
        ),
    ],
    ids=["grade", "area", "n/a", "missing", "twice", "graded and not applicable"],
)
def test_a_return_answers_each_area_of_the_tool_once_on_its_scale(
    fields: dict[str, Any], code: str, words: tuple[str, ...]
) -> None:
    given(*DRAWN).when(_append(**fields), actor="pc").refused(code, *words)


def test_an_agency_answers_the_areas_that_it_is_asked() -> None:
    asked = with_planning_asked(DRAWN)
    given(*asked).when(APPEND, actor="pc").refused("area-not-asked", "C01", "planning", "voice")
    given(*asked).when(_append(answers=(VOICE,)), actor="pc").then(
        *(event for event in POLICE_RETURN if getattr(event, "area", "voice") == "voice")
    )


@pytest.mark.parametrize(
    ("happened", "actor", "fields", "code"),
    [
        (PUBLISHED, "pc", {}, "no-plan"),
        (AGREED, "pc", {}, "not-nominated"),
        (DRAWN, "sergeant", {}, "not-nominated"),
        (DRAWN, "pc", {"agency": "health"}, "not-nominated"),
        (DRAWN, "warden", {"agency": "housing"}, "agency-not-involved"),
        (NOMINATED, "pc", {}, "briefing-not-acknowledged"),
        (BRIEFED, "pc", {}, "case-not-sampled"),
        (DRAWN, "pc", {"case": "C07"}, "case-not-sampled"),
    ],
    ids=[
        "no plan",
        "nobody nominated",
        "another auditor",
        "another agency's return",
        "an agency outside the audit",
        "not briefed",
        "no sample",
        "another case",
    ],
)
def test_only_a_briefed_auditor_of_the_agency_returns_a_sampled_case(
    happened: tuple[Happened, ...], actor: str, fields: dict[str, Any], code: str
) -> None:
    given(*happened).when(_append(**fields), actor=actor).refused(code)


def test_no_involvement_is_declared_with_a_reason() -> None:
    given(*DRAWN).when(DECLARE, actor="pc").then(
        NoInvolvementDeclared(audit=AUDIT, case="C01", agency="police", reason="Never called.")
    )
    given(*DRAWN).when(DeclareNoInvolvement(**KEY, reason=" "), actor="pc").refused("no-reason")


def test_an_agency_without_involvement_withdraws_that_before_it_returns() -> None:
    given(*DECLARED).when(APPEND, actor="pc").refused("no-involvement-declared", "C01")
    other = DeclareNoInvolvement(**KEY, reason="Another reason.")
    given(*DECLARED).when(other, actor="pc").refused("no-involvement-declared")


def test_a_grade_is_revised_with_a_reason_from_what_it_is_now() -> None:
    first = GradeRevised(
        audit=AUDIT,
        case="C01",
        agency="police",
        area="planning",
        from_grade="inadequate",
        to_grade="good",
        reason="A second plan was found.",
    )
    given(*ONE_RETURN).when(REVISE, actor="pc").then(first)
    given(*ONE_RETURN, *at(return_of("C01", "police"), first)).when(
        _revise(grade="outstanding"), actor="pc"
    ).then(
        GradeRevised(
            **KEY,
            area="planning",
            from_grade="good",
            to_grade="outstanding",
            reason="A second plan was found.",
        )
    )


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"grade": "splendid"}, "grade-outside-scale"),
        ({"area": "housing"}, "unknown-area"),
        ({"reason": ""}, "no-reason"),
    ],
)
def test_a_revision_keeps_to_tool_and_reason(fields: dict[str, Any], code: str) -> None:
    given(*ONE_RETURN).when(_revise(**fields), actor="pc").refused(code)


def test_only_a_grade_that_was_given_is_revised() -> None:
    given(*DRAWN).when(REVISE, actor="pc").refused("no-return", "C01")
    given(*DECLARED).when(REVISE, actor="pc").refused("no-return")
    health = ReviseGrade(
        audit=AUDIT, case="C01", agency="health", area="planning", grade="good", reason="Found."
    )
    given(*RETURNED).when(health, actor="nurse").refused("area-not-graded", "planning")


def test_a_return_is_withdrawn_with_a_reason_and_may_be_appended_anew() -> None:
    withdrawn = ReturnWithdrawn(
        audit=AUDIT, case="C01", agency="police", reason="It was about a sibling."
    )
    given(*DECLARED).when(WITHDRAW, actor="pc").then(withdrawn)
    given(*ONE_RETURN).when(WITHDRAW, actor="pc").then(
        ReturnWithdrawn(audit=AUDIT, case="C01", agency="police", reason="It was about a sibling.")
    )
    gone = at(return_of("C01", "police"), withdrawn)
    given(*ONE_RETURN, *gone).when(APPEND, actor="pc").then(*POLICE_RETURN)
    given(*ONE_RETURN).when(WithdrawReturn(**KEY, reason=""), actor="pc").refused("no-reason")


def test_a_return_that_never_came_is_already_withdrawn() -> None:
    given(*DRAWN).when(WITHDRAW, actor="pc").then_nothing()


@pytest.mark.parametrize("command", [REVISE, WITHDRAW], ids=lambda c: type(c).__name__)
def test_no_return_changes_once_returns_are_open(command: Command) -> None:
    given(*OPENED).when(command, actor="pc").refused("returns-open", AUDIT)


def test_a_return_that_came_in_time_is_there_once_returns_are_open() -> None:
    given(*OPENED).when(APPEND, actor="pc").then_nothing()
    for other in (_append(involvement="Visited once."), DECLARE):
        given(*OPENED).when(other, actor="pc").refused("return-exists", "C01")


def _without_police(happened: tuple[Happened, ...]) -> tuple[Happened, ...]:
    return tuple((s, e) for s, e in happened if s != return_of("C01", "police"))


@pytest.mark.parametrize("had_seen", [True, False])
def test_a_late_return_is_taken_and_marked(had_seen: bool) -> None:
    late = _append(had_seen_others=had_seen)
    given(*_without_police(OPENED)).when(late, actor="pc").then(
        *POLICE_RETURN,
        ReturnCameLate(audit=AUDIT, case="C01", agency="police", had_seen_others=had_seen),
    )


def test_a_late_return_says_whether_its_auditor_had_seen_the_others() -> None:
    given(*_without_police(OPENED)).when(APPEND, actor="pc").refused(
        "late-return", "C01", "--had-not-seen-others"
    )
    early = _append(had_seen_others=False)
    given(*DRAWN).when(early, actor="pc").refused("not-late")


def test_no_involvement_may_be_declared_late() -> None:
    given(*_without_police(OPENED)).when(DECLARE, actor="pc").then(
        NoInvolvementDeclared(**KEY, reason="Never called.")
    )


def test_after_the_moderation_day_no_return_is_taken() -> None:
    for command in (_append(had_seen_others=True), DECLARE):
        given(*_without_police(HELD)).when(command, actor="pc").refused("returns-open", AUDIT)
