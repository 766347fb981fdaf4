"""The moderation agenda: who is shown it, what stands first, what is to be got before the day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from application.identity import local
from application.moderation import QUERY, Review, review
from domain.audit.taking_part import DecideViews
from domain.audit.terms import Plan, SampleSpecification
from domain.case.decisions import AgreeAreaGrade, AgreeOverallGrade, ModerateGrade
from domain.concern.decisions import AcknowledgeConcern, RaiseConcern, ResolveConcern, TakeUpConcern
from domain.kernel.command import Refusal
from domain.kernel.vocabulary import Method
from domain.returns.decisions import (
    Answer,
    AppendReturn,
    DeclareNoInvolvement,
    WithdrawReturn,
)
from domain.returns.queries_and_feedback import AnswerQuery, RaiseQuery
from domain.sample.changes import CallNotGradable
from domain.tool.events import Area
from domain.tool.sheet import GradeSheet, ToolSheet
from domain.two_auditors import TWICE
from ledger.errors import NotPermittedError
from ledger.reader import LedgerReader
from ledger.service import Ledger
from tests.ledger.partnership import AUDIT, PLAN, a_return, open_moderation, prepare

TODAY = date(2026, 11, 23)
PLANTED = "planted-words-of-a-case"
LEAD, CHAIR = "lee-lead", "cas-chair"


@pytest.fixture
def differing(prepared: Ledger) -> Ledger:
    """C01: police without evidence and worst, health good; C02: health only."""
    prepared.record(a_return(grade="inadequate"), actor=local("pat-police"))
    prepared.record(a_return("health", evidence=PLANTED), actor=local("noor-health"))
    prepared.record(a_return("health", case="C02", evidence=PLANTED), actor=local("noor-health"))
    return prepared


def ask(ledger: Ledger, case: str = "C01") -> None:
    query = RaiseQuery(audit=AUDIT, case=case, agency="police", area="voice", question=PLANTED)
    ledger.record(query, actor=local(LEAD))


def raise_concern(ledger: Ledger, number: int = 1, case: str = "C02") -> None:
    concern = RaiseConcern(
        audit=AUDIT, concern=number, agency="police", case=case, seen_on=TODAY, words=PLANTED
    )
    ledger.record(concern, actor=local("pat-police"))


def resolve(ledger: Ledger, number: int = 1) -> None:
    ledger.record(
        TakeUpConcern(audit=AUDIT, concern=number, taken_up_on=TODAY, manager=PLANTED),
        AcknowledgeConcern(audit=AUDIT, concern=number, acknowledged_on=TODAY, response=PLANTED),
        ResolveConcern(audit=AUDIT, concern=number, resolved_on=TODAY, outcome=PLANTED),
        actor=local(LEAD),
    )


def review_by(viewer: str, ledger: Ledger, as_at: int | None = None) -> Review:
    return review(LedgerReader(ledger, viewer, as_at), AUDIT)


def items(ledger: Ledger, viewer: str = LEAD, as_at: int | None = None) -> list[tuple[str, str]]:
    return [(i.rank.value, i.case) for i in review_by(viewer, ledger, as_at).agenda.items]


def before(ledger: Ledger, viewer: str = LEAD) -> list[tuple[str, str, tuple[str, ...]]]:
    found = review_by(viewer, ledger).agenda.before_the_day
    return [(flag.letter, flag.case, flag.agencies) for flag in found]


def test_a_concern_that_is_not_resolved_stands_first(differing: Ledger) -> None:
    assert items(differing) == [("F3", "C01")]
    then = differing.size()
    raise_concern(differing)
    raise_concern(differing, 2, "C01")
    first, second, third = items(differing)
    assert {first, second} == {("F11", "C01"), ("F11", "C02")}
    assert third == ("F3", "C01")
    assert items(differing, as_at=then) == [("F3", "C01")]
    resolve(differing)
    assert items(differing) == [("F11", "C01"), ("F3", "C01")]


def test_what_is_to_be_got_before_the_day(differing: Ledger) -> None:
    ask(differing)
    ask(differing, "C02")
    assert before(differing) == [
        (QUERY, "C01", ("police",)),
        (QUERY, "C02", ("police",)),
        ("F4", "C02", ("police",)),
        ("F5", "C01", ("police",)),
    ]
    answer = AnswerQuery(audit=AUDIT, case="C01", agency="police", number=1, answer=PLANTED)
    differing.record(answer, actor=local("pat-police"))
    assert before(differing)[0] == (QUERY, "C02", ("police",))


@pytest.mark.parametrize("viewer", [CHAIR, "pat-police", "ina-inspector", "nell-neutral", "nobody"])
def test_before_opening_it_is_for_the_lead_auditor_only(differing: Ledger, viewer: str) -> None:
    with pytest.raises((NotPermittedError, Refusal)):
        review_by(viewer, differing)
    assert review_by(LEAD, differing).whole


def test_once_open_saig_reads_it_without_concerns_evidence_or_guesses(differing: Ledger) -> None:
    raise_concern(differing)
    ask(differing)
    decided = DecideViews(audit=AUDIT, decided_on=TODAY, reason="They were asked last month.")
    differing.record(decided, actor=local(LEAD))
    open_moderation(differing)
    found = review_by(CHAIR, differing)
    assert not found.whole
    assert items(differing, CHAIR) == [("F3", "C01")]
    assert [letter for letter, *_ in before(differing, CHAIR)] == [QUERY, "F4"]
    assert PLANTED not in repr(found)
    assert items(differing, "pat-police") == [("F11", "C02"), ("F3", "C01")]
    assert items(differing, "noor-health") == [("F3", "C01")]
    with pytest.raises(NotPermittedError):
        review_by("nell-neutral", differing)


def test_cells_carry_grades_as_numbers_and_the_flag_of_each(differing: Ledger) -> None:
    found = review_by(LEAD, differing)
    assert dict(found.ranks) == {"inadequate": 1, "good": 2}
    assert [(cell.case, dict(cell.grades)) for cell in found.cells] == [
        ("C01", {"police": 1, "health": 2}),
        ("C02", {"police": None, "health": 2}),
    ]
    assert [(item.case, item.area) for item in found.agenda.items] == [("C01", "voice")]
    assert all(not cell.evidence for cell in found.cells)


def test_an_audit_without_a_plan_is_refused(prepared: Ledger) -> None:
    with pytest.raises(Refusal, match="2026-other"):
        review(LedgerReader(prepared, LEAD), "2026-other")


# What is asked beside the ranked places: F6 to F10

WORST, RI, GOOD, BEST = "inadequate", "requires-improvement", "good", "outstanding"
FOUR = tuple(GradeSheet(code=code, label=code, descriptor=code) for code in (WORST, RI, GOOD, BEST))
AREAS = tuple(
    Area(id=area, title=area, standard="Working Together", prompts=("Was it done?",))
    for area in ("voice", "planning")
)
SHEET_OF_FOUR = ToolSheet(
    code="neglect",
    title="Neglect",
    methods=(Method.CASE_FILE,),
    scale=FOUR,
    good_from=GOOD,
    areas=AREAS,
)
OF_THREE = Plan(
    **{
        **dict(PLAN),
        "sample": SampleSpecification(frame_definition="Open cases.", size=3, stratifier="age"),
    }
)


def graded(ledger: Ledger, actor: str, agency: str, case: str, *answers: tuple[str, str]) -> None:
    """A return that grades voice and planning, each with its evidence."""
    given = tuple(
        Answer(area=area.id, grade=grade, evidence=evidence)
        for area, (grade, evidence) in zip(AREAS, answers, strict=True)
    )
    command = AppendReturn(
        audit=AUDIT, case=case, agency=agency, independent=True, involvement="", answers=given
    )
    ledger.record(command, actor=local(actor))


@pytest.fixture
def three_cases(ledger: Ledger) -> Ledger:
    """Police grade everything good; health the three cases inadequate to good.

    Both wrote the same about voice in C01, apart from its spacing.
    """
    prepare(ledger, sheet=SHEET_OF_FOUR, plan=OF_THREE)
    for number, grade in enumerate((WORST, RI, GOOD), start=1):
        case = f"C0{number}"
        graded(ledger, "pat-police", "police", case, (GOOD, f"Seen {case}."), (GOOD, "Planned."))
        shared = "seen  c01." if case == "C01" else "Heard by the nurse."
        graded(ledger, "noor-health", "health", case, (grade, shared), (GOOD, "Weighed."))
    return ledger


def moderate(ledger: Ledger, case: str, agency: str, grade: str) -> None:
    """Moderation moves an agency's grade for voice."""
    ledger.record(
        ModerateGrade(
            audit=AUDIT, case=case, agency=agency, area="voice", grade=grade, reason=PLANTED
        ),
        actor=local(LEAD),
    )


