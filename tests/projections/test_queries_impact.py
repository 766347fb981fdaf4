"""Impact: the verdict is the domain's, one row for a measure, closed beside unproved."""

from __future__ import annotations

from datetime import date

from domain.audit.events import PlanAgreed, PlanAmended
from domain.directory.events import AgencyJoined, AgencyMerged
from domain.impact.agenda import Item
from domain.impact.verdicts import Reason, Verdict, compare
from domain.kernel import streams
from domain.kernel.access import Grant, Standing
from domain.kernel.event import Event
from domain.kernel.processes import Process
from domain.kernel.vocabulary import Judgement, Role, Sector
from domain.recommendation.events import (
    ActionAgreed,
    ActionClosed,
    ImpactAssessed,
    MeasuredVerdict,
    MergedInto,
    RecommendationClosed,
)
from domain.sample.events import CaseFamilySaid
from domain.tool.events import FurtherScale, ScaleGrade, ToolPublished
from projections.queries.areas import AreaImpact, area_impacts
from projections.queries.impact import ImpactMeasure, comparisons, impact_measures
from projections.queries.measured import disagreements
from projections.queries.waves import series, waves
from tests.projections.harness import project, reader_of_all
from tests.projections.story import (
    Happened,
    audit,
    directory,
    plan,
    planned,
    recommended,
    reported,
    returned,
    sampled,
    tool,
)

FIRST = (date(2025, 1, 1), date(2025, 2, 28))
SECOND = (date(2026, 2, 1), date(2026, 2, 27))
MADE = date(2025, 3, 10)
IMPLEMENTED = date(2025, 9, 1)
CLOSED = date(2025, 10, 1)
TODAY = date(2026, 11, 23)
LOW = {"voice": [1, 1, 1, 2, 1, 1], "plans": [3] * 6, "supervision": [2, 2, 3, 3, 3, 3]}
HIGH = {"voice": [3, 4, 3, 3, 3, 4], "plans": [3] * 6, "supervision": [2, 3, 3, 3, 3, 3]}


def acted(ref: str, *, implemented_on: date = IMPLEMENTED, closed: bool = True) -> Happened:
    """One action agreed and closed, and perhaps the recommendation closed."""
    events: list[Event] = [
        ActionAgreed(
            recommendation=ref,
            action="A1",
            text="Train",
            agency="police",
            owner="police-auditor",
            due=date(2025, 6, 1),
        ),
        ActionClosed(
            recommendation=ref, action="A1", implemented_on=implemented_on, evidence="Seen"
        ),
    ]
    if closed:
        events.append(RecommendationClosed(recommendation=ref, closed_on=CLOSED, reason="Done"))
    return [(streams.recommendation(ref), event) for event in events]


def baseline() -> Happened:
    return [*directory(), *tool(), *audit("first", FIRST, LOW)]


def measures(events: Happened, today: date = TODAY) -> tuple[ImpactMeasure, ...]:
    with project(events).session(reader_of_all(events)) as session:
        return impact_measures(session, today)


def test_a_re_audit_after_the_action_is_judged_by_the_domain() -> None:
    events = [
        *baseline(),
        *recommended("R1", "voice", made_on=MADE, target=5),
        *acted("R1"),
        *audit("second", SECOND, HIGH),
    ]
    (measure,) = measures(events)
    assert measure.area_title == "Voice"
    levels = (5, 0, 1, 0, 0, 0, 0), (0, 0, 0, 0, 4, 0, 2)
    assert tuple(wave.counts.levels for wave in measure.waves) == levels
    assert measure.assessment.verdict is Verdict.IMPROVED
    assert measure.assessment.comparison == compare(*levels)
    assert measure.assessment.credited
    assert measure.assessment.level is not None
    assert (measure.assessment.level.good, measure.assessment.level.needed) == (6, 3)
    assert measure.when == (
        ("first", "January to February 2025"),
        ("second", "February 2026"),
    )
    assert measure.labels == ("Inadequate", "Requires improvement", "Good", "Outstanding")
    assert measure.shared_by[0].implemented_on == IMPLEMENTED
    assert measure.sentence.startswith(
        "Voice, all agencies. Good or better: 0 of 6 (January to February 2025) before the action,"
        " 6 of 6 (February 2026) after it. Cases in which an agency graded Inadequate: 5, then"
        " none. Improved."
    )


