"""The record as tables: other programs read it, and its numbers are the dashboard's."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from application import export
from application.reading import Reader
from documents.export.files import Profile
from documents.export.meanings import MEANINGS
from documents.export.suppressed import SMALL_MAX, SUPPRESSED
from documents.export.tables import TABLES
from ledger.errors import NotPermittedError
from ledger.service import Ledger
from projections.queries.audits import audits_overview
from projections.queries.grades import agency_mix, grade_mix, overall_grades
from projections.queries.impact import impact_measures
from projections.queries.recommendations import recommendations
from tests.documents.report.test_word_report import opened

CHAIR = "m-adeyinka"


@pytest.fixture(scope="module")
def ledger(demonstration: Path) -> Iterator[Ledger]:
    with opened(demonstration) as ledger:
        yield ledger


@pytest.fixture(scope="module")
def folder(ledger: Ledger, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _written(ledger, tmp_path_factory.mktemp("export"), Profile.PARTNERSHIP)


def _written(ledger: Ledger, folder: Path, profile: Profile) -> Path:
    for name, data in export.files(Reader(ledger, CHAIR), profile):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def asked(folder: Path, query: str) -> list[tuple[Any, ...]]:
    """DuckDB's answer, the tables by their names."""
    with duckdb.connect() as reader:
        for table in TABLES:
            path = folder / table.name / f"{table.name}.parquet"
            if path.exists():
                reader.execute(f"CREATE VIEW {table.name} AS FROM read_parquet('{path}')")
        return reader.execute(query).fetchall()


def test_the_numbers_are_those_of_the_pages(ledger: Ledger, folder: Path) -> None:
    with Reader(ledger, CHAIR).facts() as facts:
        audits = {one.audit for one in audits_overview(facts.session)}
        mixed = grade_mix(facts.session)
        by_agency = {
            (one.audit, one.area, one.agency): one.counts
            for audit in audits
            for one in agency_mix(facts.session, audit)
            if one.cases_graded
        }
        overall = Counter(
            (audit, one.grade) for audit in audits for one in overall_grades(facts.session, audit)
        )
        made = len(recommendations(facts.session))
        verdicts = Counter(
            str(one.assessment.verdict)
            for one in impact_measures(facts.session, Reader(ledger, CHAIR).today)
        )
    query = "SELECT audit, area, level, count(*) FROM fact_case_area_grade GROUP BY ALL"
    levels = {(one.audit, one.area, one.level): one.cases for one in mixed if one.cases}
    assert {row[:3]: row[3] for row in asked(folder, query)} == levels
    query = """SELECT audit, area, agency, rank, count(*) FROM fact_grade
        WHERE standing = 'graded' AND rank IS NOT NULL GROUP BY ALL"""
    found = {row[:4]: row[4] for row in asked(folder, query)}
    for key, counts in by_agency.items():
        assert [found.get((*key, rank), 0) for rank in range(1, len(counts) + 1)] == list(counts)
    query = "SELECT audit, grade, count(*) FROM fact_overall_grade GROUP BY ALL"
    assert {row[:2]: row[2] for row in asked(folder, query)} == overall
    assert asked(folder, "SELECT count(*) FROM fact_recommendation") == [(made,)]
    query = "SELECT verdict, count(*) FROM fact_impact GROUP BY ALL"
    assert dict(asked(folder, query)) == verdicts


def test_both_forms_say_the_same_under_the_same_names(folder: Path) -> None:
    for table in TABLES:
        text = (folder / table.name / f"{table.name}.csv").read_bytes()
        assert text.startswith(b"\xef\xbb\xbf")
        head, *rows = csv.reader(io.StringIO(text.decode("utf-8-sig")))
        assert head == list(table.columns)
        [(count,)] = asked(folder, f"SELECT count(*) FROM {table.name}")
        assert count == len(rows) > 0, table.name


def test_pandas_reads_it_too(folder: Path) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_parquet(folder / "fact_grade" / "fact_grade.parquet")
    sheet = pandas.read_csv(folder / "fact_grade" / "fact_grade.csv")
    assert list(frame.columns) == list(sheet.columns)
    assert frame["rank"].sum() == sheet["rank"].sum()


def test_every_column_is_explained_and_it_says_where_it_stands(
    ledger: Ledger, folder: Path
) -> None:
    assert {name for table in TABLES for name in table.columns} | {SUPPRESSED} == MEANINGS.keys()
    said = json.loads((folder / "as_at.json").read_text(encoding="utf-8"))
    assert said["as_at_entry"] == ledger.size()
    rows = list(csv.reader((folder / "data_dictionary.csv").read_text("utf-8-sig").splitlines()))
    assert len(rows) - 1 == sum(len(table.columns) for table in TABLES)


def test_nobody_is_named_and_no_word_of_a_case_is_in_it(ledger: Ledger, folder: Path) -> None:
    reader = Reader(ledger, CHAIR)
    people = reader.directory.people
    names = {one.full_name for one in people.values()} | set(people)
    text = "\n".join(one.read_text("utf-8-sig") for one in folder.rglob("*.csv"))
    words = set(text.replace(",", "\n").replace(";", "\n").split("\n"))
    assert {name for name in names if name in words} == set()


def test_in_public_no_single_case_and_no_small_number(ledger: Ledger, tmp_path: Path) -> None:
    folder = _written(ledger, tmp_path, Profile.PUBLIC)
    made = {one.name for one in folder.iterdir() if one.is_dir()}
    assert made == {table.name for table in TABLES if table.public}
    assert not [table.name for table in TABLES if table.public and "case_ref" in table.public]
    for table in TABLES:
        if not (table.public and table.small):
            continue
        rows = asked(folder, f"SELECT {', '.join(table.small)}, {SUPPRESSED} FROM {table.name}")
        assert any(row[-1] for row in rows)
        for *counts, is_hidden in rows:
            assert is_hidden == all(count is None for count in counts)
            assert not any(1 <= (count or 0) <= SMALL_MAX for count in counts)
    assert asked(folder, "SELECT count(*) FROM fact_impact_wave WHERE agency IS NOT NULL") == [(0,)]
    query = f"SELECT DISTINCT {SUPPRESSED} FROM fact_impact_wave ORDER BY ALL"
    assert asked(folder, query) == [(False,), (True,)]


def test_whoever_may_not_read_every_grade_exports_nothing(early_demonstration: Path) -> None:
    with opened(early_demonstration) as ledger, pytest.raises(NotPermittedError):
        list(export.files(Reader(ledger, "nobody"), Profile.PARTNERSHIP))
