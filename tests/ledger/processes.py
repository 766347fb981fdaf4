"""Running several processes on one ledger. Forked, so that none pays for importing again."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path

FORK = multiprocessing.get_context("fork")
WAIT_SECONDS = 60


def together(path: Path, acts: Sequence[Callable[[Path], str]]) -> list[str]:
    """What each act answered; all start at the same moment, each in a process of its own.

    The caller has closed its own ledger: SQLite's connections do not survive a fork.
    """
    start = FORK.Barrier(len(acts))
    answers = FORK.SimpleQueue()

    def run(number: int) -> None:
        start.wait(WAIT_SECONDS)
        answers.put((number, acts[number](path)))

    processes = [FORK.Process(target=run, args=(number,)) for number in range(len(acts))]
    for process in processes:
        process.start()
    for process in processes:
        process.join(WAIT_SECONDS)
        assert process.exitcode == 0
    told = dict(answers.get() for _ in processes)
    return [told[number] for number in range(len(acts))]


def killed(run: Callable[[Callable[[str], None]], None], delay_seconds: float) -> list[list[str]]:
    """The words of every whole line of three that a process had told when it was killed.

    `run` tells lines without end; the process is killed a while after the first.
    """
    [told] = killed_together([run], [delay_seconds])
    return told


def killed_together(
    runs: Sequence[Callable[[Callable[[str], None]], None]], delays_seconds: Sequence[float]
) -> list[list[list[str]]]:
    """As `killed`, of several processes that run beside each other."""
    started = []
    for run in runs:
        reader, writer = os.pipe()

        def tell(line: str, writer: int = writer) -> None:
            os.write(writer, f"{line}\n".encode())

        process = FORK.Process(target=run, args=(tell,))
        process.start()
        os.close(writer)
        started.append((process, reader))
    said = []
    for (process, reader), delay in zip(started, delays_seconds, strict=True):
        with os.fdopen(reader) as pipe:
            told = pipe.readline()
            time.sleep(delay)
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)
            told += pipe.read()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        said.append([line.split() for line in told.splitlines() if line.count(" ") == 2])
    return said


def alone(act: Callable[[], str]) -> str:
    """What the act answered, in a process that it may limit, disarm or kill as it likes."""
    reader, writer = os.pipe()

    def run() -> None:
        os.close(reader)
        try:
            answer = act()
        except BaseException as error:
            answer = f"stray {type(error).__name__}: {error}"
        os.write(writer, answer.encode())

    process = FORK.Process(target=run)
    process.start()
    os.close(writer)
    with os.fdopen(reader) as pipe:
        answer = pipe.read()
    process.join(WAIT_SECONDS)
    return answer
