"""Pictures of pages: `python -m tools.screenshots LEDGER ACTOR FOLDER [PAGE...]`.

The ledger's keys are where ASSURE_HOME says. Needs playwright (a development
dependency) and a Chromium on this computer.
"""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
SECONDS_MAX = 60
WIDTH, HEIGHT = 1440, 1300
PHONE = (390, 844)
PAGES = {
    "impact": "Impact",
    "programme": "Programme",
    "audits": "Audits",
    "moderation": "Moderation",
    "grade-history": "Grade history",
    "recommendations": "Recommendations and actions",
    "voice": "Voice",
    "learning": "Learning",
    "integrity": "Integrity",
}
"""Picture to page, of those that everybody reads."""
OWN = {"area": "Area of work", "returns": "Returns", "my-work": "My work"}
_ADDRESS = re.compile(r"http://[0-9.]+:[0-9]+/[?]token=[\w-]+")


_SHOWN_WITHIN_SECONDS = 2
_UNDER_WAY = "[data-testid=stStatusWidget], [data-testid=stSkeleton], [data-stale=true]"


def chromium() -> str | None:
    """The browser of this computer, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@dataclass
class Dashboard:
    """A dashboard in a process of its own. `said`: what its terminal would show, line by line."""

    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    @property
    def url(self) -> str:
        """Where it is, for a browser that was let in."""
        return self._addresses()[0].partition("/?")[0]

    def address(self) -> str:
        """The address that lets the next browser in: a new one is shown when one was used."""
        until = time.monotonic() + SECONDS_MAX
        patience = time.monotonic() + _SHOWN_WITHIN_SECONDS
        while self.process.poll() is None and time.monotonic() < until:
            shown = self._addresses()[-1:]
            if shown and (shown[0] not in self.used or time.monotonic() > patience):
                self.used.add(shown[0])
                return shown[0]
            time.sleep(0.02)
        raise RuntimeError("the dashboard shows no address")

    def cookie(self) -> str:
        """What a browser that was let in sends with every request."""
        with urllib.request.urlopen(self.address(), timeout=SECONDS_MAX) as answer:  # noqa: S310
            return str(answer.headers["Set-Cookie"]).partition(";")[0]

    def _addresses(self) -> list[str]:
        return [address for line in self.said for address in _ADDRESS.findall(line)]

    def listen(self) -> None:
        """Takes down what it says, until it ends."""
        if self.process.stderr is not None:
            self.said += iter(self.process.stderr.readline, "")

    def wait_for(self, port: int) -> None:
        """Until it answers at a port. Raises RuntimeError with what it said, if it ended."""
        until = time.monotonic() + SECONDS_MAX
        while self.process.poll() is None and time.monotonic() < until:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                return
            time.sleep(0.05)
        raise RuntimeError("".join(self.said))

    def stop(self) -> None:
        """Stops it by its id, as Ctrl+C does."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def serving(ledger: Path, actor: str, home: Path | None = None) -> Iterator[Dashboard]:
    """The dashboard at a free port. `home`: of the keys; None: as the environment says."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    keys = () if home is None else ("--home", str(home.resolve()))
    where = ("--ledger", str(ledger.resolve()), "--actor", actor, *keys)
    with served_by((*where, "dashboard", "--port", str(port), "--no-open")) as dashboard:
        yield dashboard


@contextmanager
def served_by(words: Sequence[str]) -> Iterator[Dashboard]:
    """What `assure` serves when it is asked in these words."""
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", *words],
        cwd=Path(__file__).parent.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    dashboard = Dashboard(process)
    listener = threading.Thread(target=dashboard.listen, daemon=True)
    listener.start()
    try:
        yield dashboard
    finally:
        dashboard.stop()
        listener.join()
        if process.stderr is not None:
            process.stderr.close()


@contextmanager
def browser_page(executable: str, width: int = WIDTH, height: int = HEIGHT) -> Iterator[Page]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=list(CHROMIUM_ARGUMENTS)
        )
        try:
            yield browser.new_page(viewport={"width": width, "height": height})
        finally:
            browser.close()


def settled(page: Page, title: str) -> None:
    """Waits until the page has this heading and nothing on it is still being made."""
    from playwright.sync_api import expect

    limit = SECONDS_MAX * 1000
    page.get_by_role("heading", level=1, name=title, exact=True).wait_for(timeout=limit)
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=limit)
    expect(page.locator(_UNDER_WAY)).to_have_count(0, timeout=limit)


def shoot(ledger: Path, actor: str, folder: Path, names: Sequence[str] = ()) -> list[Path]:
    """A picture of the first screen of each page, at a desk and on a phone.

    `names`: of the pages; else those that everybody reads.
    """
    pages = {**PAGES, **OWN}
    executable = chromium()
    if executable is None:
        raise SystemExit("There is no Chromium on this computer: install it, then try again.")
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    with serving(ledger, actor) as dashboard:
        for ending, width, height in (("", WIDTH, HEIGHT), ("-390", *PHONE)):
            with browser_page(executable, width, height) as page:
                page.goto(dashboard.address())
                settled(page, PAGES["impact"])
                for name in names or (*PAGES, "area"):
                    address = "" if name == "impact" else name.replace("-", "_")
                    page.goto(f"{dashboard.url}/{address}")
                    settled(page, pages[name])
                    page.wait_for_timeout(1500)
                    made.append(folder / f"{name}{ending}.png")
                    page.screenshot(path=made[-1])
                    _make_small(made[-1])
    return made


def _make_small(picture: Path) -> None:
    """A page has few colours: 256 of them look the same in a third of the bytes."""
    with Image.open(picture) as taken:
        drawn = taken.convert("RGB").quantize(
            256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        )
        drawn.save(picture, optimize=True)


if __name__ == "__main__":
    if len(sys.argv) < 4:
        raise SystemExit(__doc__)
    for path in shoot(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), sys.argv[4:]):
        sys.stdout.write(f"{path}\n")