def agree(ledger: Ledger, case: str, grade: str) -> None:
    command = AgreeOverallGrade(audit=AUDIT, case=case, grade=grade, reason=PLANTED)
    ledger.record(command, actor=local(LEAD))


def after(ledger: Ledger, viewer: str = LEAD) -> list[tuple[str, str, str]]:
    flags = review_by(viewer, ledger).after_the_day
    return [(flag.letter, flag.case, flag.area) for flag in flags]


def test_one_grade_for_everything_is_asked_of_its_agency_before_the_day(
    three_cases: Ledger,
) -> None:
    assert ("F7", "", ("police",)) in before(three_cases)
    assert [flag for flag in before(three_cases) if flag[0] == "F7"] == [("F7", "", ("police",))]


def test_the_same_evidence_is_asked_about_by_those_who_may_read_it(three_cases: Ledger) -> None:
    same = ("F8", "C01", ("health", "police"))
    assert [flag for flag in before(three_cases) if flag[0] == "F8"] == [same]
    open_moderation(three_cases)
    assert same in before(three_cases, "pat-police")
    assert all(letter != "F8" for letter, *_ in before(three_cases, CHAIR))


def test_evidence_that_cannot_be_opened_is_neither_blank_nor_the_same(
    three_cases: Ledger, path: Path
) -> None:
    """Without the keys every evidence reads alike: that must not look like copying."""
    with Ledger.open(path) as bare:
        letters = {letter for letter, *_ in before(bare)}
    assert letters == {"F7"}


