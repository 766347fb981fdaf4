"""What decisions require of the directory: agencies and people that it knows."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

from domain.directory.state import Directory, Person
from domain.kernel import streams
from domain.kernel.command import Context, Refusal


def directory_state(context: Context) -> Directory:
    return cast(Directory, context.look(streams.DIRECTORY))


def require_agency(context: Context, agency: str) -> None:
    """Refuses an agency that has not joined the partnership, or has left it."""
    directory = directory_state(context)
    known = directory.agencies.get(agency)
    if known is None and agency in directory.bodies:
        raise Refusal(
            "outside-body",
            f"{directory.bodies[agency].title} is outside the partnership.",
            "A recommendation can be addressed to it; nothing else is asked of it here.",
        )
    if known is None:
        raise Refusal(
            "unknown-agency",
            f"{agency!r} is not an agency of this partnership.",
            "See `assure agency list`, or have the coordinator run `assure agency join`.",
        )
    if known.left:
        raise Refusal(
            "agency-left",
            f"{known.title} has left the partnership{_became(directory, agency)}.",
            "Use an agency that takes part now: `assure agency list`.",
        )


def require_known_agency(context: Context, agency: str) -> None:
    """Refuses an agency that never joined. One that has left may be told of still."""
    known = directory_state(context).agencies.get(agency)
    if known is None or not known.left:
        require_agency(context, agency)


def _became(directory: Directory, agency: str) -> str:
    now = successor(directory, agency)
    return "" if now == agency else f"; {directory.agencies[now].title} ({now}) took its place"


def successor(directory: Directory, agency: str) -> str:
    """The agency that goes on with what this one was asked to do: itself, unless it was merged."""
    known = directory.agencies.get(agency)
    return agency if known is None or known.into is None else successor(directory, known.into)


def goes_on_as(context: Context, agency: str) -> str:
    """As `successor`, of the partnership as it stands."""
    return successor(directory_state(context), agency)


def returns_no_more(context: Context, agency: str, asked: Collection[str]) -> bool:
    """Whether an agency that was asked left, and none that is not asked yet takes its place."""
    directory = directory_state(context)
    known = directory.agencies.get(agency)
    if known is None or not known.left:
        return False
    now = successor(directory, agency)
    return directory.agencies[now].left or now in asked


def in_place_of(context: Context, agency: str) -> frozenset[str]:
    """The agency, and those that became part of it: what they were asked to do is its to do."""
    directory = directory_state(context)
    became = {one for one in directory.agencies if successor(directory, one) == agency}
    return frozenset((agency, *became))


def bodies_of(context: Context) -> Collection[str]:
    """The short names of the bodies outside the partnership."""
    return directory_state(context).bodies.keys()


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


def require_present(context: Context, person: str) -> Person:
    """Refuses a person who is not enrolled, or has left."""
    known = require_person(context, person)
    if known.left:
        raise Refusal(
            "person-left",
            f"{known.full_name} has left: {person!r} acts for nobody here any more.",
            "Name somebody who does: `assure person list`.",
        )
    return known
