"""What could follow on a command line: nouns, verbs, options, choices, names of files."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import Any

from cli.nouns import NOUNS


def candidates(words: Sequence[str], begun: str) -> list[str]:
    """What could stand after these words where `begun` is written already, each with a space."""
    words = words[1:] if words[:1] == ["assure"] else words
    return [one if one.endswith("/") else f"{one} " for one in _following(list(words), begun)]


def _following(words: list[str], begun: str) -> list[str]:
    if not words:
        return _beginning(NOUNS, begun)
    command = _command(words[0])
    if command is None:
        return []
    verbs = getattr(command, "commands", None)
    if verbs is not None:
        if len(words) == 1:
            return _beginning(verbs, begun)
        command = verbs.get(words[1])
        if command is None:
            return []
    return _of_command(command, words, begun)


def _command(noun: str) -> Any:
    """A noun's own command or its group; None for what is none."""
    from typer.main import get_command

    from cli.main import app

    root: Any = get_command(app)
    return root.get_command(None, noun) if noun in NOUNS else None


def _of_command(command: Any, words: list[str], begun: str) -> list[str]:
    """An option's choices after it, options after a hyphen, and names of files elsewhere."""
    options = {flag: one for one in command.params for flag in one.opts if flag.startswith("--")}
    asked = options.get(words[-1])
    if asked is not None and not asked.is_flag:
        kind = asked.type_descriptor.annotation
        if isinstance(kind, type) and issubclass(kind, Enum):
            return _beginning([str(one.value) for one in kind], begun)
        return _files(begun)
    if begun.startswith("-"):
        return _beginning(options, begun)
    return _files(begun)


def _beginning(names: Any, begun: str) -> list[str]:
    return sorted(name for name in names if name.startswith(begun))


def _files(begun: str) -> list[str]:
    """The files whose names begin so; `@` stands before the name of one whose words are read."""
    at = "@" if begun.startswith("@") else ""
    path = Path(begun.removeprefix("@") or ".")
    folder, start = (path, "") if begun.endswith("/") or not path.name else (path.parent, path.name)
    try:
        found = [one for one in folder.iterdir() if one.name.startswith(start)]
    except OSError:
        return []
    return sorted(f"{at}{one}{'/' if one.is_dir() else ''}" for one in found)
