"""Files and ids made to harm, given to every reader and command: each is refused in a few words."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from typer.testing import CliRunner

from cli.main import app
from documents.files.input_file import GivenFile
from documents.workbooks import cells
from ledger.integrity.scan import audit
from tests.documents import hostile
from tests.documents.returns import books, test_hostile_books
from tests.faults.parsers import REFUSALS
from tests.faults.tally import Tally
from tests.ledger.partnership import begin, prepare

SECONDS_MAX = 10
IDS = (
    *("", " ", ".", "..", "../../etc/passwd", "/etc/passwd", "C:\\a", "a/b", "a\nb", "a\0b"),
    *("-", "--", "-x", "=cmd()", "%s%n", "{0}", "$(id)", "`id`", "' OR 1=1 --", '"', "<b>", "*"),
    *(
        "\x1b[2J",
        "\u202e",
        "\u200b",
        "\ufeff",
        "\U000e0041",
        "e\u0301",
        "\u0130",
        "\ud800",
        "x" * 90_000,
    ),
)
COMMANDS = (
    ("agency", "join", "{}", "--title", "T", "--sector", "police"),
    ("person", "enrol", "{}", "--full-name", "F"),
    ("role", "grant", "{}", "auditor", "--agency", "police"),
    ("return", "show", "{}", "C01", "--agency", "police"),
    ("return", "show", "2026-neglect", "{}", "--agency", "police"),
    ("return", "withdraw", "2026-neglect", "{}", "--agency", "police", "--reason", "r"),
    ("tool", "show", "{}"),
    ("grade", "history", "2026-neglect", "{}"),
    ("action", "close", "{}", "A1", "--evidence", "e"),
    ("vault", "hold", "{}", "--authority", "a", "--reason", "r"),
    ("ledger", "receipt", "{}"),
    ("ledger", "pack", "{}", "--out", "{}"),
    ("plan", "agree", "{}"),
    ("tool", "publish", "{}"),
)


def run(folder: Path, tries: int, seed: int = 1) -> Tally:
    """As many of all of them as there are tries, drawn without repeating."""
    tally = Tally()
    with begin(folder / "ledger.db") as ledger:
        prepare(ledger)
        size = ledger.size()
    every = [*_files(), *_workbooks(), *_ids(folder)]
    for name, act in Random(seed).sample(every, min(tries, len(every))):
        begun = time.process_time()
        words = act()
        if words is None and time.process_time() - begun > SECONDS_MAX:
            words = "it took too long"
        if words is None:
            tally.saw(found=True)
        else:
            tally.missed(f"{name}: {words}")
    verdict = audit(folder / "ledger.db")
    if not verdict.ok or verdict.size != size:
        tally.missed(f"the ledger holds {verdict.size} entries, and not {size}")
    return tally


Act = Callable[[], str | None]


def _files() -> list[tuple[str, Act]]:
    pairs = (
        ("yaml", hostile.SHEETS, hostile.yaml_files()),
        ("json", hostile.SHEETS, hostile.json_files()),
        ("csv", hostile.TABLES, hostile.tables()),
        ("note", hostile.PROOFS, hostile.proofs()),
    )
    return [
        (f"{reader}, {name} in {kind}", _reading(read, GivenFile(f"bad.{kind}", data)))
        for kind, readers, files in pairs
        for reader, read in readers.items()
        for name, data in files.items()
    ]


def _workbooks() -> list[tuple[str, Act]]:
    def opened(file: GivenFile) -> object:
        return cells.read(file.data)

    return [
        (f"a workbook, {name}", _reading(opened, GivenFile("bad.xlsx", edit(books.blank()))))
        for name, (edit, _) in test_hostile_books.REFUSED.items()
    ]


def _reading(read: Callable[[GivenFile], object], file: GivenFile) -> Act:
    def act() -> str | None:
        try:
            read(file)
        except REFUSALS:
            return None
        except BaseException as error:
            return f"{type(error).__name__}"
        return "it was accepted"

    return act


def _ids(folder: Path) -> list[tuple[str, Act]]:
    return [
        (f"{' '.join(words[:2])} with {id_[:20]!r}", _asking(folder, words, id_))
        for words in COMMANDS
        for id_ in IDS
    ]


def _asking(folder: Path, words: tuple[str, ...], id_: str) -> Act:
    environment = {
        "ASSURE_LEDGER": str(folder / "ledger.db"),
        "ASSURE_HOME": str(folder / "home"),
        "ASSURE_ACTOR": "ruth-haldane",
    }

    def act() -> str | None:
        given = [word.format(id_) if word == "{}" else word for word in words]
        ended = CliRunner().invoke(app, given, env=environment)
        if ended.exit_code not in (1, 2, 3, 4):
            return f"it ended with {ended.exit_code}"
        if "Traceback" in ended.output or "[unexpected]" in ended.output:
            return ended.output[:200]
        return "it said too much" if len(ended.output) > 20_000 else None

    return act
