"""Pictures for the README: `python -m docs.make_screenshots [FOLDER]`, or `make screenshots`.

Makes the demonstration in a temporary folder, with keys of its own, opens its dashboard there and
writes a picture of each page. Needs playwright (a development dependency) and a Chromium.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.screenshots import chromium

HERE = Path(__file__).parent
CHAIR = "m-adeyinka"
AUDITOR = "p-dunmore"
"""Whose view is shown: the chair of SAIG in the demonstration, and an auditor of probation."""


def main(folder: Path) -> None:
    if chromium() is None:
        raise SystemExit("There is no Chromium on this computer: install it, then try again.")
    with tempfile.TemporaryDirectory() as made:
        own = {**os.environ, "ASSURE_HOME": f"{made}/home"}
        demo = [sys.executable, "-m", "cli", "demo", "--fresh", f"{made}/demo", "--no-open"]
        shoot = [sys.executable, "-m", "tools.screenshots", f"{made}/demo/ledger.db"]
        own_pages = [*shoot, AUDITOR, str(folder), "returns", "my-work"]
        for command in (demo, [*shoot, CHAIR, str(folder)], own_pages):
            subprocess.run(command, env=own, cwd=HERE.parent, check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "screenshots")
