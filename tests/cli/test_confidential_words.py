"""Confidential words are never needed as an argument: for every option that takes them."""

from __future__ import annotations

import io
import os
import pty
import re
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from cli.confidential import ASKED, HOW, LINE_BYTES_MAX
from cli.main import app
from domain.kernel.confidential import is_confidential
from domain.kernel.event import Value
from domain.kernel.field_help import describe
from domain.kernel.registry import commands
from tests.cli.harness import AUDITORS, LEAD, Assure
from tests.cli.tree import COMMANDS, flags

ROOT = Path(__file__).parents[2]
WORDS = "She says nobody asked her."
REFUSED = "Nobody\x07asked."
"""Words that reach a command are refused for their control character, and for nothing else."""
SAID = "control characters"
IN_SHEETS = {
    *("AppendReturn", "CommitFrame", "ReplaceFrame", "DrawSample", "ReplaceCase"),
    *("EnterAudit", "EnterCase"),
}
"""Commands whose words come in a file, or from standard input, and in no option."""
BY_HAND = {
    "ModerateGrade": "moderate grade",
    "AgreeAreaGrade": "moderate area",
    "AgreeOverallGrade": "moderate overall",
    "FindNotApplicable": "moderate not-applicable",
    "AnswerComment": "report answer",
    "RaiseConcern": "concern raise",
}
"""Commands whose verbs have options written by hand."""
GIVEN = {
    "AUDIT": "2026-neglect",
    "CASE": "C01",
    "FINDING": "F1",
    "DATE": "2026-01-19",
    "--agency": "police",
    "--area": "voice",
    "--grade": "good",
    "--kind": "strength",
    "--method": "conversation",
    "--to": "practitioner",
    "--whose": "child",
}
"""What else is given, by the flag or by what stands for it in the help; a number is 1."""


@dataclass(frozen=True)
class Option:
    """An option of a verb that takes confidential words. `flag`: as it is written."""

    verb: str
    parameter: Any

    @property
    def flag(self) -> str:
        return str(self.parameter.opts[0])

    @property
    def is_needed(self) -> bool:
        return ASKED in self.parameter.help

    def words(self, value: str) -> tuple[str, str]:
        is_named = "=" in self.parameter.metavar
        return self.flag, f"police={value}" if is_named else value


OPTIONS = [
    Option(verb, parameter)
    for verb, command in COMMANDS.items()
    for parameter in command.params
    if HOW in (parameter.help or "")
]
each = pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.verb + option.flag)
MODELLED = [option for option in OPTIONS if option.verb != "vault map"]
each_modelled = pytest.mark.parametrize("option", MODELLED, ids=lambda o: o.verb + o.flag)
"""The agency's own number of a case is no field of a command: it is in the keystore only."""


def _holds_words(kind: type[Value]) -> bool:
    """Whether a command, or anything it is made of, has a confidential field."""
    inner = [
        found
        for field in kind.model_fields.values()
        for module, name in re.findall(r"(domain[\w.]+)\.(\w+)", str(field.annotation))
        if isinstance(found := getattr(sys.modules.get(module), name, None), type)
        and issubclass(found, Value)
    ]
    blank = kind.model_construct()
    return any(is_confidential(blank, name) for name in kind.model_fields) or any(
        map(_holds_words, inner)
    )


def test_every_confidential_field_of_every_command_has_such_an_option() -> None:
    taking = {option.verb for option in OPTIONS}
    with_words = {name: kind for name, kind in commands().items() if _holds_words(kind)}
    assert len(with_words) > 20
    for name, kind in with_words.items():
        if name in IN_SHEETS:
            continue
        if name in BY_HAND:
            assert BY_HAND[name] in taking
            continue
        wanted = {
            f"--{field.shown.option or field.name.replace('_', '-')}"
            for field in describe(kind)
            if field.is_confidential
        }
        help_words = (kind.__doc__ or "").split()
        (verb,) = [verb for verb in COMMANDS if COMMANDS[verb].help.split() == help_words]
        assert wanted == {option.flag for option in OPTIONS if option.verb == verb}
    for verb in BY_HAND.values():
        dissents = "--dissent" in flags(COMMANDS[verb])
        expected = {"--text"} if not verb.startswith("moderate") else {"--reason", "--dissent"}
        assert {option.flag for option in OPTIONS if option.verb == verb} == expected
        assert dissents is verb.startswith("moderate")


