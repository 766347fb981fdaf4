"""A person at the dashboard of the web door: signed in, on its own websocket, as a browser is.

What a browser does by itself is done here too: once a second an open page looks whether there is
something new, and runs again if there is.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from typing import Any
from urllib.request import HTTPCookieProcessor, build_opener

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.sync.client import ClientConnection, connect

from dashboard.kit.command_form import RECORD, SHOW

SECONDS_MAX = 120
_SECOND_CLICK_SECONDS = 1.0
_RAN_AGAIN = (ForwardMsg.FINISHED_EARLY_FOR_RERUN,)
_KINDS = ("button", "text_area", "selectbox", "checkbox")


@dataclass
class Seen:
    """What the last whole run of a page sent."""

    pages: dict[str, str] = field(default_factory=dict)
    controls: list[Any] = field(default_factory=list)
    alerts: list[str] = field(default_factory=list)
    looks: str = ""
    """The part of the page that looks for what is new."""

    def add(self, message: ForwardMsg) -> None:
        match message.WhichOneof("type"):
            case "navigation":
                pages = message.navigation.app_pages
                self.pages.update({page.url_pathname: page.page_script_hash for page in pages})
            case "auto_rerun":
                self.looks = message.auto_rerun.fragment_id
            case "delta":
                element = message.delta.new_element
                kind = element.WhichOneof("type") or ""
                if kind in _KINDS:
                    self.controls.append(getattr(element, kind))
                elif kind == "alert":
                    self.alerts.append(element.alert.body)
                elif kind == "exception":
                    raise RuntimeError(f"the page failed: {element.exception.message}")

    def control(self, kind: str, words: str) -> Any:
        """The first control of a kind with these words in its id or label; None for none."""
        of_kind = (one for one in self.controls if one.DESCRIPTOR.name == kind)
        return next((one for one in of_kind if words in one.id or words == one.label), None)


class Desk:
    """One person's browser. `waited`: the seconds of each page, preview and record, in order."""

    def __init__(self, address: str, cookie: str) -> None:
        where = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
        headers = {"Cookie": cookie, "Origin": address}
        # A browser asks for no sign of life, and waits for a server that is busy.
        self._socket: ClientConnection = connect(
            where, max_size=None, additional_headers=headers, ping_interval=None, close_timeout=1
        )
        self._page, self._query = "", ""
        self._typed: dict[str, WidgetState] = {}
        self.seen = Seen()
        self.waited: dict[str, list[float]] = {"page": [], "show": [], "record": []}
        self.looks = self.reruns = 0

    def close(self) -> None:
        self._socket.close()

    def open(self, page: str, query: str = "") -> None:
        """Goes to a page by its address, once the first page said what there is."""
        if not self.seen.pages:
            self._ask()
            self._wait()
        self._page, self._query, self._typed = self.seen.pages[page], query, {}
        began = time.perf_counter()
        self._ask()
        self._wait()
        self.waited["page"].append(time.perf_counter() - began)

    def read_for(self, seconds: float, look_every: float = 1.0) -> None:
        """Stays on the page, which looks for what is new as often as a browser does."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            time.sleep(min(look_every, left))
            if self.seen.looks:
                self.looks += 1
                self._ask(fragment=self.seen.looks)
                self._wait()

    def type(self, control: Any, words: str) -> None:
        self._typed[control.id] = WidgetState(id=control.id, string_value=words)

    def turn(self) -> None:
        """Runs the page again with what is typed and chosen now."""
        self._ask()
        self._wait()

    def press(self, button: Any, name: str, *, twice: bool = False) -> None:
        """Presses a button and waits for the page. `twice`: as an impatient person does."""
        began = time.perf_counter()
        for _ in range(1 + twice):
            self._ask(pressed=button)
        self._wait()
        self.waited[name].append(time.perf_counter() - began)
        while twice:
            try:
                self._wait(_SECOND_CLICK_SECONDS)
            except TimeoutError:
                return

    def record(self, form: str, *, twice: bool = False) -> list[str]:
        """Sends a form that was filled in and confirms it. What the page said that went wrong."""
        submit = next(
            one
            for one in self.seen.controls
            if one.DESCRIPTOR.name == "Button" and one.label == SHOW and form in one.form_id
        )
        self.press(submit, "show")
        confirm = self.seen.control("Button", f"{form}_record") or self.seen.control(
            "Button", RECORD
        )
        if confirm is None:
            return self.seen.alerts or ["the page offers nothing to confirm"]
        self.press(confirm, "record", twice=twice)
        self._typed = {}
        done = [one for one in self.seen.alerts if "ecorded on" in one]
        return [] if done else self.seen.alerts or ["the page gives no receipt"]

    def _ask(self, pressed: Any = None, fragment: str = "") -> None:
        states = dict(self._typed)
        if pressed is not None:
            states[pressed.id] = WidgetState(id=pressed.id, trigger_value=True)
        asked = BackMsg()
        asked.rerun_script.page_script_hash = self._page
        asked.rerun_script.query_string = self._query
        asked.rerun_script.fragment_id = fragment
        asked.rerun_script.is_auto_rerun = bool(fragment)
        asked.rerun_script.widget_states.CopyFrom(WidgetStates(widgets=states.values()))
        self._socket.send(asked.SerializeToString())

    def _wait(self, timeout: float = SECONDS_MAX) -> None:
        """Until the page, or the part of it that was asked for, has run to its end."""
        seen = Seen()
        for message in self._messages(timeout):
            seen.add(message)
            if message.WhichOneof("type") != "script_finished":
                continue
            if message.script_finished == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY:
                return
            if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                self.reruns += 1
                seen.pages = seen.pages or self.seen.pages
                self.seen = seen
                return
            if message.script_finished not in _RAN_AGAIN:
                raise RuntimeError("the page does not compile")
            seen = Seen()

    def _messages(self, timeout: float) -> Iterator[ForwardMsg]:
        while True:
            message = ForwardMsg()
            data = self._socket.recv(timeout=timeout)
            message.ParseFromString(data if isinstance(data, bytes) else data.encode())
            yield message


def signed_in(address: str, provider: str) -> str:
    """The cookie of a browser that signs in through a provider, by every step of OpenID Connect."""
    jar = CookieJar()
    browser = build_opener(HTTPCookieProcessor(jar))
    browser.addheaders = [("Accept", "text/html")]
    with browser.open(f"{address}/sign-in/{provider}", timeout=SECONDS_MAX) as landed:
        landed.read()
    return "; ".join(f"{one.name}={one.value}" for one in jar)
