"""What stands where an option's value should: nothing, a hyphen, a day in another form, words."""

from __future__ import annotations

import json
from datetime import date
from enum import Enum
from typing import Any

import pytest

from cli.confidential import HOW
from documents.files.errors import InputError
from documents.files.values import sheet
from domain.concern.decisions import AcknowledgeConcern
from domain.programme.decisions import RescheduleAudit
from tests.cli.harness import AUDITORS, LEAD, Assure, append, cases_of, returned
from tests.cli.test_confidential_words import (
    MODELLED,
    OPTIONS,
    WORDS,
    Option,
    _actor,
    _line,
    each,
    each_modelled,
)
from tests.cli.tree import COMMANDS


def filled(command: Any, tried: Any) -> list[str]:
    """What a command needs beside the option that is tried, each of a form that can be read."""
    line: list[str] = []
    for parameter in command.params:
        if not parameter.required or parameter is tried:
            continue
        if parameter.type_descriptor.annotation is bool:
            line.append(parameter.opts[0])
            continue
        kind = parameter.type_descriptor.annotation
        is_choice = isinstance(kind, type) and issubclass(kind, Enum)
        value = str(next(iter(kind)).value) if is_choice else _value(parameter)
        is_argument = parameter.param_type_name == "argument"
        line += [value] if is_argument else [parameter.opts[0], value]
    return line


def _value(parameter: Any) -> str:
    metavar = parameter.metavar or ""
    return "2026-01-19" if "DATE" in metavar else "1"


def texts_of(command: Any) -> list[Any]:
    """The options that take one text, by the person's own hand."""
    return [
        parameter
        for parameter in command.params
        if parameter.param_type_name == "option"
        and parameter.type_descriptor.annotation is str
        and not parameter.multiple
        and HOW not in (parameter.help or "")
    ]


def test_a_hyphen_is_refused_wherever_nothing_is_read_for_it(assure: Assure) -> None:
    tried = 0
    for verb, command in COMMANDS.items():
        for option in texts_of(command):
            reads = "stdin" in (option.help or "") or "standard input" in (option.help or "")
            if reads or "FILE" in (option.metavar or ""):
                continue
            line = filled(command, option)
            said = assure(*verb.split(), *line, option.opts[0], "-", code=2).stderr
            assert option.opts[0] in said, verb
            tried += 1
    assert tried > 100


def test_an_option_that_is_empty_is_not_taken_as_left_out(assure: Assure) -> None:
    tried = 0
    for verb, command in COMMANDS.items():
        for option in texts_of(command):
            if option.required or option.default is not None or option.name == "origin":
                continue
            said = assure(
                *verb.split(), *filled(command, option), option.opts[0], "", code=2
            ).stderr
            assert "it is empty: give a value, or leave it out" in said, (verb, option.opts[0])
            tried += 1
    assert tried > 300


@pytest.mark.parametrize("flag", ["--ledger", "--actor", "--home"])
def test_nor_before_the_noun(assure: Assure, flag: str) -> None:
    said = assure(flag, "", "agency", "list", code=2).stderr
    assert "it is empty: give a value, or leave it out" in said


NO_DAY = (
    "2026-W10-1",
    "20260119",
    "2026-019",
    "1769000000",
    "01/19/2026",
    "19/01/26",
    "19/01-2026",
    "2026-1-9",
    "9999-12-32",
)


@pytest.mark.parametrize("written", NO_DAY)
def test_a_day_is_written_in_one_way_for_every_option(assure: Assure, written: str) -> None:
    days = [
        (verb, option)
        for verb, command in COMMANDS.items()
        for option in command.params
        if option.metavar == "DATE" and option.param_type_name == "option"
    ]
    assert len(days) > 30
    for verb, option in days[NO_DAY.index(written) :: len(NO_DAY)]:
        line = filled(COMMANDS[verb], option)
        said = assure(*verb.split(), *line, option.opts[0], written, code=2).stderr
        assert f"'{written}' is not a date; write it as 2026-03-31" in said, verb


@pytest.mark.parametrize("written", ["2026-01-19", "19/01/2026", "19.1.2026", "19-01-2026"])
def test_a_day_may_stand_before_its_month(prepared: Assure, written: str) -> None:
    given = {"audit": "a", "concern": 1, "response": "x", "acknowledged_on": written}
    assert sheet(AcknowledgeConcern, given, "x").acknowledged_on == date(2026, 1, 19)
    told = ("--reason", "Retired", "--on", written, "--dry-run")
    assert "2026-01-19" in prepared("person", "leave", AUDITORS["police"], *told).stdout
    assert prepared.read("agency", "list", "--as-at", written)


@pytest.mark.parametrize(
    ("written", "recorded"),
    [
        ("2026-Q3", "2026-Q3"),
        ("Q1 2026/27", "2026-Q2"),
        ("q3 2026-27", "2026-Q4"),
        ("Q4 2026/2027", "2027-Q1"),
        ("Q3 2026/28", None),
        ("Q5 2026/27", None),
    ],
)
def test_a_quarter_may_be_of_the_financial_year(written: str, recorded: str | None) -> None:
    given = {"period": "2026-2029", "audit": "a", "quarter": written, "reason": "x"}
    if recorded is None:
        with pytest.raises(InputError, match="x: 1 faults") as refused:
            sheet(RescheduleAudit, given, "x")
        assert "as Q3 2026/27, October to December 2026" in refused.value.lines[0]
    else:
        assert sheet(RescheduleAudit, given, "x").quarter == recorded


