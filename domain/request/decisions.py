"""Asking for what cannot be undone, holding it back, and withdrawing the request.

Whoever asks cannot do it, and nobody does it before the days have passed: so nobody can erase a
child's words, exchange the key that signs, carry a copy on under a new name or make a keeper
alone. Anybody with a role may hold a request back. Only they, or the chair of SAIG who did not
ask, let it go again.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, ClassVar, assert_never

from domain.custody.events import Origin
from domain.custody.requirements import custody_state, require_fresh_name, require_named
from domain.directory.events import KnownAtLeast
from domain.directory.known_by import proof_about
from domain.directory.requirements import directory_state, require_person
from domain.kernel import common_fields, streams
from domain.kernel.command import Command, Context, Refusal, fields
from domain.kernel.days import day_words
from domain.kernel.event import Event
from domain.kernel.field_help import Shown, argument
from domain.kernel.rules import require_day
from domain.kernel.vocabulary import Line, Number, Role, StreamId
from domain.request.events import (
    Act,
    ActRequested,
    RequestHeld,
    RequestHoldReleased,
    RequestWithdrawn,
)
from domain.request.requirements import DAYS_MIN, SIGNING_KEY, carried_out
from domain.request.state import Request, Requests
from domain.vault.events import Subject
from domain.vault.requirements import require_erasable

_NotBefore = Annotated[
    date | None, Shown("The earliest day to do it; the least number of days if left out", "DATE")
]
_Numbered = Annotated[Number, argument("NUMBER", "The request's number", "1")]


class _RequestCommand(Command):
    @property
    def stream(self) -> StreamId:
        return streams.REQUESTS


class RequestErasure(_RequestCommand):
    """Ask that another person erases a subject's words. Seven days pass before they can.

    Example: `assure request erase 2026-neglect/C07 --authority "Data protection officer"
    --reason "Article 17, asked for on 2 September"`
    """

    records: ClassVar[tuple[type[Event], ...]] = (ActRequested,)
    subject: Annotated[Subject, argument("SUBJECT", "Whose words: a case", "2026-neglect/C07")]
    authority: Annotated[Line, Shown("Who decided it, such as the officer", "NAME")]
    reason: common_fields.Reason
    asked_on: common_fields.OnDay
    not_before: _NotBefore = None


class RequestKeeper(_RequestCommand):
    """Ask that another person makes somebody a keeper. Seven days pass before they can.

    Example: `assure request keeper r-lund --reason "Sam Lee leaves in May"`
    """

    records: ClassVar[tuple[type[Event], ...]] = (ActRequested,)
    person: common_fields.ThePerson
    reason: common_fields.Reason
    asked_on: common_fields.OnDay
    not_before: _NotBefore = None


class RequestKeyRotation(_RequestCommand):
    """Ask that another person changes the key that signs. Two days pass before they can.

    Example: `assure request rotate-key --reason "The keeper's laptop is handed on"`
    """

    records: ClassVar[tuple[type[Event], ...]] = (ActRequested,)
    reason: common_fields.Reason
    asked_on: common_fields.OnDay
    not_before: _NotBefore = None


class RequestContinuation(_RequestCommand):
    """Ask that another person carries a restored copy on under a new name, the day after."""

    records: ClassVar[tuple[type[Event], ...]] = (ActRequested,)
    origin: Origin
    reason: common_fields.Reason
    asked_on: common_fields.OnDay
    not_before: _NotBefore = None


class RequestProof(_RequestCommand):
    """Ask that from a day on whoever records is known in a way, or a stronger one.

    The coordinator asks and the chair of SAIG does it, or the other way round. No days need pass.

    Example: `assure request proof ssh --from 2027-01-01 --reason "Every agency has its keys"`
    """

    records: ClassVar[tuple[type[Event], ...]] = (ActRequested,)
    at_least: Annotated[
        KnownAtLeast, argument("KIND", "How whoever records is known, at the least")
    ]
    from_day: Annotated[date, Shown("The first day", "DATE", option="from")]
    reason: common_fields.Reason
    asked_on: common_fields.OnDay
    not_before: _NotBefore = None


class HoldRequest(_RequestCommand):
    """Hold a request back: nobody carries it out until you, or the chair of SAIG, release it.

    Example: `assure request hold 1 --reason "The court has asked for these records"`
    """

    records: ClassVar[tuple[type[Event], ...]] = (RequestHeld,)
    number: _Numbered
    reason: common_fields.Reason


class ReleaseRequest(_RequestCommand):
    """Release a hold on a request: your own, or as the chair of SAIG anybody's but on your own.

    Example: `assure request release 1 --reason "The court has what it needs"`
    """

    records: ClassVar[tuple[type[Event], ...]] = (RequestHoldReleased,)
    number: _Numbered
    reason: common_fields.Reason


class WithdrawRequest(_RequestCommand):
    """Withdraw a request. To do it all the same, somebody asks anew, and the days begin anew."""

    records: ClassVar[tuple[type[Event], ...]] = (RequestWithdrawn,)
    number: _Numbered
    reason: common_fields.Reason


Asking = RequestErasure | RequestKeeper | RequestKeyRotation | RequestContinuation | RequestProof
Commands = Asking | HoldRequest | ReleaseRequest | WithdrawRequest


def decide(state: Requests, command: Commands, context: Context) -> tuple[Event, ...]:
    match command:
        case RequestErasure():
            return _ask(state, command, context, Act.ERASE, command.subject, command.authority)
        case RequestKeeper():
            return _ask(state, command, context, Act.GRANT_KEEPER, command.person)
        case RequestKeyRotation():
            return _ask(state, command, context, Act.ROTATE_KEY, SIGNING_KEY)
        case RequestContinuation():
            return _ask(state, command, context, Act.CONTINUE, command.origin)
        case RequestProof():
            about = proof_about(command.at_least, command.from_day)
            return _ask(state, command, context, Act.REQUIRE_PROOF, about)
        case HoldRequest():
            return _hold(state, command, context)
        case ReleaseRequest():
            return _release(state, command, context)
        case WithdrawRequest():
            return _withdraw(state, command, context)
        case _:
            assert_never(command)


def _ask(
    state: Requests,
    command: Asking,
    context: Context,
    act: Act,
    about: str,
    authority: str | None = None,
) -> tuple[Event, ...]:
    known = state.newest(act, about)
    if known is not None and not carried_out(context, known):
        asked = known.asked
        if (asked.asked_by, asked.reason, asked.authority) == (
            context.actor,
            command.reason,
            authority,
        ):
            return ()
        raise Refusal(
            "already-asked",
            f"{asked.asked_by} asked for this in request {asked.number}, and it is open.",
            "Another person carries it out, or it is withdrawn first: `assure request list`.",
        )
    _require_possible(command, context)
    require_day("asked_on", command.asked_on, context)
    earliest = context.today + timedelta(days=DAYS_MIN[act])
    not_before = command.not_before or earliest
    if not_before < earliest:
        raise Refusal(
            "too-few-days",
            f"{day_words(not_before)} leaves fewer than {DAYS_MIN[act]} days to object.",
            f"Name {day_words(earliest)} or a later day, or leave it out.",
        )
    return (
        ActRequested(
            number=len(state.all) + 1,
            act=act,
            about=about,
            authority=authority,
            reason=command.reason,
            asked_by=context.actor,
            asked_on=command.asked_on,
            not_before=not_before,
        ),
    )


def _require_possible(command: Asking, context: Context) -> None:
    """Refuses to ask for what could not be done, or is done."""
    match command:
        case RequestErasure():
            require_erasable(context, command.subject)
        case RequestKeeper():
            person = require_person(context, command.person)
            if person.holds(Role.KEEPER):
                raise Refusal(
                    "is-keeper", f"{person.full_name} is a keeper.", "There is nothing to ask for."
                )
        case RequestContinuation():
            require_fresh_name(custody_state(context), command.origin)
        case RequestKeyRotation():
            require_named(custody_state(context))
        case RequestProof():
            pass


def _open(state: Requests, number: int, context: Context) -> Request:
    """A request that can still be held back or withdrawn."""
    request = state.numbered(number)
    if request is None:
        raise Refusal(
            "no-such-request",
            f"There is no request {number}.",
            "See `assure request list`.",
        )
    if carried_out(context, request):
        raise Refusal(
            "carried-out",
            f"Request {number} was carried out.",
            "It is too late. See `assure request list`.",
        )
    return request


def _require_not_withdrawn(request: Request) -> None:
    if request.is_withdrawn:
        raise Refusal(
            "withdrawn",
            f"Request {request.asked.number} was withdrawn: there is nothing to hold or release.",
            "See what is asked with `assure request list`.",
        )


def _hold(state: Requests, command: HoldRequest, context: Context) -> tuple[Event, ...]:
    request = _open(state, command.number, context)
    _require_not_withdrawn(request)
    if any(hold.held_by == context.actor for hold in request.holds):
        return ()
    return (RequestHeld(held_by=context.actor, **fields(command)),)


def _release(state: Requests, command: ReleaseRequest, context: Context) -> tuple[Event, ...]:
    request = _open(state, command.number, context)
    _require_not_withdrawn(request)
    holders = [hold.held_by for hold in request.holds]
    if context.actor in holders:
        return (RequestHoldReleased(held_by=context.actor, **fields(command)),)
    if not holders:
        return ()
    person = directory_state(context).people.get(context.actor)
    is_chair = person is not None and person.holds(Role.SAIG_CHAIR)
    if not is_chair or request.asked.asked_by == context.actor:
        raise Refusal(
            "not-your-hold",
            f"Request {command.number} is held by {', '.join(holders)}.",
            "They release it, or the chair of SAIG does, who must not have asked for it.",
        )
    return tuple(RequestHoldReleased(held_by=held_by, **fields(command)) for held_by in holders)


def _withdraw(state: Requests, command: WithdrawRequest, context: Context) -> tuple[Event, ...]:
    request = _open(state, command.number, context)
    return () if request.is_withdrawn else (RequestWithdrawn(**fields(command)),)
