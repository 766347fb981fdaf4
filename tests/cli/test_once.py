"""An option that takes one value is refused when it is given twice: nothing is dropped unsaid."""

from __future__ import annotations

from typing import Any

import pytest
import typer
from typer.core import TyperOption
from typer.main import get_command

from cli.commands import require_once
from cli.main import app
from tests.cli.harness import AUDITORS, Assure
from tests.cli.tree import COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_each_option_with_one_value_is_given_once(name: str) -> None:
    command = COMMANDS[name]
    context = typer.Context(command)
    options = [option for option in command.params if isinstance(option, TyperOption)]
    for option in options:
        if option.multiple or option.is_flag:
            continue
        once = [option.opts[-1], "one"]
        require_once(command, context, once)
        for again in ([option.opts[0], "two"], [f"{max(option.opts, key=len)}=one"]):
            with pytest.raises(typer.BadParameter, match="given 2 times"):
                require_once(command, context, [*once, *again])


def test_a_flag_is_no_value_of_another(prepared: Assure) -> None:
    words = ("concern", "raise", "2026-neglect", "C01", "--text", "--dry-run")
    refused = prepared(*words, actor=AUDITORS["police"], code=2)
    assert "--dry-run follows where its value should" in refused.stderr


def test_a_repeatable_option_takes_several() -> None:
    several = [
        (command, option)
        for command in COMMANDS.values()
        for option in command.params
        if isinstance(option, TyperOption) and option.multiple
    ]
    assert len(several) > 10
    for command, option in several:
        require_once(command, typer.Context(command), [option.opts[0], "a", option.opts[0], "b"])


@pytest.mark.parametrize("flag", ["--ledger", "--actor", "--home"])
def test_what_stands_before_the_noun_is_given_once(flag: str) -> None:
    root: Any = get_command(app)
    with pytest.raises(typer.BadParameter, match="given 2 times"):
        require_once(root, typer.Context(root), [flag, "a", flag, "b"])


def test_nothing_is_recorded(prepared: Assure) -> None:
    told = ("--title", "Fire", "--title", "Fire and Rescue", "--sector", "voluntary")
    refused = prepared("agency", "join", "fire", *told, code=2)
    assert "--title: It is given 2 times and takes one value. Give it once." in refused.stderr
    assert "fire" not in prepared("agency", "list").stdout
