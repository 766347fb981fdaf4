"""Starts the dashboard: for one person on this computer, or for everybody who signs in."""

from __future__ import annotations

import errno
import ipaddress
import socket
import sys
import threading
import time
import webbrowser
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime.pages_manager import PagesManager

from dashboard import reading as door
from dashboard import verified
from dashboard.admission import Admission
from dashboard.fault import fault
from dashboard.headers import AdmittedOnly
from dashboard.kit import theme
from dashboard.web.config import Web
from dashboard.web.gate import SignedInOnly
from dashboard.web.session import Sessions, Unknown
from dashboard.web.signed_out import FILE as SIGNED_OUT
from dashboard.web.signed_out import SignedOut
from domain.kernel.vocabulary import KnownBy
from ledger import process_memory
from ledger.errors import UnusableError
from ledger.identity import Identity
from ledger.keys.key_encryption_key import Ask
from ledger.location import Location
from ledger.settings import load
from ledger.signed_acts import Signer

LOOPBACK = "127.0.0.1"
PORT_USUAL = 8501
UPLOAD_MEGABYTES_MAX = 5
"""A filled-in return is the largest file that a page takes; Streamlit's own limit is 200."""
_READY_SECONDS = 30.0


def run(
    ledger: Location,
    actor: str,
    port: int | None = None,
    open_browser: bool = True,
    address: str = LOOPBACK,
    home: Path | None = None,
    ask: Ask | None = None,
    known_by: KnownBy = KnownBy.LOCAL,
    signer: Signer | None = None,
    read_from: Location | None = None,
) -> None:
    """Serves the ledger, as `actor` may read it, until interrupted.

    `port` None: 8501 or, when that is taken, a free one. `home`: where its keys are. `ask`: gets
    the passphrase that they are behind, once. `known_by`: how it is known who `actor` is;
    `signer`: the key with which they sign what they record. `read_from`: the replica that the
    pages read. Raises UnusableError for an address that other computers could reach, and for a
    port that is taken.
    """
    process_memory.keep_private()
    _require_loopback(address)
    port = _free_port(address) if port is None else _require_free(address, port)
    served = door.Door(
        ledger,
        actor,
        home=home,
        ask=ask,
        known_by=known_by,
        signer=signer,
        read_from=read_from,
    )
    admission = Admission(f"http://{_host(address)}:{port}", _say_next)
    app = _app(served, Middleware(AdmittedOnly, admission=admission))
    announced = (admission.address, address, port, open_browser)
    threading.Thread(target=_announce, args=announced, daemon=True).start()
    app.run(config=config(address, port))


def run_web(
    ledger: Location,
    web: Web,
    home: Path | None = None,
    ask: Ask | None = None,
    read_from: Location | None = None,
) -> None:
    """Serves the ledger to everybody who signs in, through a proxy that ends TLS.

    Raises UnusableError for a port that is taken.
    """
    process_memory.keep_private()
    port = _require_free(LOOPBACK, web.port)
    kept = (home or load(str(ledger), None, None).home) / SIGNED_OUT
    sessions = Sessions(web, SignedOut(kept))
    served = door.Door(
        ledger,
        "",
        home=home,
        ask=ask,
        known_by=KnownBy.OIDC,
        sessions=sessions,
        read_from=read_from,
    )
    gate = Middleware(SignedInOnly, sessions=sessions, whose=partial(_whose, served))
    app = _app(served, gate, web.secrets)
    _say(f"Dashboard: {web.address}  (at {LOOPBACK}:{port} for the proxy; Ctrl+C stops it)")
    app.run(
        config={
            **config(LOOPBACK, port),
            "server.allowedHosts": [urlsplit(web.address).hostname],
            "browser.serverAddress": urlsplit(web.address).hostname,
        }
    )


def _whose(served: door.Door, cookies: dict[str, str]) -> Identity | Unknown | None:
    with served.open() as ledger:
        return served.whose(ledger, cookies)


def _app(served: door.Door, gate: Middleware, secrets: dict[str, Any] | None = None) -> st.App:
    """The pages, behind a gate."""
    door.serve(served)
    verified.begin(served)
    script = Path(str(files("dashboard").joinpath("app.py")))
    # The folder `pages` is not Streamlit's: until a page runs, it would look for pages there.
    PagesManager.uses_pages_directory = False
    return st.App(script, secrets=secrets, middleware=[gate], on_script_error=fault)


def config(address: str, port: int) -> dict[str, Any]:
    """Every setting that matters for safety, in code: no file or variable can loosen it."""
    return {
        "server.address": address,
        "server.port": port,
        "server.headless": True,
        "server.allowedHosts": [LOOPBACK, "localhost", "[::1]"],
        "server.enableCORS": True,
        "server.enableXsrfProtection": True,
        "server.enableAgentApi": False,
        "server.trustedUserHeaders": {},
        "server.enableStaticServing": False,
        "server.fileWatcherType": "none",
        "server.runOnSave": False,
        "server.maxUploadSize": UPLOAD_MEGABYTES_MAX,
        "browser.gatherUsageStats": False,
        "browser.serverAddress": address,
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.toolbarMode": "minimal",
        "client.disableDataExport": True,
        "logger.hideWelcomeMessage": True,
        "runner.magicEnabled": False,
        "global.disableWidgetStateDuplicationWarning": True,
        **theme.STREAMLIT,
    }


def _require_loopback(address: str) -> None:
    try:
        loopback = address == "localhost" or ipaddress.ip_address(address).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise UnusableError(
            f"The dashboard is not served on {address}: other computers could read the record.",
            "Leave the address out: it is served on this computer only, at 127.0.0.1.",
        )


def _host(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def _bind(address: str, port: int) -> int:
    """The port if it can be bound; a free one for 0. Raises OSError."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((address, port))
        return int(probe.getsockname()[1])


def _free_port(address: str) -> int:
    try:
        return _bind(address, PORT_USUAL)
    except OSError:
        return _bind(address, 0)


def _require_free(address: str, port: int) -> int:
    try:
        return _bind(address, port)
    except (OSError, OverflowError) as error:
        taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        raise UnusableError(
            f"Port {port} {'is taken' if taken else 'cannot be used'}.",
            "Leave --port out to take a free one.",
        ) from error


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def _say_next(url: str) -> None:
    _say(f"The dashboard was opened. In another browser: {url}")


def _announce(url: str, address: str, port: int, open_browser: bool) -> None:
    """Says where the dashboard is once it answers, and opens it."""
    until = time.monotonic() + _READY_SECONDS
    while time.monotonic() < until:
        try:
            with socket.create_connection((address, port), timeout=1):
                break
        except OSError:
            time.sleep(0.05)
    _say(f"Dashboard: {url}  (this computer only, and once; Ctrl+C stops it)")
    if open_browser:
        webbrowser.open(url)
