"""The pack for the moderation day: every question of the agenda, and every grade as recorded."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pypdf
import pytest

from application import moderation_pack
from application.reading import Reader
from domain.kernel import streams
from domain.returns.events import GradeGiven
from ledger.errors import NotPermittedError
from tests.documents.report.test_word_report import opened

AUDIT, LEAD = "2026-neglect", "e-thirlwell"


def squeezed(text: str) -> str:
    return re.sub(r"\W", "", text)


def test_it_has_the_agenda_in_order_with_what_each_auditor_saw(demonstration: Path) -> None:
    with opened(demonstration) as ledger:
        reader = Reader(ledger, LEAD)
        pack = moderation_pack.material(reader, AUDIT)
        made = moderation_pack.moderation_pack(reader, AUDIT)
        first = next(item for item in pack.agenda.items if item.area)
        seen = [
            (reader.text(entry) or {})["evidence"]
            for agency in pack.overview.agencies
            for entry in reader.entries(streams.agency_return(AUDIT, first.case, agency))
            if isinstance(entry.event, GradeGiven) and entry.event.area == first.area
        ]
    sheets = pypdf.PdfReader(io.BytesIO(made)).pages
    text = squeezed("".join(page.extract_text() for page in sheets))
    heads = [f"{n}. {i.case}: {pack.area(i.area)}" for n, i in enumerate(pack.agenda.items, 1)]
    places = [text.index(squeezed(head)) for head in heads if ": " in head and head[-1] != " "]
    assert places == sorted(places)
    assert seen
    for evidence in seen:
        assert squeezed(evidence) in text


@pytest.mark.parametrize("person", ["m-adeyinka", "nobody"])
def test_before_the_returns_are_open_it_is_for_the_lead_auditor(
    demonstration: Path, person: str
) -> None:
    with opened(demonstration) as ledger:
        with pytest.raises(NotPermittedError):
            moderation_pack.moderation_pack(Reader(ledger, person), "2026-sexual-abuse")
        made = moderation_pack.moderation_pack(Reader(ledger, "n-bhandari"), "2026-sexual-abuse")
    assert made.startswith(b"%PDF")
