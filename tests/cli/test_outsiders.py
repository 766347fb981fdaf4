"""Until moderation opens nobody but the lead auditor reads another agency's return (section 9).

Words are planted in a return, in a query on it, in views and in a concern; then every reading
command, every receipt and pack, and every file that an outsider's commands wrote is searched.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.cli.harness import (
    AUDITORS,
    CHAIR,
    LEAD,
    Assure,
    append,
    decide_views,
    returned,
)
from tests.cli.test_reading import READS

CODE = "2026-neglect"
POLICE = AUDITORS["police"]
INSPECTOR = "i-vane"
OUTSIDERS = (AUDITORS["health"], CHAIR, INSPECTOR)
"""Who is nearest to reading it. Every role's rights are tested in tests/domain/test_access.py."""
PLANTED = "zebrafinch"


@pytest.fixture
def planted(prepared: Assure) -> Assure:
    prepared("person", "enrol", INSPECTOR, "--full-name", "Isa Vane")
    prepared("role", "grant", INSPECTOR, "inspector")
    document = returned(CODE, "police", ["C01"], {"voice": "good", "planning": "good"})
    document["cases"][0]["involvement"] = f"{PLANTED} involvement"
    for answer in document["cases"][0]["answers"]:
        for field in ("evidence", "strengths", "developments"):
            answer[field] = f"{PLANTED} {field}"
    append(prepared, "police", document)
    declared = {"case": "C02", "no_involvement": f"{PLANTED} reason"}
    append(prepared, "police", {"audit": CODE, "agency": "police", "cases": [declared]})
    about = (CODE, "C01", "--agency", "police")
    asked = ("--question", f"{PLANTED} question")
    prepared("query", "raise", *about, *asked, actor=LEAD)
    answer = (CODE, "C01", "1", "--agency", "police", "--text", f"{PLANTED} answer")
    prepared("query", "answer", *answer, actor=POLICE)
    revised = ("--area", "voice", "--grade", "outstanding", "--reason", f"{PLANTED} revision")
    prepared("grade", "revise", *about, *revised, actor=POLICE)
    heard = ("--whose", "child", "--agency", "police", "--text", f"{PLANTED} views")
    prepared("views", "record", CODE, "C01", *heard, actor=POLICE)
    prepared("concern", "raise", CODE, "C01", "--text", f"{PLANTED} concern", actor=POLICE)
    return prepared


def _said(assure: Assure, words: list[str], who: str) -> str:
    result = assure(*words, actor=who, code=None)
    return result.output


def _readings(assure: Assure) -> list[list[str]]:
    frame = assure.path(f"{CODE}.tsv")
    return [
        [*name.split(), *(word.format(frame=frame) for word in words)]
        for name, words in READS.items()
    ]


def _files(folder: Path) -> list[bytes]:
    """The bytes of every file, and of what is packed in one."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".json":
            found.append(path.read_bytes())
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as pack:
                    found += [pack.read(name) for name in pack.namelist()]
    return found


@pytest.mark.parametrize("who", OUTSIDERS)
def test_no_outsider_reads_a_word_of_it_before_it_is_open(planted: Assure, who: str) -> None:
    for words in _readings(planted):
        assert PLANTED not in _said(planted, [*words, "--output", "json"], who), words
    entries = planted.read("ledger", "status")["entries"]
    out = planted.folder / "taken"
    out.mkdir()
    for entry in range(entries - 10, entries + 1, 2):
        words = [
            "ledger",
            "receipt",
            str(entry),
            "--to",
            "Me",
            "--out",
            str(out / f"{entry}.proof"),
        ]
        assert PLANTED not in _said(planted, words, who), words
    words = ["ledger", "pack", CODE, "--to", "Me", "--reason", "Look"]
    assert PLANTED not in _said(planted, [*words, "--out", str(out / "all.zip")], who)
    assert not any(PLANTED.encode() in data for data in _files(planted.folder))


def test_its_own_agency_reads_it(planted: Assure) -> None:
    """The search finds what is there: without this the test above could not fail."""
    said = "".join(_said(planted, words, POLICE) for words in _readings(planted))
    for what in ("evidence", "strengths", "developments", "question", "answer", "revision"):
        assert f"{PLANTED} {what}" in said, what
    for what in ("views", "concern"):
        assert f"{PLANTED} {what}" in said, what


def test_once_it_is_open_the_agencies_of_the_audit_read_it_and_a_concern_stays_shut(
    planted: Assure,
) -> None:
    decide_views(planted, CODE)
    planted("moderate", "open", CODE, "--reason", "The others are late", actor=LEAD)
    for who, reads in ((AUDITORS["health"], True), (CHAIR, False)):
        said = "".join(_said(planted, words, who) for words in _readings(planted))
        assert (f"{PLANTED} evidence" in said) is reads
        assert f"{PLANTED} concern" not in said
