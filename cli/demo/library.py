"""The invented content of the demonstration, read from YAML beside this file."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel

Model = TypeVar("Model", bound=BaseModel)

AUDITS = (
    "2024-neglect",
    "2024-sexual-abuse",
    "2025-strategy-dip",
    "2025-neglect",
    "2025-sexual-abuse",
    "2026-strategy-dip",
    "2026-neglect",
)
TOOLS = ("neglect", "sexual-abuse", "strategy-dip")


@cache
def content(name: str) -> Any:
    """One file of the content, such as `plans/2024-neglect`."""
    path = files("cli.demo").joinpath("content", f"{name}.yaml")
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def build(model: type[Model], **fields: Any) -> Model:
    """A command from plain data, checked as strictly as a user's file is."""
    return model.model_validate_json(json.dumps(fields, default=str))


@cache
def sectors() -> dict[str, str]:
    """Agency to its sector: the sentences of its kind are kept under it, or under `other`."""
    return {agency["id"]: agency["sector"] for agency in content("partnership")["agencies"]}


def people(role: str, agency: str | None = None) -> list[str]:
    """The short names of those who hold a role, in the order of the file."""
    return [
        person["id"]
        for person in content("partnership")["people"]
        for held in person["roles"]
        if held["role"] == role and held.get("agency") == agency
    ]
