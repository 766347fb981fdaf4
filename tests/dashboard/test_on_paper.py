"""Documents from the pages: offered to those who may have them, made when somebody asks."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from docx import Document
from streamlit.testing.v1 import AppTest

from application import certificates, feedback_sheets, impact_page, moderation_pack, report
from application.reading import Reader
from dashboard import reading as door
from dashboard.kit.on_paper import Make, made
from ledger.errors import NotPermittedError
from tests.dashboard.pages import opened, sentences, visited

Serve = Callable[..., None]
AUDIT, LEAD = "2026-neglect", "e-thirlwell"


def offered(page: AppTest) -> set[str]:
    return {one.proto.label for one in page.get("download_button")}


def given(make: Make, person: str) -> bytes:
    served = door.served()
    assert served is not None
    with served.open() as ledger:
        as_at, today = ledger.size(), ledger.today()
    return made(served, person, as_at, today, make)


def test_an_audits_page_offers_what_its_reader_may_have(demo: Path, serve: Serve) -> None:
    serve(demo, LEAD)
    mine = offered(visited("audits", audit=AUDIT))
    assert mine >= {"Overview report (Word)", "Feedback sheets", "Certificates"}
    serve(demo, "m-adeyinka")
    theirs = offered(visited("audits", audit=AUDIT))
    assert "Overview report (Word)" in theirs
    assert "Feedback sheets" not in theirs


def test_the_other_pages_offer_theirs(demo: Path, serve: Serve) -> None:
    serve(demo, LEAD)
    assert "One page for SAIG (PDF)" in offered(opened("impact"))
    assert "Pack for the day (PDF)" in offered(visited("moderation", audit=AUDIT))


def test_a_document_is_the_commands_own(demo: Path, serve: Serve) -> None:
    serve(demo, LEAD)
    data = given(partial(report.word_report, audit=AUDIT), LEAD)
    assert Document(io.BytesIO(data)).paragraphs[0].text == "Neglect: second repeat audit"
    with zipfile.ZipFile(io.BytesIO(given(partial(certificates.as_zip, audit=AUDIT), LEAD))) as z:
        assert f"{AUDIT}-a-okafor.pdf" in z.namelist()
    for make in (impact_page.saig_page, partial(moderation_pack.moderation_pack, audit=AUDIT)):
        assert given(make, LEAD).startswith(b"%PDF")


def test_who_may_is_judged_when_it_is_made(demo: Path, serve: Serve) -> None:
    serve(demo, LEAD)
    sheets = partial(feedback_sheets.as_zip, audit=AUDIT)
    for make in (sheets, impact_page.saig_page, partial(report.word_report, audit=AUDIT)):
        with pytest.raises(NotPermittedError):
            given(make, "nobody")
    with pytest.raises(NotPermittedError):
        given(sheets, "m-adeyinka")


def test_the_integrity_page_confirms_a_certificate(demo: Path, serve: Serve) -> None:
    serve(demo, "m-adeyinka")
    served = door.served()
    assert served is not None
    with served.open() as ledger:
        reader = Reader(ledger, LEAD)
        one = certificates.certified(reader, AUDIT)[0]
        code = certificates.code_of(reader, one.position)
    page = opened("integrity")
    page = page.text_input(key="certificate_code").set_value(code).run()
    said = " ".join(each.value for each in page.success).replace("\\", "")
    assert f"{one.full_name} took part in {AUDIT}" in said
    page = page.text_input(key="certificate_code").set_value(code[:-1] + "A").run()
    assert "no certificate" in " ".join(each.value for each in page.error), sentences(page)
