"""How a function becomes a command.

`@records(app)` makes a command that records and prints its receipt; `@reads(app)` one that reads
as a person and at a position. Both add the flags that every such command has.
"""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable
from typing import Annotated, Any, TypeVar, get_args

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from cli import confidential, options
from cli.door import Door, Flags, ReadingDoor, RecordingDoor
from cli.output import Output

Function = TypeVar("Function", bound=Callable[..., None])


class Command(TyperCommand):
    """A command in which an option that takes one value may be given once."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        require_once(self, ctx, args)
        try:
            return super().parse_args(ctx, args)
        except typer.TyperException as error:
            if confidential.is_asked_by(self) and _EXTRA in error.message:
                error.message = _UNQUOTED
            error.message = error.message.removeprefix(_OF_A_LIBRARY)
            raise


_OF_A_LIBRARY = "Value error, "
_EXTRA = "unexpected extra argument"
_UNQUOTED = (
    "There are more words than this command takes: those of an option were not in quotation marks."
    " Better: - for standard input, @FILE for a file. None of them is repeated here"
)


def require_once(command: TyperCommand | TyperGroup, ctx: typer.Context, args: list[str]) -> None:
    """Refuses an option given twice that holds one value: the first would be dropped unsaid."""
    _, _, given = command.make_parser(ctx).parse_args(list(args))
    for parameter, times in Counter(given).items():
        if times > 1 and isinstance(parameter, TyperOption) and _is_single(parameter):
            raise typer.BadParameter(
                f"It is given {times} times and takes one value. Give it once.",
                param_hint=max(parameter.opts, key=len),
            )


def _is_single(option: TyperOption) -> bool:
    """Whether a second value would replace the first: a flag without a contrary cannot differ."""
    is_plain_flag = option.is_flag and not option.secondary_opts
    return not (option.multiple or option.count or is_plain_flag)


_RECORDING: dict[str, tuple[Any, Any]] = {
    "dry_run": (options.DryRun, False),
    "command_id": (options.CommandId, None),
    "confirm_identifiers": (options.ConfirmIdentifiers, False),
    "without_home": (options.WithoutHome, False),
}


_READING: dict[str, tuple[Any, Any]] = {
    "as_at": (options.AsAt, None),
    "read_from": (options.ReadFrom, None),
}


def recording(function: Callable[..., None]) -> Callable[..., None]:
    """A function of a `RecordingDoor` as a command that records, for a group to add."""
    return _command(function, RecordingDoor, _RECORDING)


def records(app: typer.Typer, name: str | None = None) -> Callable[[Function], Function]:
    """Makes a function of a `RecordingDoor` into a command that records."""
    return _added(app, name, RecordingDoor, _RECORDING)


def reads(app: typer.Typer, name: str | None = None) -> Callable[[Function], Function]:
    """Makes a function of a `ReadingDoor` into a command that reads."""
    return _added(app, name, ReadingDoor, _READING)


def runs(app: typer.Typer, name: str | None = None) -> Callable[[Function], Function]:
    """Makes a function of a plain `Door` into a command of its own kind."""
    return _added(app, name, Door, {})


def prints(app: typer.Typer, name: str | None = None) -> Callable[[Function], Function]:
    """As `runs`, for a command that has one form of output, such as a file to fill in."""
    return _added(app, name, Door, {}, shows=False)


def _added(
    app: typer.Typer,
    name: str | None,
    kind: type[Door],
    shared: dict[str, tuple[Any, Any]],
    *,
    shows: bool = True,
) -> Callable[[Function], Function]:
    def decorate(function: Function) -> Function:
        app.command(name, cls=Command)(_command(function, kind, shared, shows=shows))
        return function

    return decorate


def _command(
    function: Callable[..., None],
    kind: type[Door],
    shared: dict[str, tuple[Any, Any]],
    *,
    shows: bool = True,
) -> Callable[..., None]:
    def command(ctx: typer.Context, **given: Any) -> None:
        from ledger import process_memory

        process_memory.keep_private()
        _require_text(given)
        _require_no_flag(ctx, given)
        _require_values(ctx, given)
        confidential.take(ctx, _own(function), given)
        flags = _flags(ctx, given)
        shown_as = given.pop("output", Output.TABLE)
        own = {flag: given.pop(flag) for flag in shared}
        with kind(flags, shown_as, **own) as door:
            function(door, **given)

    everywhere = {
        **shared,
        **({"output": (options.OutputAs, Output.TABLE)} if shows else {}),
        "ledger": (options.Ledger, None),
        "actor": (options.Actor, None),
        "home": (options.Home, None),
        "signing_key": (options.SigningKey, None),
    }
    command.__name__, command.__doc__ = function.__name__, function.__doc__
    command.__annotations__ = {}
    command.__signature__ = _signature(function, everywhere)  # type: ignore[attr-defined]
    return command


def _require_no_flag(ctx: typer.Context, arguments: dict[str, Any]) -> None:
    """Refuses a flag as another's value: what was to follow was forgotten."""
    flags = {flag for parameter in ctx.command.params for flag in parameter.opts}
    for name, value in arguments.items():
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and text.startswith("--") and text in flags:
                raise typer.BadParameter(
                    f"{text} follows where its value should. Give the value first.",
                    param_hint=f"--{name.replace('_', '-')}",
                )


