"""What decisions require of a request: that somebody else asked, and that the days have passed."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never, cast

from domain.custody.requirements import custody_state
from domain.directory.requirements import directory_state
from domain.kernel import streams
from domain.kernel.command import Context, Refusal
from domain.kernel.days import day_words
from domain.request.events import Act
from domain.vault.requirements import keys_state

if TYPE_CHECKING:
    from domain.request.state import Request, Requests

DAYS_MIN = {
    Act.ERASE: 7,
    Act.GRANT_KEEPER: 7,
    Act.ROTATE_KEY: 2,
    Act.CONTINUE: 1,
    Act.REQUIRE_PROOF: 0,
}
"""The days between a request and what is done: time for whoever objects. A ledger that waits to
be continued records nothing meanwhile, so that wait is the shortest."""
SIGNING_KEY = "signing-key"
_ASKED_WITH = {
    Act.ERASE: "assure request erase",
    Act.CONTINUE: "assure request continue",
    Act.ROTATE_KEY: "assure request rotate-key",
    Act.GRANT_KEEPER: "assure request keeper",
    Act.REQUIRE_PROOF: "assure request proof",
}


def requests_state(context: Context) -> Requests:
    return cast("Requests", context.look(streams.REQUESTS))


def carried_out(context: Context, request: Request) -> bool:
    """Whether the act was done: the entry that did it names the request."""
    number = request.asked.number
    match request.asked.act:
        case Act.ERASE:
            state = keys_state(context, request.asked.about)
            return state.closed
        case Act.GRANT_KEEPER | Act.REQUIRE_PROOF:
            return number in directory_state(context).carried_out
        case Act.ROTATE_KEY | Act.CONTINUE:
            return number in custody_state(context).carried_out
        case _:
            assert_never(request.asked.act)


def require_second_person(context: Context, act: Act, about: str) -> Request:
    """The request for this act, which the actor may carry out today.

    Refuses where nobody asked, where whoever acts asked themself, before the day, and under a
    hold.
    """
    request = requests_state(context).newest(act, about)
    if request is None or carried_out(context, request):
        raise Refusal(
            "no-request",
            f"This takes two people, and nobody has asked for it: {act} {about}.",
            f"Somebody else asks first, with the reason: `{_ASKED_WITH[act]}`.",
        )
    asked = request.asked
    if request.holds:
        hold = request.holds[0]
        raise Refusal(
            "request-held",
            f"{hold.held_by} holds request {asked.number} back.",
            "Settle it with them: `assure request list` shows why, and"
            f" `assure request release {asked.number}` ends a hold.",
        )
    if asked.asked_by == context.actor:
        raise Refusal(
            "same-person",
            f"{context.actor} asked for this in request {asked.number}, and cannot do it too.",
            "Somebody else does it, who may.",
        )
    if context.today < asked.not_before:
        raise Refusal(
            "too-early",
            f"Request {asked.number} may be carried out from {day_words(asked.not_before)}.",
            f"Until then anybody may hold it back: `assure request hold {asked.number}`.",
        )
    return request
