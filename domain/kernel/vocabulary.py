"""The record's vocabulary: identifiers and their grammar, roles, processes, codes."""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, NewType

from pydantic import AfterValidator, Field, StringConstraints

_SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"


def _slug(length_max: int) -> StringConstraints:
    return StringConstraints(pattern=_SLUG, max_length=length_max)


AgencyId = Annotated[str, _slug(40)]
PersonId = Annotated[str, _slug(40)]
AuditCode = Annotated[str, _slug(60)]
ToolCode = Annotated[str, _slug(60)]
AreaId = Annotated[str, _slug(60)]
GradeCode = Annotated[str, _slug(40)]
ScaleId = Annotated[str, _slug(40)]
Theme = Annotated[str, _slug(60)]
Ref = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$", max_length=60)]
"""A recommendation's or an action's reference, such as `2026-neglect-R1`."""
CaseRef = Annotated[str, StringConstraints(pattern=r"^C[0-9]{2,4}$")]
"""A pseudonym inside one audit, such as `C07`. Never the agency's own case number."""
FamilyRef = Annotated[str, StringConstraints(pattern=r"^F[0-9]{2,4}$")]
"""A family's pseudonym inside one draw, such as `F03`: its children's cases have the same."""
Period = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-20[0-9]{2}$")]
Quarter = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-Q[1-4]$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 in lower-case hexadecimal."""

Number = Annotated[int, Field(ge=1, le=9_999)]
"""Of a query on a return, a comment on a report or a concern in an audit: dense from 1."""

StreamId = NewType("StreamId", str)

TEXT_LENGTH_MAX = 8_000


_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85]")
"""As Windows, old Macs and Word end a line, where they do not by a new line alone."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Unicode's category Cc, but for a new line and a tab."""
_CONTROL_OR_BREAK = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""Unicode's categories Cc, Zl and Zp."""


def _readable(text: str) -> str:
    """Text with the line ends of this world: how a system ends lines is no content."""
    text = _LINE_END.sub("\n", text)
    if _CONTROL.search(text):
        raise ValueError("contains control characters; type the text again without them")
    return text


def _one_line(text: str) -> str:
    if _CONTROL_OR_BREAK.search(text):
        raise ValueError("is more than one line, or contains control characters; write one line")
    return text


def _prose(length_min: int, length_max: int) -> StringConstraints:
    """White space around the text is dropped first, so that blank text counts as empty."""
    return StringConstraints(strip_whitespace=True, min_length=length_min, max_length=length_max)


class Confidential:
    """Marks free text about a case, or a characteristic of a child.

    A confidential field is never projected: whoever may read it fetches the entry by position.
    """


CONFIDENTIAL = Confidential()


class BlindText(str):
    """Confidential text. What it says is in no repr, so in no traceback and in no log."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<confidential>"


class Written:
    """Marks what a person says in their own words, where a child could be named by mistake.

    It is searched for identifiers before it is recorded: `domain.identifiers`.
    """


WRITTEN = Written()

Name = Annotated[str, _prose(1, 300), AfterValidator(_one_line)]
"""The name of a person, an agency or somebody outside. It may hold their address."""
Line = Annotated[str, _prose(1, 300), AfterValidator(_one_line), WRITTEN]
"""One clear line, such as a title. Not for anything about a case."""
FewWords = Annotated[str, _prose(1, 32), AfterValidator(_one_line), WRITTEN]
"""What a thing is called where a chart has room for about three words."""
Text = Annotated[str, _prose(1, TEXT_LENGTH_MAX), AfterValidator(_readable), WRITTEN]
"""Clear prose about the partnership's work. Not for anything about a case."""
CaseText = Annotated[
    str,
    _prose(0, TEXT_LENGTH_MAX),
    AfterValidator(_readable),
    AfterValidator(BlindText),
    CONFIDENTIAL,
    WRITTEN,
]
"""Free text about a case, or that could quote one; may be empty."""
Characteristic = Annotated[
    str, StringConstraints(max_length=100), AfterValidator(BlindText), CONFIDENTIAL, WRITTEN
]
"""A characteristic of a child, such as ethnicity or locality."""


Fingerprint = Annotated[str, StringConstraints(pattern=r"^SHA256:[A-Za-z0-9+/]{43}$")]
"""Of a public key, as OpenSSH shows it."""
PublicKey = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9@.-]{7,40} [A-Za-z0-9+/]{16,3000}={0,2}$"),
]
"""A public key as OpenSSH writes it, without the comment: `ssh-ed25519 AAAAC3Nz...`."""
Issuer = Annotated[str, StringConstraints(pattern=r"^https?://[!-~]+$", max_length=300)]
"""An identity provider, as it names itself."""
SignInSubject = Annotated[str, StringConstraints(pattern=r"^[!-~]+$", max_length=255)]
"""What an identity provider calls one person for ever. It is no e-mail address."""


class Role(StrEnum):
    """What a person may be trusted with. Agency roles hold for one agency only."""

    COORDINATOR = "coordinator"
    SAIG_CHAIR = "saig-chair"
    SAIG_MEMBER = "saig-member"
    LEAD_AUDITOR = "lead-auditor"
    AUDITOR = "auditor"
    AGENCY_LEAD = "agency-lead"
    NEUTRAL = "neutral"
    INSPECTOR = "inspector"
    KEEPER = "keeper"


class KnownBy(StrEnum):
    """How the service knew that the actor was who they were said to be, from weakest to strongest.

    A further way belongs to a further version of the envelope: `domain.kernel.event.Stamp`.
    """

    DEMONSTRATION = "demonstration"
    """Nobody acted: the entry is part of an invented story."""
    LOCAL = "local"
    """Somebody at the ledger's own computer said so."""
    ACCOUNT = "account"
    """The operating system said which account asked, and the directory whose it is."""
    OIDC = "oidc"
    """An identity provider said who signed in, and the directory whose sign-in it is."""
    SSH = "ssh"
    """OpenSSH let in whoever holds a key, and the directory says whose key it is."""


