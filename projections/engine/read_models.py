"""The views of `projections/views`, each declared when a query first names it.

DuckDB binds a view when it is created, with all the views under it: 0.2 s for all of them, which a
command that reads two would feel.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from importlib.resources import files

_RAW_LOG = re.compile(r"\blog\"?\s*\.", re.IGNORECASE)


class ReadModels:
    """The views not declared yet, by name.

    Raises `ValueError` for views that name each other, and for one that reads the raw log.
    """

    def __init__(self, views: Mapping[str, str]) -> None:
        self._views = views
        self._names: dict[str, set[str]] = {}
        for name, text in views.items():
            refuse_raw_log(text, f"views/{name}.sql")
            self._names[name] = _words(text) & views.keys() - {name}
        try:
            self._order = list(TopologicalSorter(self._names).static_order())
        except CycleError as error:
            raise ValueError(f"views name each other in a circle: {error.args[1]}") from error

    def missing_for(self, query: str) -> list[str]:
        """SQL of the views that the query needs, in order; each is handed out once."""
        wanted = _words(query) & self._names.keys()
        for name in reversed(self._order):
            if name in wanted:
                wanted |= self._names[name]
        missing = [name for name in self._order if name in wanted and name in self._names]
        for name in missing:
            del self._names[name]
        self._order = [name for name in self._order if name in self._names]
        return [self._views[name] for name in missing]


def view_files() -> dict[str, str]:
    """View name to SQL, from `projections/views/<name>.sql`."""
    return {
        file.name.removesuffix(".sql"): file.read_text(encoding="utf-8")
        for file in files("projections").joinpath("views").iterdir()
        if file.name.endswith(".sql")
    }


def refuse_raw_log(text: str, where: str) -> None:
    """Raise `ValueError` for SQL that would go round the base layer's filter."""
    if _RAW_LOG.search(_code(text)):
        raise ValueError(f"{where} reads the schema log; read main, which filters by viewer")


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", _code(text)))


def _code(text: str) -> str:
    return re.sub(r"--[^\n]*", "", text)
