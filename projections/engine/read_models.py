"""The views of `projections/views`, put before the query that names them.

A view is a SELECT in a file that opens with its grain. A query is given those that it needs, and
theirs, as the steps of one statement: DuckDB plans each of them once, however many others read
it, where a view declared in the database would be planned anew at every mention (a hundred scans
for an audit's overview).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from importlib.resources import files
from importlib.resources.abc import Traversable

_RAW_LOG = re.compile(r"\blog\"?\s*\.", re.IGNORECASE)
_GRAIN = "-- grain:"
_OWN_STEPS = re.compile(r"WITH(\s+RECURSIVE)?\b", re.IGNORECASE)
_NAMED = re.compile(r"\bmain\.(\w+)")


@dataclass(frozen=True, slots=True)
class Composed:
    """A query with its views as steps. `base`: the views of the base layer that it reads."""

    text: str
    base: frozenset[str]


class ReadModels:
    """Views by name. Raises `ValueError` for those that name each other, or read the raw log."""

    def __init__(self, views: Mapping[str, str]) -> None:
        self._views = {name: code(text).strip().removesuffix(";") for name, text in views.items()}
        self._names: dict[str, frozenset[str]] = {}
        for name, text in views.items():
            refuse_raw_log(text, f"the view {name}")
            self._names[name] = names_in(text)
        try:
            self._order = tuple(TopologicalSorter(self._names).static_order())
        except CycleError as error:
            raise ValueError(f"views name each other in a circle: {error.args[1]}") from error

    def compose(self, query: str) -> Composed:
        """The query as DuckDB is to be asked it."""
        wanted = self._reached(names_in(query))
        steps = [name for name in self._order if name in wanted and name in self._views]
        base = frozenset(wanted - self._views.keys())
        if not steps:
            return Composed(query, base)
        every = ",\n".join(
            f'"main.{name}" AS (\n{self._steps(self._views[name])}\n)' for name in steps
        )
        asked = self._steps(code(query)).strip()
        own = _OWN_STEPS.match(asked)
        if own is None:
            return Composed(f"WITH {every}\n{asked}", base)
        return Composed(f"{own[0]} {every},\n{asked[own.end() :]}", base)

    def base_of(self, views: Iterable[str]) -> frozenset[str]:
        """The views of the base layer that these views read."""
        return frozenset(self._reached(views) - self._views.keys())

    def _reached(self, names: Iterable[str]) -> set[str]:
        wanted = set(names)
        for name in reversed(self._order):
            if name in wanted:
                wanted |= self._names.get(name, frozenset())
        return wanted

    def _steps(self, text: str) -> str:
        """The text with each view's name turned into that of its step."""
        return _NAMED.sub(lambda m: f'"{m[0]}"' if m[1] in self._views else m[0], text)


def view_files() -> dict[str, str]:
    """View name to SQL, from `projections/views/<noun>/<name>.sql`."""
    return dict(sorted(sql_files(files("projections").joinpath("views"))))


def sql_files(folder: Traversable) -> Iterator[tuple[str, str]]:
    """Name and text of every SQL file below a folder."""
    for file in folder.iterdir():
        if file.is_dir():
            yield from sql_files(file)
        elif file.name.endswith(".sql"):
            yield file.name.removesuffix(".sql"), file.read_text(encoding="utf-8")


def grain_of(view: str) -> list[str]:
    """The columns that no two rows of a view share, as its first line says.

    Raises `ValueError` for a view that does not say.
    """
    first = view.partition("\n")[0]
    if not first.startswith(_GRAIN):
        raise ValueError(f"a view opens with {_GRAIN!r} and its columns, not with {first!r}")
    return [column.strip() for column in first.removeprefix(_GRAIN).split(",")]


def refuse_raw_log(text: str, where: str) -> None:
    """Raise `ValueError` for SQL that would go round the base layer's filter."""
    if _RAW_LOG.search(code(text)):
        raise ValueError(f"{where} reads the schema log; read main, which filters by viewer")


def names_in(text: str) -> frozenset[str]:
    """What an SQL text reads of the schema main."""
    return frozenset(_NAMED.findall(code(text)))


def code(text: str) -> str:
    """SQL without its comments."""
    return re.sub(r"--[^\n]*", "", text)