def test_children_of_one_family_are_one_case_of_a_wave_and_of_an_agencys_own() -> None:
    said = CaseFamilySaid(
        audit="first", case="C01", with_case="C04", family="F01", reason="Brothers."
    )
    events = [*baseline(), (streams.sample("first"), said)]
    with project(events).session(reader_of_all(events)) as session:
        found = series(session, by_agency=True)
    waves_of_it = [row for rows in found.values() for row in rows if row.wave.cases]
    assert {None, "police"} < {row.agency for row in waves_of_it}
    for row in waves_of_it:
        assert [case.case for case in row.wave.cases] == ["C01", "C02", "C03", "C05", "C06"]
        assert row.wave.siblings == 1


def test_the_background_is_the_areas_that_nobody_recommended() -> None:
    events = [
        *baseline(),
        *recommended("R1", "voice", made_on=MADE),
        *acted("R1"),
        *audit("second", SECOND, HIGH),
    ]
    (measure,) = measures(events)
    assert measure.background is not None
    background = measure.background
    assert (background.areas, background.good_before, background.of_before) == (2, 10, 12)
    assert (background.good_after, background.of_after) == (11, 12)


def test_a_shared_measure_is_one_row_that_names_all() -> None:
    events = [
        *baseline(),
        *recommended("R1", "voice", "plans", made_on=MADE),
        *recommended("R2", "voice", made_on=MADE),
        *audit("second", SECOND, HIGH),
    ]
    plans, voice = measures(events)
    assert (plans.area, plans.recommendations) == ("plans", 1)
    assert plans.assessment.verdict is Verdict.NO_CHANGE
    assert (voice.area, voice.recommendations) == ("voice", 2)
    assert [sharer.recommendation for sharer in voice.shared_by] == ["R1", "R2"]
    assert not voice.assessment.credited
    assert "Shared by 2 recommendations" in voice.sentence


def test_a_merged_recommendation_is_carried_by_the_other_and_counted_once() -> None:
    merged = MergedInto(recommendation="R2", into="R1", reason="The same work")
    events = [
        *baseline(),
        *recommended("R1", "voice", made_on=MADE),
        *recommended("R2", "voice", made_on=MADE),
        (streams.recommendation("R2"), merged),
        *acted("R1"),
        *audit("second", SECOND, HIGH),
    ]
    (voice,) = measures(events)
    assert voice.recommendations == 1
    assert [(s.recommendation, s.carried_by) for s in voice.shared_by] == [
        ("R1", "R1"),
        ("R2", "R1"),
    ]
    assert {sharer.implemented_on for sharer in voice.shared_by} == {IMPLEMENTED}


def test_closing_moves_no_verdict() -> None:
    events = [*baseline(), *recommended("R1", "voice", made_on=MADE)]
    (before,) = measures(events)
    (after,) = measures([*events, *acted("R1")])
    for measure in (before, after):
        assert measure.assessment.verdict is Verdict.NOT_YET
    assert after.shared_by[0].delivery == "closed"
    assert after.shared_by[0].reaudit_overdue


def test_casework_before_the_action_is_no_re_audit() -> None:
    events = [
        *baseline(),
        *recommended("R1", "voice", made_on=MADE),
        *acted("R1", implemented_on=date(2026, 2, 10)),
        *audit("second", SECOND, HIGH),
    ]
    (measure,) = measures(events)
    assert measure.assessment.verdict is Verdict.NOT_YET
    assert measure.assessment.reason is Reason.PRE_DATES_ACTION


def test_one_agency_is_judged_on_its_own_grades() -> None:
    events = [
        *baseline(),
        *recommended("R1", "voice", made_on=MADE, agencies=("police",)),
        *audit("second", SECOND, HIGH),
    ]
    (measure,) = measures(events)
    assert measure.agency == "police"
    assert [wave.counts.good for wave in measure.waves] == [0, 6]
    assert [wave.agencies for wave in measure.waves] == [{"police"}, {"police"}]
    assert measure.sentence.startswith("Voice, Police.")


def test_a_dip_sample_does_not_hide_the_themed_verdict() -> None:
    dip = audit("dip", (date(2026, 5, 1), date(2026, 5, 31)), HIGH, process=Process.DIP_SAMPLE)
    before = [*baseline(), *recommended("R1", "voice", made_on=MADE)]
    themed = [*before, *audit("second", SECOND, HIGH), *dip]
    assert measures(themed)[0].assessment.verdict is Verdict.IMPROVED
    (measure,) = measures([*before, *dip])
    assert measure.assessment.verdict is Verdict.CANNOT
    assert measure.assessment.reason is Reason.PROCESS_DIFFERS


