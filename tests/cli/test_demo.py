"""The demonstration: the same story for the same seed, and in it all that the pages can show."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from random import Random

import pytest

from application.kept_documents import standing
from demo import make
from demo.improvement import Judgements
from demo.library import AUDITS, LAST_DAY, UNDERWAY
from demo.script import Script
from demo.story import write_story
from domain.audit.events import (
    AuditAbandoned,
    AuditClosed,
    FindingRecorded,
    FramesCompared,
    GroupViewsRecorded,
    ModerationHeld,
    OldCasesDrawn,
    ParticipationCertified,
    ReportCommentAnswered,
    ReportCommented,
    ToolFeedbackGiven,
    ViewsDecided,
)
from domain.case.events import (
    AreaFoundNotApplicable,
    ViewsNotSought,
    ViewsRecorded,
    ViewsSought,
)
from domain.concern.events import (
    ConcernAcknowledged,
    ConcernRaised,
    ConcernResolved,
    ConcernTakenUp,
)
from domain.directory.events import AgencyMerged
from domain.identifiers import identifiers_in
from domain.impact.agenda import Item
from domain.impact.verdicts import Verdict
from domain.kernel.confidential import texts, written
from domain.kernel.event import Event
from domain.programme.events import (
    AuditRescheduled,
    AuditScheduled,
    AuditWithdrawn,
    ProgrammeReviewed,
    SingleAgencyAuditDeclared,
)
from domain.recommendation.events import ActionDropped, ActionHandedOver
from domain.returns.events import (
    CaseGradedAgain,
    FeedbackAcknowledged,
    FeedbackDelivered,
    GradeRevised,
    OldCaseRegraded,
    QueryAnswered,
    QueryRaised,
    ReturnAppended,
    ReturnCameLate,
)
from domain.sample.events import CaseNotGradable, FrameReplaced
from domain.single_agency.events import SingleAgencyAuditConsidered, SingleAgencyAuditReported
from ledger.integrity.rules import first_unlawful
from ledger.integrity.scan import audit
from ledger.opening import open_ledger
from ledger.settings import load
from ledger.store.engines import engine_of
from ledger.store.entry import Entry
from projections.checks import failures, overseer
from projections.engine.projector import Projection
from projections.queries.areas import area_impacts
from projections.queries.grades import grade_mix
from projections.queries.impact import impact_measures
from projections.queries.recommendations import recommendations
from tests.demonstration import SEED
from tests.ledger.attack import toolkit

CHAIR = "m-adeyinka"
TODAY = date(2026, 11, 23)
CASE = re.compile(r"\bC[0-9]{2}\b")

CLEAR: tuple[type[Event], ...] = (
    AuditRescheduled,
    AuditScheduled,
    AuditWithdrawn,
    ProgrammeReviewed,
    SingleAgencyAuditConsidered,
    SingleAgencyAuditDeclared,
    SingleAgencyAuditReported,
    ToolFeedbackGiven,
    ViewsDecided,
)
ONCE_ONLY: tuple[type[Event], ...] = (
    ConcernAcknowledged,
    ConcernRaised,
    ConcernResolved,
    ConcernTakenUp,
    FeedbackAcknowledged,
    GroupViewsRecorded,
    QueryAnswered,
    QueryRaised,
    ReportCommentAnswered,
    ReportCommented,
    ViewsNotSought,
    ViewsRecorded,
    ViewsSought,
)
WAYS_OUT: tuple[type[Event], ...] = (
    ActionDropped,
    ActionHandedOver,
    AgencyMerged,
    AuditAbandoned,
    ReturnCameLate,
)
TOLD: tuple[type[Event], ...] = (
    *WAYS_OUT,
    *CLEAR,
    *ONCE_ONLY,
    AreaFoundNotApplicable,
    CaseGradedAgain,
    CaseNotGradable,
    FeedbackDelivered,
    FrameReplaced,
    FramesCompared,
    GradeRevised,
    OldCaseRegraded,
    OldCasesDrawn,
    ParticipationCertified,
)


class _EnoughError(Exception):
    pass


@pytest.fixture(scope="module")
def made(demonstration: Path) -> Path:
    return demonstration


@pytest.fixture(scope="module")
def entries(made: Path) -> list[Entry]:
    with open_ledger(load(str(made), CHAIR, str(made.parent / "home"), {})) as ledger:
        found = [ledger.entry(position) for position in range(1, ledger.size() + 1)]
    return [entry for entry in found if entry is not None]


def test_the_same_seed_gives_the_same_story_and_the_same_bytes_of_its_beginning(
    made: Path, early_demonstration: Path
) -> None:
    """Nothing of the clock or of chance gets in. The whole ledger, to the byte: see below."""
    assert _story() == _story()
    begun, whole = toolkit.read(early_demonstration), toolkit.read(made)
    assert 200 < len(begun) < len(whole)
    assert whole[: len(begun)] == begun


def _story() -> list[tuple[datetime, int, str]]:
    """Who does something when, over all three years."""
    random = Random(SEED)
    script = Script(random)
    write_story(script, random, Judgements(random))
    return [(act.when, act.number, act.actor) for act in script._acts]


@pytest.mark.slow
def test_the_same_seed_gives_the_same_ledger_to_the_byte(made: Path, tmp_path: Path) -> None:
    """On another day, in another folder."""
    again = make(tmp_path, SEED, home=str(tmp_path / "home"))
    assert again.read_bytes() == made.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["documents", "home", "ledger.db"]


def test_another_seed_gives_another_story(made: Path, tmp_path: Path) -> None:
    def enough(done: int) -> None:
        if done == 60:
            raise _EnoughError

    with pytest.raises(_EnoughError):
        make(tmp_path, SEED + 1, enough, str(tmp_path / "home"))
    first, other = audit(made), audit(tmp_path / "ledger.db")
    assert other.ok
    with (
        open_ledger(load(str(made), CHAIR, str(made.parent / "home"), {})) as one,
        open_ledger(load(str(tmp_path / "ledger.db"), CHAIR, str(tmp_path / "home"), {})) as two,
    ):
        assert one.leaves(1, other.size) != two.leaves(1, other.size)
    assert first.root != other.root


def test_it_is_whole_and_of_the_size_that_is_promised(made: Path) -> None:
    found = audit(made)
    assert found.ok
    assert 4_500 <= found.size <= 7_000


def test_it_keeps_the_rules(made: Path) -> None:
    assert first_unlawful(engine_of(made), audit(made).size) is None


def test_nothing_that_is_written_in_it_seems_to_name_somebody(entries: list[Entry]) -> None:
    """A warning that is usually wrong is soon answered without reading."""
    every = {text for entry in entries for _, text in written(entry.event)}
    assert len(every) > 3_000
    assert [text for text in every if identifiers_in(text)] == []


def test_everything_that_the_framework_asks_for_happens_in_it(entries: list[Entry]) -> None:
    """Each kind that a page or a command shows has something to show."""
    kinds = Counter(type(entry.event) for entry in entries)
    missing = {kind.__name__ for kind in TOLD if not kinds[kind]}
    assert not missing


def test_nothing_in_it_lies_ahead_of_its_recording_or_of_its_present(
    entries: list[Entry],
) -> None:
    for entry in entries:
        recorded_on = entry.stamp.recorded_at.date()
        assert recorded_on <= LAST_DAY
        assert recorded_on.weekday() < 5
        ahead = [
            name
            for name, value in entry.event
            if name.endswith("_on") and isinstance(value, date) and value > recorded_on
        ]
        assert not ahead, entry


def test_an_audit_is_under_way_at_its_present(entries: list[Entry]) -> None:
    """Some returns in, questions without an answer, a concern taken up and not resolved."""
    events = [entry.event for entry in entries]
    closed = {event.audit for event in events if isinstance(event, AuditClosed)}
    assert closed == set(AUDITS[:-1])
    cases = {e.case for e in events if isinstance(e, ReturnAppended) and e.audit == UNDERWAY}
    asked = {_query(event) for event in events if isinstance(event, QueryRaised)}
    answered = {_query(event) for event in events if isinstance(event, QueryAnswered)}
    raised = {(e.audit, e.concern) for e in events if isinstance(e, ConcernRaised)}
    resolved = {(e.audit, e.concern) for e in events if isinstance(e, ConcernResolved)}
    assert len(cases) > 3
    assert answered < asked
    assert {query[0] for query in asked - answered} == {UNDERWAY}
    assert resolved
    assert raised - resolved == {(UNDERWAY, 1)}


def _query(event: QueryRaised | QueryAnswered) -> tuple[str, str, str, int]:
    return event.audit, event.case, event.agency, event.number


def test_views_are_decided_in_each_audit_and_change_findings(entries: list[Entry]) -> None:
    events = [entry.event for entry in entries]
    decided = {e.audit: e for e in events if isinstance(e, ViewsDecided)}
    resting = {e.audit for e in events if isinstance(e, FindingRecorded) and e.views_changed}
    heard = Counter(e.audit for e in events if isinstance(e, ViewsRecorded))
    themed = {e.audit for e in events if isinstance(e, ModerationHeld)}
    assert set(decided) == {*AUDITS, UNDERWAY}
    assert [code for code, one in decided.items() if not one.methods] == ["2025-strategy-dip"]
    assert themed <= resting
    assert all(heard[code] >= 5 for code in themed)


def test_people_do_not_repeat_each_other(entries: list[Entry]) -> None:
    said = Counter(
        text
        for entry in entries
        if isinstance(entry.event, ONCE_ONLY)
        for _, text in texts(entry.event)
        if text
    )
    assert len(said) > 150
    assert [text for text, times in said.items() if times > 1] == []


def test_no_clear_words_speak_of_a_case(entries: list[Entry]) -> None:
    for entry in entries:
        if isinstance(entry.event, CLEAR):
            assert not CASE.search(entry.event.model_dump_json())


def test_the_summary_document_is_kept_as_it_was_handed_in(made: Path, entries: list[Entry]) -> None:
    handed_in = [
        entry.event.document
        for entry in entries
        if isinstance(entry.event, SingleAgencyAuditReported) and entry.event.document
    ]
    assert len(handed_in) == 1
    assert standing(made.parent, handed_in[0].digest).startswith("as it was reported")


def test_its_words_open_and_are_in_no_byte_of_the_file(made: Path, entries: list[Entry]) -> None:
    kept = made.read_bytes()
    words = {text for entry in entries for _, text in texts(entry.event)}
    sentences = [text for text in words if len(text) > 20]
    assert len(sentences) > 500
    assert not [text for text in sentences if text.encode() in kept]


def test_everything_in_it_adds_up(made: Path) -> None:
    projection = Projection.of(str(made))
    projection.catch_up()
    with projection.session(overseer(projection)) as session:
        assert failures(session) == []
    projection.close()


def test_it_shows_every_state_of_a_recommendation(made: Path) -> None:
    """Rejected, open, closed and not yet re-audited, improved, no change detectable, worsened."""
    projection = Projection.of(str(made))
    projection.catch_up()
    with projection.session(overseer(projection)) as session:
        delivery = Counter(one.delivery for one in recommendations(session))
        measures = impact_measures(session, TODAY)
        areas = area_impacts(session, TODAY, measures)
        mixes = {mix.audit for mix in grade_mix(session)}
    projection.close()
    verdicts = {one.assessment.verdict for one in measures}
    filled = {(s.delivery, one.assessment.verdict) for one in measures for s in one.shared_by}
    assert areas is not None
    assert {area.item for area in areas} >= set(Item) - {
        *(Item.UNCREDITED, Item.CANNOT, Item.NOTHING_AGREED)
    }
    assert {"rejected", "in progress", "closed"} <= set(delivery)
    assert verdicts >= {
        Verdict.IMPROVED,
        Verdict.MIXED,
        Verdict.WORSENED,
        Verdict.HELD,
        Verdict.SMALL,
        Verdict.NO_CHANGE,
        Verdict.NOT_YET,
    }
    assert filled >= {
        ("closed", Verdict.IMPROVED),
        ("closed", Verdict.WORSENED),
        ("closed", Verdict.NO_CHANGE),
        ("closed", Verdict.NOT_YET),
        ("in progress", Verdict.NOT_YET),
    }
    assert {"2024-neglect", "2025-neglect", "2026-neglect"} <= mixes
