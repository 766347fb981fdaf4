"""What holds for every test: no property fails because a machine was busy."""

from __future__ import annotations

import pytest
from hypothesis import settings

pytest.register_assert_rewrite("tests.cli", "tests.dashboard", "tests.documents", "tests.ledger")
"""The helpers' checks are kept under `python -O`, as those of the test modules are."""

settings.register_profile("house", deadline=None)
settings.load_profile("house")
