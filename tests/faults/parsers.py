"""Every parser is given changed files: each is refused in words, or read as what it says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from documents import templates
from documents.files.errors import InputError
from documents.files.input_file import GivenFile
from documents.workbooks import cells
from documents.workbooks.guard import UnreadableError
from domain.kernel.command import Refusal
from domain.kernel.event import NewerEnvelopeError
from domain.kernel.registry import UnknownEventError
from ledger.errors import IntegrityFailureError
from ledger.integrity.states import stand_in
from ledger.proof.keys import VerifierKey
from ledger.proof.leaf import leaf_data
from ledger.proof.leaf_reader import parse_leaf_data
from ledger.proof.merkle import ProofError
from ledger.store.entry import parse_state
from tests.documents import hostile
from tests.documents.returns import books
from tests.faults.tally import Tally
from tests.ledger.attack import toolkit
from tests.ledger.attack.scene import stage
from tests.ledger.partnership import FRAME
from tests.ledger.proof import mutants, test_receipt
from tests.ledger.proof.making import LOG_KEY, WITNESSES

WORKBOOKS = 1 / 20
"""The share of workbooks: each is read by a process of its own."""
REFUSALS = (
    *(InputError, Refusal, ProofError, UnreadableError),
    *(IntegrityFailureError, UnknownEventError, NewerEnvelopeError),
)
_POLICY = "".join(
    (
        f"log {LOG_KEY.verifier.format()}\n",
        *(f"witness w{at} {key.verifier.format()}\n" for at, key in enumerate(WITNESSES)),
        "group g all w0 w1\nquorum g\n",
    )
).encode()


def _sheets() -> dict[str, bytes]:
    named = ("plan", "programme", "tool", "single-agency", "impact")
    found = {name.replace("-", " "): templates.text(name).encode() for name in named}
    answer = {"area": "voice", "grade": "good", "evidence": "Seen."}
    case = {"case": "C01", "independent": True, "answers": [answer]}
    document = {"audit": "2026-neglect", "agency": "police", "cases": [case]}
    return {**found, "return": json.dumps(document, indent=1).encode()}


def _originals() -> Iterator[tuple[Callable[[GivenFile], object], bytes]]:
    for name, data in _sheets().items():
        yield hostile.SHEETS[name], data
    yield hostile.TABLES["case list"], b"ref,district\nK1,North\nK2,South\n"
    yield hostile.TABLES["frame"], FRAME.text().encode()
    receipt = test_receipt.LOG.receipt(6, 13)
    yield hostile.PROOFS["note"], receipt.partition(b"\n\n")[2]
    yield hostile.PROOFS["policy"], _POLICY
    yield hostile.PROOFS["request"], b"old 0\n\n" + receipt.partition(b"\n\n")[2]
    yield hostile.SHEETS["retention"], b"case_key: {months_after_close: 12, basis: Agreed}\n"
    yield (lambda file: VerifierKey.parse(file.text())), LOG_KEY.verifier.format().encode()
    yield (lambda file: parse_leaf_data(file.data)), leaf_data("directory", 1, "X", b"{}")
    yield from ((_entry(topic), state) for topic, state in _entries())


def _entries() -> Iterator[tuple[str, bytes]]:
    """Some entries as a ledger holds them, with words that are sealed and without."""
    with TemporaryDirectory() as folder:
        held = {item.topic: item.state for item in toolkit.read(stage(Path(folder)).path)}
    yield from held.items()


def _entry(topic: str) -> Callable[[GivenFile], object]:
    def read(file: GivenFile) -> object:
        try:
            return parse_state(topic, file.data, stand_in)
        except ValueError as error:  # what a reader of entries makes of it
            raise IntegrityFailureError("It cannot be read.", "Find out why.") from error

    return read


def run(_folder: Path, tries: int, seed: int = 1) -> Tally:
    """A quarter of the tries are receipts, of which the meaning is judged."""
    tally, draw = Tally(), Random(seed)
    verdicts = test_receipt.attack(tries // 4, seed)
    for verdict, count in verdicts.items():
        for _ in range(count):
            tally.saw(found=verdict == "refused")
    originals = list(_originals())
    for _ in range(tries - tries // 4):
        read, data = draw.choice(originals)
        changed = data
        for _ in range(draw.choice((1, 1, 2, 5))):
            changed = draw.choice(mutants.KINDS[:8])(changed or b" ", draw)
        _try(tally, read, GivenFile("changed.yaml", changed))
    for _ in range(int(tries * WORKBOOKS)):
        _try(tally, lambda file: cells.read(file.data), GivenFile("a.xlsx", _workbook(draw)))
    return tally


def _workbook(draw: Random) -> bytes:
    """A workbook with a byte of the zip changed, or with some of a part's XML changed."""
    data = books.blank()
    if draw.random() < 0.3:
        return mutants.KINDS[0](data, draw)
    parts = books.members(data)
    name = draw.choice(sorted(parts))
    return books.packed({**parts, name: draw.choice(mutants.KINDS[:5])(parts[name], draw)})


def _try(tally: Tally, read: Callable[[GivenFile], object], file: GivenFile) -> None:
    try:
        read(file)
    except REFUSALS:
        tally.saw(found=True)
    except Exception as error:
        tally.missed(f"{type(error).__name__} of {file.data[:80]!r}")
    else:
        tally.saw(found=False)
