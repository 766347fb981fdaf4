"""Every shape of every event ever shipped still loads, and today's is written as it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from pydantic_core import to_json

from domain.kernel import registry
from domain.kernel.registry import UnknownEventError
from domain.kernel.upcasts import UPCASTS
from ledger.store.entry import parse_state, state_bytes
from tests.golden.instances import INSTANCES, STAMP
from tests.golden.make import EVENTS, golden

REGISTRY = registry.events()

FILES = sorted(EVENTS.glob("*.json"))


def _name(path: Path) -> str:
    return path.name.split(".", 1)[0]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_golden_entry_loads(path: Path) -> None:
    event, stamp = parse_state(_name(path), path.read_bytes())
    assert type(event).__name__ == _name(path)
    assert stamp == STAMP


@pytest.mark.parametrize("name", REGISTRY)
def test_an_event_is_written_as_its_golden_file(name: str) -> None:
    path = golden(name, REGISTRY[name].schema_version)
    assert name in INSTANCES, f"add an instance of {name} to tests/golden/instances.py"
    assert path.exists(), f"{path.name} is missing: run `python -m tests.golden.make`"
    stored = path.read_bytes()
    event, stamp = parse_state(name, stored)
    assert event == INSTANCES[name]
    assert state_bytes(event, stamp) == stored


@pytest.mark.parametrize("name", REGISTRY)
def test_every_version_of_an_event_has_its_file_and_its_step_upwards(name: str) -> None:
    now = REGISTRY[name].schema_version
    for schema in range(1, now):
        assert (name, schema) in UPCASTS, f"no step from {name} {schema} to {schema + 1}"
        assert golden(name, schema).exists(), f"{name} {schema} was shipped: keep its file"


def test_there_is_no_step_for_what_was_never_shipped() -> None:
    shipped = {
        (name, schema) for name, e in REGISTRY.items() for schema in range(1, e.schema_version)
    }
    assert UPCASTS.keys() <= shipped
    assert {_name(path) for path in FILES} <= REGISTRY.keys()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_edited_golden_entry_no_longer_loads(path: Path) -> None:
    """Strict in every field: nothing more, nothing less, nothing of another type."""
    stored: dict[str, Any] = json.loads(path.read_bytes())
    fields = REGISTRY[_name(path)].model_fields
    edits: list[dict[str, Any]] = [stored["event"] | {"surplus": 1}]
    for field, info in fields.items():
        edits.append(stored["event"] | {field: {"nonsense": [None]}})
        if info.is_required() and field in stored["event"]:
            edits.append({k: v for k, v in stored["event"].items() if k != field})
    for edited in edits:
        with pytest.raises(ValueError):  # noqa: PT011 - a step upwards says it in its own words
            parse_state(_name(path), to_json(stored | {"event": edited}))
    for edited in (stored | {"surplus": 1}, {k: v for k, v in stored.items() if k != "actor"}):
        with pytest.raises(ValidationError):
            parse_state(_name(path), to_json(edited))
    with pytest.raises(UnknownEventError):
        parse_state(_name(path), to_json(stored | {"schema": 99}))
