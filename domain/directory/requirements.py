"""What decisions require of the directory: agencies and people that it knows."""

from __future__ import annotations

from typing import cast

from domain.directory.state import Directory, Person
from domain.kernel import streams
from domain.kernel.command import Context, Refusal


def directory_state(context: Context) -> Directory:
    return cast(Directory, context.look(streams.DIRECTORY))


def require_agency(context: Context, agency: str) -> None:
    """Refuses an agency that has not joined the partnership, or has left it."""
    known = directory_state(context).agencies.get(agency)
    if known is None:
        raise Refusal(
            "unknown-agency",
            f"{agency!r} is not an agency of this partnership.",
            "See `assure agency list`, or have the coordinator run `assure agency join`.",
        )
    if known.left:
        raise Refusal(
            "agency-left",
            f"{known.title} has left the partnership.",
            "Use an agency that takes part now: `assure agency list`.",
        )


def require_person(context: Context, person: str) -> Person:
    """Refuses a person who is not enrolled."""
    known = directory_state(context).people.get(person)
    if known is None:
        raise Refusal(
            "unknown-person",
            f"{person!r} is not enrolled.",
            "See `assure person list`, or have the coordinator run `assure person enrol`.",
        )
    return known