EMPTY = "it is empty: give a value, or leave it out"
_MAY_BE_EMPTY = "origin"
"""An empty public name is none, and one is drawn."""


def _require_values(ctx: typer.Context, arguments: dict[str, Any]) -> None:
    """Refuses an option that is empty, as if left out, and a hyphen where nothing is read for it.

    What is asked for and empty, the command itself refuses.
    """
    for parameter in ctx.command.params:
        value = arguments.get(parameter.name or "")
        told, metavar = getattr(parameter, "help", None) or "", parameter.metavar or ""
        if confidential.HOW in told:
            continue
        hint = max(parameter.opts, key=len)
        may_be_left_out = parameter.default is None and not parameter.required
        if value == "" and may_be_left_out and parameter.name != _MAY_BE_EMPTY:
            raise typer.BadParameter(EMPTY, param_hint=hint)
        if value == "-" and "FILE" not in metavar and not _reads(told):
            raise typer.BadParameter(
                "- is no value here: standard input is not read for it", param_hint=hint
            )


def _reads(told: str) -> bool:
    return "stdin" in told or "standard input" in told


def _require_text(arguments: dict[str, Any]) -> None:
    """Refuses an argument whose bytes are no text in this terminal's encoding."""
    for name, value in arguments.items():
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and not text.isprintable():
                try:
                    text.encode()
                except UnicodeEncodeError as error:
                    raise typer.BadParameter("it is not readable text", param_hint=name) from error


def _flags(ctx: typer.Context, arguments: dict[str, Any]) -> Flags:
    """The command's own flags, or those before the noun. They are kept for the error log."""
    before: Flags = ctx.find_root().obj
    if before.far is not None:
        require_from_afar(ctx, arguments)
    for name in FLAGS:
        chosen, known = arguments.pop(name), getattr(before, name)
        if None not in (chosen, known) and chosen != known:
            raise typer.BadParameter(
                f"it is given twice, as {known} and as {chosen}; give it once",
                param_hint=f"--{name.replace('_', '-')}",
            )
        setattr(before, name, known if chosen is None else chosen)
    return before


FLAGS = ("ledger", "actor", "home", "signing_key")
"""What says which ledger, who acts and with whose keys."""


def require_from_afar(ctx: typer.Context, arguments: dict[str, Any]) -> None:
    """Refuses what somebody at another desk cannot choose, or cannot do from there."""
    from cli.far.which import AT_THE_LEDGER, WITHOUT_A_LEDGER
    from domain.kernel.command import Refusal

    for name in FLAGS:
        if arguments.get(name) is not None:
            raise typer.BadParameter(
                "the ledger's computer decides that, by your key; leave it out",
                param_hint=f"--{name.replace('_', '-')}",
            )
    if arguments.get("read_from") is not None:
        raise typer.BadParameter(
            "the ledger's computer decides from where it reads; leave it out",
            param_hint="--read-from",
        )
    command = ctx.command_path.partition(" ")[2]
    if command in AT_THE_LEDGER:
        raise Refusal(
            "at-the-ledger",
            f"`assure {command}` is done at the ledger's own computer.",
            "Somebody does it there, or logs in there first.",
        )
    if command in WITHOUT_A_LEDGER or command.partition(" ")[0] in WITHOUT_A_LEDGER:
        raise Refusal(
            "at-your-computer",
            f"`assure {command}` runs on your own computer.",
            "Give it there: it needs no ledger, or asks the ledger line by line.",
        )


def _signature(
    function: Callable[..., None], everywhere: dict[str, tuple[Any, Any]]
) -> inspect.Signature:
    """The function's parameters without its door, then those that every command has."""
    keyword = inspect.Parameter.KEYWORD_ONLY
    return inspect.Signature(
        [
            inspect.Parameter("ctx", keyword, annotation=typer.Context),
            *(_taken(parameter).replace(kind=keyword) for parameter in _own(function)),
            *(
                inspect.Parameter(name, keyword, default=default, annotation=annotation)
                for name, (annotation, default) in everywhere.items()
            ),
        ]
    )


def _own(function: Callable[..., None]) -> list[inspect.Parameter]:
    """The function's parameters without its door."""
    return list(inspect.signature(function, eval_str=True).parameters.values())[1:]


def _taken(parameter: inspect.Parameter) -> inspect.Parameter:
    """A parameter as Typer takes it: confidential words that are left out are asked for later."""
    if not confidential.is_asked_for(parameter):
        return parameter
    kind, *marks = get_args(parameter.annotation)
    return parameter.replace(default=None, annotation=Annotated[kind | None, *marks])
