"""A certificate on paper, with the code by which anybody can have it confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from documents.files.plain import plain
from documents.typeset.pdf import typeset
from domain.kernel.days import day_of, day_words

if TYPE_CHECKING:
    from projections.queries.certificates import Certificate


def certificate_paper(given: Certificate, title: str, partnership: str, code: str) -> bytes:
    """The same certificate is the same file."""
    day = day_of(given.recorded_at)
    content = {
        "title": f"Certificate: {given.full_name}",
        "author": partnership,
        "partnership": partnership,
        "name": given.full_name,
        "capacity": given.capacity,
        "audit": title,
        "code": given.audit,
        "days": f"{day_words(given.first_day)} to {day_words(given.last_day)}",
        "hours": given.hours,
        "certified_on": day_words(day),
        "check": code,
        "entry": f"{given.position:,}",
    }
    return typeset("certificate", plain(content), day)
