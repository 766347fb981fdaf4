"""What could follow on a command line: nouns, verbs, options, choices, names of files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
    follows = _follows(command)
    if words[-1] in follows.choices:
        return _beginning(follows.choices[words[-1]], begun)
    if begun.startswith("-") and words[-1] not in follows.files:
        return _beginning(follows.options, begun)
    return _files(begun)


@dataclass(frozen=True, slots=True)
class Follows:
    """What may follow a command: its options, those with choices, and those with another value."""

    options: tuple[str, ...]
    choices: Mapping[str, tuple[str, ...]]
    files: tuple[str, ...]


def _follows(command: Any) -> Follows:
    options = {flag: one for one in command.params for flag in one.opts if flag.startswith("--")}
    choices: dict[str, tuple[str, ...]] = {}
    for flag, option in options.items():
        kind = None if option.is_flag else option.type_descriptor.annotation
        if isinstance(kind, type) and issubclass(kind, Enum):
            choices[flag] = tuple(str(one.value) for one in kind)
    valued = (flag for flag, one in options.items() if not one.is_flag and flag not in choices)
    return Follows(tuple(sorted((*options, "--help"))), choices, tuple(valued))


def everything() -> dict[str, Follows]:
    """`plan agree` to what may follow it, for every noun and verb; loads them all."""
    found: dict[str, Follows] = {}
    for noun in NOUNS:
        command = _command(noun)
        verbs = getattr(command, "commands", None)
        if verbs is None:
            found[noun] = _follows(command)
        else:
            found |= {f"{noun} {verb}": _follows(one) for verb, one in verbs.items()}
    return found


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
