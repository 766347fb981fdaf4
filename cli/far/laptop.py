"""The laptop's end: sends a command's words, and serves what the ledger's computer asks for.

It gives and takes no file that the command's own words do not name, so that a ledger's computer
in wrong hands cannot read or write anything else here.
"""

from __future__ import annotations

import secrets
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cli import files
from cli.errors import ExitCode
from cli.far.which import writes_a_folder
from cli.far.wire import MADE_UP, PROTOCOL, LostError, Wire, packed, unpacked
from cli.output import say
from ledger.errors import UnusableError
from ledger.keys.ssh_keygen import KeyAtHand
from ledger.proof.act import PREFIX

SCHEME = "ssh://"
FORCED = "assure serve-desk"
"""What is asked of the other end; the key's forced command is what runs there."""


@dataclass
class Command:
    """One command on its way. `words`: without what only this computer needs to know."""

    words: Sequence[str]
    key: KeyAtHand | None = None
    command_id: str = field(default_factory=lambda: MADE_UP + secrets.token_hex(16))
    unwritten: str = ""

    def run(self, wire: Wire) -> int:
        """Has it run at the other end. Returns its exit code. Raises LostError."""
        wire.say(
            protocol=PROTOCOL,
            words=list(self.words),
            terminals=[name for name, stream in _streams() if stream and stream.isatty()],
            columns=shutil.get_terminal_size().columns,
            signs=self.key.fingerprint if self.key else None,
            command_id=self.command_id,
        )
        while True:
            message = wire.hear()
            if "exit" in message:
                return int(message["exit"])
            if "done" in message:
                wire.say(untold=self.unwritten)
                if not self.unwritten or message["done"]:
                    return int(message["done"])
            elif "out" in message or "err" in message:
                self._show(message)
            else:
                wire.say(**self._answer(message))

    def _show(self, message: dict[str, Any]) -> None:
        if "err" in message:
            say(*str(message["err"]).rstrip("\n").split("\n"))
            return
        try:
            sys.stdout.write(str(message["out"]))
        except Exception as error:  # whatever it is, the other end has to hear of it
            self.unwritten = str(error) or type(error).__name__

    def _answer(self, question: dict[str, Any]) -> dict[str, Any]:
        try:
            return self._answered(question)
        except FileExistsError:
            return {"exists": True}
        except OSError as error:
            return {"error": error.strerror or "it cannot be used"}
        except (UnusableError, ValueError) as error:
            return {"error": str(error)}

    def _answered(self, question: dict[str, Any]) -> dict[str, Any]:
        match question:
            case {"read": str() as path, "most": int() as most}:
                return {"data": packed(files.DISK.read(self._named(path), most))}
            case {"stdin": int() as most}:
                return {"data": packed(files.DISK.read_stdin(most))}
            case {"line": True}:
                return {"line": sys.stdin.readline()}
            case {"is_there": str() as path}:
                return {"yes": files.DISK.is_there(self._beside(path))}
            case {"has_folder": str() as path}:
                return {"yes": files.DISK.has_folder(self._beside(path))}
            case {"write": str() as path, "data": data}:
                files.DISK.write_new(self._writable(path), unpacked(data))
                return {}
            case {"remove": str() as path}:
                files.DISK.remove(self._beside(path))
                return {}
            case {"sign": statement} if self.key is not None:
                return {"data": packed(self.key.sign(_require_act(unpacked(statement))))}
            case {"edit": str() as what}:
                return _edited(what)
            case _:
                raise LostError("the other end asks for something that this assure does not know")

    def _named(self, path: str) -> str:
        """A path that stands in the command's words, and no other."""
        if path not in self._paths():
            raise PermissionError(0, "the command does not name this file")
        return path

    def _beside(self, path: str) -> str:
        """A path in the words, or one beside it whose name begins like it: a marked copy."""
        beside = Path(path)
        for one in map(Path, self._paths()):
            if beside == one or (
                beside.parent == one.parent and one.stem and beside.stem.startswith(one.stem)
            ):
                return path
        raise PermissionError(0, "the command does not name this file")

    def _writable(self, path: str) -> str:
        """As `_beside`; of a command that fills a folder, also a new file inside it."""
        under = Path(path)
        if writes_a_folder(self.words) and ".." not in under.parts:
            for one in map(Path, self._paths()):
                if one.parts and one in under.parents:
                    return path
        return self._beside(path)

    def _paths(self) -> set[str]:
        given = {word.partition("=")[2] if word.startswith("--") else word for word in self.words}
        return {path.removeprefix("@") for path in given if path}


def _streams() -> tuple[tuple[str, Any], ...]:
    return (("in", sys.stdin), ("out", sys.stdout), ("err", sys.stderr))


def _require_act(statement: bytes) -> bytes:
    """Refuses to sign what is no statement of what a command records."""
    if not statement.startswith(PREFIX):
        raise ValueError("the other end wanted something else signed than an act")
    return statement


def _edited(what: str) -> dict[str, Any]:
    from cli.confidential import edited_here

    words = edited_here(what)
    return {"none": True} if words is None else {"data": packed(words.encode())}


def run(
    address: str, words: Sequence[str], signing_key: Path | None, ssh: str | None = None
) -> int:
    """Runs a command on the computer of a ledger. `ssh`: the program, with options of its own.

    Says so where the connection is lost, and how to learn whether it was recorded.
    """
    command = Command(words, KeyAtHand(signing_key) if signing_key else None)
    try:
        started = subprocess.Popen(
            _ssh(address, ssh), stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
    except OSError as error:
        say(f"OpenSSH does not run: {error.strerror}. Install its client. [unusable]")
        return ExitCode.FAILED
    with started as running:
        said, heard = running.stdin, running.stdout
        if said is None or heard is None:
            raise LostError("the connection was lost")
        try:
            return command.run(Wire(heard, said))
        except LostError as lost:
            say(
                f"No answer came from {address}: {lost}.",
                "Check the address and your key. If the command had begun, whether it was recorded"
                f" is shown by the same again with --command-id {command.command_id}: that records"
                " nothing twice. [unusable]",
            )
            return ExitCode.FAILED
        except KeyboardInterrupt:
            say(
                "Stopped. Whether it was recorded is shown by the same again with"
                f" --command-id {command.command_id}: that records nothing twice."
            )
            running.terminate()
            raise
        finally:
            with suppress(OSError):
                said.close()


def _ssh(address: str, ssh: str | None) -> list[str]:
    """OpenSSH's command for `ssh://[user@]host[:port]`."""
    parts = urlsplit(address)
    if not parts.hostname or parts.path.strip("/") or parts.hostname.startswith("-"):
        raise UnusableError(
            f"{address} names no computer.", "Write ssh://host, or ssh://user@host:port."
        )
    host = f"{parts.username}@{parts.hostname}" if parts.username else parts.hostname
    port = ["-p", str(parts.port)] if parts.port else []
    return [*shlex.split(ssh or "ssh"), "-T", *port, host, FORCED]
