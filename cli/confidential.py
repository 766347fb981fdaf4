"""Confidential words on the command line: from standard input, a file, an editor or the terminal.

Words that are an argument stand in the shell's history, and in the list of processes that
everybody on the computer can read. So `-` reads them from standard input and `@FILE` from a file;
at a terminal, where they are left out or given as `-`, an editor or the terminal asks for them.
Words as an argument are recorded all the same, with a warning.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand

from cli.output import is_terminal, say

LINE_BYTES_MAX = 4_000
"""A terminal drops without a word what is beyond 4,095 bytes of a line."""


@dataclass(frozen=True, slots=True)
class Confidential:
    """A mark on a parameter. `is_named`: it is given as NAME=WORDS."""

    is_named: bool = False


WORDS = Confidential()
NAMED_WORDS = Confidential(is_named=True)
HOW = "- asks you at a terminal, else reads stdin; @FILE reads a file"
"""For the help of each such option."""
ASKED = f"{HOW}; left out at a terminal, you are asked too"
"""For the help of one that must be given."""


def mark_of(parameter: inspect.Parameter) -> Confidential | None:
    """The mark on a function's parameter, if its words are confidential."""
    marks = getattr(parameter.annotation, "__metadata__", ())
    return next((mark for mark in marks if isinstance(mark, Confidential)), None)


def is_asked_for(parameter: inspect.Parameter) -> bool:
    """Whether it must be given, and is asked for where it is not."""
    return mark_of(parameter) is not None and parameter.default is inspect.Parameter.empty


def is_asked_by(command: TyperCommand) -> bool:
    """Whether a command has an option for confidential words."""
    return any(HOW in (getattr(one, "help", None) or "") for one in command.params)


def take(
    ctx: typer.Context, parameters: Iterable[inspect.Parameter], given: dict[str, Any]
) -> None:
    """Puts the words themselves in the place of what the command line says of them."""
    warned: list[str] = []
    for parameter in parameters:
        mark = mark_of(parameter)
        if mark is None:
            continue
        known = next(one for one in ctx.command.params if one.name == parameter.name)
        option = _Option(known.opts[0], mark, warned)
        value = given[known.name]
        if value is None and is_asked_for(parameter):
            value = option.asked()
        elif isinstance(value, list | tuple):
            value = [option.taken(one) for one in value]
        elif value is not None:
            value = option.taken(value)
        given[known.name] = value
    if warned:
        _warn(warned)


@dataclass(frozen=True, slots=True)
class _Option:
    """One option, by its flag. `warned`: flags whose words were an argument."""

    flag: str
    mark: Confidential
    warned: list[str]

    def taken(self, value: str) -> str:
        if not self.mark.is_named:
            return self._words(value, self.flag)
        name, equals, words = value.partition("=")
        if not words and is_terminal():
            return f"{name}={typed(f'{self.flag} {name}')}"
        return f"{name}={self._words(words, f'{self.flag} {name}')}" if equals else value

    def _words(self, value: str, what: str) -> str:
        from cli.files import STDIN

        if value == STDIN and is_terminal():
            return typed(what)
        words = read(value)
        if words is value and words and self.flag not in self.warned:
            self.warned.append(self.flag)
        return words

    def asked(self) -> str:
        if not is_terminal():
            raise typer.BadParameter(
                "it is needed: - reads it from standard input, @FILE from a file",
                param_hint=self.flag,
            )
        return typed(self.flag)


def read(value: str) -> str:
    """What `-` and `@FILE` stand for; anything else as it is, the very same object."""
    from cli.files import STDIN, is_there, read_text

    if value == STDIN:
        return read_text(STDIN)
    if not value.startswith("@"):
        return value
    if value == "@" or (any(map(str.isspace, value)) and not is_there(value[1:])):
        # Words that begin with @ are no file's name, and an error would repeat them.
        raise typer.BadParameter("@ stands before the name of a file, and there is none of it")
    return read_text(value[1:])


def _warn(flags: list[str]) -> None:
    say(
        f"Warning: the words of {' and '.join(flags)} stand in this shell's history, and everybody"
        " on this computer could read them in its list of processes.",
        f"Next time: `{flags[0]} -` reads them from standard input, `{flags[0]} @FILE` from a"
        " file; left out at a terminal, you are asked.",
    )


def typed(what: str) -> str:
    """Words written in an editor, or else typed at the terminal. Raises BadParameter for none."""
    from cli.files import edited

    words = edited(what)
    if words is None:
        words = _at_the_terminal(what)
    if not words.strip():
        raise typer.BadParameter("nothing was written; nothing was recorded", param_hint=what)
    return words


def edited_here(what: str) -> str | None:
    """What this person's editor leaves in a file of its own, in memory where there is a folder.

    None where they have named no editor.
    """
    import shlex
    import subprocess
    from tempfile import TemporaryDirectory

    from cli.files import DISK
    from documents.files.input_file import SHEET_BYTES_MAX, GivenFile
    from ledger import settings

    editor = settings.editor()
    if editor is None:
        return None
    say(f"Your editor opens for {what}: write, save, close it.")
    with TemporaryDirectory(prefix="assure-", dir=settings.runtime_folder()) as folder:
        file = str(Path(folder) / "words.txt")
        DISK.write_new(file, b"")
        try:
            ended = subprocess.run([*shlex.split(editor), file], check=False).returncode
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise typer.BadParameter(
                f"the editor {editor!r} does not run: {reason}; set EDITOR", param_hint=what
            ) from error
        if ended:
            raise typer.BadParameter(
                f"the editor ended with {ended}; nothing was recorded", param_hint=what
            )
        return GivenFile(file, DISK.read(file, SHEET_BYTES_MAX)).text()


def _at_the_terminal(what: str) -> str:
    """Lines up to the end that Ctrl+D gives; never a line that the terminal has cut."""
    say(f"Type the words of {what}. Ctrl+D on a line of its own ends them.")
    lines = list(iter(sys.stdin.readline, ""))
    if any(len(line.encode()) > LINE_BYTES_MAX for line in lines):
        raise typer.BadParameter(
            f"a line of more than {LINE_BYTES_MAX} bytes is cut by the terminal; write it in a"
            " file and give @FILE, or set EDITOR",
            param_hint=what,
        )
    return "".join(lines)
