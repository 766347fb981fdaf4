"""Every reader of files refuses what is vast, deep or misleading: in a second, in few words."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from documents.files.errors import LINE_CHARACTERS_MAX, LINES_MAX, InputError
from documents.files.input_file import GivenFile
from domain.kernel.command import Refusal
from ledger.proof.merkle import ProofError
from tests.documents import hostile

SECONDS_MAX = 1.5
"""Of a processor, for one file; nearly all take less than a tenth of it."""
SHEETS_OF = {"yaml": hostile.YAML, "json": hostile.JSON}


def _refusal(read: Callable[[GivenFile], object], file: GivenFile) -> tuple[str, ...]:
    """The lines said about a file that is refused."""
    begun = time.process_time()
    with pytest.raises((InputError, ProofError, Refusal)) as refused:
        read(file)
    assert time.process_time() - begun < SECONDS_MAX
    error = refused.value
    return error.lines if isinstance(error, InputError) else (str(error),)


def _require_plain(lines: tuple[str, ...]) -> None:
    assert 1 <= len(lines) <= LINES_MAX
    assert max(map(len, lines)) <= LINE_CHARACTERS_MAX
    assert all(line.isprintable() for line in lines)


@pytest.mark.parametrize("reader", hostile.SHEETS)
@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, files in SHEETS_OF.items() for name in files]
)
def test_yaml_and_json_made_to_harm(reader: str, kind: str, name: str) -> None:
    file = GivenFile(f"bad.{kind}", SHEETS_OF[kind][name])
    _require_plain(_refusal(hostile.SHEETS[reader], file))


@pytest.mark.parametrize("reader", hostile.TABLES)
@pytest.mark.parametrize("name", hostile.CSV)
def test_tables_made_to_harm(reader: str, name: str) -> None:
    file = GivenFile("bad.csv", hostile.CSV[name])
    _require_plain(_refusal(hostile.TABLES[reader], file))


@pytest.mark.parametrize("reader", hostile.PROOFS)
@pytest.mark.parametrize("name", hostile.PROOF)
def test_notes_and_receipts_made_to_harm(reader: str, name: str) -> None:
    file = GivenFile("bad.note", hostile.PROOF[name])
    _require_plain(_refusal(hostile.PROOFS[reader], file))


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
    file = GivenFile(f"bad.{kind}", SHEETS_OF[kind][name])
    for reader in hostile.SHEETS.values():
        [line] = _refusal(reader, file)
        assert line.startswith(said)
