"""Where no keeper is left, whoever needs one is told how to make one."""

from __future__ import annotations

import pytest

from application.identity import local
from application.reading import Reader
from domain.directory.decisions import GrantRole, LeavePerson
from domain.kernel.vocabulary import Role
from domain.vault.decisions import PlaceLegalHold
from ledger.errors import NotPermittedError
from ledger.service import Ledger
from tests.ledger.partnership import AUDIT

RUTH = local("ruth-haldane")
HOLD = PlaceLegalHold(subject=f"{AUDIT}/C01", authority="Family Court", reason="Proceedings.")
WAY_OUT = "nobody is one. The coordinator grants the role"


def test_the_way_out_is_told(prepared: Ledger) -> None:
    """Before the first one, after the last one, and not while there is one."""
    for is_one in (False, True, False):
        if is_one:
            prepared.record(GrantRole(person="cas-chair", role=Role.KEEPER), actor=RUTH)
        with pytest.raises(NotPermittedError) as by_rule:
            prepared.record(HOLD, actor=RUTH)
        with pytest.raises(NotPermittedError) as by_right:
            Reader(prepared, "ruth-haldane").require_right("LedgerBackedUp")
        for refused in (by_rule.value, by_right.value):
            assert (WAY_OUT in refused.remedy) is not is_one
        if is_one:
            left = LeavePerson(person="cas-chair", left_on=prepared.today(), reason="Retired.")
            prepared.record(left, actor=RUTH)
