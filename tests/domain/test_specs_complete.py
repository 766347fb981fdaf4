"""Every rule has a spec: each refusal code, each event and each command stands in a decider spec.

Read from the source, so that a rule written tomorrow fails here until somebody shows it at work.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import domain
from domain.kernel.registry import COMMANDS, EVENTS
from domain.vault.events import ErasureRequested, KeyIssued

HERE = Path(__file__).parent
DOMAIN = Path(domain.__file__).parent
SPECS = {
    f"domain.{path.parent.name}.{path.stem.removeprefix('test_')}": ast.parse(path.read_text())
    for path in HERE.glob("*/test_*.py")
}


def _calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            if name == (called.attr if isinstance(called, ast.Attribute) else ast.unparse(called)):
                yield node


def _codes(module: Path) -> set[str]:
    tree = ast.parse(module.read_text())
    return {str(ast.literal_eval(call.args[0])) for call in _calls(tree, "Refusal")}


def _strings(tree: ast.AST) -> set[str]:
    nodes = ast.walk(tree)
    return {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}


@pytest.mark.parametrize("name", sorted(set(COMMANDS.values())))
def test_every_refusal_of_a_decider_has_a_spec_beside_it(name: str) -> None:
    missing = _codes(DOMAIN.parent / f"{name.replace('.', '/')}.py") - _strings(SPECS[name])
    assert not missing, f"the specs of {name} show nothing refused as {sorted(missing)}"


def test_every_shared_refusal_has_a_spec() -> None:
    shown = set[str]().union(*map(_strings, SPECS.values()))
    shared = [*DOMAIN.glob("*/requirements.py"), DOMAIN / "kernel" / "rules.py"]
    assert not set[str]().union(*map(_codes, shared)) - shown


def test_every_event_is_recorded_by_a_spec() -> None:
    """But `KeyIssued`: the service records it, as `tests/ledger/test_words.py` shows. And
    `ErasureRequested`, which stands in older ledgers only."""
    recorded = {
        ast.unparse(node.func).split(".")[0]
        for spec in SPECS.values()
        for then in _calls(spec, "then")
        for argument in then.args
        for node in ast.walk(argument)
        if isinstance(node, ast.Call)
    }
    missing = sorted(EVENTS.keys() - recorded - {KeyIssued.__name__, ErasureRequested.__name__})
    assert not missing, f"no `.then({missing[0]}(...))` in a decider spec; also {missing[1:]}"


def test_every_command_is_asked_by_a_spec() -> None:
    asked = {
        ast.unparse(node.func).split(".")[0]
        for spec in SPECS.values()
        for node in ast.walk(spec)
        if isinstance(node, ast.Call)
    }
    missing = sorted(COMMANDS.keys() - asked)
    assert not missing, f"no decider spec asks for {missing}"
