"""The case list as `assure sample frame` wrote it; `Frame.text` is what it wrote."""

from __future__ import annotations

from documents.files.errors import refuse
from documents.files.input_file import TABLE_BYTES_MAX, GivenFile
from documents.files.table import ROWS_MAX
from documents.sample.case_list import frame_of
from domain.sample.frame import Frame

_HEADS = {"assure frame 1\tsalt\t": 3, "assure frame 2\tsalt\t": 4}
"""How a case list begins, and how many values a line of it has: with families, or without."""


def read_frame(file: GivenFile) -> Frame:
    """The frame in a file that is kept. Raises InputError if it is not just as it was written.

    Line ends of Windows and a byte order mark are put back: the digest proves the rest.
    """
    name, text = file.name, file.text(TABLE_BYTES_MAX).replace("\r\n", "\n")
    if text.count("\n") > ROWS_MAX + 2 or text.count("\t") > 3 * (ROWS_MAX + 2):
        refuse(name, f"It has more than {ROWS_MAX:,} rows. Is it the right file?")
    head, _, body = text.partition("\n")
    cells = [line.split("\t") for line in body.removesuffix("\n").split("\n")]
    begun = next((begin for begin in _HEADS if head.startswith(begin)), None)
    if begun is None or any(len(row) != _HEADS[begun] for row in cells):
        refuse(name, "It is not a case list of assure. Give the file `assure sample frame` wrote.")
    values = [(ref, stratum, second, "".join(more)) for ref, stratum, second, *more in cells[1:]]
    frame = frame_of(name, head.removeprefix(begun), values)
    if frame.text() != text:
        refuse(name, "It was changed or saved anew. Give it as `assure sample frame` wrote it.")
    return frame
