"""The command tree, as `assure` itself loads it."""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup
from typer.main import get_command

from cli.main import app
from cli.nouns import NOUNS


def commands() -> dict[str, Any]:
    """`plan agree` to its command, for every noun and verb."""
    root: Any = get_command(app)
    found: dict[str, Any] = {}
    for noun in NOUNS:
        group = root.get_command(None, noun)
        if isinstance(group, TyperGroup):
            found |= {f"{noun} {verb}": command for verb, command in group.commands.items()}
        else:
            found[noun] = group
    return found


COMMANDS = commands()


def flags(command: Any) -> set[str]:
    return {option for parameter in command.params for option in parameter.opts}
