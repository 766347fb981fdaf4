"""Two people for what cannot be undone: asked for by one, held by anybody, done by another."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from domain.audit.events import AuditClosed
from domain.custody.decisions import ContinueLedger, RotateLogKey
from domain.custody.events import LedgerContinued, LedgerNamed, LogKeyRotated
from domain.directory.decisions import GrantRole
from domain.directory.events import RoleGranted, RoleWithdrawn
from domain.kernel import streams
from domain.kernel.command import Command
from domain.kernel.event import Event
from domain.kernel.vocabulary import Role
from domain.request.decisions import (
    HoldRequest,
    ReleaseRequest,
    RequestContinuation,
    RequestErasure,
    RequestKeeper,
    RequestKeyRotation,
    WithdrawRequest,
)
from domain.request.events import (
    Act,
    ActRequested,
    RequestHeld,
    RequestHoldReleased,
    RequestWithdrawn,
)
from domain.request.requirements import DAYS_MIN, SIGNING_KEY
from domain.request.state import INITIAL, evolve
from domain.vault.decisions import BeginErasure
from domain.vault.events import ErasureBegun, KeyIssued
from tests.domain.asking import request
from tests.domain.scene import JOINED
from tests.domain.spec import TODAY, History, at, given

SUBJECT, ORIGIN = "2026-neglect/C07", "wrenshire.example/ledger/2024"
NEW_ORIGIN = "wrenshire.example/ledger/2026"
KEY, NEW_KEY = f"{ORIGIN}+1a2b3c4d+AbCd==", f"{ORIGIN}+0b3e9d42+IjKl=="
ISSUED = KeyIssued(subject=SUBJECT, kid="0" * 32, commitment="a" * 64)
WHY = "It was decided."
CONTINUE = ContinueLedger(
    new_origin=NEW_ORIGIN,
    new_key=NEW_KEY,
    last_outside_size=120,
    last_outside_root="b" * 64,
    restored_size=90,
    reason="The disk failed.",
)
ASKING: dict[Act, Command] = {
    Act.ERASE: RequestErasure(
        subject=SUBJECT, authority="Dana Officer", reason=WHY, asked_on=TODAY
    ),
    Act.GRANT_KEEPER: RequestKeeper(person="witness", reason=WHY, asked_on=TODAY),
    Act.ROTATE_KEY: RequestKeyRotation(reason=WHY, asked_on=TODAY),
    Act.CONTINUE: RequestContinuation(origin=NEW_ORIGIN, reason=WHY, asked_on=TODAY),
}
ABOUT = {
    Act.ERASE: SUBJECT,
    Act.GRANT_KEEPER: "witness",
    Act.ROTATE_KEY: SIGNING_KEY,
    Act.CONTINUE: NEW_ORIGIN,
}
DOING: dict[Act, Command] = {
    Act.ERASE: BeginErasure(subject=SUBJECT, although_open="The court has ordered it."),
    Act.GRANT_KEEPER: GrantRole(person="witness", role=Role.KEEPER),
    Act.ROTATE_KEY: RotateLogKey(new_key=NEW_KEY),
    Act.CONTINUE: CONTINUE,
}
DONE: dict[Act, Event] = {
    Act.ERASE: ErasureBegun(
        subject=SUBJECT,
        request=1,
        authority="Dana Officer",
        although_open="The court has ordered it.",
    ),
    Act.GRANT_KEEPER: RoleGranted(person="witness", role=Role.KEEPER, request=1),
    Act.ROTATE_KEY: LogKeyRotated(old_key=KEY, new_key=NEW_KEY, request=1),
    Act.CONTINUE: LedgerContinued(
        old_origin=ORIGIN,
        new_origin=NEW_ORIGIN,
        new_key=NEW_KEY,
        last_outside_size=120,
        last_outside_root="b" * 64,
        restored_size=90,
        reason="The disk failed.",
        request=1,
    ),
}
DOER = {Act.ERASE: "keeper", Act.GRANT_KEEPER: "ruth", Act.ROTATE_KEY: "keeper"} | {
    Act.CONTINUE: "keeper"
}
each_act = pytest.mark.parametrize("act", ABOUT)
"""But for what is required of whoever records: `tests/domain/directory/test_known_by.py`."""


def after(*events: Event) -> History:
    """A named ledger with somebody's words, in which these requests stand."""
    return given(
        *JOINED,
        *at(streams.CUSTODY, LedgerNamed(origin=ORIGIN, key=KEY)),
        *at(streams.vault(SUBJECT), ISSUED),
        *at(streams.REQUESTS, *events),
    )


def _asked(act: Act, **fields: Any) -> ActRequested:
    authority = "Dana Officer" if act is Act.ERASE else None
    return request(act, ABOUT[act], authority=authority, **fields)


