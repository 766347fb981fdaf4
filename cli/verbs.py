"""Verbs that only pass flags to a command, made from the command's own fields."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from keyword import iskeyword
from types import GenericAlias
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command_from_info, get_command_name, get_group
from typer.models import CommandInfo

from cli import options
from cli.commands import Command, recording
from cli.confidential import ASKED, HOW, WORDS
from cli.door import RecordingDoor

if TYPE_CHECKING:
    from domain.kernel.field_help import Described


class _Made(CommandInfo):
    """A verb whose command class is imported when the verb is used."""

    def __init__(self, verb: str, command: str) -> None:
        self._command = command
        super().__init__(verb, cls=Command)

    @property
    def callback(self) -> Callable[..., Any]:
        return recording(_passing(self._command))

    @callback.setter
    def callback(self, _: Callable[..., Any] | None) -> None:
        """What is given to every other verb when it is declared."""


def asks(app: typer.Typer, verb: str, command: str) -> None:
    """Adds a verb that asks for a command, by the name that the registry knows it by.

    Its help is the command's docstring; its arguments and options are the command's fields.
    """
    app.registered_commands.append(_Made(verb, command))


def _passing(name: str) -> Callable[..., None]:
    """The function of a verb: it fills in the command from its flags and records it."""
    from domain.kernel.field_help import Default, describe
    from domain.kernel.registry import command_class

    command = command_class(name)
    fields = describe(command)

    def verb(door: RecordingDoor, **given: Any) -> None:
        filled = {field.name: given[_name_of(field)] for field in fields}
        for field in fields:
            if filled[field.name] is None and field.shown.default is Default.TODAY:
                filled[field.name] = door.today()
        door.ask(command, **filled)

    verb.__doc__ = command.__doc__
    verb.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter("door", inspect.Parameter.KEYWORD_ONLY),
            *(_parameter(field) for field in fields),
        ]
    )
    return verb


def _parameter(field: Described) -> inspect.Parameter:
    """A field as an argument or an option of a function that Typer reads."""
    kind, settings = _taken(field)
    settings |= {"metavar": field.shown.metavar or None, "help": _help(field)}
    if field.shown.is_argument:
        given = typer.Argument(**settings)
    else:
        flag = field.shown.option or field.name.replace("_", "-")
        given = typer.Option(f"--{flag}", **settings)
    if field.is_many:
        kind = GenericAlias(list, kind)
    is_needed = field.is_required and not _may_be_own(field)
    default = inspect.Parameter.empty if is_needed else _left_out(field)
    return inspect.Parameter(
        _name_of(field),
        inspect.Parameter.KEYWORD_ONLY,
        default=default,
        annotation=Annotated[
            kind if default is not None else kind | None,
            given,
            *([WORDS] if field.is_confidential else []),
        ],
    )


def _may_be_own(field: Described) -> bool:
    """Whether it is an agency that may be left out by somebody who can act for one only."""
    return field.name == "agency" and not field.shown.is_argument


def _left_out(field: Described) -> object:
    """Typer's default for an option. None: the field keeps its own default."""
    return False if field.value is False else field.value or None


def _name_of(field: Described) -> str:
    """What a field is called among the parameters: as its option, if Python has the word free."""
    option = field.shown.option.replace("-", "_")
    return option if option and not iskeyword(option) else field.name


def _taken(field: Described) -> tuple[Any, dict[str, Any]]:
    """The type that Typer reads a value as, and how."""
    from domain.kernel.field_help import Kind

    match field.kind:
        case Kind.DAY:
            return date, {"parser": options.day}
        case Kind.NUMBER:
            return int, {"min": field.least, "max": field.most}
        case Kind.CHOICE:
            return field.choices, {}
        case Kind.YES_OR_NO:
            return bool, {}
        case Kind.PROSE if not field.is_confidential:
            return str, {"parser": options.prose}
        case Kind.PROSE | Kind.LINE:
            return str, {}


def _help(field: Described) -> str:
    """What to give, an example, and what a command line adds to it."""
    from domain.kernel.field_help import Kind

    parts = [field.shown.help]
    if field.shown.example:
        parts.append(f", such as {field.shown.example}")
    if field.is_many:
        parts.append("; give one or more" if field.is_required else "; repeatable")
    if field.shown.default is not None:
        parts.append("; today if left out")
    if field.is_required and _may_be_own(field):
        parts.append("; your own if left out")
    if field.is_confidential:
        parts.append(f"; {ASKED if field.is_required else HOW}")
    elif field.kind is Kind.PROSE:
        parts.append("; - for stdin, @FILE for a file")
    return "".join(parts) + "."


class _Verbs(Mapping[str, Any]):
    """A noun's verbs by name: each is built when it is asked for."""

    def __init__(self, app: typer.Typer) -> None:
        self._app = app
        self._infos = {_name(info): info for info in app.registered_commands}
        self._built: dict[str, Any] = {}

    def __getitem__(self, verb: str) -> Any:
        if verb not in self._built:
            self._built[verb] = get_command_from_info(
                self._infos[verb],
                pretty_exceptions_short=self._app.pretty_exceptions_short,
                rich_markup_mode=self._app.rich_markup_mode,
            )
        return self._built[verb]

    def __iter__(self) -> Iterator[str]:
        return iter(self._infos)

    def __len__(self) -> int:
        return len(self._infos)


def _name(info: CommandInfo) -> str:
    return info.name or get_command_name(info.callback.__name__)  # type: ignore[union-attr]


def group(app: typer.Typer) -> TyperGroup:
    """A noun's group: a verb is built when it is named, and all of them for the noun's help."""
    declared, app.registered_commands = app.registered_commands, []
    made = get_group(app)
    app.registered_commands = declared
    made.commands = _Verbs(app)  # type: ignore[assignment]
    return made