@pytest.mark.parametrize("written", NO_DAY)
def test_nor_as_at(prepared: Assure, written: str) -> None:
    if not written.isdigit():
        said = prepared("agency", "list", "--as-at", written, code=2).stderr
        assert "neither a date such as 2026-03-31 nor an entry's number" in said


@pytest.mark.parametrize("written", [*NO_DAY, 1_769_000_000, "1769000000.5", "-5"])
def test_nor_in_a_sheet(written: object) -> None:
    with pytest.raises(InputError) as refused:
        sheet(AcknowledgeConcern, {"audit": "a", "concern": 1, "acknowledged_on": written}, "x")
    assert any("is not a date. Write it as 2026-03-31." in line for line in refused.value.lines)


def test_the_last_day_of_all_has_no_end(prepared: Assure) -> None:
    said = prepared("agency", "list", "--as-at", "9999-12-31", code=2).stderr
    assert "name today or an earlier day" in said


# Confidential words are not shown again.


@each_modelled
def test_a_dry_run_shows_no_confidential_words(prepared: Assure, option: Option) -> None:
    line = [*_line(prepared, option), *option.words("-")]
    result = prepared(*line, "--output", "json", actor=_actor(option), stdin=WORDS, code=None)
    assert WORDS not in result.output
    if result.exit_code == 0 and "dry_run" in result.output:
        shown = f"(confidential, {len(WORDS)} characters, not shown)"
        assert shown in result.stdout or not json.loads(result.stdout)["events"]


@pytest.mark.parametrize("output", ["table", "json", "csv"])
def test_nor_of_a_whole_return(prepared: Assure, output: str) -> None:
    (case, *_) = cases_of(prepared, "2026-neglect")
    grades = {"voice": "good", "planning": "good"}
    document = returned("2026-neglect", "police", [case], grades)
    path = prepared.file("return.json", json.dumps(document))
    line = ("return", "append", path, "--dry-run", "--output", output)
    shown = prepared(*line, actor=AUDITORS["police"]).output
    assert "Seen on" not in shown
    assert "(confidential, " in shown
    append(prepared, "police", document)


def test_what_may_be_shown_of_a_dry_run_is(prepared: Assure) -> None:
    line = ("concern", "raise", "2026-neglect", "C01", "--text", "-", "--dry-run")
    shown = prepared(*line, actor=AUDITORS["police"], stdin=WORDS).stdout
    assert "ConcernRaised" in shown
    assert f"(confidential, {len(WORDS)} characters, not shown)" in shown


ECHOES = {
    "not in quotation marks": lambda flag: [flag, "Sheltered", "secretly", "nearby"],
    "bytes that are no text": lambda flag: [flag, "Sheltered\udcff secretly"],
    "given twice": lambda flag: [flag, "Sheltered secretly", flag, "Sheltered nearby"],
    "after an unknown option": lambda flag: [flag, "Sheltered secretly", "--nowhere", "nearby"],
    "beyond what it takes": lambda flag: [flag, "Sheltered " * 20_000],
    "with a control character": lambda flag: [flag, "Sheltered\x07secretly"],
    "as a file that is none": lambda flag: [flag, "@Sheltered secretly nearby"],
}


@each
def test_no_error_repeats_confidential_words(prepared: Assure, option: Option) -> None:
    at = OPTIONS.index(option) % len(ECHOES)
    for name in [list(ECHOES)[at], "not in quotation marks"]:
        line = [*_line(prepared, option), *ECHOES[name](option.flag)]
        said = prepared(*line, actor=_actor(option), code=None).output
        assert not {word for word in ("Sheltered", "secretly", "nearby") if word in said}, name


def test_a_dissent_that_is_no_pair_is_not_repeated(prepared: Assure) -> None:
    for option in MODELLED:
        if "=" in option.parameter.metavar:
            line = [*_line(prepared, option), option.flag, "Sheltered secretly"]
            said = prepared(*line, actor=LEAD, code=2).stderr
            assert "Sheltered" not in said
            assert "NAME=VALUE" in said


def test_words_in_csv_stand_as_they_were_written(prepared: Assure) -> None:
    line = ("concern", "raise", "2026-neglect", "C01", "--text", "-")
    prepared(*line, actor=AUDITORS["police"], stdin=WORDS)
    head, row = prepared(
        "concern", "list", "--output", "csv", actor=AUDITORS["police"]
    ).stdout.splitlines()
    assert head.split(",")[-1] == "words"
    assert row.endswith(f",{WORDS}")


def test_a_choice_is_refused_in_our_words_for_every_option(assure: Assure) -> None:
    choices = [
        (verb, option)
        for verb, command in COMMANDS.items()
        for option in command.params
        if option.param_type_name == "option" and option.type_descriptor.choices
    ]
    for verb, option in [("agency join", None), *choices[:: max(1, len(choices) // 12)]]:
        flag = "--sector" if option is None else option.opts[0]
        said = assure(*verb.split(), "x", flag, "nowhere-at-all", code=2).stderr
        assert "Value error" not in said, verb
