"""What stands over every page: whose record, up to where, how sure, and who reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dashboard.kit.address import to
from dashboard.kit.dates import ago_words, day_words, moment_words
from dashboard.kit.legible import as_html
from dashboard.kit.tables import cell
from domain.kernel.days import day_of

SIGN_OUT = '<a href="/auth/logout" target="_self">Sign out</a>'
INVENTED = "Invented data: no person, case or organisation here exists."


@dataclass(frozen=True, slots=True)
class Whose:
    """`size`: of the whole ledger; `position`: of the last entry shown. `now`: the real moment.

    `is_whole` None: not verified yet, of which `verified_at` and `verified_size` say when and how
    far. `uncovered`: entries that nobody outside covers. `how_known`: how it is known who reads;
    `required`: how whoever records must be.
    """

    partnership: str
    is_invented: bool
    day: date
    position: int
    size: int
    recorded_at: datetime | None
    now: datetime
    is_whole: bool | None
    verified_at: datetime | None
    verified_size: int
    uncovered: int
    reader: str
    may_sign_out: bool
    roles: str
    how_known: str
    required: str


def markup(whose: Whose) -> str:
    """The header as HTML; every recorded letter in it stands for itself."""
    notice = f'<span class="whose-invented">{as_html(INVENTED)}</span>'
    facts = (
        f"As at {as_html(day_words(whose.day))}",
        f"{cell(_entry(whose))}{_recorded(whose)}",
        _verified(whose),
        cell(to(_uncovered(whose), "integrity")),
        f"Read by {as_html(whose.reader)}, {as_html(whose.roles)}, {as_html(whose.how_known)}",
        as_html(whose.required),
        *([SIGN_OUT] if whose.may_sign_out else []),
    )
    listed = " · ".join(f"<span>{fact}</span>" for fact in facts)
    return (
        f'<div class="whose"><p><strong>{as_html(whose.partnership)}</strong>'
        f"{notice if whose.is_invented else ''}</p><p>{listed}</p></div>"
    )


def _entry(whose: Whose) -> object:
    return to(f"entry {whose.position:,}", "integrity", entry=str(whose.position))


def _recorded(whose: Whose) -> str:
    recorded = whose.recorded_at
    return "" if recorded is None else f", recorded {ago_words(recorded, whose.now)}"


def _verified(whose: Whose) -> str:
    if whose.is_whole is None or whose.verified_at is None:
        return "Not verified yet"
    if not whose.is_whole:
        return f'<strong class="whose-fault">{cell(to("! NOT WHOLE", "integrity"))}</strong>'
    today = day_of(whose.verified_at) == day_of(whose.now)
    when = moment_words(whose.verified_at)
    upto = "" if whose.verified_size >= whose.size else f" up to entry {whose.verified_size:,}"
    return f"✔ Verified {when.rpartition(', ')[2] if today else when}{upto}"


def _uncovered(whose: Whose) -> str:
    if not whose.uncovered:
        return "every entry covered by somebody outside"
    return f"{whose.uncovered:,} of {whose.position:,} entries covered by nobody outside"
