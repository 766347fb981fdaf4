"""A held audit in which one agency's confidential words are marked, and what is in any file."""

from __future__ import annotations

import html
import io
import re
import zipfile
from pathlib import Path

import duckdb
import pypdf

from tests.cli.harness import AUDITORS, CHAIR, IMPACT, LEAD, Assure, append, decide_views, returned

CODE, REC = "2026-neglect", "R1"
POLICE, HEALTH = AUDITORS["police"], AUDITORS["health"]
CASES = [f"C0{number}" for number in range(1, 6)]
GRADES = {"voice": "good", "planning": "good"}
FIELDS = (
    *("involvement", "evidence", "strengths", "developments", "answer", "concern", "views"),
    "number",
)


def mark(field: str) -> str:
    """The word that stands in what the police wrote there, and nowhere else."""
    return f"plantedpolice{field}"


def return_in(assure: Assure) -> None:
    """The returns, but for one of health; a question answered, a concern raised, numbers kept."""
    assure.clock.put("2026-01-20")
    for agency in AUDITORS:
        some = CASES if agency == "police" else CASES[:4]
        document = returned(CODE, agency, some, GRADES)
        if agency == "police":
            for case in document["cases"]:
                case["involvement"] = f"The {mark('involvement')} lead."
                for answer in case["answers"]:
                    answer |= {
                        field: f"Here {mark(field)} stands."
                        for field in ("evidence", "strengths", "developments")
                    }
        append(assure, agency, document)
    asked = ("query", "raise", CODE, "C01", "--agency", "police", "--area", "voice")
    assure(*asked, "--question", "What was seen?", actor=LEAD)
    answered = ("query", "answer", CODE, "C01", "1", "--agency", "police")
    assure(*answered, "--text", f"It {mark('answer')} was.", actor=POLICE)
    raised = ("concern", "raise", CODE, "C02")
    assure(*raised, "--text", f"She {mark('concern')} is.", actor=POLICE)
    decide_views(assure, CODE)
    _send(assure, f"sheet: views\naudit: {CODE}\nviews:\n  - {{case: C05, agency: police,"
          f" asked_on: 2026-01-20, method: conversation, by_whom: Her worker,"
          f" heard_on: 2026-01-20, whose: child, views: A {mark('views')} said}}\n")  # fmt: skip
    _send(assure, f"sheet: numbers\naudit: {CODE}\nnumbers:\n"
          f"  - {{case: C05, agency: police, reference: {mark('number')}}}\n")  # fmt: skip


def _send(assure: Assure, text: str) -> None:
    assure("sheet", "record", assure.file(f"s{len(assure.runs)}.yaml", text), actor=POLICE)


def hold(assure: Assure) -> None:
    """The moderation day is held, feedback given, and two actions agreed."""
    append(assure, "health", returned(CODE, "health", CASES[4:], GRADES))
    assure("moderate", "open", CODE, actor=LEAD)
    rows = "".join(f"  - {{case: {one}, overall: Good, reason: Agreed.}}\n" for one in CASES)
    day = assure.file("day.yaml", f"sheet: moderation\naudit: {CODE}\ncases:\n{rows}")
    assure("sheet", "record", day, actor=LEAD)
    assure.clock.put("2026-03-15")
    assure("moderate", "close", CODE, "--attended", LEAD, "--undertaking", actor=LEAD)
    made = ("--review", "Local review", "--text", "Listen.", "--agency", "police")
    assure("recommend", "make", REC, *made, actor=LEAD)
    assure("recommend", "accept", REC, assure.file("impact.yaml", IMPACT), actor=CHAIR)
    for name in ("A1", "A2"):
        about = ("--text", "Ask.", "--agency", "police", "--owner", POLICE, "--due", "2026-12-31")
        assure("action", "agree", REC, name, *about, actor=CHAIR)
    assure.clock.put("2026-04-01")


def words_in(path: Path) -> str:
    """Everything that a file holds, wherever: letters and digits only, as a page may break words.

    Each part of a zip (properties, comments, hidden sheets), each page of a PDF and what is said
    about it, each value of a table.
    """
    return re.sub(r"\W|_", "", _read(path.name, path.read_bytes(), path))


def _read(name: str, data: bytes, path: Path) -> str:
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as members:
            return name + "".join(
                one + _read(one, members.read(one), path) for one in members.namelist()
            )
    if data.startswith(b"%PDF"):
        reader = pypdf.PdfReader(io.BytesIO(data))
        objects = [str(reader.get_object(at)) for at in reader.xref[0]]
        assert reader.xmp_metadata is not None
        about = reader.xmp_metadata.stream.get_data().decode()
        pages = [page.extract_text() for page in reader.pages]
        return "".join((name, about, *objects, *pages))
    if data.startswith(b"PAR1"):
        return name + str(duckdb.execute("from read_parquet(?)", [str(path)]).fetchall())
    return name + html.unescape(data.decode("utf-8", "surrogateescape"))
