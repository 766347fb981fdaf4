"""What the rows of a sheet ask for: commands of the domain, tied to the cells they came from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import ValidationError

from application.case_numbers import CaseNumber
from application.workspace import Workspace
from documents.files.plain import plain
from documents.files.values import faults as faults_of
from documents.files.values import field_name
from documents.sheets.file import GivenSheet
from documents.sheets.filled import Row
from domain.kernel.command import Command
from domain.kernel.confidential import Path
from domain.kernel.event import Value

V = TypeVar("V", bound=Value)


@dataclass(frozen=True, slots=True)
class Asked:
    """A command that a row asks for. `columns`: field to the column that holds it.

    `for_person`: on whose behalf it is entered; None: the sender's own act.
    """

    command: Command
    row: Row
    columns: Mapping[str, str]
    for_person: str | None = None

    def column(self, path: Path) -> str:
        """The column that a part of the command came from."""
        name = str(path[0])
        of_item = ".".join(map(str, path[:2]))
        return self.columns.get(of_item, self.columns.get(name, name))


@dataclass(frozen=True, slots=True)
class Kept:
    """A case's number that a row says: it is kept with the keys, and recorded nowhere."""

    number: CaseNumber
    row: Row


@dataclass
class Asking:
    """Collects what one row asks for. A fault of a value is noted at its cell."""

    work: Workspace
    given: GivenSheet
    row: Row
    asked: list[Asked] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)

    @property
    def audit(self) -> str:
        return self.given.sheet.about

    def said(self, column: str) -> str:
        return self.row.said(column)

    def fault(self, column: str, words: str) -> None:
        self.given.fault(self.row, column, words)

    def ask(
        self,
        kind: type[Command],
        *,
        at: Mapping[str, str] | None = None,
        for_person: str | None = None,
        **fields: Any,
    ) -> None:
        """Asks for a command. `at`: field to column, where they are called differently.

        A field that is None or empty is left to the command's own default.
        """
        columns = at or {}
        command = self._made(kind, columns, fields)
        if command is not None:
            person = None if for_person in (None, "", self.work.person) else for_person
            self.asked.append(Asked(command, self.row, columns, person))

    def keep(self, kind: type[CaseNumber], **fields: Any) -> None:
        """Asks for a number to be kept with the keys."""
        number = self._made(kind, {}, fields)
        if number is not None:
            self.kept.append(Kept(number, self.row))

    def _made(
        self, kind: type[V], columns: Mapping[str, str], fields: Mapping[str, Any]
    ) -> V | None:
        """What a row says, as a value; None with a fault at each cell that is wrong."""
        given = {name: value for name, value in fields.items() if value not in (None, "")}
        try:
            return kind.model_validate_json(json.dumps(plain(given)))
        except ValidationError as error:
            details = error.errors()
            for detail, words in zip(details, faults_of(error), strict=False):
                name = str(detail["loc"][0]) if detail["loc"] else ""
                place = field_name(detail["loc"])
                self.fault(columns.get(name, name), words.removeprefix(f"{place}: "))
        return None