def replanned(happened: Happened, **changed: object) -> Happened:
    """The audit with another tool version, or another sample frame."""
    return [
        (stream, event.model_copy(update=changed) if isinstance(event, PlanAgreed) else event)
        for stream, event in happened
    ]


def second_version(reworded: str) -> Happened:
    """The tool's version 2, in which one area measures something else."""
    ((stream, event),) = tool(version=2)
    assert isinstance(event, ToolPublished)
    areas = tuple(
        graded.model_copy(
            update={
                "area": graded.area.model_copy(update={"prompts": ("Something else?",)}),
                "comparable_as": "new",
            }
        )
        if graded.area.id == reworded
        else graded
        for graded in event.areas
    )
    return [(stream, event.model_copy(update={"areas": areas}))]


def test_a_reworded_area_cannot_be_judged_and_is_no_background() -> None:
    made = recommended("R1", "voice", made_on=MADE)
    second = replanned(audit("second", SECOND, HIGH), tool_version=2)
    (voice,) = measures([*baseline(), *made, *second_version("voice"), *second])
    assert voice.assessment.verdict is Verdict.CANNOT
    assert voice.assessment.reason is Reason.TOOL_CHANGED
    assert voice.background is None
    (voice,) = measures([*baseline(), *made, *second_version("plans"), *second])
    assert voice.assessment.verdict is Verdict.IMPROVED
    assert voice.background is not None
    assert (voice.background.areas, voice.background.of_before) == (1, 6)


def test_another_sample_frame_cannot_be_judged() -> None:
    other = plan("second", *SECOND, frame="Children in care")
    events = [
        *baseline(),
        *recommended("R1", "voice", made_on=MADE),
        *replanned(audit("second", SECOND, HIGH), plan=other),
    ]
    assert measures(events)[0].assessment.reason is Reason.FRAME_DIFFERS


def test_an_audit_whose_moderation_is_still_open_is_no_wave() -> None:
    second = audit("second", SECOND, HIGH)
    opened = next(i for i, (_, e) in enumerate(second) if type(e).__name__ == "ModerationOpened")
    before = [*baseline(), *recommended("R1", "voice", made_on=MADE)]
    events = [*before, *second[: opened + 1]]
    assert measures(events)[0].assessment.verdict is Verdict.NOT_YET
    with project(events).session(reader_of_all(events)) as session:
        assert {wave.audit for wave in waves(session)} == {"first"}


def areas(events: list[tuple[str, Event]]) -> dict[str, AreaImpact]:
    with project(events).session(reader_of_all(events)) as session:
        found = area_impacts(session, TODAY, impact_measures(session, TODAY))
    assert found is not None
    return {area.area: area for area in found}


def test_an_area_is_listed_once_under_the_most_pressing_of_its_remedies() -> None:
    events = [
        *baseline(),
        *recommended("R1", "voice", made_on=MADE),
        *acted("R1"),
        *recommended("R2", "plans", made_on=MADE),
        *audit("second", SECOND, HIGH),
        *recommended("R3", "supervision", made_on=date(2026, 3, 1), audit_code="second"),
        *acted("R3", implemented_on=date(2026, 4, 1)),
        *recommended("R4", "voice", made_on=date(2026, 3, 1), audit_code="second"),
    ]
    found = areas(events)
    assert {area: one.item for area, one in found.items()} == {
        "voice": Item.SEEN_ONCE,
        "plans": Item.UNDER_WAY,
        "supervision": Item.NOT_SEEN,
    }
    voice = found["voice"]
    assert [remedy.ref for remedy in voice.remedies] == ["R1", "R4"]
    assert [(one.day, one.called) for one in voice.remedies[0].in_place] == [(IMPLEMENTED, "Train")]
    assert (voice.remedies[1].in_place, comparisons(voice.measures)) == ((), 1)
    assert [wave.audit for wave in voice.waves] == ["first", "second"]


def test_an_area_without_a_remedy_is_the_background_unless_it_was_recommended_on() -> None:
    events = [
        *baseline(),
        *(one for one in recommended("R1", "voice", made_on=MADE) if not _accepted(one[1])),
        *audit("second", SECOND, HIGH),
    ]
    found = areas(events)
    assert {area: one.item for area, one in found.items()} == {
        "voice": Item.NOTHING_AGREED,
        "plans": Item.BACKGROUND,
        "supervision": Item.BACKGROUND,
    }
    assert found["voice"].remedies == ()


