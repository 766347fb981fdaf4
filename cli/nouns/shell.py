"""`assure shell`: a prompt for a day of many small acts. The acts are the same commands."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator

import typer

from cli.commands import prints
from cli.door import Door
from cli.nouns import NOUNS
from cli.output import is_terminal, say

app = typer.Typer(help=NOUNS["shell"].help, add_completion=False, rich_markup_mode=None)
_ENDS = {"exit", "quit"}
_ITSELF = ("shell", "serve-desk", "serve-keys")
_PROGRAM = "assure"


@prints(app, "shell")
def shell(door: Door) -> None:
    """Give one command after another, without starting anew for each: much faster for small acts.

    Tab completes nouns, verbs, options and the names of files; the arrow keys bring back earlier
    lines. They are kept in memory only, as a line may hold words about a case. Each line is the
    command that it would be after `assure`, with its own receipt. exit, or Ctrl+D, ends it.

    Example: `assure shell --actor l-mori`
    """
    from cli.main import run

    given = vars(door.flags)
    flags = {
        name: given[name] for name in ("ledger", "actor", "home", "signing_key") if given[name]
    }
    before = [part for name, value in flags.items() for part in (_flag(name), value)]
    failed = 0
    for line in _lines(flags.get("actor") or door.settings.actor):
        words = _words(line)
        if not words:
            continue
        if words[0] in _ITSELF:
            say(f"{words[0]} is no command of the shell.")
            failed = 1
            continue
        failed = run([*before, *words]) or failed
    if failed and not is_terminal():
        raise typer.Exit(failed)


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _words(line: str) -> list[str]:
    """A line's words, as a shell takes them; those of a line that is not whole are none."""
    try:
        words = shlex.split(line, comments=True)
    except ValueError:
        say("A quotation mark is not closed. Nothing was done.")
        return []
    return words[1:] if words[:1] == [_PROGRAM] else words


def _lines(actor: str | None) -> Iterator[str]:
    """The lines that somebody types, or that stand in a file which is piped in."""
    from cli import files

    if not is_terminal():
        for line in sys.stdin:
            if line.strip() in _ENDS:
                return
            files.keep_stdin()
            yield line
        return
    _offer_completion()
    prompt = f"assure{f' ({actor})' if actor else ''}> "
    while True:
        try:
            line = input(prompt)
        except EOFError:
            say("")
            return
        except KeyboardInterrupt:
            say("")
            continue
        if line.strip() in _ENDS:
            return
        files.forget_stdin()
        yield line


def _offer_completion() -> None:
    """Completion and earlier lines, where the platform can: Windows has them from Python 3.13."""
    try:
        import readline
    except ImportError:
        return
    from cli.completion import candidates

    def complete(text: str, at: int) -> str | None:
        begun = readline.get_line_buffer()[: readline.get_begidx()]
        found = candidates(begun.split(), text)
        return found[at] if at < len(found) else None

    readline.set_completer_delims(" \t\n")
    readline.set_completer(complete)
    readline.parse_and_bind("tab: complete")