AGENCY_ROLES = frozenset({Role.AUDITOR, Role.AGENCY_LEAD})


class Sector(StrEnum):
    POLICE = "police"
    SOCIAL_CARE = "social-care"
    HEALTH = "health"
    EDUCATION = "education"
    EARLY_HELP = "early-help"
    JUSTICE = "justice"
    HOUSING = "housing"
    VOLUNTARY = "voluntary"
    GOVERNMENT = "government"
    NATIONAL_BODY = "national-body"


OUTSIDE_SECTORS = frozenset({Sector.GOVERNMENT, Sector.NATIONAL_BODY})
"""Bodies of these are outside the partnership: recommendations may be addressed to them."""


class Method(StrEnum):
    """How a tool's judgements are reached (framework section 5)."""

    CASE_FILE = "case-file"
    OBSERVATION = "observation"
    REFLECTIVE_REVIEW = "reflective-review"


class InformedBy(StrEnum):
    """What put an audit into the programme (framework section 3)."""

    CASE_REVIEW = "case-review"
    INDICATOR = "indicator"
    CONCERN = "concern"
    FEEDBACK = "feedback"
    BASELINE = "baseline"


class Function(StrEnum):
    """Whether an audit looks at a core safeguarding function or a specific area of work."""

    CORE = "core"
    SPECIFIC = "specific"


class FindingKind(StrEnum):
    STRENGTH = "strength"
    CONCERN = "concern"


class Source(StrEnum):
    """Where a recommendation came from (framework sections 1 and 11)."""

    AUDIT = "audit"
    CASE_REVIEW = "case-review"


class Direction(StrEnum):
    BETTER = "better"
    HOLD = "hold"


class Siblings(StrEnum):
    """How many cases of one family a draw may take."""

    ONE_EACH = "one-each"
    SEVERAL = "several"


class Likeness(StrEnum):
    """Whether two wordings or two frames are, for the purpose of comparing, the same."""

    EQUIVALENT = "equivalent"
    DIFFERENT = "different"


class Judgement(StrEnum):
    """SAIG's own judgement of impact, recorded beside the measured verdict."""

    ACHIEVED = "achieved"
    PARTLY = "partly-achieved"
    NOT_ACHIEVED = "not-achieved"
    CANNOT_TELL = "cannot-tell"


class ReplacementReason(StrEnum):
    """The only reasons for which a drawn case may be replaced: never by choice."""

    TRANSFERRED = "transferred-out"
    RECORD_UNAVAILABLE = "record-unavailable"
    COURT = "court-sensitivity"
    AUDITED_RECENTLY = "audited-in-last-12-months"
    SIBLING_DRAWN = "sibling-already-drawn"
    NOT_IN_CATEGORY = "not-in-category"


class Recipient(StrEnum):
    """Who receives an individual audit (framework section 10)."""

    PRACTITIONER = "practitioner"
    MANAGER = "manager"


class Whose(StrEnum):
    """Whose views were given (framework section 8)."""

    CHILD = "child"
    FAMILY = "family"
    BOTH = "child-and-family"


class ViewsMethod(StrEnum):
    """How the views of children and families were sought (framework section 8)."""

    CONVERSATION = "conversation"
    QUESTIONNAIRE = "questionnaire"
    YOUNG_PEOPLES_BOARD = "young-peoples-board"


def quarter_of(day: date) -> str:
    """The calendar quarter a day lies in, such as `2026-Q3`."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


_OF_FINANCIAL_YEAR = re.compile(r"[Qq]([1-4]) ?(20[0-9]{2})[/-](?:20)?([0-9]{2})")


def quarter_given(text: str) -> str | None:
    """A calendar quarter written by the financial year, April to March; None for anything else.

    `Q3 2026/27` is `2026-Q4`, October to December 2026.
    """
    found = _OF_FINANCIAL_YEAR.fullmatch(text.strip())
    if found is None or int(found[3]) != (int(found[2]) + 1) % 100:
        return None
    number, year = int(found[1]), int(found[2])
    return f"{year + 1}-Q1" if number == 4 else f"{year}-Q{number + 1}"


_MONTHS_OF_QUARTER = (
    "January to March",
    "April to June",
    "July to September",
    "October to December",
)


def quarter_words(quarter: str) -> str:
    """A calendar quarter by its months, such as `July to September 2026` for `2026-Q3`.

    Where years begin in April, `Q1` by itself means another quarter.
    """
    year, number = quarter.split("-Q")
    return f"{_MONTHS_OF_QUARTER[int(number) - 1]} {year}"


def quarter_ends(quarter: str) -> date:
    """The last day of a calendar quarter."""
    year, number = (int(part) for part in quarter.split("-Q"))
    return date(year + number // 4, 3 * number % 12 + 1, 1) - timedelta(days=1)


def quarters_of(period: str) -> tuple[str, str] | None:
    """The first and the last quarter that a programme's three years can hold; None: not three.

    `2026-2028` is three calendar years; `2026-2029` any three that begin in 2026, such as from
    April 2026 to March 2029.
    """
    first, last = period.split("-")
    return (f"{first}-Q1", f"{last}-Q4") if int(last) - int(first) in (2, 3) else None


def quarters_between(first: str, last: str) -> int:
    """How many quarters lie between two: none between a quarter and itself."""
    return 4 * (int(last[:4]) - int(first[:4])) + int(last[-1]) - int(first[-1])
