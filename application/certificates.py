"""Certificates of taking part: on paper, each with a code, and what a code stands for.

A code is the entry's number and the beginning of its hash in the sealed tree, so that nobody can
make one up and nothing has to be kept beside the ledger.
"""

from __future__ import annotations

import re
from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from application.reading import Reader
from documents.files.zip_file import zipped
from domain.audit.events import ParticipationCertified
from domain.kernel.command import Refusal

if TYPE_CHECKING:
    from projections.queries.certificates import Certificate

_LETTERS = 12
_GROUP = 4
_CODE = re.compile(r"([1-9][0-9]{0,17})-?([A-Z2-7]{4})-?([A-Z2-7]{4})-?([A-Z2-7]{4})")


def code_of(reader: Reader, position: int) -> str:
    """`6612-K7Q2-9F3M-QA4T`: 60 bits of the hash of that entry."""
    [leaf] = reader.ledger.leaves(position, position)
    letters = b32encode(leaf).decode()[:_LETTERS]
    groups = [letters[at : at + _GROUP] for at in range(0, _LETTERS, _GROUP)]
    return "-".join((str(position), *groups))


def papers(reader: Reader, audit: str, person: str | None = None) -> Iterator[tuple[str, bytes]]:
    """A file's name and the PDF for each certificate of an audit, or of one person for it."""
    from documents.certificate.paper import certificate_paper

    found = certified(reader, audit, person)
    if not found:
        raise Refusal(
            "no-certificate",
            f"No certificate is recorded for {person or 'anybody'} in {audit}.",
            "The lead auditor issues one: `assure certificate issue`.",
        )
    titles = _titles(reader)
    name = reader.directory.name or ""
    for one in found:
        code = code_of(reader, one.position)
        paper = certificate_paper(one, titles.get(one.audit, one.audit), name, code)
        yield f"{one.audit}-{one.person}.pdf", paper


def as_zip(reader: Reader, audit: str) -> bytes:
    """The certificates of an audit in one file."""
    return zipped(papers(reader, audit))


def certified(
    reader: Reader, audit: str | None = None, person: str | None = None
) -> tuple[Certificate, ...]:
    from projections.queries.certificates import certificates

    reader.require_known()
    with reader.facts("certificates") as facts:
        return certificates(facts.session, audit, person)


def _titles(reader: Reader) -> dict[str, str]:
    from projections.queries.audits import audits_overview

    with reader.facts("audit_overview") as facts:
        return {one.audit: one.title for one in audits_overview(facts.session)}


@dataclass(frozen=True, slots=True)
class Confirmed:
    """`is_newest`: no later certificate for the same person and audit took its place."""

    code: str
    certificate: Certificate
    is_newest: bool


def check(reader: Reader, code: str) -> Confirmed:
    """What a code stands for. Refuses one that stands for no certificate."""
    written = _CODE.fullmatch(re.sub(r"\s", "", code).upper())
    if written is None:
        raise Refusal(
            "no-code",
            "That is not written as the code of a certificate.",
            "It looks like 6612-K7Q2-9F3M-QA4T: a number, and three times four letters.",
        )
    reader.require_known()
    position = int(written.group(1))
    asked = "-".join(written.groups())
    entry = reader.entry(position) if position <= reader.ledger.size() else None
    if (
        entry is None
        or not isinstance(entry.event, ParticipationCertified)
        or code_of(reader, position) != asked
    ):
        raise Refusal(
            "not-certified",
            f"{asked} is the code of no certificate of this ledger.",
            "Compare it with the paper, letter by letter; a certificate of another partnership is"
            " checked there.",
        )
    event = entry.event
    newest = certified(reader, event.audit, event.person)[0]
    shown = _as_given(newest, event, position, entry.stamp.recorded_at)
    return Confirmed(asked, shown, is_newest=newest.position == position)


def _as_given(
    newest: Certificate, event: ParticipationCertified, position: int, recorded_at: datetime
) -> Certificate:
    """What the very entry of the code says, under the person's name as it is now."""
    return replace(
        newest,
        capacity=event.capacity,
        first_day=event.first_day,
        last_day=event.last_day,
        hours=event.hours,
        recorded_at=recorded_at,
        position=position,
    )
