"""What the application is made of, as CycloneDX JSON: `python -m tools.sbom FILE`.

It lists what `pins/application.txt` pins, which is what `make demo` installs: every file's digest,
what needs what, and each part's licence. It names the registry that the files are from, so it is
made when it is wanted, and not kept in the repository.
"""

from __future__ import annotations

import importlib.metadata
import json
import shutil
import subprocess
import sys
import tempfile
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
LOCK = "pins/application.txt"
_SPDX = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
"""Other names of licences, in what packages say of themselves."""

_IN_ITS_FILES = {"axe-playwright-python": "MIT AND MPL-2.0"}
"""Licences that stand in a package's files alone: its own, and that of the axe-core within."""


def pinned(name: str = LOCK) -> list[str]:
    """Each requirement of a lock file, with the systems it is for and without its digests."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [line.removesuffix("\\").strip() for line in lines if not line.startswith(" ")]


def sbom() -> str:
    """The document. Made from a project that asks for what is pinned, so that nothing else is."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {key: project[key] for key in ("name", "version", "requires-python")}
    head = "\n".join(f"{key} = {json.dumps(value)}" for key, value in wanted.items())
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pyproject.toml"
        text = f"[project]\n{head}\ndependencies = {json.dumps(pinned(), indent=2)}\n"
        file.write_text(text, encoding="utf-8")
        command = [_uv(), "export", "--quiet", "--format", "cyclonedx1.5", "--project", folder]
        made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        raise SystemExit(made.stderr)
    return json.dumps(_with_licences(json.loads(made.stdout)), indent=2) + "\n"


def licence_of(name: str) -> str:
    """The licence that an installed package names, in SPDX's words where it is known by one."""
    about = importlib.metadata.metadata(name)
    classes = [
        line.rpartition("::")[2].strip()
        for line in about.get_all("Classifier") or ()
        if line.startswith("License ::")
    ]
    first = "\n".join(about.get_all("License") or ()).strip().splitlines()[:1]
    expressions = about.get_all("License-Expression")
    stated = expressions or classes or first or [_IN_ITS_FILES.get(name, "")]
    return " OR ".join(_SPDX.get(one, one) for one in stated)


def _with_licences(bill: dict[str, Any]) -> dict[str, Any]:
    """The bill with the licence of each part that is installed here."""
    for part in bill["components"]:
        with suppress(importlib.metadata.PackageNotFoundError):
            part["licenses"] = [{"expression": licence_of(part["name"])}]
    return bill


def _uv() -> str:
    """The pinned uv of this environment."""
    beside = Path(sys.executable).with_name("uv")
    return str(beside) if beside.exists() else shutil.which("uv") or "uv"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    Path(sys.argv[1]).write_text(sbom(), encoding="utf-8")
