"""An audit that was entered from a document, on every page that leads to it: it is always said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import dashboard.reading as door
from dashboard.reading import Door
from ledger import service
from tests.cli.harness import CHAIR, COORDINATOR, LEAD, LEADS, NEUTRAL, Assure, Clock
from tests.cli.history_book import PAST, PLANTED, audit_again, begin, book, document, write
from tests.dashboard.pages import charts, everything, links, sentences, tables, visited

SAID = "entered from a document"


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With the audit of 2024 from its document, and one that was held here since."""
    with pytest.MonkeyPatch.context() as patch:
        clock = Clock()
        patch.setattr(service, "utc_now", clock)
        assure = Assure(tmp_path_factory.mktemp("entered"), clock)
        begin(assure)
        write(assure)
        assure("sheet", "record", book(assure), "--document", document(assure), actor=LEAD)
        audit_again(assure)
    return assure.ledger


@pytest.fixture
def as_actor(ledger: Path) -> Iterator[None]:
    _serve(ledger, LEAD)
    yield
    door._doors.clear()


def _serve(ledger: Path, actor: str) -> None:
    door.serve(Door(ledger, actor, home=ledger.parent / "home"))


@pytest.mark.usefixtures("as_actor")
def test_it_is_listed_apart_and_has_a_page_that_says_what_the_document_says() -> None:
    page = visited("audits")
    assert f"Earlier audits, {SAID}" in sentences(page)
    assert f"/audits?audit={PAST}" in links(page)
    page = visited("audits", audit=PAST)
    words = sentences(page)
    assert f"Neglect, on paper: 6 cases, {SAID}." in words
    assert "Nothing of it was drawn, returned or moderated in this record." in words
    assert "L-Mori, as claimed on the ledger's own computer" in words
    assert "By the team managers" in words
    assert PLANTED in words
    grades, recommended = tables(page)
    assert list(grades.columns) == ["Case", "Agency", "Voice", "Planning"]
    assert grades.iloc[0]["Voice"] == "Requires improvement\nthen Inadequate"
    assert len(grades) == 12
    assert recommended.iloc[0]["Words"] == "See each child alone"


@pytest.mark.usefixtures("as_actor")
def test_every_link_to_it_leads_to_what_it_names() -> None:
    seen = {
        link
        for page in ("area", "recommendations", "audits")
        for link in links(visited(page, audit=PAST) if page == "audits" else visited(page))
        if f"audit={PAST}" in link
    }
    assert len(seen) >= 8
    for link in sorted(seen):
        page, _, about = link.removeprefix("/").partition("?")
        shown = visited(page, **dict(part.split("=") for part in about.split("&")))
        assert "is not among what you may read here" not in sentences(shown), link
        assert SAID in sentences(shown), link


@pytest.mark.usefixtures("as_actor")
def test_a_grade_of_it_has_its_document_its_entry_and_its_receipt() -> None:
    page = visited("grade_history", audit=PAST, case="C01", area="voice")
    assert f"C01, Voice: {SAID}." in sentences(page)
    (table,) = tables(page)
    assert table.values.tolist() == [
        ["Health", "Requires improvement\nentry 29", "Inadequate"],
        ["Police", "Inadequate\nentry 29", "as it was"],
    ]
    overall = visited("grade_history", audit=PAST, case="C01", area="overall")
    assert tables(overall)[0].values.tolist() == [["All agencies together", "", "Good\nentry 29"]]
    assert "Its receipt, to keep" in sentences(page)


@pytest.mark.usefixtures("as_actor")
def test_the_chart_draws_its_casework_otherwise_and_says_why() -> None:
    for chart in charts(visited("impact"))[:1]:
        layers = chart["layer"]
        drawn = [
            len(layer["data"]["values"])
            for layer in layers
            if layer["mark"].get("strokeDash") == [4, 3]
        ]
        assert drawn == [2, 1], "a line for each area, and one beside its words"
        words = [row.get("words") for layer in layers for row in layer["data"]["values"]]
        assert f"the same, {SAID}" in words


@pytest.mark.parametrize(
    ("actor", "reads", "words"),
    [
        (COORDINATOR, True, True),
        (CHAIR, True, False),
        (LEADS["police"], True, True),
        (NEUTRAL, False, False),
    ],
)
def test_who_reads_its_grades_and_who_its_words(
    ledger: Path, actor: str, reads: bool, words: bool
) -> None:
    _serve(ledger, actor)
    page = visited("audits", audit=PAST)
    assert ("then Inadequate" in everything(page)) is reads
    assert (PLANTED in everything(page)) is words
    door._doors.clear()