def _line(assure: Assure, option: Option) -> list[str]:
    """The verb with everything else that it needs, its other words from a file."""
    line = option.verb.split()
    rest = []
    for parameter in COMMANDS[option.verb].params:
        flag = parameter.opts[0]
        is_words = HOW in (parameter.help or "")
        if parameter.name == option.parameter.name:
            continue
        if parameter.param_type_name == "argument":
            line.append(GIVEN.get(parameter.metavar, "1"))
        elif is_words and ASKED in parameter.help:
            rest += [flag, f"@{assure.file('rest.txt', 'Plain.')}"]
        elif flag == "--changed":
            rest += [flag]
        elif parameter.required or flag == "--agency":
            rest += [flag, GIVEN.get(flag) or GIVEN.get(parameter.metavar, "1")]
    return [*line, *rest, "--dry-run"] if option.verb != "vault map" else [*line, *rest]


def _actor(option: Option) -> str:
    return LEAD if option.verb.split()[0] in ("moderate", "report") else AUDITORS["police"]


@each_modelled
def test_standard_input_and_a_file_reach_the_command_without_a_warning(
    prepared: Assure, option: Option
) -> None:
    file = prepared.file("words.txt", REFUSED)
    for value, stdin in (("-", REFUSED), (f"@{file}", None)):
        line = [*_line(prepared, option), *option.words(value)]
        said = prepared(*line, actor=_actor(option), stdin=stdin, code=3).stderr
        assert SAID in said
        assert "Warning" not in said


@each
def test_words_as_an_argument_are_taken_with_a_warning(prepared: Assure, option: Option) -> None:
    line = [*_line(prepared, option), *option.words(WORDS)]
    said = prepared(*line, actor=_actor(option), code=None).stderr
    assert said.startswith(f"Warning: the words of {option.flag} stand in this shell's history")
    assert WORDS not in said


@each
def test_a_file_that_is_not_there_is_named(prepared: Assure, option: Option) -> None:
    line = [*_line(prepared, option), *option.words("@nowhere.txt")]
    assert "nowhere.txt" in prepared(*line, actor=_actor(option), code=3).stderr


def _at_a_terminal(
    assure: Assure, patch: pytest.MonkeyPatch, line: list[str], actor: str, keys: bytes = b""
) -> tuple[object, str]:
    """Runs a command at a real terminal of its own: its exit code, and what stands on it then."""
    for name, value in (
        ("ASSURE_LEDGER", str(assure.ledger)),
        ("ASSURE_ACTOR", actor),
        ("ASSURE_HOME", str(assure.folder / "home")),
    ):
        patch.setenv(name, value)
    desk, terminal = pty.openpty()
    os.write(desk, keys)
    code: object = 0
    with (
        closing(os.fdopen(desk, "rb", buffering=0)) as screen,
        os.fdopen(terminal, "r", encoding="utf-8") as stdin,
        os.fdopen(os.dup(terminal), "w", encoding="utf-8") as stderr,
    ):
        patch.setattr(sys, "stdin", stdin)
        patch.setattr(sys, "stderr", stderr)
        patch.setattr(sys, "stdout", io.StringIO())
        try:
            get_command(app).main(line)
        except SystemExit as ended:
            code = ended.code
        stderr.flush()
        os.set_blocking(desk, False)
        return code, b"".join(iter(lambda: screen.read(100_000), None)).decode()


