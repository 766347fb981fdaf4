"""Feedback sheets and certificates: one agency's own words, and a code that cannot be made up."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest

from application import certificates, feedback_sheets, frozen_report
from application.reading import Reader
from documents.files.errors import InputError
from documents.files.input_file import GivenFile
from domain.kernel import streams
from domain.kernel.command import Refusal
from domain.kernel.vocabulary import Role
from domain.returns.events import GradeGiven, ReturnAppended
from ledger.errors import NotPermittedError
from ledger.service import Ledger
from tests.documents import hostile
from tests.documents.report.test_word_report import opened
from tests.documents.returns.books import blank
from tests.documents.returns.test_hostile_books import REFUSED

AUDIT, LEAD, CASE = "2026-neglect", "e-thirlwell", "C01"


@pytest.fixture(scope="module")
def ledger(demonstration: Path) -> Iterator[Ledger]:
    with opened(demonstration) as ledger:
        yield ledger


def squeezed(text: str) -> str:
    return re.sub(r"\W", "", text)


def words(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return squeezed("".join(page.extract_text() for page in pages))


def own_words(ledger: Ledger, agency: str) -> set[str]:
    """Everything that an agency wrote about the case."""
    reader = Reader(ledger, LEAD)
    entries = reader.entries(streams.agency_return(AUDIT, CASE, agency))
    return {
        squeezed(text)
        for entry in entries
        if isinstance(entry.event, GradeGiven | ReturnAppended)
        for text in (reader.text(entry) or {}).values()
        if len(text) > 20
    }


def auditor_of(ledger: Ledger, agency: str) -> str:
    people = Reader(ledger, LEAD).directory.people
    return next(
        code
        for code in people
        if any(
            (grant.role, grant.agency) == (Role.AUDITOR, agency)
            for grant in ledger.standing(code).grants
        )
    )


def test_a_sheet_has_all_its_agencys_words_and_none_of_another(ledger: Ledger) -> None:
    made = dict(feedback_sheets.sheets(Reader(ledger, LEAD), AUDIT, case=CASE))
    agencies = {name.removeprefix(f"{CASE}-").rpartition("-")[0] for name in made}
    said = {agency: own_words(ledger, agency) for agency in agencies}
    assert len(agencies) > 3
    for name, pdf in made.items():
        agency = name.removeprefix(f"{CASE}-").rpartition("-")[0]
        text = words(pdf)
        assert said[agency]
        assert {one for one in said[agency] if one not in text} == set()
        others = set().union(*(said[other] for other in agencies - {agency})) - said[agency]
        assert {one for one in others if one in text} == set(), name
        assert text.index("Whatwentwell") < text.index("Whattodevelop") < text.index("Grades")


def test_an_agency_gets_its_own_and_nobody_elses(ledger: Ledger) -> None:
    reader = Reader(ledger, auditor_of(ledger, "police"))
    made = dict(feedback_sheets.sheets(reader, AUDIT))
    assert {name.partition("-")[2].rpartition("-")[0] for name in made} == {"police"}
    with pytest.raises(NotPermittedError):
        list(feedback_sheets.sheets(reader, AUDIT, agency="homes"))
    for person in ("m-adeyinka", "nobody"):
        with pytest.raises(NotPermittedError):
            list(feedback_sheets.sheets(Reader(ledger, person), AUDIT))


def test_nothing_is_passed_on_before_the_day(ledger: Ledger) -> None:
    reader = Reader(ledger, "n-bhandari")
    with pytest.raises(Refusal) as refused:
        list(feedback_sheets.sheets(reader, "2026-sexual-abuse"))
    assert refused.value.code == "feedback-too-early"
    with pytest.raises(Refusal) as unknown:
        list(feedback_sheets.sheets(Reader(ledger, LEAD), AUDIT, case="C99"))
    assert unknown.value.code == "no-return"


def test_the_code_on_a_certificate_confirms_it_and_no_other_does(ledger: Ledger) -> None:
    reader = Reader(ledger, LEAD)
    made = dict(certificates.papers(reader, AUDIT))
    assert dict(certificates.papers(reader, AUDIT)) == made
    for one in certificates.certified(reader, AUDIT):
        code = certificates.code_of(reader, one.position)
        assert squeezed(code) in words(made[f"{AUDIT}-{one.person}.pdf"])
        confirmed = certificates.check(reader, code.lower().replace("-", "", 1))
        assert (confirmed.certificate, confirmed.is_newest) == (one, True)
    first = certificates.certified(reader, AUDIT)[0]
    true = certificates.code_of(reader, first.position)
    others = (f"{first.position + 1}{true[len(str(first.position)) :]}", true[:-1] + "A", "1-AAAA")
    for wrong in (*others, "9" * 30 + "-AAAA-AAAA-AAAA", "", f"1-{true.partition('-')[2]}"):
        with pytest.raises(Refusal):
            certificates.check(reader, wrong)


def test_whatever_file_or_code_is_checked_the_answer_is_short_and_quick(ledger: Ledger) -> None:
    """Neither check opens what it is given: a digest and a pattern are all that is looked at."""
    reader = Reader(ledger, LEAD)
    texts = hostile.yaml_files(20)
    files = [*texts.values(), *(edit(blank()) for edit, _ in list(REFUSED.values())[::6])]
    begun = time.process_time()
    for data in files:
        with pytest.raises((Refusal, InputError)) as refused:
            frozen_report.check(reader, GivenFile("report.pdf", data))
        assert len(str(refused.value)) < 300
    for text in texts.values():
        with pytest.raises(Refusal) as unknown:
            certificates.check(reader, text.decode())
        assert len(str(unknown.value)) < 300
    assert time.process_time() - begun < 0.1 * len(files)
