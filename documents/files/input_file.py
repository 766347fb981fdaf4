"""A file as somebody gave it: its name and its bytes, whether opened, piped in or uploaded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from documents.files.errors import refuse

SHEET_BYTES_MAX = 5_000_000
TABLE_BYTES_MAX = 20_000_000


@dataclass(frozen=True, slots=True)
class GivenFile:
    """`name`: what a fault is reported under; its suffix says what kind of file it is."""

    name: str
    data: bytes

    @property
    def suffix(self) -> str:
        """`.json`, in lower case; empty without one."""
        return PurePath(self.name).suffix.lower()

    def require_size(self, bytes_max: int) -> None:
        """Refuses a file of more bytes than any honest one has."""
        if len(self.data) > bytes_max:
            limit = bytes_max // 1_000_000
            refuse(self.name, f"It is larger than {limit} MB. Is it the right file?")

    def text(self, bytes_max: int = SHEET_BYTES_MAX) -> str:
        """The file as UTF-8 text. Raises InputError with the line that is none."""
        self.require_size(bytes_max)
        try:
            return self.data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = self.data.count(b"\n", 0, error.start) + 1
            refuse(
                self.name,
                f"line {line}: it is not UTF-8 text. Save it again as UTF-8; in Notepad: File, Save"
                " As, Encoding UTF-8.",
            )
