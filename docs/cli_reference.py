"""The command-line reference: every noun and verb with its help, read from the command tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from typer.core import TyperGroup
from typer.main import get_command

from cli.main import app
from cli.nouns import NOUNS

_EVERYWHERE = (
    "ledger",
    "actor",
    "home",
    "output",
    "dry_run",
    "command_id",
    "confirm_identifiers",
    "without_home",
    "as_at",
    "help",
)
_HEAD = """# The command line

Generated from the commands by `python -m docs.generate cli`; not to be edited by hand.

Say the noun, then the verb: `assure plan agree plan.yaml`. What has more than a few fields is a
YAML or JSON file, from a template; `-` in place of a file, or of words, reads standard input.

| on | flag | meaning |
|---|---|---|
"""
_EXITS = """
| exit code | meaning |
|---|---|
"""
_TAIL = """
Data goes to stdout, everything else to stderr. On a terminal a list is a table, elsewhere plain
columns; `NO_COLOR` is respected, and nothing asks a question but the one below. A refusal ends with
its code in brackets. In CSV, a cell that a spreadsheet would take for a formula begins with `'`.

Every text is screened for identifiers before it is recorded. A text that seems to hold a date of
birth, an NHS number or UPN, a postcode, a telephone number or an e-mail address is recorded only
when a person has confirmed that it names nobody: at a terminal by answering, elsewhere by
`--confirm-identifiers`. Without that nothing is recorded. Names alone are not searched for.

`--as-at` takes a day (to its end: midnight in London) or an entry's number. It sets back what is
shown, not who may see it: that is judged now, and so is what is overdue.
"""


def reference() -> str:
    """The whole document."""
    root: Any = get_command(app)
    body = "".join(_noun(name, root.get_command(None, name)) for name in NOUNS)
    return _HEAD + "".join(_shared(root)) + _EXITS + "".join(_exits()) + _TAIL + body


def _shared(root: Any) -> Iterator[str]:
    """The flags that stand on many commands, said once."""
    every = {p.name: p for p in root.get_command(None, "agency").commands["join"].params}
    reads = {p.name: p for p in root.get_command(None, "agency").commands["list"].params}
    kinds = {
        "every command, or before the noun": [every[n] for n in ("ledger", "actor", "home")],
        "what prints a list or a receipt": [every["output"]],
        "what records": [
            every[n] for n in ("dry_run", "command_id", "confirm_identifiers", "without_home")
        ],
        "what reads the record": [reads["as_at"]],
    }
    for kind, parameters in kinds.items():
        for parameter in parameters:
            yield f"| {kind} | {_flag(parameter)} | {_cell(parameter.help)} |\n"


def _exits() -> Iterator[str]:
    from cli.errors import ExitCode

    words = {
        ExitCode.DONE: "done, or already so",
        ExitCode.FAILED: "failed: the ledger cannot be used, or something unexpected happened",
        ExitCode.USAGE: "usage: the command is not written as its help says",
        ExitCode.REFUSED: "refused by a rule, or invalid input",
        ExitCode.NOT_PERMITTED: "not permitted",
        ExitCode.CONFLICT: "conflict: somebody else was first",
        ExitCode.INTEGRITY: "integrity: what is kept is not what was recorded",
        ExitCode.NOTHING_SPEAKS: "nothing contradicts the ledger, and nothing outside its file"
        " speaks for all of it: compare the eight words by telephone",
        ExitCode.UNTOLD: "recorded, but the answer could not be written: stderr says which entry",
    }
    for code in ExitCode:
        yield f"| {code.value} | {words[code]} |\n"


def _noun(name: str, command: Any) -> str:
    if not isinstance(command, TyperGroup):
        return f"\n## assure {name}\n\n{_verb(name, command)}"
    verbs = (
        f"\n### {name} {verb}\n\n{_verb(f'{name} {verb}', inner)}"
        for verb, inner in command.commands.items()
    )
    return f"\n## assure {name}\n\n{NOUNS[name].help}\n" + "".join(verbs)


def _verb(name: str, command: Any) -> str:
    own = [p for p in command.params if p.name not in _EVERYWHERE]
    arguments = [p for p in own if p.param_type_name == "argument"]
    needed = [p for p in own if p.param_type_name == "option" and p.required]
    usage = " ".join(
        [
            f"assure {name}",
            *(p.metavar or p.name.upper() for p in arguments if p.required),
            *(f"[{p.metavar or p.name.upper()}]" for p in arguments if not p.required),
            *(_written(p) for p in needed),
            *(["[options]"] if len(own) > len(arguments) + len(needed) else []),
        ]
    )
    rows = "".join(
        f"| {_name(p)} | {'yes' if p.required else ''} | {_cell(p.help)} |\n" for p in own
    )
    table = f"\n| | needed | meaning |\n|---|---|---|\n{rows}" if rows else ""
    return f"{command.help}\n\n```\n{usage}\n```\n{table}"


def _name(parameter: Any) -> str:
    if parameter.param_type_name == "option":
        return _flag(parameter)
    return f"`{parameter.metavar or parameter.name.upper()}`{_choices(parameter)}"


def _flag(parameter: Any) -> str:
    return f"`{_cell(_written(parameter))}`{_choices(parameter)}"


def _written(parameter: Any) -> str:
    [flag] = parameter.opts
    return flag if parameter.is_flag else f"{flag} {parameter.metavar or parameter.name.upper()}"


def _choices(parameter: Any) -> str:
    choices = parameter.type_descriptor.choices
    return "" if choices is None else f" ({', '.join(choice.value for choice in choices)})"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