@pytest.fixture
def editor(prepared: Assure, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An editor that writes what stands in a file; how private its folder was is noted beside."""
    script = prepared.folder / "editor"
    script.write_text(
        f"#!{sys.executable}\nimport os, sys\n"
        f"kept = {str(prepared.folder)!r}\n"
        "file = sys.argv[-1]\n"
        "modes = [oct(os.stat(one).st_mode & 0o777) for one in (os.path.dirname(file), file)]\n"
        "open(kept + '/modes', 'w').write(' '.join([file, *modes]))\n"
        "open(file, 'w').write(open(kept + '/written').read())\n"
    )
    script.chmod(0o700)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", str(script))
    return script


@each_modelled
def test_at_a_terminal_an_editor_asks(
    prepared: Assure, monkeypatch: pytest.MonkeyPatch, editor: Path, option: Option
) -> None:
    (prepared.folder / "written").write_text(REFUSED)
    line = _line(prepared, option)
    if not option.is_needed:
        line += option.words("-")
    code, shown = _at_a_terminal(prepared, monkeypatch, line, _actor(option))
    assert code == 3, shown
    assert SAID in shown
    assert "Warning" not in shown
    file, *modes = (prepared.folder / "modes").read_text().split()
    assert modes == ["0o700", "0o600"]
    assert not Path(file).parent.exists()


@each_modelled
def test_at_a_terminal_without_an_editor_the_terminal_asks(
    prepared: Assure, monkeypatch: pytest.MonkeyPatch, option: Option
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    line = [*_line(prepared, option), *option.words("-")]
    keys = b"Nobody\x16\x07asked.\nTwo lines.\n\x04"  # Ctrl+V takes the next key as it is
    code, shown = _at_a_terminal(prepared, monkeypatch, line, _actor(option), keys)
    assert code == 3, shown
    assert SAID in shown


def test_what_is_typed_is_recorded_whole(prepared: Assure, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    line = ["concern", "raise", "2026-neglect", "C01"]
    police = AUDITORS["police"]
    keys = b"First line.\n\nSecond line.\n\x04"
    code, shown = _at_a_terminal(prepared, monkeypatch, line, police, keys)
    assert code == 0, shown
    with pytest.MonkeyPatch.context():
        (concern,) = prepared.read("concern", "list", actor=police)
    assert "First line.\n\nSecond line." in concern["words"].values()


def test_a_line_that_a_terminal_would_cut_is_refused(
    prepared: Assure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    line = ["concern", "raise", "2026-neglect", "C01"]
    keys = b"x" * (LINE_BYTES_MAX + 50) + b"\n\x04"
    code, shown = _at_a_terminal(prepared, monkeypatch, line, AUDITORS["police"], keys)
    assert code == 2
    assert "cut by the terminal" in shown


@pytest.mark.parametrize(("written", "exits"), [("", 0), ("  \n", 0), ("Left.", 7)])
def test_an_editor_left_empty_or_ended_badly_records_nothing(
    prepared: Assure, monkeypatch: pytest.MonkeyPatch, editor: Path, written: str, exits: int
) -> None:
    (prepared.folder / "written").write_text(written)
    editor.write_text(editor.read_text() + f"sys.exit({exits})\n")
    line = ["concern", "raise", "2026-neglect", "C01"]
    code, shown = _at_a_terminal(prepared, monkeypatch, line, AUDITORS["police"])
    assert code == 2
    assert "nothing was" in shown


@each
def test_nobody_is_asked_where_there_is_no_terminal(prepared: Assure, option: Option) -> None:
    line = _line(prepared, option)
    result = prepared(*line, actor=_actor(option), stdin="", code=2 if option.is_needed else None)
    assert (option.flag in result.stderr) is option.is_needed


def test_standard_input_is_read_for_one_of_them_only(prepared: Assure) -> None:
    words = ("views", "record", "2026-neglect", "C01", "--agency", "police", "--whose", "child")
    line = (*words, "--text", "-", "--difference", "-")
    said = prepared(*line, actor=AUDITORS["police"], stdin=WORDS, code=3).stderr
    assert "It is read once only" in said


PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))]


def test_no_page_and_no_help_shows_words_as_an_argument() -> None:
    """In a code block, between backquotes, in a help: always `-`, `@FILE`, or left out."""
    texts = {str(page.relative_to(ROOT)): page.read_text(encoding="utf-8") for page in PAGES}
    texts |= {f"the help of {verb}": f"`{command.help}`" for verb, command in COMMANDS.items()}
    shown = []
    for place, text in texts.items():
        joined = text.replace("\\\n", " ")
        for option in OPTIONS:
            command = rf"assure(?: --actor \S+)? {option.verb}\b[^`\n]*?"
            for found in re.findall(rf"{command}{option.flag}[ =](\S+)", joined):
                value = found.partition("=")[2] if "=" in option.parameter.metavar else found
                if not value.startswith(("-", "@", "TEXT")):
                    shown.append((place, option.verb, option.flag, found))
    assert shown == []
