"""What another person asked for, as the specs of the acts that take two people need it."""

from __future__ import annotations

from datetime import date

from domain.kernel import streams
from domain.request.events import Act, ActRequested
from tests.domain.spec import TODAY, Happened
from tests.world import at

ASKER = "chair"


def request(
    act: Act,
    about: str,
    *,
    number: int = 1,
    by: str = ASKER,
    authority: str | None = None,
    not_before: date = TODAY,
) -> ActRequested:
    """One that may be carried out today, by anybody who may but for whoever asked."""
    return ActRequested(
        number=number,
        act=act,
        about=about,
        authority=authority,
        reason="It was decided.",
        asked_by=by,
        asked_on=date(2026, 8, 20),
        not_before=not_before,
    )


def asked(act: Act, about: str, *, authority: str | None = None) -> tuple[Happened, ...]:
    """That it was asked for, long enough ago, by somebody else."""
    return at(streams.REQUESTS, request(act, about, authority=authority))
