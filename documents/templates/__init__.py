"""Files to fill in, each with an example that would be accepted and comments that explain it."""

from __future__ import annotations

from importlib.resources import files

NAMES = ("programme", "tool", "plan", "impact", "single-agency")


def text(name: str) -> str:
    return files("documents.templates").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
