"""Each fault that a hostile statistician found, as a small ledger, and the right sentence whole.

What was found, and where it is held:

1. The number of agencies decides: `test_one_agencys_leaving_is_no_change`.
2. Inadequate averaged away: `test_an_agencys_inadequate_is_never_averaged_away`; by agency and
   together, of the whole demonstration: `tests/cli/test_recomputed.py`.
3. Like with like: `test_agreed_in_one_audit_only...`, `test_a_full_stop_makes_no_other_frame...`;
   wordings and agencies: `test_impact_beside.py`; when the plan is agreed: `cli/test_foresight.py`.
4. The baseline: `test_a_rise_before_the_action...`, `test_casework_that_straddles...`.
5. Over time: `test_two_re_audits_that_agree...`; a fall back, a trend: `test_impact_beside.py`.
6. Hold, ceiling, mixed, small: `test_what_was_to_be_held...`, `test_at_standard_at_both...`,
   `test_most_better...`, `test_enough_cases_tell...`.
7. The ruler: `test_the_ruler_is_told_and_used`; severity: `test_queries.py`.
8. Selection and looks: `test_impact_beside.py`; false alarms: `domain/impact/test_false_verdicts`.

What is said: "rests on 1 case" above all in 4; the range beside worsened, and no dip sample that
would settle it: `domain/impact/test_sentence.py`; "of 20 cases" in every `BACKGROUND`; a step
before the action: `test_a_step_before...`; one unit, and what shares: `test_impact_beside.py`;
ages, quarters, lateness: `dashboard/test_findings.py`, `test_following.py`, `test_queries.py`;
as-at: `tests/cli/test_recomputed.py`, at five dates. Any sentence: `test_any_sentence.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from domain.audit.events import FramesCompared, OldCasesDrawn, PlanAgreed
from domain.case.events import AreaGradeAgreed
from domain.kernel import streams
from domain.kernel.event import Event
from domain.kernel.vocabulary import Direction, Likeness
from domain.recommendation.events import RecommendationAccepted
from domain.returns.events import OldCaseRegraded
from projections.queries.impact import impact_measures
from tests.projections.harness import project, reader_of_all
from tests.projections.story import (
    Happened,
    appended,
    audit,
    directory,
    given,
    plan,
    recommended,
    tool,
)
from tests.projections.test_queries_impact import acted
from tests.world import GRADES

ZEROTH = (date(2024, 6, 1), date(2024, 6, 30))
FIRST = (date(2025, 1, 1), date(2025, 1, 31))
ACROSS = (date(2025, 8, 1), date(2025, 10, 31))
SECOND = (date(2026, 2, 1), date(2026, 2, 28))
THIRD = (date(2026, 9, 1), date(2026, 9, 30))
MADE = date(2025, 3, 1)
LOW, HIGH = [1, 1, 2, 2, 2, 2, 2, 2, 2, 3], [2, 3, 3, 3, 3, 3, 3, 3, 3, 3]
Agencies = Mapping[str, Sequence[int]]


def voice(ranks: Sequence[int]) -> dict[str, list[int]]:
    """The ranks of one area; the other two stand at Good, so that nothing is the lowest but it."""
    good = [3] * len(ranks)
    return {"voice": list(ranks), "plans": good, "supervision": good}


def wave(code: str, window: tuple[date, date], ranks: Sequence[int]) -> Happened:
    return audit(code, window, voice(ranks))


def by_agency(code: str, window: tuple[date, date], given_by: Agencies) -> Happened:
    """An audit in which the agencies differ on the voice of the child."""
    cases = len(next(iter(given_by.values())))
    whole = audit(code, window, voice([3] * cases))
    first = next(i for i, (s, _) in enumerate(whole) if s.startswith("return/"))
    last = max(i for i, (s, _) in enumerate(whole) if s.startswith("return/"))
    returns: Happened = []
    for number in range(1, cases + 1):
        for agency, ranks in given_by.items():
            case = f"C{number:02d}"
            returns.append(appended(code, case, agency))
            returns += [
                given(code, case, agency, area, ranks[number - 1] if area == "voice" else 3)
                for area in ("voice", "plans", "supervision")
            ]
    return [*whole[:first], *returns, *whole[last + 1 :]]


def told(
    *events: Happened, acts: bool = True, hold: bool = False, target: int | None = None
) -> str:
    """What is said of the voice of the child, recommended after the first audits."""
    made = recommended("R1", "voice", made_on=MADE, target=target, audit_code=None)
    if hold:
        made = [(stream, _held(event)) for stream, event in made]
    happened = [*directory(), *tool(), *made, *(acted("R1") if acts else ())]
    for some in events:
        happened += some
    with project(happened).session(reader_of_all(happened)) as session:
        (measure,) = impact_measures(session, date(2026, 11, 23))
    return measure.sentence


def _held(event: Event) -> Event:
    if not isinstance(event, RecommendationAccepted):
        return event
    impact = event.desired_impact.model_copy(update={"direction": Direction.HOLD})
    return event.model_copy(update={"desired_impact": impact})


BACKGROUND = (
    " 2 areas without a recommendation, 10 cases each in both audits: 20 of 20 grades Good or"
    " better, then 20 of 20."
)


def test_one_agencys_leaving_is_no_change() -> None:
    """With the same grades from everybody who stayed: it was "Worsened, 100 %"."""
    stays = {"police": [3] * 10, "health": [2] * 10}
    assert told(
        by_agency("first", FIRST, {**stays, "schools": [3] * 10}),
        by_agency("second", SECOND, stays),
    ) == (
        "Voice, all agencies. Good or better: 0 of 10 (January 2025) before the action, 0 of 10"
        " (February 2026) after it. No agency graded Inadequate in any of these cases. Compared"
        " over the two agencies that graded in both (Schools only in January 2025); the verdict is"
        " about them alone. No change detectable. This is not evidence that nothing changed: ten"
        " cases can only show very large change." + BACKGROUND
    )


def test_an_agencys_inadequate_is_never_averaged_away() -> None:
    split = {"police": [1] * 10, "health": [3] * 10, "schools": [3] * 10}
    assert told(by_agency("first", FIRST, split), by_agency("second", SECOND, split)) == (
        "Voice, all agencies. Good or better: 10 of 10 (January 2025) before the action, 10 of 10"
        " (February 2026) after it. Cases in which an agency graded Inadequate: 10, then 10. No"
        " change detectable. This is not evidence that nothing changed: ten cases can only show"
        " very large change." + BACKGROUND
    )


def test_a_full_stop_makes_no_other_frame_and_words_can_be_declared_one() -> None:
    def framed(frame: str) -> Happened:
        other = plan("second", *SECOND, frame=frame)
        return [
            (stream, e.model_copy(update={"plan": other}) if isinstance(e, PlanAgreed) else e)
            for stream, e in wave("second", SECOND, HIGH)
        ]

    same = plan("first", *FIRST).sample.frame_definition
    assert "Improved." in told(wave("first", FIRST, LOW), framed(f"  {same.upper()}."))
    assert told(wave("first", FIRST, LOW), framed("Children in care")) == (
        "Voice, all agencies. Good or better: 1 of 10 (January 2025) before the action, 9 of 10"
        " (February 2026) after it. Cases in which an agency graded Inadequate: 2, then none."
        " Cannot be judged (different sample frame)."
    )
    said = FramesCompared(
        audit="second", other_audit="first", likeness=Likeness.EQUIVALENT, reason="The same."
    )
    later: Happened = [(streams.audit("second"), said)]
    assert "Improved." in told(wave("first", FIRST, LOW), framed("Children in care"), later)
    apart = said.model_copy(update={"likeness": Likeness.DIFFERENT})
    assert "different sample frame" in told(
        wave("first", FIRST, LOW), framed(same), [(streams.audit("second"), apart)]
    )


def test_agreed_in_one_audit_only_is_compared_as_it_stood_before() -> None:
    split = {"police": [3] * 10, "health": [2] * 10}
    agreed: Happened = [
        (
            streams.case("second", f"C{n:02d}"),
            AreaGradeAgreed(
                audit="second", case=f"C{n:02d}", area="voice", grade=GRADES[1], reason="So"
            ),
        )
        for n in range(1, 11)
    ]
    assert told(by_agency("first", FIRST, split), by_agency("second", SECOND, split), agreed) == (
        "Voice, all agencies. Good or better: 0 of 10 (January 2025) before the action, 0 of 10"
        " (February 2026) after it. No agency graded Inadequate in any of these cases. Moderation"
        " agreed or changed a grade in none of 10 cases, then in 10 of 10, so these audits are"
        " compared as they stood before moderation. No change detectable. This is not evidence"
        " that nothing changed: ten cases can only show very large change." + BACKGROUND
    )


def test_a_rise_before_the_action_is_named_and_not_credited() -> None:
    top = [3] * 10
    assert told(
        wave("zeroth", ZEROTH, LOW),
        wave("first", FIRST, top),
        wave("second", SECOND, [2] * 4 + [3] * 6),
    ) == (
        "Voice, all agencies. Good or better: 1 of 10 (June 2024), then 10 of 10 (January 2025)"
        " before the action, 6 of 10 (February 2026) after it. Cases in which an agency graded"
        " Inadequate: 2, then none, then none. Compared: January 2025 with February 2026. Worsened."
        " If one re-audit case had been graded one step higher, this would not be called worsened."
        " From the first to the last of the three audits the grades rise, more than chance alone"
        " would; between those compared they fall." + BACKGROUND
    )


def test_casework_that_straddles_the_action_says_by_how_much() -> None:
    assert told(wave("first", FIRST, LOW), wave("across", ACROSS, HIGH)) == (
        "Voice, all agencies. Good or better: 1 of 10 (January 2025) before the action, 9 of 10"
        " (August to October 2025) across the day it was in place. Cases in which an agency graded"
        " Inadequate: 2, then none. The casework of August to October 2025 straddles 1 September"
        " 2025, when an action was in place: 31 of its 92 days are before it. Not yet re-audited"
        " (no audit's casework lies wholly after the action)."
    )


def test_two_re_audits_that_agree_are_taken_together() -> None:
    assert told(
        wave("first", FIRST, LOW),
        wave("second", SECOND, [2, 2, *[3] * 8]),
        wave("third", THIRD, [2, 2, 2, *[3] * 7]),
    ) == (
        "Voice, all agencies. Good or better: 1 of 10 (January 2025) before the action, 8 of 10"
        " (February 2026), then 7 of 10 (September 2026) after it. Cases in which an agency graded"
        " Inadequate: 2, then none, then none. Compared: January 2025 with February 2026 and"
        " September 2026 taken together. Improved. Sustained: the two latest re-audits do not"
        " differ detectably. From the first to the last of the three audits the grades rise, more"
        " than chance alone would. Chance plays a part: the second re-audit." + BACKGROUND
    )


def test_what_was_to_be_held_and_is_at_standard_is_held() -> None:
    nine, eight = [2, *[3] * 9], [2, 2, *[3] * 8]
    assert told(wave("first", FIRST, nine), wave("second", SECOND, eight), hold=True, target=8) == (
        "Voice, all agencies. Good or better: 9 of 10 (January 2025) before the action, 8 of 10"
        " (February 2026) after it. No agency graded Inadequate in any of these cases. Held, as"
        " wanted. It was to be held, and is not clearly worse. At standard at both audits: there"
        " was little to gain. At standard in February 2026: 8 of 10 Good or better, 8 needed."
        + BACKGROUND
    )


def test_at_standard_at_both_audits_is_never_look_again() -> None:
    nine = [2, *[3] * 9]
    assert told(wave("first", FIRST, nine), wave("second", SECOND, nine), target=8) == (
        "Voice, all agencies. Good or better: 9 of 10 (January 2025) before the action, 9 of 10"
        " (February 2026) after it. No agency graded Inadequate in any of these cases. No change"
        " detectable. This is not evidence that nothing changed: ten cases can only show very large"
        " change. At standard at both audits: there was little to gain. At standard in February"
        " 2026: 9 of 10 Good or better, 8 needed." + BACKGROUND
    )


def test_enough_cases_tell_that_nothing_that_matters_changed() -> None:
    fifty = [2] * 5 + [3] * 45
    assert told(wave("first", FIRST, fifty), wave("second", SECOND, [*fifty[1:], 3])) == (
        "Voice, all agencies. Good or better: 45 of 50 (January 2025) before the action, 46 of 50"
        " (February 2026) after it. No agency graded Inadequate in any of these cases. No"
        " meaningful change. Whatever changed is small: enough cases were graded to tell."
        " 2 areas without a recommendation, 50 cases each in both audits: 100 of 100 grades Good or"
        " better, then 100 of 100."
    )


def test_most_better_and_one_more_inadequate_is_mixed() -> None:
    assert told(wave("first", FIRST, [2] * 9 + [3]), wave("second", SECOND, [1, *[3] * 9])) == (
        "Voice, all agencies. Good or better: 1 of 10 (January 2025) before the action, 9 of 10"
        " (February 2026) after it. Cases in which an agency graded Inadequate: none, then 1."
        " Mixed. Later cases are graded better, and a larger share of them Inadequate by an agency."
        + BACKGROUND
    )


def test_the_ruler_is_told_and_used() -> None:
    drawn = OldCasesDrawn(
        audit="second", other_audit="first", size=3, cases=("C01", "C02", "C03"), twice=()
    )
    again: Happened = [(streams.audit("second"), drawn)]
    again += [
        (
            streams.agency_return("first", case, "police"),
            OldCaseRegraded(
                audit="first",
                case=case,
                agency="police",
                area="voice",
                in_audit="second",
                grade=GRADES[2],
            ),
        )
        for case in drawn.cases
    ]
    assert told(wave("first", FIRST, LOW), wave("second", SECOND, HIGH), again) == (
        "Voice, all agencies. Good or better: 1 of 10 (January 2025) before the action, 9 of 10"
        " (February 2026) after it. Cases in which an agency graded Inadequate: 2, then none."
        " Improved. The ruler: other auditors of Police graded three old cases again, of which"
        " three now get a better grade and none a worse one. If the other agencies' grading moved"
        " as theirs did, that alone could explain a change of this size." + BACKGROUND
    )


def test_a_step_before_the_action_is_not_done_and_better() -> None:
    assert told(wave("first", FIRST, LOW), wave("second", SECOND, HIGH), acts=False) == (
        "Voice, all agencies. Good or better: 1 of 10 (January 2025) before the recommendation, 9"
        " of 10 (February 2026) after it. Cases in which an agency graded Inadequate: 2, then none."
        " Improved. No action had been implemented before this casework: do not credit one."
        + BACKGROUND
    )
