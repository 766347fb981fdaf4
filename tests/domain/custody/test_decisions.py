"""The ledger's name, its signing key, and what of it went to whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from domain.audit.events import AuditClosed
from domain.custody.decisions import (
    AllowLogins,
    ContinueLedger,
    ExportPack,
    IssueReceipt,
    NameLedger,
    PublishCheckpoint,
    RecordBackup,
    RotateLogKey,
    TimeCheckpoint,
)
from domain.custody.events import (
    CheckpointPublished,
    CheckpointTimed,
    Evidence,
    LedgerBackedUp,
    LedgerContinued,
    LedgerNamed,
    LoginsAllowed,
    LogKeyRotated,
    PackExported,
    ReceiptIssued,
)
from domain.custody.state import INITIAL, Custody, evolve
from domain.kernel import streams
from domain.request.events import Act
from domain.request.requirements import SIGNING_KEY
from tests.domain.asking import asked, request
from tests.domain.scene import JOINED, changed
from tests.domain.spec import TODAY, at, given

ORIGIN, NEW_ORIGIN = "wrenshire.example/ledger/2026", "wrenshire.example/ledger/2026-2"
KEY, NEW_KEY = f"{ORIGIN}+0a1b2c3d+AQ==", f"{ORIGIN}+1b2c3d4e+AQ=="
ROOT, OTHER_ROOT = "0a" * 32, "0b" * 32

NAME = NameLedger(origin=ORIGIN, key=KEY)
ROTATE = RotateLogKey(new_key=NEW_KEY)
PUBLISH = PublishCheckpoint(size=120, root=ROOT, note_sha256=OTHER_ROOT, to_whom="The inspector")
TIME = TimeCheckpoint(
    size=120,
    root=ROOT,
    by="police.example/witness",
    seen_at=datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC),
    evidence=Evidence.COSIGNATURE,
    evidence_sha256=OTHER_ROOT,
)
LOGINS = AllowLogins(logins=("desk_two", "desk_one", "desk_two"), reason="Our desks.")
RECEIPT = IssueReceipt(entry=7, size=120, to_whom="Wrenshire Police")
EXPORT = ExportPack(
    scope="2026-neglect",
    digest=ROOT,
    to_whom="The inspector",
    sealed_text_opened=True,
    reason="Asked for in writing on 3 August.",
)
CONTINUE = ContinueLedger(
    new_origin=NEW_ORIGIN,
    new_key=NEW_KEY,
    last_outside_size=120,
    last_outside_root=ROOT,
    restored_size=90,
    reason="The disk failed on 3 August.",
)

NAMED = (*JOINED, *at(streams.CUSTODY, LedgerNamed(origin=ORIGIN, key=KEY)))
CONTINUED = LedgerContinued.model_validate(changed(CONTINUE, old_origin=ORIGIN, request=1))
ROTATED = LogKeyRotated(old_key=KEY, new_key=NEW_KEY, request=1)
ROTATION_ASKED = asked(Act.ROTATE_KEY, SIGNING_KEY)
CONTINUATION_ASKED = asked(Act.CONTINUE, NEW_ORIGIN)
BACKUP = RecordBackup(size=120, root=ROOT, digest=OTHER_ROOT, kept="The safe")


def test_whoever_begins_the_ledger_names_it() -> None:
    for who in ("ruth", "keeper"):
        given(*JOINED).when(NAME, actor=who).then(LedgerNamed(origin=ORIGIN, key=KEY))


def test_a_name_is_given_once() -> None:
    given(*NAMED).when(NAME, actor="keeper").then_nothing()
    for other in (NameLedger(origin=NEW_ORIGIN, key=KEY), NameLedger(origin=ORIGIN, key=NEW_KEY)):
        given(*NAMED).when(other, actor="keeper").refused("ledger-named", ORIGIN)


@pytest.mark.parametrize(
    "command", [ROTATE, PUBLISH, TIME, RECEIPT, EXPORT, CONTINUE], ids=lambda c: type(c).__name__
)
def test_nothing_is_handed_out_of_a_ledger_without_a_name(
    command: RotateLogKey
    | PublishCheckpoint
    | TimeCheckpoint
    | IssueReceipt
    | ExportPack
    | ContinueLedger,
) -> None:
    """Without a name and a key nobody outside could tell whose proof it is."""
    given(*JOINED).when(command, actor="keeper").refused("ledger-not-named", "assure ledger name")


def test_a_time_from_outside_is_recorded_once_and_never_from_the_future() -> None:
    timed = CheckpointTimed.model_validate(changed(TIME))
    for who in ("ruth", "keeper"):
        given(*NAMED).when(TIME, actor=who).then(timed)
    given(*NAMED, *at(streams.CUSTODY, timed)).when(TIME, actor="keeper").then_nothing()
    other = TimeCheckpoint.model_validate(changed(TIME, evidence=Evidence.TIME_STAMP))
    given(*NAMED, *at(streams.CUSTODY, timed)).when(other, actor="keeper").then(
        CheckpointTimed.model_validate(changed(other))
    )
    ahead = changed(TIME, seen_at=TIME.seen_at + timedelta(days=1))
    given(*NAMED).when(TimeCheckpoint.model_validate(ahead), actor="keeper").refused(
        "time-ahead", "still to come"
    )
    with pytest.raises(ValidationError, match="needs its zone"):
        TimeCheckpoint.model_validate(changed(TIME, seen_at=TIME.seen_at.replace(tzinfo=None)))


def test_the_signing_key_is_changed_under_the_same_name() -> None:
    given(*NAMED, *ROTATION_ASKED).when(ROTATE, actor="keeper").then(
        LogKeyRotated(old_key=KEY, new_key=NEW_KEY, request=1)
    )
    rotated = at(streams.CUSTODY, ROTATED)
    given(*NAMED, *rotated).when(NAME, actor="keeper").refused("ledger-named", ORIGIN)


def test_which_logins_may_write_is_said_and_said_again() -> None:
    said = LoginsAllowed(
        logins=("desk_one", "desk_two"), copied_by=None, copied_up_to=None, reason="Our desks."
    )
    for who in ("keeper", "ruth"):
        given(*NAMED).when(LOGINS, actor=who).then(said)
    copied = AllowLogins.model_validate(changed(LOGINS, copied_by="copier", copied_up_to=7))
    given(*NAMED, *at(streams.CUSTODY, said)).when(copied, actor="keeper").then(
        LoginsAllowed.model_validate(changed(said, copied_by="copier", copied_up_to=7))
    )


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"logins": ()}, "no-login"),
        ({"copied_by": "copier"}, "half-a-copy"),
        ({"copied_up_to": 7}, "half-a-copy"),
    ],
)
def test_a_rule_about_logins_that_says_too_little_is_refused(
    wrong: dict[str, Any], code: str
) -> None:
    given(*NAMED).when(
        AllowLogins.model_validate(changed(LOGINS, **wrong)), actor="keeper"
    ).refused(code)


def test_every_backup_is_recorded_by_a_keeper() -> None:
    made = LedgerBackedUp(size=120, root=ROOT, digest=OTHER_ROOT, kept="The safe")
    given(*NAMED).when(BACKUP, actor="keeper").then(
        LedgerBackedUp(size=120, root=ROOT, digest=OTHER_ROOT, kept="The safe"),
        again_because="each copy is another place where the record is",
    )
    assert evolve(INITIAL, made) == INITIAL


def test_a_checkpoint_is_published_once_to_each() -> None:
    published = CheckpointPublished(
        size=120, root=ROOT, note_sha256=OTHER_ROOT, to_whom="The inspector"
    )
    for who in ("keeper", "ruth", "lead"):
        given(*NAMED).when(PUBLISH, actor=who).then(
            CheckpointPublished(
                size=120, root=ROOT, note_sha256=OTHER_ROOT, to_whom="The inspector"
            )
        )
    for field in ({"to_whom": "The police"}, {"size": 121}, {"root": OTHER_ROOT}):
        other = PublishCheckpoint.model_validate(changed(PUBLISH, **field))
        given(*NAMED, *at(streams.CUSTODY, published)).when(other, actor="keeper").then(
            CheckpointPublished.model_validate(changed(other))
        )


@pytest.mark.parametrize("who", ["keeper", "ruth", "lead", "pc", "matron"])
def test_every_receipt_that_goes_out_is_recorded(who: str) -> None:
    given(*NAMED).when(RECEIPT, actor=who).then(
        ReceiptIssued(entry=7, size=120, to_whom="Wrenshire Police"),
        again_because="a second paper went out",
    )


def test_every_pack_that_goes_out_is_recorded_with_its_reason() -> None:
    given(*NAMED).when(EXPORT, actor="keeper").then(
        PackExported(
            scope="2026-neglect",
            digest=ROOT,
            to_whom="The inspector",
            sealed_text_opened=True,
            reason="Asked for in writing on 3 August.",
        ),
        again_because="a second pack went out",
    )


def test_a_restored_copy_goes_on_under_a_new_name_and_key() -> None:
    given(*NAMED, *CONTINUATION_ASKED).when(CONTINUE, actor="keeper").then(
        LedgerContinued(
            old_origin=ORIGIN,
            new_origin=NEW_ORIGIN,
            new_key=NEW_KEY,
            last_outside_size=120,
            last_outside_root=ROOT,
            restored_size=90,
            reason="The disk failed on 3 August.",
            request=1,
        )
    )
    gone_on = given(*NAMED, *at(streams.CUSTODY, CONTINUED))
    gone_on.when(NAME, actor="keeper").refused("ledger-named", NEW_ORIGIN)
    rotation = at(
        streams.REQUESTS,
        request(Act.CONTINUE, NEW_ORIGIN),
        request(Act.ROTATE_KEY, SIGNING_KEY, number=2),
    )
    given(*gone_on.happened, *rotation).when(RotateLogKey(new_key=KEY), actor="keeper").then(
        LogKeyRotated(old_key=NEW_KEY, new_key=KEY, request=2)
    )


def test_no_name_that_the_ledger_ever_had_is_taken_again() -> None:
    """Whoever holds a checkpoint of that name would take the copy for the ledger it was."""
    back = ContinueLedger.model_validate(changed(CONTINUE, new_origin=ORIGIN))
    again = ContinueLedger.model_validate(changed(CONTINUE, restored_size=80))
    given(*NAMED).when(back, actor="keeper").refused("origin-used", ORIGIN)
    gone_on = given(*NAMED, *at(streams.CUSTODY, CONTINUED))
    gone_on.when(back, actor="keeper").refused("origin-used", ORIGIN, NEW_ORIGIN)
    gone_on.when(again, actor="keeper").refused("origin-used", NEW_ORIGIN)


def test_the_state_is_the_ledgers_name_and_key_now() -> None:
    assert given(*NAMED).look(streams.CUSTODY) == Custody(ORIGIN, KEY)
    state = given(*NAMED, *at(streams.CUSTODY, CONTINUED)).look(streams.CUSTODY)
    carried_out = frozenset({1})
    assert state == Custody(NEW_ORIGIN, NEW_KEY, (ORIGIN,), CONTINUED, carried_out=carried_out)


def test_an_event_of_another_noun_does_not_belong_here() -> None:
    with pytest.raises(TypeError, match="AuditClosed does not belong to the ledger's custody"):
        evolve(INITIAL, AuditClosed(audit="2026-neglect", closed_on=TODAY))


@pytest.mark.parametrize(
    "origin",
    ["", "wrenshire", "https://wrenshire.example/x", "wrenshire.example/", "a/b c", "a/b\n"],
)
def test_a_public_name_is_a_url_without_a_scheme(origin: str) -> None:
    with pytest.raises(ValidationError, match="origin"):
        NameLedger(origin=origin, key=KEY)


def test_entries_count_from_one() -> None:
    with pytest.raises(ValidationError, match="entry"):
        IssueReceipt(entry=0, size=120, to_whom="Nobody")
