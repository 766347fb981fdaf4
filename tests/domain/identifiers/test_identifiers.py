"""Words that seem to name somebody are noticed; what practitioners ordinarily write is not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from domain.identifiers import Identifier, identifiers_in
from domain.identifiers.numbers import is_nhs_number, is_upn

ROOT = Path(__file__).parents[3]
CORPUS = [
    *sorted((ROOT / "demo" / "content").rglob("*.yaml")),
    *sorted((ROOT / "docs" / "first-audit").glob("*.yaml")),
]
UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"

NAMING = {
    "Jane Smith, 12/03/2014": Identifier.NAME_AND_BIRTH,
    "Jane Smith (12 March 2014) was seen": Identifier.NAME_AND_BIRTH,
    "On Tuesday Jane Smith 12.3.14": Identifier.NAME_AND_BIRTH,
    "Mary O'Connor-Jones 3rd of May 2011": Identifier.NAME_AND_BIRTH,
    "born 12 March 2014": Identifier.BIRTH,
    "dob 1.2.14": Identifier.BIRTH,
    "D.O.B: 01/02/2014": Identifier.BIRTH,
    "date of birth is 2014-02-01": Identifier.BIRTH,
    "NHS 943 476 5919": Identifier.NHS,
    "943-476-5919": Identifier.NHS,
    "(9434765919)": Identifier.NHS,
    "UPN H801200001001": Identifier.UPN,
    "lives at NG1 5FS": Identifier.POSTCODE,
    "ng15fs": Identifier.POSTCODE,
    "SW1A 1AA.": Identifier.POSTCODE,
    "S1 1ST": Identifier.POSTCODE,
    "ring 07700 900123": Identifier.PHONE,
    "07700900123": Identifier.PHONE,
    "(0115) 496 0123": Identifier.PHONE,
    "020 7946 0018": Identifier.PHONE,
    "+44 7700 900123": Identifier.PHONE,
    "+44 (0)20 7946 0018": Identifier.PHONE,
    "write to a.b@school.sch.uk": Identifier.EMAIL,
}
ORDINARY = (
    "Strategy discussion held 12/03/2024; the Initial Child Protection Conference 14 March 2024.",
    "The Core Group met on 3 May 2024, 17 May 2024 and 01-06-2024 10:15.",
    "The Social Worker, 12 March 2024, recorded that mother was not seen.",
    "Crime number 42000123456 and incident 0123 of 12/03/2024 were linked.",
    "Section 47 enquiry: S47 1st visit within 24 hours, s17 2nd visit in 10 working days.",
    "Childline 0800 1111 and 101 were given; 999 was called at 23:15.",
    "Year 6, KS2 SATs, Band E17 4th review, Grade B2 3rd attempt, C07 and C11.",
    "The child was born at 32 weeks and seen by the midwife 10 days later.",
    "Weight 9.4 kg on 1.2.24, 10.1 kg on 1.3.24; see pages 12-14 and 112.",
    "Referral to outcome took 10 20 30 40 50 days in five cases.",
    "Ofsted Annex A, Working Together 2018, HMICFRS 2024, GDPR Article 9.",
    "A reference such as 1234567890 or 9434765918 has the wrong check digit.",
    "After the Joint Targeted Area Inspection 12 March 2024 the plan was changed.",
    "Ofsted Inspection 12/03/2024 and the Care Quality Commission 3 May 2025 found the same.",
    "Drawn with the National Lottery, 12 March 2026, before a witness.",
    "The Policy and Procedures Subgroup 3 May 2026; Learning Lessons Briefing 12 May 2026.",
    "The Data Protection Officer, 2 September 2026, asked for it under Article 17.",
    "Themed Audit 12 May 2026, Annual Report 1 April 2026, Chair's Action 4 June 2026.",
    "Staff said @ home visits the mother was calm.",
    "",
)


def _texts(document: Any) -> Iterator[str]:
    if isinstance(document, str):
        yield document
    elif isinstance(document, dict):
        for value in document.values():
            yield from _texts(value)
    elif isinstance(document, list):
        for value in document:
            yield from _texts(value)


@pytest.mark.parametrize("text", NAMING)
def test_what_seems_to_name_somebody(text: str) -> None:
    assert identifiers_in(text) == (NAMING[text],)


@pytest.mark.parametrize("text", ORDINARY)
def test_what_practitioners_write_is_no_name(text: str) -> None:
    assert identifiers_in(text) == ()


def test_nothing_in_three_years_of_invented_evidence_is_suspected() -> None:
    texts = [
        text for path in CORPUS for text in _texts(yaml.safe_load(path.read_text(encoding="utf-8")))
    ]
    assert len(texts) > 3_000
    assert [text for text in texts if identifiers_in(text)] == []


def test_several_kinds_in_one_text_are_all_named() -> None:
    text = "Jane Smith, dob 1.2.2014, NG1 5FS, 943 476 5919, 07700 900123"
    kinds = (Identifier.BIRTH, Identifier.NAME_AND_BIRTH, Identifier.NHS)
    assert identifiers_in(text) == (*kinds, Identifier.POSTCODE, Identifier.PHONE)


def _nhs_check(nine: str) -> int:
    """The check digit of nine, 10 where there is none; written otherwise than in the code."""
    total = 0
    for place, digit in enumerate(nine):
        total += int(digit) * (10 - place)
    return -total % 11


@given(st.text("0123456789", min_size=9, max_size=9).filter(lambda nine: len(set(nine)) > 1))
def test_of_ten_last_digits_at_most_one_makes_an_nhs_number(nine: str) -> None:
    valid = [last for last in range(10) if is_nhs_number(f"{nine}{last}")]
    check = _nhs_check(nine)
    assert valid == ([] if check == 10 else [check])
    for last in valid:
        assert Identifier.NHS in identifiers_in(
            f"NHS number {nine[:3]} {nine[3:6]} {nine[6:]}{last}."
        )


@given(st.text("0123456789", min_size=11, max_size=11), st.sampled_from("0123456789" + UPN_LETTERS))
def test_exactly_one_letter_makes_a_upn(eleven: str, last: str) -> None:
    rest = f"{eleven}{last}"
    [letter] = [one for one in UPN_LETTERS if is_upn(f"{one}{rest}")]
    assert identifiers_in(f"pupil {letter.lower()}{rest}") == (Identifier.UPN,)


def test_a_known_upn() -> None:
    """By hand: 8x2 + 1x4 + 2x5 + 1x10 + 1x13 = 53, which is 2x23 + 7, and H is the letter of 7."""
    assert is_upn("H801200001001")
    assert not is_upn("G801200001001")
    assert not is_upn("H80120000100")


@given(st.text(max_size=300))
def test_any_text_has_an_answer(text: str) -> None:
    assert set(identifiers_in(text)) <= set(Identifier)


@given(st.text("0123456789 -/.@+()ABab", max_size=200))
def test_any_mess_of_numbers_has_an_answer(text: str) -> None:
    assert set(identifiers_in(text)) <= set(Identifier)


def test_eight_thousand_characters_are_looked_through_at_once() -> None:
    """No pattern goes back and forth over a long text."""
    for text in ("a" * 8_000, "Ab " * 2_600, "a." * 4_000 + "@", "07 " * 2_600, "12/" * 2_600):
        assert identifiers_in(text) == ()
