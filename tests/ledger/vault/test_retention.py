"""What is due, by which rule, and what a hold stops. Nothing is ever deleted here."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ledger.keys.retention import Due, Kind, RetentionSettings, after, due

DEFAULTS = RetentionSettings()
CLOSED = {"2026-neglect": date(2026, 8, 31), "2024-dip": date(2024, 2, 29)}
KEYS = (
    "2026-neglect/C01",
    "2026-neglect/C02",
    "2024-dip/C01",
    "2024-dip/concern-1",
    "2024-dip/report",
    "2027-open/C01",
)


def _names(found: tuple[Due, ...]) -> list[tuple[str, str]]:
    return [(one.subject_or_audit, one.kind.value) for one in found]


def test_keys_are_due_a_year_after_the_audit_closed_the_oldest_first() -> None:
    assert due(DEFAULTS, CLOSED, date(2027, 8, 30), keys=KEYS) == (
        Due("2024-dip/C01", Kind.CASE_KEY, date(2025, 2, 28), DEFAULTS.case_key),
    )
    assert _names(due(DEFAULTS, CLOSED, date(2027, 8, 31), keys=KEYS)) == [
        ("2024-dip/C01", "case-key"),
        ("2026-neglect/C01", "case-key"),
        ("2026-neglect/C02", "case-key"),
    ]


def test_returns_and_working_papers_are_due_after_the_cycle_and_the_next_repeat() -> None:
    listed = due(DEFAULTS, CLOSED, date(2032, 8, 31))
    assert {(one.kind, one.subject_or_audit, one.due_on) for one in listed} == {
        (kind, audit, day)
        for kind in (Kind.RETURNS, Kind.WORKING_PAPERS)
        for audit, day in (("2024-dip", date(2030, 2, 28)), ("2026-neglect", date(2032, 8, 31)))
    }


def test_what_is_kept_for_learning_is_never_due() -> None:
    listed = due(DEFAULTS, CLOSED, date(2999, 1, 1), keys=KEYS)
    assert {one.kind for one in listed} == {Kind.CASE_KEY, Kind.RETURNS, Kind.WORKING_PAPERS}


def test_the_key_of_a_report_or_a_concern_is_kept_as_long_as_they_are() -> None:
    """Not by the year of the cases' keys; where nothing was said, nothing is due."""
    settings = RetentionSettings.model_validate(
        {
            "report": {"months_after_close": 120, "basis": "agreed by SAIG"},
            "concerns": {"months_after_close": 300, "basis": "agreed by SAIG"},
        }
    )
    kept = (Kind.REPORT, Kind.CONCERNS)
    listed = [one for one in due(settings, CLOSED, date(2999, 1, 1), keys=KEYS) if one.kind in kept]
    assert [(one.subject_or_audit, one.kind, one.due_on) for one in listed] == [
        ("2024-dip/report", Kind.REPORT, date(2034, 2, 28)),
        ("2024-dip/concern-1", Kind.CONCERNS, date(2049, 2, 28)),
    ]
    before = due(settings, CLOSED, date(2034, 2, 27), keys=KEYS)
    assert not {one.kind for one in before} & set(kept)


def test_a_hold_on_a_report_or_a_concern_stops_its_own_key_only() -> None:
    settings = RetentionSettings.model_validate(
        {"report": {"months_after_close": 12, "basis": "x"}}
    )
    for held in ("2024-dip/report", "2024-dip/concern-1"):
        listed = due(settings, CLOSED, date(2025, 2, 28), keys=KEYS, held=(held,))
        assert [(one.subject_or_audit, one.held) for one in listed] == [
            ("2024-dip/C01", False),
            ("2024-dip/report", held == "2024-dip/report"),
        ]


def test_an_open_audit_is_never_due() -> None:
    listed = due(DEFAULTS, CLOSED, date(2999, 1, 1), keys=KEYS)
    assert "2027-open/C01" not in {one.subject_or_audit for one in listed}


def test_a_hold_is_shown_beside_what_it_stops() -> None:
    listed = due(DEFAULTS, CLOSED, date(2040, 1, 1), keys=KEYS, held=("2026-neglect/C01",))
    assert {(one.subject_or_audit, one.kind.value) for one in listed if one.held} == {
        ("2026-neglect/C01", "case-key"),
        ("2026-neglect", "returns"),
        ("2026-neglect", "working-papers"),
    }


def test_what_is_disposed_of_is_not_listed_again() -> None:
    day = date(2040, 1, 1)
    gone = [("2024-dip", Kind.RETURNS)]
    before, listed = due(DEFAULTS, CLOSED, day), due(DEFAULTS, CLOSED, day, disposed=gone)
    assert set(_names(before)) - set(_names(listed)) == {("2024-dip", "returns")}
    assert len(before) - len(listed) == 1


def test_a_partnership_sets_its_own_period() -> None:
    settings = RetentionSettings.model_validate(
        {
            "case_key": {"months_after_close": 3, "basis": "agreed by SAIG, May 2026"},
            "report": {"months_after_close": 120, "basis": "agreed by SAIG, May 2026"},
        }
    )
    closed = {"2024-dip": date(2024, 11, 30)}
    listed = due(settings, closed, date(2034, 11, 30), keys=KEYS)
    assert listed[-1].subject_or_audit == "2024-dip/report"
    assert [(one.kind.value, one.due_on, one.rule.basis[:6]) for one in listed] == [
        ("case-key", date(2025, 2, 28), "agreed"),
        ("returns", date(2030, 11, 30), "the pr"),
        ("working-papers", date(2030, 11, 30), "the pr"),
        ("report", date(2034, 11, 30), "agreed"),
    ]


@pytest.mark.parametrize(
    "settings",
    [
        {"case_keys": {"months_after_close": 3, "basis": "x"}},
        {"case_key": {"months_after_close": 0, "basis": "x"}},
        {"case_key": {"months_after_close": -1, "basis": "x"}},
        {"case_key": {"months_after_close": "12", "basis": "x"}},
        {"case_key": {"months_after_close": 12}},
        {"case_key": {"months_after_close": 12, "basis": " "}},
    ],
)
def test_a_settings_file_is_refused_whole(settings: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        RetentionSettings.model_validate(settings)


def test_every_kind_has_a_rule_with_a_reason() -> None:
    assert all(DEFAULTS.rule(kind).basis for kind in Kind)
    kinds = {kind.name.lower() for kind in Kind}
    assert set(RetentionSettings.model_fields) == {*kinds, "key_backups_days"}


days = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1))


@given(days, st.integers(0, 400), st.integers(0, 400))
def test_more_months_are_never_earlier(day: date, few: int, more: int) -> None:
    few, more = sorted((few, more))
    assert day <= after(day, few) <= after(day, more)
    reached = after(day, few)
    assert (reached.year * 12 + reached.month) - (day.year * 12 + day.month) == few
    shorter = (reached + timedelta(days=1)).day == 1 and reached.day < day.day
    assert reached.day == day.day or shorter


@given(days, days)
def test_what_is_due_stays_due(first: date, second: date) -> None:
    first, second = sorted((first, second))
    early = due(DEFAULTS, CLOSED, first, keys=KEYS)
    assert set(early) <= set(due(DEFAULTS, CLOSED, second, keys=KEYS))
