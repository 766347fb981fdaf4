"""Numbers and addresses that name one person or one family."""

from __future__ import annotations

import re
from functools import cache

_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_AREAS = (
    "AB|AL|B|BA|BB|BD|BF|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT"
    "|DY|E|EC|EH|EN|EX|FK|FY|G|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD"
    "|LE|LL|LN|LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK"
    "|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE"
)
_GAP = r"[ .-]{1,2}"
_TEN = (
    rf"(?:\d{{10}}|\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{4}}|\d{{4}}{_GAP}\d{{3}}{_GAP}\d{{3}}"
    rf"|\d{{3}}{_GAP}\d{{4}}{_GAP}\d{{3}}|\d{{5}}{_GAP}\d{{5}}|\d{{3}}{_GAP}\d{{7}}"
    rf"|\d{{6}}{_GAP}\d{{4}}|\d{{2}}(?:{_GAP}\d{{2}}){{4}}(?!{_GAP}\d))"
)
_GROUPS_MAX = 4
"""Groups of digits in a telephone number without its prefix; more are a list of numbers."""
_SINGLY = rf"[4679](?:{_GAP}\d){{9}}"
"""Ten single digits that begin as NHS numbers do: others are a list of counts."""
_CALLED_NHS = r"\b(?:nhs|gig)\s*(?:no|num|number|rhif|id)?\.?[\s:#=(-]*"
_NUMBERED_NHS = (
    r"\b(?:nhs\s*(?:no|num|number|id)|rhif\s*(?:y\s+)?gig)\b\.?"
    r"[\s:#=(-]*(?:(?:is|was|yw|oedd)[\s:]+)?"
)
_TELEPHONE = (
    r"(?:\b|_)(?:tel|(?:tele)?phone[ds]?|mob(?:ile)?|ring|rang|call(?:ed)?|text(?:ed)?"
    r"|dial|whatsapp|ffon(?:io|iwch)?)\b[\s.:#=(-]*(?:(?:her|him|them|is|was|on|no|num|number|at|ar|yw"
    r"|the|aunt|mother|father|mum|dad|gran)\b[\s.:#=(-]*){0,3}"
)
"""Words that say that a telephone number follows."""
_ABROAD = r"\(?(?:\+|0[ .-]?0)[ .-]?4[ .-]?4\)?[ .-]{0,2}(?:\( ?0 ?\)[ .-]{0,2})?"
_DOMAIN_ENDS = "uk|org|com|net|wales|cymru|info|scot|gov|edu|ie|eu|io|london"
_LEADING_TO_A_SITE = """
available found hosted kept live lives located look looked online page pages published read
search see seen site sits there website
"""
_AT_A_SITE = frozenset(_LEADING_TO_A_SITE.split())
"""Words before `at` that lead to a website, not to a person."""
_SAID_DOT = r"(?:\s?[(\[]\s?dot\s?[)\]]\s?|\s+dot\s+)"
_SAID_AT = r"(?:\s?@\s?|\s?[(\[]\s?at\s?[)\]]\s?|\s+at\s+)"
_SAID = (
    r"(?<![\w.+-])(?P<word>[\w.+'-]{1,64})"
    rf"(?:{_SAID_AT}(?:[a-z0-9-]{{1,63}}{_SAID_DOT}){{1,4}}(?:{_DOMAIN_ENDS})\b"
    rf"|\s{{0,2}}@\s{{0,2}}(?:[a-z0-9-]{{1,63}}\.){{1,4}}(?:{_DOMAIN_ENDS})\b)"
)
"""An address as it is said, `name at school dot org`, or with spaces about its sign."""


@cache
def _pattern(text: str, flags: re.RegexFlag = re.IGNORECASE | re.ASCII) -> re.Pattern[str]:
    return re.compile(text, flags)


def has_nhs_number(text: str) -> bool:
    """Ten digits with the right check digit, or ten digits that are called an NHS number."""
    called = rf"(?:{_CALLED_NHS}{_TEN}|{_NUMBERED_NHS}\d(?:[ ./-]{{0,3}}\d){{9}})(?!\d)"
    if _pattern(called).search(text):
        return True
    alone = rf"(?<!\d)(?<!\d[ .-])(?:{_TEN}|{_SINGLY}(?!{_GAP}\d))(?!\d)"
    return any(map(is_nhs_number, _pattern(alone).findall(text)))


def is_nhs_number(text: str) -> bool:
    """Ten digits of which the last is the check digit, modulus 11; spaces and the like apart."""
    digits = [int(character) for character in text if character.isdecimal()]
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    weighted = sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - weighted % 11) % 11 == digits[9]