def _done(act: Act) -> History:
    """Asked for by the chair, and done by whoever may."""
    stands = after(_asked(act))
    return given(*stands.happened, *at(DOING[act].stream, DONE[act]))


@each_act
def test_it_is_asked_for_and_the_days_are_counted_from_today(act: Act) -> None:
    for who in ("chair", "member", "ruth", "keeper"):
        after().when(ASKING[act], actor=who).then(
            ActRequested(
                number=1,
                act=act,
                about=ABOUT[act],
                authority="Dana Officer" if act is Act.ERASE else None,
                reason=WHY,
                asked_by=who,
                asked_on=TODAY,
                not_before=TODAY + timedelta(days=DAYS_MIN[act]),
            )
        )


@each_act
def test_asking_for_what_is_asked_for_already_adds_nothing(act: Act) -> None:
    after(_asked(act)).when(ASKING[act], actor="chair").then_nothing()


@each_act
def test_what_another_asked_for_is_not_asked_for_twice(act: Act) -> None:
    after(_asked(act)).when(ASKING[act], actor="keeper").refused(
        "already-asked", "chair", "request 1", "request list"
    )


@each_act
def test_the_earliest_day_may_be_later_and_never_sooner(act: Act) -> None:
    least = TODAY + timedelta(days=DAYS_MIN[act])
    later = ASKING[act].model_copy(update={"not_before": least + timedelta(days=30)})
    decided = after().decide(later, "keeper", TODAY)
    assert [event.not_before for event in decided if isinstance(event, ActRequested)] == [
        least + timedelta(days=30)
    ]
    sooner = ASKING[act].model_copy(update={"not_before": least - timedelta(days=1)})
    after().when(sooner, actor="keeper").refused("too-few-days")
    long_ago = ASKING[act].model_copy(update={"asked_on": date(2020, 1, 1)})
    decided = after().decide(long_ago, "keeper", TODAY)
    assert [event.not_before for event in decided if isinstance(event, ActRequested)] == [least]
    tomorrow = ASKING[act].model_copy(update={"asked_on": TODAY + timedelta(days=1)})
    after().when(tomorrow, actor="keeper").refused("date-in-future", "asked_on")


@each_act
def test_another_person_does_it_from_that_day_on(act: Act) -> None:
    after(_asked(act)).when(DOING[act], actor=DOER[act]).then(DONE[act])


@each_act
def test_nobody_does_it_alone_or_too_early_or_unasked_or_under_a_hold(act: Act) -> None:
    doing, doer = DOING[act], DOER[act]
    after().when(doing, actor=doer).refused("no-request", "two people")
    after(_asked(act, by=doer)).when(doing, actor=doer).refused("same-person", doer)
    tomorrow = TODAY + timedelta(days=1)
    after(_asked(act, not_before=tomorrow)).when(doing, actor=doer).refused("too-early", "1")
    held = RequestHeld(number=1, held_by="matron", reason="A court asks.")
    after(_asked(act), held).when(doing, actor=doer).refused("request-held", "matron")
    released = RequestHoldReleased(number=1, held_by="matron", reason="It has it.")
    after(_asked(act), held, released).when(doing, actor=doer).then(DONE[act])
    withdrawn = RequestWithdrawn(number=1, reason="By mistake.")
    after(_asked(act), withdrawn).when(doing, actor=doer).refused("no-request")
    other = request(act, "somebody-else", number=1)
    after(other).when(doing, actor=doer).refused("no-request")


@each_act
def test_a_request_is_good_for_one_time(act: Act) -> None:
    done = _done(act)
    done.when(HoldRequest(number=1, reason=WHY), actor="matron").refused("carried-out")
    done.when(ReleaseRequest(number=1, reason=WHY), actor="matron").refused("carried-out")
    done.when(WithdrawRequest(number=1, reason=WHY), actor="keeper").refused("carried-out")


def test_what_was_done_once_is_asked_for_anew() -> None:
    rotated = _done(Act.ROTATE_KEY)
    again = RotateLogKey(new_key="another")
    rotated.when(again, actor="keeper").refused("no-request")
    (asked,) = rotated.decide(ASKING[Act.ROTATE_KEY], "chair", TODAY)
    assert isinstance(asked, ActRequested)
    assert asked.number == 2
    withdrawn = RoleWithdrawn(person="witness", role=Role.KEEPER, reason="Leaves.")
    keeper = _done(Act.GRANT_KEEPER)
    without = given(*keeper.happened, *at(streams.DIRECTORY, withdrawn))
    without.when(DOING[Act.GRANT_KEEPER], actor="ruth").refused("no-request")