def test_an_overall_grade_outside_its_areas_is_looked_at_again(three_cases: Ledger) -> None:
    open_moderation(three_cases)
    agree(three_cases, "C01", BEST)
    agree(three_cases, "C02", GOOD)
    agree(three_cases, "C03", WORST)
    assert after(three_cases) == [("F6", "C01", ""), ("F6", "C03", "")]
    ledger = three_cases
    ledger.record(
        AgreeAreaGrade(audit=AUDIT, case="C03", area="voice", grade=WORST, reason=PLANTED),
        actor=local(LEAD),
    )
    assert after(three_cases) == [("F6", "C01", "")]
    moderate(three_cases, "C01", "police", BEST)
    moderate(three_cases, "C01", "health", BEST)
    assert ("F6", "C01", "") not in after(three_cases)


def test_a_grade_that_moderation_moved_far_is_looked_at_again_however_many_steps_it_took(
    three_cases: Ledger,
) -> None:
    open_moderation(three_cases)
    moderate(three_cases, "C01", "health", RI)
    assert after(three_cases) == []
    moderate(three_cases, "C01", "health", GOOD)
    assert after(three_cases) == [("F9", "C01", "voice")]
    assert after(three_cases, CHAIR) == after(three_cases, "noor-health") == after(three_cases)
    assert PLANTED not in repr(review_by(LEAD, three_cases))


def test_how_severely_an_agency_graded_is_for_the_lead_auditor_only(three_cases: Ledger) -> None:
    lines = review_by(LEAD, three_cases).severity
    assert lines is not None
    assert [(line.agency, line.below, line.level, line.above) for line in lines] == [
        ("health", 2, 4, 0),
        ("police", 0, 4, 2),
    ]
    open_moderation(three_cases)
    for viewer in (CHAIR, "pat-police", "noor-health", "ina-inspector", "ruth-haldane"):
        assert review_by(viewer, three_cases).severity is None


# Two auditors, and what counts as neither graded nor missing


def test_two_auditors_on_one_case_are_compared(differing: Ledger) -> None:
    assert review_by(LEAD, differing).graded_twice == ()
    differing.record(a_return(grade="good"), actor=local("sam-police"))
    found = review_by(LEAD, differing)
    assert [one.words for one in found.graded_twice] == [
        "two auditors graded 1 case: 0 of 1 areas the same, 1 within one grade"
    ]
    assert dict(found.cells[0].grades) == {"police": 1, "health": 2}
    assert all(flag.letter != TWICE for flag in found.agenda.before_the_day)


def test_a_case_that_nobody_can_grade_is_on_no_agenda(differing: Ledger) -> None:
    for agency, person in (("police", "pat-police"), ("health", "noor-health")):
        if agency == "health":
            taken = WithdrawReturn(audit=AUDIT, case="C02", agency=agency, reason="A sibling's.")
            differing.record(taken, actor=local(person))
        unknown = DeclareNoInvolvement(audit=AUDIT, case="C02", agency=agency, reason="Unknown.")
        differing.record(unknown, actor=local(person))
    told = CallNotGradable(audit=AUDIT, case="C02", reason="No record anywhere.")
    differing.record(told, actor=local(LEAD))
    found = review_by(LEAD, differing)
    assert found.not_gradable == ("C02",)
    assert {cell.case for cell in found.cells} == {"C01"}
    assert all(flag.case != "C02" for flag in found.agenda.before_the_day)
