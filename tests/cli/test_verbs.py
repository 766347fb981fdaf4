"""Verbs are made from their commands, and only when they are named."""

from __future__ import annotations

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from cli.main import app
from domain.kernel.command import Command
from domain.kernel.registry import command_class
from tests.cli.tree import COMMANDS

MADE = {
    "agency correct": "CorrectAgencyName",
    "agency rename": "RenameAgency",
    "views record": "RecordViews",
    "certificate issue": "CertifyParticipation",
    "recommend make": "MakeRecommendation",
}


@pytest.mark.parametrize("verb", MADE)
def test_a_verb_has_its_commands_words_and_a_parameter_for_each_field(verb: str) -> None:
    command, kind = COMMANDS[verb], command_class(MADE[verb])
    assert issubclass(kind, Command)
    assert command.help.split() == (kind.__doc__ or "").split()
    shared = {"ledger", "actor", "home", "signing_key", "output", "dry_run", "command_id", "help"}
    own = [
        p for p in command.params if p.name not in shared | {"confirm_identifiers", "without_home"}
    ]
    assert len(own) == len(kind.model_fields)


def test_what_a_field_does_not_take_is_refused_by_the_command_line() -> None:
    for given in (["--hours", "0"], ["--hours", "many"], ["--from", "yesterday"]):
        verb = ["certificate", "issue", "2026-neglect", "p-kaur", "--to", "2026-09-09"]
        usual = [*verb, "--from", "2026-07-06", "--hours", "18", *given]
        assert CliRunner().invoke(app, usual).exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "needs"),
    [(["--help"], False), (["agency", "list", "--help"], False), (["agency", "--help"], True)],
)
def test_a_nouns_rules_are_imported_by_its_own_help_and_its_recording_verbs_only(
    arguments: list[str], needs: bool
) -> None:
    code = (
        "import sys\n"
        "from cli.main import main\n"
        f"sys.argv = ['assure', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('NEEDED', 'domain.directory.decisions' in sys.modules)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == f"NEEDED {needs}"
