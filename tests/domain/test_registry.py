"""The registry says what the nouns' folders hold, and imports one when a name of it is used."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest

import domain
from domain.kernel import registry, streams
from domain.kernel.access import ACCESS
from domain.kernel.command import Command
from domain.kernel.event import Event
from domain.kernel.registry import COMMANDS, EVENTS, NOUNS, Noun
from domain.vault.events import ErasureRequested, KeyIssued

DOMAIN = Path(domain.__file__).parent
each_noun = pytest.mark.parametrize("noun", NOUNS.values(), ids=NOUNS)


def test_every_folder_with_events_is_a_noun_of_the_table() -> None:
    folders = {path.parent.name for path in DOMAIN.glob("*/events.py")}
    assert folders == {noun.folder for noun in NOUNS.values()}


@each_noun
def test_the_events_of_a_folder_are_those_of_the_table_in_order(noun: Noun) -> None:
    defined = vars(import_module(f"domain.{noun.folder}.events")).values()
    own = [kind for kind in defined if isinstance(kind, type) and issubclass(kind, Event)]
    names = [kind.__name__ for kind in own if kind.__module__ == f"domain.{noun.folder}.events"]
    assert tuple(names) == noun.events


@each_noun
def test_the_commands_of_a_folder_are_those_of_the_table(noun: Noun) -> None:
    """What a module defines, what its `Commands` lists and what the table says are one."""
    modules = [path.stem for path in (DOMAIN / noun.folder).glob("*.py")]
    defined = {name: tuple(_commands_of(noun, name)) for name in modules}
    assert {name: own for name, own in defined.items() if own} == noun.commands
    for name, own in noun.commands.items():
        deciding = import_module(f"domain.{noun.folder}.{name}")
        assert tuple(kind.__name__ for kind in get_args(deciding.Commands)) == own
        assert callable(deciding.decide)


def _commands_of(noun: Noun, module: str) -> Iterator[str]:
    name = f"domain.{noun.folder}.{module}"
    for kind in vars(import_module(name)).values():
        is_command = isinstance(kind, type) and issubclass(kind, Command)
        if is_command and kind.__module__ == name and hasattr(kind, "records"):
            yield kind.__name__


def test_no_name_stands_twice_in_the_table() -> None:
    nouns = NOUNS.values()
    commands = [name for noun in nouns for names in noun.commands.values() for name in names]
    assert len(EVENTS) == sum(len(noun.events) for noun in nouns)
    assert len(COMMANDS) == len(commands)


def test_every_stream_is_of_a_noun_of_the_table() -> None:
    made = [maker for name, maker in vars(streams).items() if name != "kind" and callable(maker)]
    makers = [maker for maker in made if maker.__module__ == streams.__name__]
    named = [maker(*["x"] * maker.__code__.co_argcount) for maker in makers]
    single = (streams.DIRECTORY, streams.CUSTODY, streams.REQUESTS)
    kinds = {streams.kind(stream) for stream in (*single, *named)}
    assert kinds == NOUNS.keys()


@each_noun
def test_every_event_is_folded_by_its_own_noun(noun: Noun) -> None:
    state = import_module(f"domain.{noun.folder}.state")
    tree = ast.parse(Path(str(state.__file__)).read_text())
    matched = {ast.unparse(n.cls) for n in ast.walk(tree) if isinstance(n, ast.MatchClass)}
    assert matched & EVENTS.keys() == set(noun.events)
    assert callable(state.evolve)
    assert hasattr(state, "INITIAL")


def test_every_event_has_a_row_of_access_and_every_row_an_event() -> None:
    assert ACCESS.keys() == EVENTS.keys()


def test_commands_record_events_of_their_noun_and_every_event_is_recorded_by_one() -> None:
    """`KeyIssued` is nobody's command: the service records it before the first words about a
    case, because a key is chance and a decider has none. `ErasureRequested` stands in old ledgers
    only: since an erasure takes two people, `ActRequested` is recorded."""
    recorded = set[str]()
    for noun in NOUNS.values():
        for name in (name for names in noun.commands.values() for name in names):
            own = {event.__name__ for event in registry.command_class(name).records}
            assert own <= set(noun.events), name
            recorded |= own
    assert recorded == EVENTS.keys() - {KeyIssued.__name__, ErasureRequested.__name__}


LAZY = {
    "resolve('GradeGiven', 1)": {"returns"},
    "fold(streams.agency_return('a', 'C01', 'police'), ())": {"returns"},
    "fold(streams.tool('a'), ())": {"tool"},
    "decide(fold(streams.work_stream('a'), ()), command_class('OpenWorkStream')(theme='a',"
    " title='A'), None)": {"work_stream"},
}
"""What is done, and the nouns that it needs."""


@pytest.mark.parametrize("done", LAZY)
def test_only_the_nouns_that_a_name_needs_are_imported(done: str) -> None:
    """Their models cost most of a short command's time."""
    code = (
        "import sys\n"
        "from domain.kernel import streams\n"
        "from domain.kernel.registry import *\n"
        f"{done}\n"
        "print(*{name.split('.')[1] for name in sys.modules if name.startswith('domain.')})\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(ran.stdout.split()) - {"kernel"} == LAZY[done]
