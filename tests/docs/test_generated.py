"""Generated documents say what the code says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from docs import generate
from domain.kernel import registry
from domain.kernel.confidential import texts
from tests.projections.examples import example

REGISTRY = registry.events()


@pytest.mark.parametrize("path", generate.GENERATED, ids=lambda path: path.name)
def test_a_generated_document_is_up_to_date(path: Path) -> None:
    assert not generate.stale([path]), f"run `python -m docs.generate {path.stem}`"


def test_the_catalogue_has_every_event_once() -> None:
    lines = (generate.HERE / "events.md").read_text(encoding="utf-8").splitlines()
    for name, event in REGISTRY.items():
        assert lines.count(f"### {name} {event.schema_version}") == 1


def test_the_catalogue_says_of_every_event_whether_it_holds_sealed_words() -> None:
    """By instances in which every text that can be sealed is there."""
    text = (generate.HERE / "events.md").read_text(encoding="utf-8")
    parts = {part.split(" ", 1)[0]: part for part in text.split("\n### ")[1:]}
    for name, event in REGISTRY.items():
        sealed = {path[0] for path, _ in texts(example(event, sparse=False))}
        told = {line.split("`")[1] for line in parts[name].splitlines() if "| sealed" in line}
        nested = {field for field in sealed - told if f"| `{field}` | list of" in parts[name]}
        assert told | nested == sealed, name
        assert ("- Sealed words read by:" in parts[name]) == bool(sealed), name


def test_a_stale_document_is_named_by_the_check_and_written_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "words.md"
    documents: dict[Path, Callable[[], str]] = {path: lambda: "new words\n"}
    monkeypatch.setattr(generate, "GENERATED", documents)
    path.write_text("old words\n", encoding="utf-8")
    assert generate.main(["--check"]) == 1
    assert capsys.readouterr().out == f"stale: {path}\n"
    assert path.read_text(encoding="utf-8") == "old words\n"
    assert generate.main(["words"]) == 0
    assert path.read_text(encoding="utf-8") == "new words\n"
    assert generate.main(["--check"]) == 0


def test_an_unknown_document_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        generate.main(["novels"])
    assert stopped.value.code == 2
    assert "novels" in capsys.readouterr().err
