"""The case list as `assure sample frame` wrote it; `Frame.text` is what it wrote."""

from __future__ import annotations

from documents.files.errors import refuse
from documents.files.input_file import TABLE_BYTES_MAX, GivenFile
from documents.files.table import ROWS_MAX
from documents.sample.case_list import frame_of
from domain.sample.frame import Frame

_HEAD = "assure frame 1\tsalt\t"


def read_frame(file: GivenFile) -> Frame:
    """The frame in a file that is kept. Raises InputError if it is not just as it was written.

    Line ends of Windows and a byte order mark are put back: the digest proves the rest.
    """
    name, text = file.name, file.text(TABLE_BYTES_MAX).replace("\r\n", "\n")
    if text.count("\n") > ROWS_MAX + 2 or text.count("\t") > 2 * (ROWS_MAX + 2):
        refuse(name, f"It has more than {ROWS_MAX:,} rows. Is it the right file?")
    head, _, body = text.partition("\n")
    cells = [line.split("\t") for line in body.removesuffix("\n").split("\n")]
    if not head.startswith(_HEAD) or any(len(row) != 3 for row in cells):
        refuse(name, "It is not a case list of assure. Give the file `assure sample frame` wrote.")
    salt = head.removeprefix(_HEAD)
    frame = frame_of(name, salt, [(ref, stratum, second) for ref, stratum, second in cells[1:]])
    if frame.text() != text:
        refuse(name, "It was changed or saved anew. Give it as `assure sample frame` wrote it.")
    return frame
