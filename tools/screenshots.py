"""Pictures of the pages for the README: `python -m tools.screenshots LEDGER ACTOR FOLDER`.

The ledger's keys are where ASSURE_HOME says. Needs playwright (a development
dependency) and a Chromium on this computer.
"""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

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
PAGES = {
    "impact": "Impact",
    "programme": "Programme",
    "audits": "Audits",
    "moderation": "Moderation",
    "grade-history": "Grade history",
    "recommendations": "Recommendations and actions",
    "integrity": "Integrity",
}
"""Picture to page."""


_UNDER_WAY = "[data-testid=stStatusWidget], [data-testid=stSkeleton], [data-stale=true]"


def chromium() -> str | None:
    """The browser of this computer, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def served(ledger: Path, actor: str, home: Path | None = None) -> Iterator[str]:
    """The dashboard in a process of its own; yields its address."""
    with serving(ledger, actor, home) as (_, url):
        yield url


@contextmanager
def serving(
    ledger: Path, actor: str, home: Path | None = None
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The dashboard's process, which is stopped by its id at the end, and its address.

    `home`: where the ledger's keys are; None means where the environment says.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    start = (
        "import sys; from pathlib import Path; from dashboard.launch import run;"
        "ledger, actor, port, home = sys.argv[1:];"
        "home = Path(home) if home else None;"
        "run(Path(ledger), actor, int(port), open_browser=False, home=home)"
    )
    keys = "" if home is None else str(home.resolve())
    process = subprocess.Popen(
        [sys.executable, "-c", start, str(ledger.resolve()), actor, str(port), keys],
        cwd=Path(__file__).parent.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        _wait(port, process)
        yield process, f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS_MAX
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the dashboard did not start")


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


def shoot(ledger: Path, actor: str, folder: Path) -> list[Path]:
    """A picture of the first screen of each page, and of the grades behind the verdicts."""
    executable = chromium()
    if executable is None:
        raise SystemExit("There is no Chromium on this computer: install it, then try again.")
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    with served(ledger, actor) as url, browser_page(executable) as page:
        page.goto(url)
        for name, title in PAGES.items():
            page.get_by_role("link", name=title, exact=True).click()
            settled(page, title)
            page.wait_for_timeout(1500)
            picture = folder / f"{name}.png"
            page.screenshot(path=picture)
            made.append(picture)
        page.get_by_role("link", name="Impact", exact=True).click()
        settled(page, "Impact")
        page.get_by_role(
            "heading", name="The grades behind each verdict"
        ).scroll_into_view_if_needed()
        page.mouse.move(WIDTH / 2, HEIGHT / 2)
        page.mouse.wheel(0, HEIGHT - 200)
        page.wait_for_timeout(2500)
        picture = folder / "impact-grades.png"
        page.screenshot(path=picture)
        made.append(picture)
    return made


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    for path in shoot(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])):
        sys.stdout.write(f"{path}\n")