def test_an_area_has_the_grades_of_its_own_scale_and_of_no_other() -> None:
    yes_no = tuple(
        ScaleGrade(code=code, label=code.capitalize(), letter=code[0].upper(), descriptor=code)
        for code in ("never", "partly", "always")
    )
    events = [
        (stream, _with_scale(event, yes_no) if isinstance(event, ToolPublished) else event)
        for stream, event in [*baseline(), *audit("second", SECOND, HIGH)]
    ]
    labels = ("Inadequate", "Requires improvement", "Good", "Outstanding")
    found = [(area, one.labels, one.good_from) for area, one in areas(events).items()]
    assert sorted(found) == [(area, labels, 3) for area in ("plans", "supervision", "voice")]


def _with_scale(event: ToolPublished, grades: tuple[ScaleGrade, ...]) -> ToolPublished:
    other = FurtherScale(
        id="difference", title="Difference made", grades=grades, good_from="always"
    )
    return event.model_copy(update={"scales": (other,)})


def _accepted(event: Event) -> bool:
    return type(event).__name__ == "RecommendationAccepted"


def test_who_may_not_read_the_grades_gets_no_number() -> None:
    events = [*baseline(), *recommended("R1", "voice", made_on=MADE)]
    keeper = Standing("k", frozenset({Grant(Role.KEEPER)}))
    with project(events).session(keeper) as session:
        assert impact_measures(session, TODAY) == ()
        assert waves(session) == ()
        assert area_impacts(session, TODAY, ()) is None


def judged(position: int | None, verdict: str) -> tuple[str, Event]:
    """A judgement beside a verdict on `voice` that was measured at a position."""
    return streams.recommendation("R1"), ImpactAssessed(
        recommendation="R1",
        assessed_on=TODAY,
        judgement=Judgement.ACHIEVED,
        reason="Seen",
        measured=(
            MeasuredVerdict(area="voice", verdict=verdict, baseline="first", latest="second"),
        ),
        measured_at=position,
        method=2,
    )


def test_a_recorded_verdict_that_the_entries_do_not_lead_to_is_named() -> None:
    events = [
        *baseline(),
        *recommended("R1", "voice", made_on=MADE, target=5),
        *acted("R1"),
        *audit("second", SECOND, HIGH),
    ]
    there = len(events)
    told = [
        *(judged(there, "improved"), judged(there, "worsened")),
        *(judged(len(baseline()), "improved"), judged(None, "improved")),
        judged(None, "worsened"),
    ]
    everything = [*events, *told]
    projection, viewer = project(everything), reader_of_all(everything)
    found = list(disagreements(projection, viewer, len(everything)))
    assert [(one.position, one.recorded[0].verdict) for one in found] == [
        (there + 2, "worsened"),
        (there + 3, "improved"),
        (there + 5, "worsened"),
    ]
    assert found[0].recomputed[0].verdict == "improved"
    assert found[1].recomputed == ()
    assert list(disagreements(projection, viewer, there + 1)) == []


def test_what_took_an_agencys_place_is_audited_in_its_place() -> None:
    """From the day of the merger on, and in no audit that the merged agency took part in."""
    theirs = ("police", "trust")
    joined = AgencyJoined(agency="trust", title="Trust", sector=Sector.HEALTH)
    replanned = PlanAmended(
        audit="second",
        amended_on=SECOND[1],
        plan=plan("second", *SECOND, agencies=theirs),
        reason="One trust",
    )
    events = [
        *baseline(),
        (streams.DIRECTORY, joined),
        *recommended("R1", "voice", made_on=MADE, agencies=("health",)),
        *acted("R1"),
        *planned("second", *SECOND),
        (streams.audit("second"), replanned),
        *sampled("second", 6),
        *returned("second", HIGH, theirs),
        *reported("second", SECOND[1]),
    ]

    def merged(day: date) -> Happened:
        one = AgencyMerged(agency="health", into="trust", merged_on=day, reason="One")
        return [(streams.DIRECTORY, one)]

    for happened, waves_found in (
        (events, ["first"]),
        ([*events, *merged(date(2025, 9, 1))], ["first", "second"]),
        ([*events, *merged(date(2027, 1, 1))], ["first"]),
    ):
        (measure,) = measures(happened)
        assert (measure.agency, [wave.audit for wave in measure.waves]) == ("health", waves_found)
    (followed,) = measures([*events, *merged(date(2025, 9, 1))])
    assert followed.sentence.startswith("Voice, Health, now Trust.")
    assert followed.assessment.verdict is Verdict.IMPROVED
