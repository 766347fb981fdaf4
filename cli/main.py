"""`assure`: the door for recording. A noun's commands are loaded when the noun is named."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import AbstractContextManager
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from cli import options
from cli.commands import EMPTY, require_from_afar, require_once
from cli.door import Flags
from cli.errors import short_usage, told
from cli.nouns import NOUNS, SINGLE
from cli.output import Stdout
from cli.verbs import group

_OBJECTS_UNTIL_SEARCH = 200_000


class Nouns(TyperGroup):
    """The nouns by name: `--help` lists them without loading any."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = dict.fromkeys(NOUNS)  # type: ignore[assignment]

    def get_command(self, ctx: typer.Context | None, cmd_name: str) -> Any:  # type: ignore[override]
        if cmd_name in NOUNS and self.commands[cmd_name] is None:
            app = import_module(f"cli.nouns.{NOUNS[cmd_name].module}").app
            self.commands[cmd_name] = get_command(app) if cmd_name in SINGLE else group(app)
        return self.commands.get(cmd_name)

    def format_commands(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]
        with formatter.section("Nouns"):
            formatter.write_dl([(name, noun.help) for name, noun in NOUNS.items()])

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        with short_usage(), _told(ctx):
            require_once(self, ctx, args)
            return super().parse_args(ctx, args)

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]
        with short_usage(), _told(ctx):
            return super().invoke(ctx)


def _told(ctx: typer.Context) -> AbstractContextManager[None]:
    return told(lambda: _flags(ctx).settings().home, lambda: _flags(ctx).recorded)


def _flags(ctx: typer.Context) -> Flags:
    return ctx.obj or Flags()


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        from cli.output import write

        write(f"assure {version('assurance-ledger')}")
        raise typer.Exit


app = typer.Typer(
    cls=Nouns,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    subcommand_metavar="NOUN VERB [ARGS]...",
)


@app.callback()
def assure(
    ctx: typer.Context,
    ledger: options.Ledger = None,
    actor: options.Actor = None,
    home: options.Home = None,
    signing_key: options.SigningKey = None,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_version, help="Say which version.")
    ] = False,
) -> None:
    """The audit ledger of a safeguarding partnership: record each step, read what it adds up to.

    Say the noun, then the verb: `assure plan agree plan.yaml`. Every noun and every verb explains
    itself: `assure plan --help`, `assure plan agree --help`.

    Exit codes: 0 done, 1 failed, 2 usage, 3 refused by a rule or invalid input, 4 not permitted,
    5 conflict, 6 integrity, 7 nothing outside the ledger speaks for all of it, 8 recorded, but the
    answer could not be written.
    """
    told_before = {"ledger": ledger, "actor": actor, "home": home, "signing-key": signing_key}
    for name, value in told_before.items():
        if value == "":
            raise typer.BadParameter(EMPTY, param_hint=f"--{name}")
    given = Flags(ledger, actor, home, signing_key)
    if isinstance(ctx.obj, Flags):
        require_from_afar(ctx, vars(given))
    else:
        ctx.obj = given


def _from_afar(words: list[str]) -> int | None:
    """Runs a command on the computer that has the ledger, where that is another one."""
    from cli.far import which

    left, given = which.taken_out(words)
    if which.runs_here(left):
        return None
    from ledger import settings
    from ledger.errors import UnusableError

    try:
        address = settings.far_ledger(given.get("--ledger"))
    except UnusableError:
        return None  # the command says what is wrong with the file
    if address is None:
        return None
    from cli.far.laptop import run

    own = settings.load(given.get("--ledger"), signing_key=given.get("--signing-key"))
    try:
        with told(lambda: own.home, lambda: None):
            return run(address, left, own.signing_key, settings.ssh_program(given.get("--ledger")))
    except typer.Exit as ended:
        return ended.exit_code


def run(words: list[str]) -> int:
    """Runs one command of several. Returns its exit code."""
    try:
        code = _from_afar(words)
        if code is None:
            app(words, prog_name="assure")
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return code or 0


def _occupy_standard_files() -> None:
    """Opens what a service closed: no child may find the ledger where it expects its output."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) in (0, 1, 2):
        os.set_inheritable(descriptor, True)
    os.close(descriptor)


def main() -> None:
    """The entry point. Whatever cannot be written in the terminal's encoding is escaped."""
    # Classes, most of what a short command makes, are no garbage: looking for some costs a tenth.
    gc.set_threshold(_OBJECTS_UNTIL_SEARCH)
    _occupy_standard_files()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    sys.stdout = Stdout(sys.stdout)
    try:
        code = _from_afar(sys.argv[1:])
        if code is not None:
            sys.exit(code)
        app()
    finally:
        # At its end Python searches everything that is left; the system takes it back anyhow.
        gc.freeze()