def test_what_could_not_be_done_is_not_asked_for() -> None:
    for subject, code in (("2026-neglect/C99", "no-words"),):
        asking = ASKING[Act.ERASE].model_copy(update={"subject": subject})
        after().when(asking, actor="keeper").refused(code)
    keeper = RequestKeeper(person="keeper", reason=WHY, asked_on=TODAY)
    after().when(keeper, actor="ruth").refused("is-keeper", "Kim Keeper")
    stranger = RequestKeeper(person="nobody", reason=WHY, asked_on=TODAY)
    after().when(stranger, actor="ruth").refused("unknown-person")
    used = RequestContinuation(origin=ORIGIN, reason=WHY, asked_on=TODAY)
    after().when(used, actor="keeper").refused("origin-used", ORIGIN)
    for act in (Act.ROTATE_KEY, Act.CONTINUE):
        given(*JOINED).when(ASKING[act], actor="keeper").refused("ledger-not-named")


@pytest.mark.parametrize("who", ["matron", "neutral", "ina", "pc", "lead", "chair", "keeper"])
def test_anybody_holds_a_request_back_and_lets_it_go_again(who: str) -> None:
    hold, release = HoldRequest(number=1, reason=WHY), ReleaseRequest(number=1, reason=WHY)
    stands = after(_asked(Act.ERASE))
    held = RequestHeld(number=1, held_by=who, reason=WHY)
    stands.when(hold, actor=who).then(RequestHeld(number=1, held_by=who, reason=WHY))
    stands.when(release, actor=who).then_nothing()
    after(_asked(Act.ERASE), held).when(release, actor=who).then(
        RequestHoldReleased(number=1, held_by=who, reason=WHY)
    )


def test_only_whoever_holds_or_a_chair_who_did_not_ask_lets_go() -> None:
    """Else whoever asked, or whoever is to do it, would let go by themself."""
    release = ReleaseRequest(number=1, reason=WHY)
    held = tuple(RequestHeld(number=1, held_by=who, reason=WHY) for who in ("matron", "ina"))
    by_keeper = after(_asked(Act.ERASE, by="keeper"), *held)
    for who in ("keeper", "ruth", "member", "lead"):
        by_keeper.when(release, actor=who).refused("not-your-hold", "matron, ina")
    by_keeper.when(release, actor="chair").then(
        RequestHoldReleased(number=1, held_by="matron", reason=WHY),
        RequestHoldReleased(number=1, held_by="ina", reason=WHY),
    )
    after(_asked(Act.ERASE, by="chair"), *held).when(release, actor="chair").refused(
        "not-your-hold"
    )
    after(_asked(Act.ERASE, by="keeper"), *held).when(
        HoldRequest(number=1, reason="Again."), actor="matron"
    ).then_nothing()


def test_a_request_is_withdrawn_once() -> None:
    withdraw = WithdrawRequest(number=1, reason=WHY)
    after(_asked(Act.ERASE)).when(withdraw, actor="ruth").then(
        RequestWithdrawn(number=1, reason=WHY)
    )
    gone = after(_asked(Act.ERASE), RequestWithdrawn(number=1, reason=WHY))
    gone.when(withdraw, actor="ruth").then_nothing()
    gone.when(HoldRequest(number=1, reason=WHY), actor="ruth").refused("withdrawn", "request list")
    gone.when(ReleaseRequest(number=1, reason=WHY), actor="ruth").refused("withdrawn")


def test_a_request_that_nobody_made_is_not_held() -> None:
    for command in (HoldRequest, ReleaseRequest, WithdrawRequest):
        after().when(command(number=1, reason=WHY), actor="keeper").refused("no-such-request")


def test_the_first_keeper_is_made_by_the_coordinator_alone() -> None:
    """Somebody has to be first. From then on a keeper takes two people, whoever is left."""
    first = tuple(
        happened
        for happened in JOINED
        if not (isinstance(happened[1], RoleGranted) and happened[1].role is Role.KEEPER)
    )
    given(*first).when(DOING[Act.GRANT_KEEPER], actor="ruth").then(
        RoleGranted(person="witness", role=Role.KEEPER)
    )
    gone = at(streams.DIRECTORY, RoleWithdrawn(person="keeper", role=Role.KEEPER, reason="Leaves."))
    given(*JOINED, *gone).when(DOING[Act.GRANT_KEEPER], actor="ruth").refused("no-request")


def test_an_event_of_another_noun_does_not_belong_here() -> None:
    with pytest.raises(TypeError, match="AuditClosed does not belong to the requests"):
        evolve(INITIAL, AuditClosed(audit="2026-neglect", closed_on=TODAY))
    with pytest.raises(ValueError, match="there is no request 1"):
        evolve(INITIAL, RequestWithdrawn(number=1, reason=WHY))
