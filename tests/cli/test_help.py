"""Every command explains itself, has the flags it should have, and is named truly elsewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.nouns import NOUNS
from documents import templates
from tests.cli.harness import LEAD, Assure
from tests.cli.tree import COMMANDS, flags

ROOT = Path(__file__).parents[2]
GLOBAL = {"--ledger", "--actor", "--home"}
FORMS = {name for name in COMMANDS if name.endswith(" template")} | {"return form", "sheet write"}
OUTSIDE = {
    *(f"ledger {verb}" for verb in ("status", "verify", "checkpoint", "prove", "witness-key")),
    *(f"ledger {verb}" for verb in ("copy", "cosign", "backup", "remember", "time-request")),
    *(f"vault {verb}" for verb in ("due", "map", "find", "rewrap")),
    "impact planner",
    "agency sign-keys",
    "sheet check",
}
"""Commands that neither record nor read at a position."""
OWN_KIND = (
    FORMS
    | OUTSIDE
    | {
        "dashboard",
        "demo",
        "export",
        "serve-desk",
        "serve-keys",
        "shell",
        "shell-completion",
        "access show",
        "status",
        "tool feedback",
    }
)
HEAVY = {"duckdb", "pyarrow", "streamlit", "pandas", "altair", "numpy", "click"}
READS = {
    *("show", "list", "history", "check", "agenda", "status", "demand", "comments", "outside"),
    "ruler",
    "write",
    "keys",
    "recorded-with",
    "learnt",
}
NAMED = re.compile(r"`assure ([a-z-]+) ([a-z][a-z-]*)")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    command = COMMANDS[name]
    assert command.help.endswith((".", "`", ")"))
    for parameter in command.params:
        assert parameter.help, (name, parameter.name)
    shown = CliRunner().invoke(app, [*name.split(), "--help"])
    assert shown.exit_code == 0
    assert command.help.split()[0] in shown.stdout


@pytest.mark.parametrize("noun", NOUNS)
def test_every_noun_explains_itself(noun: str) -> None:
    assert NOUNS[noun].help in " ".join(CliRunner().invoke(app, ["--help"]).stdout.split())
    assert CliRunner().invoke(app, [noun, "--help"]).exit_code == 0


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_the_flags_of_its_kind(name: str) -> None:
    has = flags(COMMANDS[name])
    assert has >= GLOBAL
    if name in OWN_KIND:
        return
    if name.split()[1] in READS:
        assert has >= {"--output", "--as-at"}
        assert "--dry-run" not in has
    else:
        assert has >= {"--output", "--dry-run", "--command-id", "--confirm-identifiers"}


@pytest.mark.parametrize(
    "folder",
    ["domain", "ledger", "projections", "documents", "application", "dashboard", "cli"],
)
def test_a_command_named_in_a_message_exists(folder: str) -> None:
    """A remedy that names a command which is not there helps nobody."""
    named = {
        f"{noun} {verb}"
        for path in (ROOT / folder).rglob("*.py")
        for noun, verb in NAMED.findall(path.read_text(encoding="utf-8"))
    }
    assert named - COMMANDS.keys() == set()


def test_no_flag_sets_the_time_of_recording() -> None:
    every = set().union(*(flags(command) for command in COMMANDS.values()))
    assert not {flag for flag in every if "record" in flag or "clock" in flag or "now" in flag}


def _loaded(*arguments: str) -> set[str]:
    """The top-level modules that a command loads in a process of its own."""
    code = (
        "import sys\nfrom cli.main import main\n"
        f"sys.argv = ['assure', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit as ended:\n    assert not ended.code\n"
        "print('LOADED', *sorted({name.split('.')[0] for name in sys.modules}))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(ran.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_help_loads_hardly_more_than_typer(arguments: list[str]) -> None:
    inside = {"pydantic", "rich", "yaml", "eventsourcing", "sqlite3", "domain", "ledger"}
    assert _loaded(*arguments) & (HEAVY | inside) == set()


def test_a_grades_history_needs_no_analytics(prepared: Assure) -> None:
    where = ("--actor", LEAD, "--ledger", str(prepared.ledger), "--home", str(prepared.folder))
    assert _loaded("grade", "history", "2026-neglect", "C01", *where) & HEAVY == set()


@pytest.mark.parametrize("name", templates.NAMES)
def test_a_template_is_accepted_as_it_is(name: str) -> None:
    from documents.file_models import ProgrammeSheet, SingleAgencySheet
    from documents.files.input_file import GivenFile
    from documents.files.values import sheet
    from documents.files.yaml_json import read_sheet
    from domain.audit.terms import Plan
    from domain.kernel.event import Value
    from domain.recommendation.events import DesiredImpact
    from domain.tool.sheet import ToolSheet

    kinds: dict[str, type[Value]] = {
        "programme": ProgrammeSheet,
        "tool": ToolSheet,
        "plan": Plan,
        "impact": DesiredImpact,
        "single-agency": SingleAgencySheet,
    }
    noun = "recommend" if name == "impact" else name
    printed = CliRunner().invoke(app, [noun, "template"]).stdout
    assert sheet(kinds[name], read_sheet(GivenFile("sheet.yaml", printed.encode())), name)
