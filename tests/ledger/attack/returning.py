"""Audit after audit with returns full of words: what faults are let loose on.

Each audit issues new keys (at the draw), seals words, and reaches the gates at which the signer
makes a checkpoint: the ledger, the keystore and the signer's memory all move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from typing import cast

from application.identity import local
from domain.audit.people import AppointLeadAuditor, NominateAuditor
from domain.audit.plan import (
    AcknowledgeBriefing,
    AgreePlan,
    HoldBriefing,
)
from domain.kernel.command import Command
from domain.kernel.confidential import texts
from domain.sample.decisions import CommitFrame, DrawSample, DrawSeed
from domain.vault.events import KeyIssued
from ledger.custodian import Custodian
from ledger.decision import Receipt
from ledger.integrity.scan import audit as audited
from ledger.opening import open_ledger
from ledger.proof import merkle
from ledger.service import Ledger
from ledger.settings import Settings
from ledger.store.engines import engine_of
from tests.ledger.partnership import FRAME, PLAN, SteppingClock, a_return

WORDS = "He said that he was hungry. "


def steps(code: str) -> Iterator[tuple[str, Command]]:
    """One audit from its plan to two returns and a correction, as `(actor, command)`."""
    today = date(2026, 11, 23)
    yield "cas-chair", AgreePlan(plan=PLAN.model_copy(update={"audit": code}), agreed_on=today)
    yield "cas-chair", AppointLeadAuditor(audit=code, person="lee-lead")
    yield "ida-police", NominateAuditor(audit=code, agency="police", person="pat-police")
    yield "may-health", NominateAuditor(audit=code, agency="health", person="noor-health")
    yield "lee-lead", HoldBriefing(audit=code, held_on=today)
    yield "pat-police", AcknowledgeBriefing(audit=code, agency="police")
    yield "noor-health", AcknowledgeBriefing(audit=code, agency="health")
    yield "lee-lead", CommitFrame(audit=code, frame=FRAME)
    seed = {"seed": "75986266870374181873", "source": "Dice", "witness": "ina-inspector"}
    yield "nell-neutral", DrawSeed(audit=code, **seed)
    yield "lee-lead", DrawSample(audit=code, frame=FRAME)
    for agency, actor in (("police", "pat-police"), ("health", "noor-health")):
        given = a_return(agency, evidence=WORDS * 30)
        yield actor, given.model_copy(update={"audit": code})


def record_for_ever(settings: Settings, name: str, acknowledge: Callable[[Receipt], None]) -> None:
    """Records until something stops it; tells each receipt once it has it."""
    with closing(open_ledger(settings, SteppingClock())) as ledger:
        for number in range(1_000_000):
            for step, (actor, command) in enumerate(steps(f"{name}-{number}")):
                command_id = f"{name}-{number}-{step}"
                acknowledge(
                    ledger.record(command, actor=local(actor), command_id=command_id).receipt
                )


def require_whole(settings: Settings) -> Ledger:
    """The ledger as the next user finds it, everything that belongs to it checked; still open.

    The audit passes; the keystore holds each key that the ledger committed to; every word opens;
    the signer remembers a head of this very ledger, and makes the next checkpoint.
    """
    verdict = audited(engine_of(settings.require_ledger()))
    assert verdict.fault is None
    ledger = open_ledger(settings, SteppingClock())
    custodian = cast(Custodian, ledger.custodian)
    assert verdict.size == ledger.size()
    for position in range(1, verdict.size + 1):
        entry = ledger.entry(position)
        assert entry is not None
        assert not entry.closed, "its words cannot be opened"
        if isinstance(entry.event, KeyIssued):
            key = custodian.vault.find(entry.event.subject)
            assert key is not None
            assert (key.kid, key.commitment) == (entry.event.kid, entry.event.commitment)
        for _, text in texts(entry.event):
            assert text
    head, _, _ = custodian.signer.remembered()
    assert head.size <= verdict.size
    leaves = ledger.leaves(1, head.size) if head.size else []
    assert merkle.root(leaves) == head.root
    custodian.checkpoint()
    assert custodian.signer.remembered()[0].root == verdict.root
    return ledger
