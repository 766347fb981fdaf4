"""What the two ends say to each other: one JSON object on each line, bytes in base64.

The laptop begins with the command's words. Then the ledger's computer asks, and the laptop
answers each question; what is written on its screen is answered by nothing. The last is `done`.
There is no cryptography here: OpenSSH carries the lines and says whose key it was.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import IO, Any

PROTOCOL = 1
MADE_UP = "laptop_"
"""How a command id begins that a laptop made up, because nobody gave one."""
LINE_BYTES_MAX = 96 * 2**20
"""More than the largest file that any command takes, in base64."""


class LostError(Exception):
    """The other end is gone, or speaks of something else."""


@dataclass(frozen=True, slots=True)
class Wire:
    """One end of the line."""

    heard: IO[bytes]
    said: IO[bytes]

    def say(self, **message: Any) -> None:
        """Raises LostError where nobody hears it."""
        try:
            self.said.write(json.dumps(message, separators=(",", ":")).encode() + b"\n")
            self.said.flush()
        except (OSError, ValueError) as error:
            raise LostError("the connection was lost") from error

    def hear(self) -> dict[str, Any]:
        """The next message. Raises LostError at the end, and for what is none."""
        try:
            line = self.heard.readline(LINE_BYTES_MAX)
            message = json.loads(line) if line.endswith(b"\n") else None
        except (OSError, ValueError) as error:
            raise LostError("the connection was lost") from error
        if not isinstance(message, dict):
            raise LostError("the connection was lost")
        return message

    def ask(self, **question: Any) -> dict[str, Any]:
        """The answer to a question."""
        self.say(**question)
        return self.hear()


def packed(data: bytes) -> str:
    return base64.b64encode(data).decode()


def unpacked(text: object) -> bytes:
    """Raises LostError for what is no base64."""
    try:
        return base64.b64decode(str(text), validate=True)
    except ValueError as error:
        raise LostError("the connection was lost") from error
