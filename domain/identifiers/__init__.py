"""Finds in free text what seems to name somebody: numbers, addresses and dates of birth.

It warns and forbids nothing. A sentence that names a child harms that child; a sentence that is
wrongly suspected costs a second look. An unlabelled number counts only if its check digit or letter
is right. A name alone is not searched for: no list of names is complete, and half of them are also
words. What is missed and what is wrongly suspected is counted by `tests/domain/identifiers`.
"""

from __future__ import annotations

from enum import StrEnum


class Identifier(StrEnum):
    """What a text seems to hold, in words that follow "seems to hold"."""

    BIRTH = "a date of birth"
    NAME_AND_BIRTH = "a name with a date of birth"
    NHS = "an NHS number"
    UPN = "a UPN (pupil number)"
    NINO = "a National Insurance number"
    POSTCODE = "a postcode"
    PHONE = "a telephone number"
    EMAIL = "an e-mail address"


_SAID_ALOUD = (
    "dot",
    "twenty",
    "thousand",
    "nineteen",
    "birth",
    "born",
    "dob",
    "anwyd",
    "ganed",
    "eni",
    "blwydd",
)
"""A text without digits and signs holds one of these if it names anybody."""


def identifiers_in(text: str) -> tuple[Identifier, ...]:
    """What a text seems to hold, each kind once, in the order of `Identifier`.

    What was matched is not returned, so that nobody prints it.
    """
    if not any(character.isdigit() or character in "@＠[(" for character in text):
        said = text.casefold()
        if not any(word in said for word in _SAID_ALOUD):
            return ()
    from domain.identifiers import dates, names, numbers
    from domain.kernel.plain_letters import letters

    writing = letters(text)
    without_dates = dates.taken_out(writing)
    holds = {
        Identifier.BIRTH: dates.has_birth(writing),
        Identifier.NAME_AND_BIRTH: names.before_a_date(writing),
        Identifier.NHS: numbers.has_nhs_number(without_dates),
        Identifier.UPN: numbers.has_upn(writing),
        Identifier.NINO: numbers.has_national_insurance_number(writing),
        Identifier.POSTCODE: numbers.has_postcode(writing),
        Identifier.PHONE: numbers.has_telephone_number(without_dates),
        Identifier.EMAIL: numbers.has_email_address(writing),
    }
    return tuple(kind for kind in Identifier if holds[kind])
