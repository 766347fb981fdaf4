"""Whom to chase: returns that are missing, for whoever may know it."""

from __future__ import annotations

from tests.cli.harness import AUDITORS, COORDINATOR, LEAD, Assure, append, returned

CODE = "2026-neglect"


def test_missing_returns_are_counted_by_agency_and_named_to_the_coordinator(
    prepared: Assure,
) -> None:
    grades = {"voice": "good", "planning": "good"}
    append(prepared, "police", returned(CODE, "police", ["C01", "C02"], grades))
    prepared.clock.put("2026-02-20")
    for actor in (COORDINATOR, LEAD):
        assert prepared.read("return", "list", CODE, actor=actor) == [
            {
                "audit": CODE,
                "agency": agency,
                "returns_due": 5,
                "returns_received": received,
                "returns_missing": 5 - received,
            }
            for agency, received in (("health", 0), ("police", 2))
        ]
    own = prepared.read("return", "list", CODE, actor=AUDITORS["police"])
    assert [row["agency"] for row in own] == ["police"]
    said = prepared("status", actor=COORDINATOR)
    assert "health 5 of 5" in said.stdout
    assert "police 3 of 5" in said.stdout
