"""The invented content of the demonstration, read from YAML beside this file."""

from __future__ import annotations

import json
from datetime import date, timedelta
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
"""The audits whose report SAIG has considered, in the order in which they began."""
UNDERWAY = "2026-sexual-abuse"
PLANNED = "2027-strategy-dip"
TOOLS = ("neglect", "sexual-abuse", "strategy-dip")

LAST_DAY = date(2026, 11, 20)
"""The demonstration's present: what the script puts after it has not happened yet."""
HOLIDAYS = {(12, 25), (12, 26), (1, 1)}


def working(day: date) -> date:
    """The day itself, or the first after it on which people are at work."""
    while day.weekday() > 4 or (day.month, day.day) in HOLIDAYS:
        day += timedelta(days=1)
    return day


@cache
def content(name: str) -> Any:
    """One file of the content, such as `plans/2024-neglect`."""
    path = files("demo").joinpath("content", f"{name}.yaml")
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