def has_upn(text: str) -> bool:
    """A pupil number, written in one piece or in groups."""
    found = _pattern(
        r"(?<![A-Z\d])[A-HJ-NP-RT-Z](?:[ .-]{0,2}\d){11}[ .-]{0,2}[0-9A-HJ-NP-RT-Z](?![A-Z\d])"
    )
    return any(is_upn(re.sub("[ .-]", "", match)) for match in found.findall(text))


def is_upn(text: str) -> bool:
    """A check letter and twelve characters, the last of them a letter on a temporary UPN.

    Source: Department for Education, "Unique pupil numbers": weights 2 to 13, modulus 23.
    """
    match = _pattern(r"([A-HJ-NP-RT-Z])(\d{11}[0-9A-HJ-NP-RT-Z])").fullmatch(text)
    if match is None:
        return False
    values = [
        int(character) if character.isdecimal() else _UPN_LETTERS.index(character)
        for character in match[2].upper()
    ]
    weighted = sum(value * weight for value, weight in zip(values, range(2, 14), strict=True))
    return _UPN_LETTERS[weighted % 23] == match[1].upper()


def has_national_insurance_number(text: str) -> bool:
    """Two letters, six digits and a letter from A to D. Source: HMRC, NIM39110."""
    prefix = r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
    shape = rf"(?<![A-Za-z\d]){prefix}(?:[ -]?\d\d){{3}}[ -]?[A-D](?![A-Za-z\d])"
    letter_by_letter = r"\b[A-CEGHJ-PR-TW-Z] [A-CEGHJ-NPR-TW-Z](?: \d){6} [A-D]\b"
    return bool(_pattern(shape).search(text) or _pattern(letter_by_letter, re.ASCII).search(text))


def has_postcode(text: str) -> bool:
    """A postcode of an area that exists, also where the space before or in it is missing."""
    code = (
        rf"(?:{_AREAS})(?:\d{{1,2}}|\d[A-Z])[ -]{{0,2}}(?!(?-i:1st|2nd|3rd|\dth)\b)"
        r"\d[ABD-HJLNP-UW-Z]{2}\b"
    )
    spaced = "|".join(" ".join(area) for area in _AREAS.split("|"))
    singly = rf"\b(?:{spaced})(?: \d){{2,3}} [ABD-HJLNP-UW-Z] [ABD-HJLNP-UW-Z]\b"
    glued = rf"(?<=[a-z:,.]){code}|{singly}"
    return bool(_pattern(rf"\b{code}").search(text) or _pattern(glued, re.ASCII).search(text))


def has_telephone_number(text: str) -> bool:
    """Ten or eleven digits from 0 or +44, grouped as people group them.

    Digits in more groups are a list of numbers, unless they begin as a mobile's do or a word says
    what they are.
    """
    lead = rf"(?:{_ABROAD}|\(?0\)?[ .-]?\(?)(?=[12378])"
    rest = r"\d(?:[ ./()-]{0,3}\d){8,9}"
    start = r"(?<![\d_])(?<!\d[ ./-])(?<![A-Z](?<!TEL)(?<!MOB))"
    found = _pattern(rf"{start}(?P<lead>{lead})(?P<rest>{rest})(?!\w)", re.ASCII).finditer(text)
    if any(_is_grouped_as_one(match["lead"], match["rest"]) for match in found):
        return True
    called = rf"{_TELEPHONE}(?:{_ABROAD}|44[ .-]?|\(?0\)?)(?:[ ./()-]{{0,3}}\d){{9,10}}(?!\w)"
    return _pattern(called).search(text) is not None


def _is_grouped_as_one(lead: str, rest: str) -> bool:
    groups = re.findall(r"\d+", rest)
    if len(groups) <= _GROUPS_MAX:
        return True
    follows = _pattern(r"\A\d").sub("", rest, count=1)
    is_mobile = rest[0] == "7" and not follows.lstrip(" ./()-").startswith("0")
    return (is_mobile or "4" in lead) and len("".join(groups)) == 10 and _all_short(groups)


def _all_short(groups: list[str]) -> bool:
    return all(len(group) <= 3 for group in groups)


def has_email_address(text: str) -> bool:
    at = r"(?:@|\s?[(\[]\s?at\s?[)\]]\s?)"
    shape = rf"(?<![\w.+-])[\w.+'-]{{1,64}}{at}(?:[a-z0-9-]{{1,63}}\.)+[a-z]{{2,24}}\b"
    if _pattern(shape, re.IGNORECASE).search(text):
        return True
    return any(match["word"].lower() not in _AT_A_SITE for match in _pattern(_SAID).finditer(text))
