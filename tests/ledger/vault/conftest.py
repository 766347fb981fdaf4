"""A keystore for each test, in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.keys.keystore import Keystore
from tests.ledger.vault.keys import KEK


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "keystore.db"


@pytest.fixture
def keystore(path: Path) -> Keystore:
    return Keystore(path, KEK, create=True)
