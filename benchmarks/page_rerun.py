"""What a page costs the server: its first run, another filter, another day, in processor time.

The dashboard runs as `assure dashboard` starts it, in a process of its own, and is asked over its
own websocket as a browser asks it, so that drawing in a browser is not counted. Another filter:
each of the page's choices in turn, for the first time; again: a choice that was made before. The
ledger does not change meanwhile. Times are also given in multiples of `python -c "import typer"`.
Linux only: the server's processor time is read from /proc.

The first page of the process, with all that it imports and projects, is a line of its own.

    python -m benchmarks.page_rerun [LEDGER ACTOR HOME] --rounds 5
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.sync.client import ClientConnection, connect

from benchmarks import machine
from dashboard.kit.as_at import LABEL
from dashboard.kit.dates import day_of_words
from demo import make
from tools.screenshots import PAGES, Dashboard, serving

TICKS = os.sysconf("SC_CLK_TCK")
CHOICES = ("selectbox", "multiselect", "radio")
SECONDS_MAX = 120
IDLE_SECONDS = 0.03
"""Of a processor, in a second: a page that is open asks whether there is something new."""


@dataclass
class Shown:
    """What a run of the page sent: its pages, its choices and the control of the day."""

    pages: dict[str, str]
    choices: list[Any]
    day: Any


class Session:
    """One reader's connection. `now`: the page last asked for, with what is chosen on it."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.page = ""
        self.chosen: dict[str, WidgetState] = {}

    def run(self) -> Shown:
        """Asks for the page once more and waits until all of it has come."""
        asked = BackMsg()
        asked.rerun_script.page_script_hash = self.page
        asked.rerun_script.widget_states.CopyFrom(WidgetStates(widgets=self.chosen.values()))
        self.socket.send(asked.SerializeToString())
        shown = Shown({}, [], None)
        for message in self._messages():
            if message.WhichOneof("type") == "navigation":
                pages = [page for page in message.navigation.app_pages if not page.is_hidden]
                shown.pages.update({page.page_name: page.page_script_hash for page in pages})
            if message.WhichOneof("type") == "delta":
                element = message.delta.new_element
                kind = element.WhichOneof("type") or ""
                if kind in CHOICES:
                    shown.choices.append(getattr(element, kind))
                elif kind == "text_input" and element.text_input.label == LABEL:
                    shown.day = element.text_input
                elif kind == "exception":
                    sys.exit(f"the page failed: {element.exception.message}")
        return shown

    def _messages(self) -> Iterator[ForwardMsg]:
        while True:
            message = ForwardMsg()
            data = self.socket.recv(timeout=SECONDS_MAX)
            message.ParseFromString(data if isinstance(data, bytes) else data.encode())
            yield message
            is_end = message.WhichOneof("type") == "script_finished"
            if is_end and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return

    def choose(self, widget: Any, option: str) -> None:
        if widget.DESCRIPTOR.name == "MultiSelect":
            state = WidgetState(id=widget.id)
            state.string_array_value.data.append(option)
        else:
            state = WidgetState(id=widget.id, string_value=option)
        self.chosen[widget.id] = state

    def stand_at(self, control: Any, day: date) -> None:
        self.chosen[control.id] = WidgetState(id=control.id, string_value=day.isoformat())


def server_seconds(pid: int) -> float:
    """The processor time of the server so far, of all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def wait_until_idle(pid: int) -> None:
    """Until what the first page began, such as verifying the record, is done."""
    for _ in range(SECONDS_MAX):
        before = server_seconds(pid)
        time.sleep(1)
        if server_seconds(pid) - before <= IDLE_SECONDS:
            return
    sys.exit("the server does not come to rest")


def typer_seconds(times: int = 7) -> float:
    """The median processor time of a fresh process that imports typer."""
    taken = []
    for _ in range(times):
        before = _children()
        subprocess.run([sys.executable, "-c", "import typer"], check=True)
        taken.append(_children() - before)
    return statistics.median(taken)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(session: Session, pid: int, page: str, rounds: int) -> list[float]:
    """Seconds of: the first run, the dearest new filter, a filter again, a new day, a day again."""

    def taken(act: Callable[[], Any]) -> float:
        before = server_seconds(pid)
        act()
        return server_seconds(pid) - before

    session.page, session.chosen = page, {}
    before = server_seconds(pid)
    shown = session.run()
    first = server_seconds(pid) - before
    filters, again = [], []
    for widget in shown.choices:
        for option in list(widget.options)[1:3]:
            session.choose(widget, option)
            filters.append(taken(session.run))
            session.chosen.pop(widget.id)
        for option in list(widget.options)[1:2] * rounds:
            session.choose(widget, option)
            again.append(taken(session.run))
            session.chosen.pop(widget.id)
            again.append(taken(session.run))
    if not again:
        again = [taken(session.run) for _ in range(rounds)]
    last = day_of_words(shown.day.value) or date.min
    days, days_again = [], []
    for back in (200, 300):
        session.stand_at(shown.day, last - timedelta(days=back))
        days.append(taken(session.run))
        days_again += [taken(session.run) for _ in range(rounds)]
    return [
        first,
        max(filters, default=float("nan")),
        statistics.fmean(again),
        statistics.fmean(days),
        statistics.fmean(days_again),
    ]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("ledger", type=Path, nargs="?", help="the demonstration if left out")
    options.add_argument("actor", nargs="?", default="m-adeyinka")
    options.add_argument("home", type=Path, nargs="?")
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ledger, home = given.ledger, given.home
        if ledger is None:
            home = Path(folder) / "home"
            ledger = make(Path(folder), 1, home=str(home))
        table(ledger, given.actor, home, given.rounds)


def _connected(dashboard: Dashboard) -> ClientConnection:
    cookie = dashboard.cookie()
    address = f"{dashboard.url.replace('http', 'ws')}/_stcore/stream"
    return connect(address, max_size=None, additional_headers={"Cookie": cookie})


def table(ledger: Path, actor: str, home: Path | None, rounds: int) -> None:
    typer = typer_seconds()
    print(machine.line())
    print(f"processor seconds at the server, and times `import typer` ({typer:.3f} s)")
    heads = ("first run", "another filter", "again", "another day", "again")
    print(f"{'':>28}" + "".join(f"{head:>18}" for head in heads))
    with (
        serving(ledger, actor, home) as dashboard,
        _connected(dashboard) as socket,
    ):
        process, session = dashboard.process, Session(socket)
        begun = server_seconds(process.pid)
        pages = session.run().pages
        took = server_seconds(process.pid) - begun
        print(f"{'first page of the process':>28}{took:>10.3f} {took / typer:>5.1f} x", flush=True)
        wait_until_idle(process.pid)
        for title in PAGES.values():
            page = pages[title]
            figures = measure(session, process.pid, page, rounds)
            cells = "".join(f"{took:>10.3f} {took / typer:>5.1f} x" for took in figures)
            print(f"{title:>28}{cells}", flush=True)


if __name__ == "__main__":
    main()
