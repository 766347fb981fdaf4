"""The walk through everything, from an empty folder."""

from __future__ import annotations

from pathlib import Path

from tests.docs.walking import ROOT, require_said, walked


def test_every_command_does_what_the_walk_through_says(tmp_path: Path) -> None:
    require_said(walked(ROOT / "docs" / "walkthrough.md", tmp_path))
