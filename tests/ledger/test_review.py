"""The moderation agenda: who is shown it, what stands first, what is to be got before the day."""

from __future__ import annotations

from datetime import date

import pytest

from application.identity import local
from domain.audit.taking_part import DecideViews
from domain.concern.decisions import AcknowledgeConcern, RaiseConcern, ResolveConcern, TakeUpConcern
from domain.kernel.command import Refusal
from domain.returns.queries_and_feedback import AnswerQuery, RaiseQuery
from ledger.errors import NotPermittedError
from ledger.review import QUERY, flagged, review
from ledger.service import Ledger
from tests.ledger.partnership import AUDIT, a_return, open_moderation

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


def items(ledger: Ledger, viewer: str = LEAD, as_at: int | None = None) -> list[tuple[str, str]]:
    return [(i.rank.value, i.case) for i in review(ledger, viewer, AUDIT, as_at).agenda.items]


def before(ledger: Ledger, viewer: str = LEAD) -> list[tuple[str, str, tuple[str, ...]]]:
    found = review(ledger, viewer, AUDIT).agenda.before_the_day
    return [(flag.letter, flag.case, flag.agencies) for flag in found]


def test_a_concern_that_is_not_resolved_stands_first(differing: Ledger) -> None:
    assert items(differing) == [("F3", "C01")]
    then = differing.size()
    raise_concern(differing)
    raise_concern(differing, 2, "C01")
    assert items(differing) == [("F11", "C01"), ("F11", "C02"), ("F3", "C01")]
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
        review(differing, viewer, AUDIT)
    assert review(differing, LEAD, AUDIT).whole


def test_once_open_saig_reads_it_without_concerns_evidence_or_guesses(differing: Ledger) -> None:
    raise_concern(differing)
    ask(differing)
    decided = DecideViews(audit=AUDIT, decided_on=TODAY, reason="They were asked last month.")
    differing.record(decided, actor=local(LEAD))
    open_moderation(differing)
    found = review(differing, CHAIR, AUDIT)
    assert not found.whole
    assert items(differing, CHAIR) == [("F3", "C01")]
    assert [letter for letter, *_ in before(differing, CHAIR)] == [QUERY, "F4"]
    assert PLANTED not in repr(found)
    assert items(differing, "pat-police") == [("F11", "C02"), ("F3", "C01")]
    assert items(differing, "noor-health") == [("F3", "C01")]
    with pytest.raises(NotPermittedError):
        review(differing, "nell-neutral", AUDIT)


def test_cells_carry_grades_as_numbers_and_the_flag_of_each(differing: Ledger) -> None:
    found = review(differing, LEAD, AUDIT)
    assert dict(found.ranks) == {"inadequate": 1, "good": 2}
    assert [(cell.case, dict(cell.grades)) for cell in found.cells] == [
        ("C01", {"police": 1, "health": 2}),
        ("C02", {"police": None, "health": 2}),
    ]
    assert flagged(found.agenda).keys() == {("C01", "voice")}
    assert all(not cell.evidence for cell in found.cells)


def test_an_audit_without_a_plan_is_refused(prepared: Ledger) -> None:
    with pytest.raises(Refusal, match="2026-other"):
        review(prepared, LEAD, "2026-other")
