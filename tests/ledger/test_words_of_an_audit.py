"""Words of an audit as a whole, and of a concern: each under a key of its own, to their end."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest

from application.identity import local
from domain.audit.events import Attendance
from domain.audit.findings import RecordFinding
from domain.audit.plan import HoldModeration
from domain.audit.report import (
    AnswerComment,
    CirculateReport,
    CommentOnReport,
    DraftReport,
)
from domain.audit.taking_part import RecordGroupViews
from domain.case.decisions import AgreeOverallGrade
from domain.concern.decisions import AcknowledgeConcern, RaiseConcern, ResolveConcern, TakeUpConcern
from domain.concern.state import Concern
from domain.directory.decisions import EnrolPerson, GrantRole
from domain.kernel import streams
from domain.kernel.command import Command, Refusal
from domain.kernel.vocabulary import FindingKind, Role, StreamId, ViewsMethod
from domain.vault.events import KeyIssued
from ledger.integrity.scan import audit
from ledger.opening import begin_ledger, open_ledger
from ledger.reader import LedgerReader
from ledger.service import Ledger
from ledger.settings import load
from ledger.store.entry import Entry
from tests.ledger import two_people
from tests.ledger.partnership import (
    AUDIT,
    FORM,
    HOUSING,
    SteppingClock,
    a_return,
    open_moderation,
    prepare,
)
from tests.ledger.test_words import LATER, bytes_beside

TODAY = date(2026, 11, 23)
KEEPER = "kim-keeper"
CONCERN = streams.concern(AUDIT, 1)
SUBJECTS = {
    "report": f"{AUDIT}/report",
    "concern": f"{AUDIT}/concern-1",
    "case": f"{AUDIT}/C01",
}
LEAD, SAIG, POLICE = {"lee-lead"}, {"cas-chair"}, {"pat-police", "ida-police"}
INVOLVED = POLICE | {"noor-health", "may-health"}
OTHERS = {"ruth-haldane", "nell-neutral", "ina-inspector", "wyn-housing", KEEPER}
EVERYBODY = LEAD | SAIG | INVOLVED | OTHERS

RAISE = RaiseConcern(
    audit=AUDIT,
    concern=1,
    agency="police",
    case="C01",
    seen_on=TODAY,
    words="Zoë's sister was never seen.",
)
SEE_IT_THROUGH: tuple[Command, ...] = (
    TakeUpConcern(audit=AUDIT, concern=1, taken_up_on=TODAY, manager="Dora Duty."),
    AcknowledgeConcern(audit=AUDIT, concern=1, acknowledged_on=TODAY, response="A visit now."),
    ResolveConcern(audit=AUDIT, concern=1, resolved_on=TODAY, outcome="Seen, and safe."),
)
HEAR = RecordGroupViews(
    audit=AUDIT,
    method=ViewsMethod.QUESTIONNAIRE,
    heard_on=TODAY,
    respondents=14,
    views="They forget us.",
)
MODERATED: tuple[Command, ...] = (
    *(
        AgreeOverallGrade(audit=AUDIT, case=case, grade="good", reason="On balance.")
        for case in ("C01", "C02")
    ),
    HoldModeration(
        audit=AUDIT,
        held_on=TODAY,
        attended=(Attendance(person="pat-police", agency="police", undertaking=True),),
    ),
)
REPORTED: tuple[Command, ...] = (
    RecordFinding(
        audit=AUDIT,
        finding="F1",
        kind=FindingKind.CONCERN,
        area="voice",
        text="Nobody asked Zoë.",
        evidenced_by=("C01/police", "views"),
        views_changed="That she wanted to be asked.",
    ),
    DraftReport(
        audit=AUDIT, drafted_on=TODAY, summary="Zoë is one of ten.", conclusion="Zoë waits."
    ),
    CirculateReport(audit=AUDIT, circulated_on=TODAY),
)
COMMENT = CommentOnReport(audit=AUDIT, agency="police", comment="She was asked in May.")
ANSWER = AnswerComment(audit=AUDIT, number=1, answer="Not alone.", report_changed=False)
PLANTED = (
    "Nobody asked",
    "never seen",
    "Dora Duty",
    "visit now",
    "and safe",
    "forget us",
    "in May",
    "alone.",
)


@pytest.fixture
def kept(path: Path, tmp_path: Path) -> Iterator[Ledger]:
    """A ledger with its keeper, in which a return has come and a group was heard."""
    settings = load(ledger=str(path), home=str(tmp_path / "home"), environment={})
    ledger, _ = begin_ledger(
        path, settings, "wrenshire.invalid/ledger", FORM, local("ruth-haldane"), SteppingClock()
    )
    with ledger:
        prepare(ledger)
        ledger.record(
            EnrolPerson(person=KEEPER, full_name="Kim Keeper"),
            GrantRole(person=KEEPER, role=Role.KEEPER),
            HOUSING,
            EnrolPerson(person="wyn-housing", full_name="Wyn Housing", agency="housing"),
            GrantRole(person="wyn-housing", role=Role.AGENCY_LEAD, agency="housing"),
            actor=local("ruth-haldane"),
        )
        ledger.record(a_return(evidence="Seen."), actor=local("pat-police"))
        ledger.record(HEAR, actor=local("lee-lead"))
        yield ledger
    assert audit(path).ok


@pytest.fixture
def reported(kept: Ledger) -> Ledger:
    """The same, up to a comment on the report and its answer; a concern is resolved."""
    kept.record(RAISE, actor=local("pat-police"))
    kept.record(*SEE_IT_THROUGH, actor=local("lee-lead"))
    open_moderation(kept)
    kept.record(*MODERATED, *REPORTED, actor=local("lee-lead"))
    kept.record(COMMENT, actor=local("ida-police"))
    kept.record(ANSWER, actor=local("lee-lead"))
    return kept


def erase(ledger: Ledger, subject: str) -> None:
    two_people.erase(ledger, subject, KEEPER)


def words(ledger: Ledger, name: str, viewer: str = "lee-lead") -> dict[str, str] | None:
    """The words of the newest event of this name about the audit, as somebody reads them."""
    for stream in (streams.audit(AUDIT), CONCERN, streams.agency_return(AUDIT, "C01", "police")):
        found = [entry for entry in ledger.entries(stream) if entry.name == name]
        if found:
            return LedgerReader(ledger, viewer).text(found[-1])
    raise LookupError(name)


def readers(ledger: Ledger, name: str) -> set[str]:
    return {viewer for viewer in EVERYBODY if words(ledger, name, viewer) is not None}


# Sealed


def test_no_word_of_report_or_concern_stands_in_the_store(reported: Ledger, path: Path) -> None:
    stored = bytes_beside(path)
    for planted in PLANTED:
        assert planted.encode() not in stored, planted
    assert words(reported, "FindingRecorded") == {
        "text": "Nobody asked Zoë.",
        "views_changed": "That she wanted to be asked.",
    }
    drafted = {"summary": "Zoë is one of ten.", "conclusion": "Zoë waits."}
    assert words(reported, "ReportDrafted") == drafted
    assert words(reported, "ReportCommented") == {"comment": "She was asked in May."}
    assert words(reported, "ReportCommentAnswered") == {"answer": "Not alone."}
    assert words(reported, "GroupViewsRecorded") == {"views": "They forget us."}
    assert words(reported, "ConcernRaised") == {"words": "Zoë's sister was never seen."}
    assert words(reported, "ConcernTakenUp") == {"manager": "Dora Duty."}


def test_each_has_one_key_of_its_own(reported: Ledger) -> None:
    kids = set()
    for subject in SUBJECTS.values():
        (issued,) = reported.entries(streams.vault(subject))
        assert isinstance(issued.event, KeyIssued)
        assert issued.event.subject == subject
        kids.add(issued.event.kid)
    assert len(kids) == len(SUBJECTS)


def test_the_key_comes_with_the_first_words(kept: Ledger) -> None:
    raised = kept.record(RAISE, actor=local("pat-police")).receipt
    assert [line.event for line in raised.lines] == ["KeyIssued", "ConcernRaised"]
    taken = kept.record(SEE_IT_THROUGH[0], actor=local("lee-lead")).receipt
    assert [line.event for line in taken.lines] == ["ConcernTakenUp"]


# Opened for whom they are for


def test_what_a_group_said_is_the_lead_auditors_until_the_returns_are_open(kept: Ledger) -> None:
    assert readers(kept, "GroupViewsRecorded") == LEAD
    open_moderation(kept)
    assert readers(kept, "GroupViewsRecorded") == LEAD | INVOLVED | SAIG


def test_report_and_findings_are_for_the_agencies_of_the_audit_and_saig(reported: Ledger) -> None:
    for name in ("FindingRecorded", "ReportDrafted"):
        assert readers(reported, name) == LEAD | INVOLVED | SAIG


def test_a_comment_and_its_answer_stay_between_agency_lead_auditor_and_saig(
    reported: Ledger,
) -> None:
    for name in ("ReportCommented", "ReportCommentAnswered"):
        assert readers(reported, name) == LEAD | POLICE | SAIG


def _seen(ledger: Ledger, viewer: str, stream: StreamId) -> list[str]:
    return [entry.name for entry in LedgerReader(ledger, viewer).entries(stream)]


def test_a_concern_is_for_the_lead_auditor_and_the_agency_that_raised_it(
    reported: Ledger,
) -> None:
    steps = ["ConcernRaised", "ConcernTakenUp", "ConcernAcknowledged", "ConcernResolved"]
    for name in steps:
        assert readers(reported, name) == LEAD | POLICE
    for viewer in EVERYBODY:
        assert _seen(reported, viewer, CONCERN) == (steps if viewer in LEAD | POLICE else [])


def test_a_key_does_not_tell_who_raised_a_concern(reported: Ledger) -> None:
    """Its entry carries the name of whoever recorded the first words."""
    stream = streams.vault(SUBJECTS["concern"])
    told = {viewer for viewer in EVERYBODY if _seen(reported, viewer, stream)}
    assert told == LEAD | {"ina-inspector", KEEPER}


# Erased


ERASED = "[erased on 30 November 2026, by authority of Dana Officer]"
OF: dict[str, dict[str, tuple[str, ...]]] = {
    "report": {
        "FindingRecorded": ("text", "views_changed"),
        "ReportDrafted": ("summary", "conclusion"),
        "ReportCommented": ("comment",),
        "GroupViewsRecorded": ("views",),
    },
    "concern": {"ConcernRaised": ("words",), "ConcernResolved": ("outcome",)},
    "case": {"GradeGiven": ("evidence", "strengths", "developments")},
}


@pytest.mark.parametrize("erased", SUBJECTS)
def test_each_is_erased_by_itself(reported: Ledger, erased: str) -> None:
    """A concern outlives the words of the case it is about, and a report both."""
    before = {name: words(reported, name) for events in OF.values() for name in events}
    assert all(before.values())
    erase(reported, SUBJECTS[erased])
    for whose, events in OF.items():
        for name, fields in events.items():
            now = words(reported, name)
            assert now == (dict.fromkeys(fields, ERASED) if whose == erased else before[name])


def test_nothing_more_is_said_of_what_is_erased(reported: Ledger) -> None:
    erase(reported, SUBJECTS["report"])
    erase(reported, SUBJECTS["concern"])
    redraft = DraftReport(audit=AUDIT, drafted_on=TODAY, summary="Anew.")
    with pytest.raises(Refusal) as caught:
        reported.record(redraft, actor=local("lee-lead"))
    assert caught.value.code == "words-erased"
    second = RAISE.model_validate({**RAISE.model_dump(), "concern": 2})
    assert reported.record(second, actor=local("pat-police")).receipt.lines, (
        "another concern has its own key"
    )


def test_a_concern_that_is_not_resolved_is_not_erased(kept: Ledger) -> None:
    kept.record(RAISE, actor=local("pat-police"))
    with pytest.raises(Refusal) as caught:
        two_people.ask_to_erase(kept, SUBJECTS["concern"])
    assert caught.value.code == "concern-unresolved"
    assert words(kept, "ConcernRaised") == {"words": "Zoë's sister was never seen."}


# Not kept in memory either


def _raised_words(ledger: Ledger) -> str:
    state = ledger.state(CONCERN)
    assert isinstance(state, Concern)
    return state.raised.words


def test_an_erasure_by_another_process_empties_what_this_one_has_read(
    reported: Ledger, path: Path, tmp_path: Path
) -> None:
    assert _raised_words(reported) == "Zoë's sister was never seen."
    settings = load(ledger=str(path), home=str(tmp_path / "home"), environment={})
    with open_ledger(settings, SteppingClock(LATER)) as other:
        erase(other, SUBJECTS["concern"])
    assert _raised_words(reported) == ""


def test_what_is_read_while_it_is_erased_is_not_kept(
    reported: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One thread has read the entries and not yet made the state when another erases them."""
    reading, go_on = threading.Event(), threading.Event()
    read = reported._store.stream

    def slowly(stream: StreamId, after: int = 0) -> Iterable[Entry]:
        entries = list(read(stream, after=after))
        if stream == CONCERN and not reading.is_set():
            reading.set()
            go_on.wait(10)
        return entries

    reported._known.clear()
    monkeypatch.setattr(reported._store, "stream", slowly)
    reader = threading.Thread(target=reported.state, args=(CONCERN,))
    eraser = threading.Thread(target=erase, args=(reported, SUBJECTS["concern"]))
    reader.start()
    reading.wait(10)
    eraser.start()
    eraser.join(0.5)  # long enough to erase, where nothing holds it back
    go_on.set()
    reader.join()
    eraser.join()
    assert _raised_words(reported) == ""
