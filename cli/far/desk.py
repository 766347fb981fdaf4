"""The ledger's end: runs one command of a laptop as the owner of the key that came in.

OpenSSH starts this as the key's forced command, so whose key it was is its word. Nothing of the
laptop's is believed but the words of the command: no file of this computer is read or written by
a path that came over the line, and who acts, on which ledger and with whose keys is decided here.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING, Any, TextIO, cast

from cli import files
from cli.door import Flags
from cli.errors import ExitCode, untold
from cli.far.wire import PROTOCOL, LostError, Wire, packed, unpacked
from cli.output import Stdout, UnwrittenError
from ledger.errors import UnusableError

if TYPE_CHECKING:
    from ledger.settings import Settings

WORDS_MAX, WORD_CHARACTERS_MAX = 2_000, 200_000


@dataclass(frozen=True)
class Laptop:
    """The computer that the command came from. `key`: its owner's, by fingerprint.

    `signs`: whether that key is at hand there to sign what is recorded.
    """

    wire: Wire
    key: str
    signs: str | None
    command_id: str | None
    columns: int

    def settings(self, own: Settings) -> Settings:
        """The settings of this computer, for whoever the key says."""
        signer = None if self.signs is None else FarKey(self.wire, self.signs)
        return replace(own, actor=None, account=None, key=self.key, signer=signer)

    def edited(self, what: str) -> str | None:
        """What somebody wrote in the laptop's own editor; None where it has none."""
        answer = self._asked(edit=what)
        return None if answer.get("none") else unpacked(answer["data"]).decode()

    def _asked(self, **question: Any) -> dict[str, Any]:
        answer = self.wire.ask(**question)
        if "error" in answer:
            raise OSError(0, str(answer["error"]))
        return answer

    # The laptop's files, as `cli.files` asks for them.

    def read(self, path: str, bytes_max: int) -> bytes:
        return unpacked(self._asked(read=path, most=bytes_max)["data"])

    def read_stdin(self, bytes_max: int) -> bytes:
        return unpacked(self._asked(stdin=bytes_max)["data"])

    def is_there(self, path: str) -> bool:
        return bool(self._asked(is_there=path)["yes"])

    def has_folder(self, path: str) -> bool:
        return bool(self._asked(has_folder=path)["yes"])

    def write_new(self, path: str, data: bytes) -> None:
        answer = self._asked(write=path, data=packed(data))
        if answer.get("exists"):
            raise FileExistsError(path)

    def remove(self, path: str) -> None:
        self._asked(remove=path)


@dataclass(frozen=True)
class FarKey:
    """The key on the laptop: OpenSSH signs there."""

    wire: Wire
    fingerprint: str

    def sign(self, statement: bytes) -> bytes:
        answer = self.wire.ask(sign=packed(statement))
        if "error" in answer:
            raise UnusableError(str(answer["error"]), "Nothing was recorded.")
        return unpacked(answer["data"])


class _Screen(io.TextIOBase):
    """The laptop's standard output or standard error."""

    encoding = "utf-8"

    def __init__(self, wire: Wire, stream: str, *, is_terminal: bool) -> None:
        self._wire, self._stream, self._is_terminal = wire, stream, is_terminal

    def write(self, text: str) -> int:
        self._wire.say(**{self._stream: text})
        return len(text)

    def isatty(self) -> bool:
        return self._is_terminal

    def writable(self) -> bool:
        return True


class _Keyboard:
    """The laptop's standard input, a line at a time."""

    def __init__(self, wire: Wire, *, is_terminal: bool) -> None:
        self._wire, self._is_terminal = wire, is_terminal

    def readline(self) -> str:
        return str(self._wire.ask(line=True).get("line", ""))

    def isatty(self) -> bool:
        return self._is_terminal


def serve(key: str, flags: Flags, heard: IO[bytes], said: IO[bytes]) -> int:
    """Runs one command for the owner of a key. `flags`: the ledger and the home that it is for.

    Returns the exit code that the laptop was told.
    """
    wire = Wire(heard, said)
    try:
        hello = wire.hear()
        words = _words(hello)
        flags.far = Laptop(
            wire, key, hello.get("signs"), hello.get("command_id"), int(hello.get("columns") or 80)
        )
        with _screens(wire, flags.far, hello):
            code = _run(flags, words)
            answer = wire.ask(done=int(code))
            if answer.get("untold") and code == ExitCode.DONE:
                code = untold(UnwrittenError(str(answer["untold"])), flags.recorded)
                wire.say(exit=int(code))
    except LostError:
        return ExitCode.FAILED
    return int(code)


def _words(hello: dict[str, Any]) -> list[str]:
    words = hello.get("words")
    if hello.get("protocol") != PROTOCOL or not isinstance(words, list):
        raise LostError("it is another assure at the other end")
    if len(words) > WORDS_MAX or not all(
        isinstance(word, str) and len(word) <= WORD_CHARACTERS_MAX for word in words
    ):
        raise LostError("these are no words of a command")
    return words


def _run(flags: Flags, words: list[str]) -> int:
    """Runs it as `assure` would here, and returns its exit code."""
    from typer.main import get_command

    from cli.main import app

    try:
        get_command(app).main(words, "assure", obj=flags)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else ExitCode.FAILED
    return ExitCode.DONE


@contextmanager
def _screens(wire: Wire, laptop: Laptop, hello: dict[str, Any]) -> Iterator[None]:
    """The laptop's screen, keyboard and files, in the place of this computer's."""
    ttys = set(hello.get("terminals") or ())
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin = cast(TextIO, _Keyboard(wire, is_terminal="in" in ttys))
    sys.stdout = Stdout(cast(TextIO, _Screen(wire, "out", is_terminal="out" in ttys)))
    sys.stderr = cast(TextIO, _Screen(wire, "err", is_terminal="err" in ttys))
    try:
        with files.on(laptop):
            yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
