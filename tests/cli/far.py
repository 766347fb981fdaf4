"""The command line as from another desk: the words go over the line to a process of the ledger's.

The line is a pair of pipes. What OpenSSH adds to it, the key that it let in, is told by the test;
`test_over_ssh.py` has OpenSSH itself.
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from cli import files
from cli.door import Flags
from cli.far import which
from cli.far.desk import serve
from cli.far.laptop import Command
from cli.far.wire import Wire
from domain.directory.state import Directory
from tests.cli.harness import COORDINATOR, Assure

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "SHA256:" + "A" * 43
"""The key, by fingerprint, that OpenSSH let in, whoever's it is said to be."""
TICKS = 60
"""Readings of the clock that no command exceeds."""


@dataclass
class Heard:
    """What a command left behind, as typer's own runner shows it."""

    exit_code: int
    stdout: str
    stderr: str
    exc_info: None = None

    @property
    def output(self) -> str:
        return self.stderr + self.stdout


class FarAssure(Assure):
    """Every command that can be given from another desk is given from there."""

    def __call__(
        self, *words: str, actor: str = COORDINATOR, stdin: str | None = None, code: int | None = 0
    ) -> Any:
        left, _ = which.taken_out(words)
        stays = which.named(left) in which.AT_THE_LEDGER or which.runs_here(left)
        if stays or left != list(words) or not actor or not self.ledger.exists():
            return super().__call__(*words, actor=actor, stdin=stdin, code=code)
        heard = self._from_afar(words, actor, stdin)
        self.runs.append(list(words))
        for _ in range(TICKS):
            self.clock()
        assert code in (None, heard.exit_code), (words, heard.output)
        assert "Traceback" not in heard.output
        return heard

    def _from_afar(self, words: tuple[str, ...], actor: str, stdin: str | None) -> Heard:
        asked, answers = os.pipe(), os.pipe()
        child = os.fork()
        if child == 0:
            os.close(asked[1])
            os.close(answers[0])
            self._serve(actor, asked[0], answers[1])
        os.close(asked[0])
        os.close(answers[1])
        with (
            os.fdopen(answers[0], "rb") as heard,
            os.fdopen(asked[1], "wb") as said,
            _streams(stdin) as (out, err),
        ):
            exit_code = Command(list(words)).run(Wire(heard, said))
        os.waitpid(child, 0)
        return Heard(exit_code, out.getvalue(), err.getvalue())

    def _serve(self, actor: str, heard: int, said: int) -> None:
        """The ledger's computer, to which OpenSSH has said whose key it was."""
        code = 1
        try:
            pytest.MonkeyPatch().setattr(
                Directory, "key_owner", lambda self, _: actor if actor in self.people else None
            )
            flags = Flags(str(self.ledger), None, str(self.folder / "home"))
            with os.fdopen(heard, "rb") as reading, os.fdopen(said, "wb") as writing:
                code = serve(KEY, flags, reading, writing)
        finally:
            os._exit(code)


@contextmanager
def _streams(stdin: str | None) -> Iterator[tuple[io.StringIO, io.StringIO]]:
    """The laptop's standard streams, none of them a terminal."""
    before = sys.stdin, sys.stdout, sys.stderr
    out, err = io.StringIO(), io.StringIO()
    sys.stdin = io.TextIOWrapper(io.BytesIO((stdin or "").encode()), encoding="utf-8")
    sys.stdout, sys.stderr = out, err
    files._read.clear()
    try:
        yield out, err
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
