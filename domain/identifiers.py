"""Finds in free text what seems to name somebody: numbers, addresses and dates of birth.

It warns and forbids nothing. A sentence that names a child harms that child; a sentence that is
wrongly suspected costs a second look. A number counts only if its check digit or letter is right.
A name alone is not searched for: no list of names is complete, and half of them are also words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum


class Identifier(StrEnum):
    """What a text seems to hold, in words that follow "seems to hold"."""

    BIRTH = "a date of birth"
    NAME_AND_BIRTH = "a name with a date of birth"
    NHS = "an NHS number"
    UPN = "a UPN (pupil number)"
    POSTCODE = "a postcode"
    PHONE = "a telephone number"
    EMAIL = "an e-mail address"


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_DATE = (
    rf"(?:(?<!\d){_DAY}\s?[./-]\s?(?:0?[1-9]|1[0-2])\s?[./-]\s?(?:(?:19|20)\d\d|\d\d)(?!\d)"
    rf"|(?<!\d)(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)"
    rf"|(?<!\d){_DAY}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+(?:19|20)\d\d(?!\d)"
    rf"|\b{_MONTH}\s+{_DAY}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d(?!\d))"
)
_BORN = r"(?:\bborn(?:\s+on)?|\bd\.?\s?o\.?\s?b\b\.?|\bdate\s+of\s+birth|\bbirth\s?date)"
_BIRTH = re.compile(rf"{_BORN}[\s:,(=-]*(?:is\s+|was\s+|on\s+)?{_DATE}", re.IGNORECASE)

_WORD = r"(?:[A-Z]['\u2019])?[A-Z][a-z]+(?:['\u2019-][A-Z]?[a-z]+)*"
_NAMED = re.compile(
    rf"\b({_WORD}(?:[ ]{_WORD}){{1,3}}),?\s*[(\[]?\s*(?:(?i:{_BORN})[\s:,]*)?(?=(?i:{_DATE}))"
)
_NO_NAME_WORDS = """
a academy action after age aged an and annual appendix april area as assessment assurance at
audit august autumn because before between board both briefing business but by case centre
chair chair's child children children's christmas chronology clinic college college's
commission committee conference consultant contact core council court date dates day
december department discussion doctor dr draw each early east easter enquiry event every
executive family father february first following for friday from group guidance had has have
he health hearing help her his holiday home hospital house hub i if in initial inquiry
inspection into it january joint july june key last late lead leader learning legal lessons
local lottery lotto manager march may meeting mid midwife minutes miss monday month mother
mr mrs ms multi national neglect new newsletter no north not notice november nurse nursery
october of office officer ofsted on one only operation order panel part partnership phase
plan planning police policy practice primary procedure procedures programme project
protection public quality record referral report review round safeguarding said saturday
school scrutiny second section september serious service services she since single sir so
social south spring stage standards steering strategic strategy subgroup summer sunday
supervision support surgery targeted teacher team term the their themed there they third
this thursday to training trust tuesday under unit until update urgent version visit visitor
ward was we wednesday week west when where winter with work worker workshop year years young
youth
"""
"""Words that begin with a capital in ordinary notes and are no part of a name there."""
_NO_NAME = frozenset(_NO_NAME_WORDS.split())

_NHS = re.compile(r"(?<![\w-])(?:\d{10}|\d{3}([ -])\d{3}\1\d{4})(?![\w-])", re.ASCII)
_UPN = re.compile(r"\b([A-HJ-NP-RT-Z])(\d{11}[0-9A-HJ-NP-RT-Z])\b", re.I | re.A)
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_PHONE = re.compile(
    r"(?<![\w/.-])(?:(?:\+|00)44[ -]?(?:\(0\)[ -]?)?|\(?0)(?=[12378])"
    r"(?:\d{9,10}|\d{2,4}\)?[ -]\d{6,7}|\d{2,4}\)?[ -]?\d{3,4}[ -]\d{3,4}"
    r"|\d{2}\)?[ -]\d{4}[ -]\d{4})"
    r"(?![\w/-])"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}\b", re.IGNORECASE)
_AREAS = (
    "AB|AL|B|BA|BB|BD|BF|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT"
    "|DY|E|EC|EH|EN|EX|FK|FY|G|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD"
    "|LE|LL|LN|LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK"
    "|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE"
)
_POSTCODE = re.compile(
    rf"\b(?:{_AREAS})(?:\d{{1,2}}|\d[A-Z]) ?(?!(?-i:1st|2nd|3rd|\dth)\b)"
    r"\d[ABD-HJLNP-UW-Z]{2}\b",
    re.IGNORECASE | re.ASCII,
)


def identifiers_in(text: str) -> tuple[Identifier, ...]:
    """What a text seems to hold, each kind once, in the order of `Identifier`.

    What was matched is not returned, so that nobody prints it.
    """
    return tuple(kind for kind, holds in _HOLDS.items() if holds(text))


def _names(text: str) -> bool:
    """A name of two to four words right before a date: `Jane Smith, 12/03/2014`."""
    return any(_is_name(match[1]) for match in _NAMED.finditer(text))


def _is_name(text: str) -> bool:
    words = text.lower().split()
    while words and words[0] in _NO_NAME:
        words = words[1:]
    return len(words) >= 2 and not _NO_NAME.intersection(words)


def is_nhs_number(text: str) -> bool:
    """Ten digits of which the last is the check digit, modulus 11 (spaces and hyphens allowed)."""
    digits = [int(character) for character in text if character.isdecimal()]
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    weighted = sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - weighted % 11) % 11 == digits[9]


def is_upn(text: str) -> bool:
    """A check letter and twelve characters, the last of them a letter on a temporary UPN.

    Source: Department for Education, "Unique pupil numbers": weights 2 to 13, modulus 23.
    """
    match = _UPN.fullmatch(text)
    if match is None:
        return False
    values = [
        int(character) if character.isdecimal() else _UPN_LETTERS.index(character)
        for character in match[2].upper()
    ]
    weighted = sum(value * weight for value, weight in zip(values, range(2, 14), strict=True))
    return _UPN_LETTERS[weighted % 23] == match[1].upper()


def _holds(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.search(text) is not None


def _holds_valid(
    pattern: re.Pattern[str], is_valid: Callable[[str], bool]
) -> Callable[[str], bool]:
    return lambda text: any(is_valid(match[0]) for match in pattern.finditer(text))


_HOLDS: dict[Identifier, Callable[[str], bool]] = {
    Identifier.BIRTH: _holds(_BIRTH),
    Identifier.NAME_AND_BIRTH: _names,
    Identifier.NHS: _holds_valid(_NHS, is_nhs_number),
    Identifier.UPN: _holds_valid(_UPN, is_upn),
    Identifier.POSTCODE: _holds(_POSTCODE),
    Identifier.PHONE: _holds(_PHONE),
    Identifier.EMAIL: _holds(_EMAIL),
}
