"""Two dashboards, twenty readers at once, four writers: no page fails, no entry is lost."""

from __future__ import annotations

import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from benchmarks.page_rerun import Session
from ledger.integrity.scan import audit
from tests.demonstration import home_of
from tests.faults.tally import Tally
from tests.ledger.partnership import begin, prepare
from tests.ledger.processes import FORK
from tests.ledger.test_kills import append_for_ever
from tools.screenshots import Dashboard, serving

DASHBOARDS, SESSIONS, WRITERS = 2, 20, 4
_LAST = re.compile(r"Entry ([0-9,]+) is the last one shown")


def run(folder: Path, tries: int, _: int = 1) -> Tally:
    """A try is one page that a reader asks for; the readers share the tries."""
    path, tally = folder / "ledger.db", Tally()
    with begin(path) as ledger:
        prepare(ledger)
    told = folder / "told"
    told.mkdir()
    with ExitStack() as stack:
        stop = stack.enter_context(_writing(path, told))
        boards = [
            stack.enter_context(serving(path, "ruth-haldane", home_of(folder)))
            for _ in range(DASHBOARDS)
        ]
        cookies = [board.cookie() for board in boards]
        pages = -(-tries // SESSIONS)
        readers = [
            threading.Thread(target=_read, args=(board, cookie, pages, tally))
            for board, cookie in list(zip(boards, cookies, strict=True)) * (SESSIONS // DASHBOARDS)
        ]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        stop()
    _require_kept(path, told, tally)
    return tally


@contextmanager
def _writing(path: Path, told: Path) -> Iterator[Callable[[], None]]:
    """Four processes that record until they are stopped."""
    writers = [
        FORK.Process(target=_write, args=(path, f"w{number}", told)) for number in range(WRITERS)
    ]
    for writer in writers:
        writer.start()

    def stop() -> None:
        for writer in writers:
            writer.terminate()
            writer.join()

    try:
        yield stop
    finally:
        stop()


def _write(path: Path, name: str, told: Path) -> None:
    with (told / name).open("a", buffering=1) as file:

        def acknowledge(line: str) -> None:
            file.write(f"{line}\n")
            time.sleep(0.05)

        append_for_ever(path, name, acknowledge)


def _read(board: Dashboard, cookie: str, pages: int, tally: Tally) -> None:
    """Asks for pages one after the other: each is whole, and stands no earlier than the last."""
    address = f"{board.url.replace('http', 'ws')}/_stcore/stream"
    before = 0
    try:
        with connect(address, max_size=None, additional_headers={"Cookie": cookie}) as socket:
            session = _Watching(socket)
            for _ in range(pages):
                session.run()
                if session.failed or session.last < before:
                    tally.missed(session.failed or f"entry {session.last} after entry {before}")
                    return
                before = session.last
                tally.saw(found=True)
    except BaseException as error:
        tally.missed(f"{type(error).__name__}: {error}")


class _Watching(Session):
    """Notes of each run the entry that it stands at, and what failed."""

    last, failed = 0, ""

    def _messages(self) -> Iterator[ForwardMsg]:
        for message in super()._messages():
            said = str(message)
            if found := _LAST.search(said):
                self.last = int(found[1].replace(",", ""))
            alert = message.delta.new_element.alert
            if alert.format == Alert.ERROR:
                self.failed = alert.body
            yield message


def _require_kept(path: Path, told: Path, tally: Tally) -> None:
    verdict = audit(path)
    if not verdict.ok:
        tally.missed(f"the ledger: {verdict.fault}")
    with closing(sqlite3.connect(path)) as db:
        kept = {row[0]: row[1:] for row in db.execute("SELECT * FROM ledger_command")}
    lines = [line.split() for file in told.iterdir() for line in file.read_text().splitlines()]
    if not lines:
        tally.missed("nobody recorded anything")
    for name, first, last in lines:
        if kept.get(name) != (int(first), int(last)):
            tally.missed(f"{name} is gone")
