"""What takes two people, on a ledger of the tests: one asks, and days later another does it."""

from __future__ import annotations

from datetime import timedelta

from application.identity import local
from domain.request.decisions import RequestContinuation, RequestErasure
from domain.request.events import Act
from domain.request.requirements import DAYS_MIN
from domain.vault.decisions import BeginErasure
from ledger.custodian import Custodian
from ledger.service import Ledger

ASKER = "ruth-haldane"
"""The coordinator."""


def wait(ledger: Ledger, act: Act) -> None:
    """The days pass that must pass between asking and doing."""
    earlier, days = ledger._clock, timedelta(days=DAYS_MIN[act])
    ledger._clock = lambda: earlier() + days


def ask_to_erase(ledger: Ledger, subject: str, asker: str = ASKER) -> None:
    ledger.record(
        RequestErasure(
            subject=subject,
            authority="Dana Officer",
            reason="Article 17.",
            asked_on=ledger.today(),
        ),
        actor=local(asker),
    )


def begin_to_erase(ledger: Ledger, subject: str, keeper: str, asker: str = ASKER) -> None:
    """Asked for, waited for, and begun: the key is still there."""
    ask_to_erase(ledger, subject, asker)
    wait(ledger, Act.ERASE)
    begin = BeginErasure(subject=subject, although_open="The family asked.")
    ledger.record(begin, actor=local(keeper))


def erase(ledger: Ledger, subject: str, keeper: str, asker: str = ASKER) -> None:
    begin_to_erase(ledger, subject, keeper, asker)
    assert isinstance(ledger.custodian, Custodian)
    ledger.custodian.erase(subject, local(keeper))


def ask_to_continue(ledger: Ledger, origin: str, asker: str = ASKER) -> None:
    """Asked for, and waited for."""
    asked = RequestContinuation(origin=origin, reason="It is lost.", asked_on=ledger.today())
    ledger.record(asked, actor=local(asker))
    wait(ledger, Act.CONTINUE)
