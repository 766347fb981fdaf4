"""Names that other people's checks and test data call: they stay, with their meanings."""

from __future__ import annotations

import importlib

import pytest

from domain.agreement import lower_median

NAMES = {
    "domain.impact": "compare judge",
    "domain.agreement": "lower_median flags",
    "domain.sampling": "allocate selection_order",
    "ledger.proof.merkle": "leaf_hash root inclusion_proof consistency_proof verify_inclusion"
    " verify_consistency ProofError",
    "ledger.proof.note": "open_note NoteError",
    "ledger.proof.checkpoint": "Checkpoint",
    "ledger.proof.receipt": "verify_receipt",
}


@pytest.mark.parametrize("module", NAMES)
def test_a_name_that_others_call_is_there(module: str) -> None:
    found = importlib.import_module(module)
    assert all(callable(getattr(found, name)) for name in NAMES[module].split())


def test_the_lower_of_the_middle_grades() -> None:
    assert lower_median({"police": 2, "health": 4}) == 2
    assert lower_median({"police": 1, "health": 3, "schools": 4}) == 3
    assert lower_median({"police": None, "health": "n/a"}) is None
