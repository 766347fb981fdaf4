"""Every reader of files refuses what is vast, deep or misleading: in a second, in few words."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import cycle

import pytest

from documents.files.errors import LINE_CHARACTERS_MAX, LINES_MAX, InputError
from documents.files.input_file import GivenFile
from domain.kernel.command import Refusal
from ledger.proof.merkle import ProofError
from tests.documents import hostile

SECONDS_MAX = 1.5
"""Of a processor, for one file; nearly all take less than a tenth of it."""
SMALLER = 20
"""Still too large, too deep or too many for a reader; all but one for each are given these."""
SHEETS_OF = {"yaml": hostile.yaml_files, "json": hostile.json_files}
NAMES = [(kind, name) for kind, files in SHEETS_OF.items() for name in files(SMALLER)]
VAST_FOR = dict(zip(NAMES, cycle(hostile.SHEETS), strict=False))
"""The reader that is given the file in its full size: what refuses it comes before the reader."""


def _refusal(read: Callable[[GivenFile], object], file: GivenFile) -> tuple[str, ...]:
    """The lines said about a file that is refused."""
    begun = time.process_time()
    with pytest.raises((InputError, ProofError, Refusal)) as refused:
        read(file)
    assert time.process_time() - begun < SECONDS_MAX
    error = refused.value
    return error.lines if isinstance(error, InputError) else (str(error),)


def require_plain(lines: tuple[str, ...]) -> None:
    assert 1 <= len(lines) <= LINES_MAX
    assert max(map(len, lines)) <= LINE_CHARACTERS_MAX
    assert all(line.isprintable() for line in lines)


@pytest.mark.parametrize("reader", hostile.SHEETS)
@pytest.mark.parametrize(("kind", "name"), NAMES)
def test_yaml_and_json_made_to_harm(reader: str, kind: str, name: str) -> None:
    files = SHEETS_OF[kind](1 if VAST_FOR[kind, name] == reader else SMALLER)
    file = GivenFile(f"bad.{kind}", files[name])
    require_plain(_refusal(hostile.SHEETS[reader], file))


@pytest.mark.parametrize("reader", hostile.TABLES)
def test_tables_made_to_harm(reader: str) -> None:
    for name, data in hostile.tables().items():
        require_plain(_refusal(hostile.TABLES[reader], GivenFile(f"{name}.csv", data)))


@pytest.mark.parametrize("reader", hostile.PROOFS)
def test_notes_and_receipts_made_to_harm(reader: str) -> None:
    for name, data in hostile.proofs().items():
        require_plain(_refusal(hostile.PROOFS[reader], GivenFile(f"{name}.note", data)))


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("yaml", "unknown keys", "line 1001: what it belongs to has more than 1,000 entries."),
        ("yaml", "list", "line 1: what it belongs to has more than 1,000 entries."),
        ("yaml", "aliases", "line 2: *a is an alias."),
        ("json", "unknown keys", "It: has more than 1,000 entries."),
        ("json", "unknown keys in a list", "cases[0]: has more than 1,000 entries."),
        ("json", "list", "a: has more than 1,000 entries."),
    ],
)
def test_what_is_too_much_is_named(kind: str, name: str, said: str) -> None:
    file = GivenFile(f"bad.{kind}", SHEETS_OF[kind](SMALLER)[name])
    for reader in hostile.SHEETS.values():
        [line] = _refusal(reader, file)
        assert line.startswith(said)
