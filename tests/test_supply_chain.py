"""What is installed is pinned with digests, up to date, and under known licences."""

from __future__ import annotations

import importlib.metadata
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools import sbom

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("pins/application.txt", "pins/development.txt", "pins/build.txt")
ASKED = {
    "pins/application.txt": PROJECT["project"]["dependencies"],
    "pins/development.txt": [
        *PROJECT["project"]["dependencies"],
        *PROJECT["dependency-groups"]["dev"],
    ],
    "pins/build.txt": PROJECT["dependency-groups"]["build"],
}
"""What pyproject.toml asks for, by the file that pins it."""
_DIGEST = re.compile(r" {4}--hash=sha256:[0-9a-f]{64}( \\)?")
_PINNED = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*==[0-9][\w.]*( ; [^\\]+)? \\")


def _locked(name: str) -> list[Requirement]:
    return [Requirement(line) for line in sbom.pinned(name)]


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_pinned_with_digests_and_no_registry_is_named(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    before = ""
    for line in text.splitlines():
        if line.startswith(" "):
            assert _DIGEST.fullmatch(line), line
        else:
            assert _PINNED.fullmatch(line), line
            assert not before.endswith("\\"), line
        before = line
    assert _DIGEST.fullmatch(before)


@pytest.mark.parametrize("name", LOCKS)
def test_what_pyproject_asks_for_is_pinned_just_so(name: str) -> None:
    """After a change: `make lock`."""
    pinned = {requirement.name: str(requirement.specifier) for requirement in _locked(name)}
    for asked in map(Requirement, ASKED[name]):
        assert pinned[canonicalize_name(asked.name)] == str(asked.specifier)


def test_what_is_developed_with_has_the_versions_of_what_is_run() -> None:
    assert set(map(str, _locked("pins/application.txt"))) <= set(
        map(str, _locked("pins/development.txt"))
    )


def _needed(name: str, extras: frozenset[str]) -> Iterator[Requirement]:
    """What an installed package needs, on any system that it runs on."""
    for text in importlib.metadata.requires(name) or ():
        requirement = Requirement(text)
        asked = [{"extra": extra} for extra in (*extras, "")]
        marker = requirement.marker
        if marker is None or "extra" not in str(marker) or any(map(marker.evaluate, asked)):
            yield requirement


def _closure(roots: list[str]) -> tuple[set[str], list[tuple[str, Requirement]]]:
    """Names reached from some requirements, and what each installed one asks for here."""
    reached: set[str] = set()
    asked_here: list[tuple[str, Requirement]] = []
    waiting = [Requirement(root) for root in roots]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        known = name in reached and not requirement.extras
        reached.add(name)
        if known or not _is_installed(name):
            continue
        for needed in _needed(name, frozenset(requirement.extras)):
            waiting.append(needed)
            if needed.marker is None or needed.marker.evaluate({"extra": ""}):
                asked_here.append((name, needed))
    return reached, asked_here


def _is_installed(name: str) -> bool:
    try:
        importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


@pytest.mark.parametrize("name", ["pins/application.txt", "pins/development.txt"])
def test_nothing_is_missing_from_the_pins_and_nothing_is_there_without_need(name: str) -> None:
    """By what each installed package says of itself, transitively."""
    reached, asked = _closure(ASKED[name])
    locked = _locked(name)
    pinned = {canonicalize_name(requirement.name) for requirement in locked}
    for_here = [one for one in locked if one.marker is None or one.marker.evaluate()]
    assert {canonicalize_name(requirement.name) for requirement in for_here} <= reached
    for who, needed in asked:
        assert canonicalize_name(needed.name) in pinned, f"{who} needs {needed}"


@pytest.mark.parametrize("name", LOCKS)
def test_what_is_installed_is_what_is_pinned(name: str) -> None:
    for requirement in _locked(name):
        if requirement.marker is None or requirement.marker.evaluate():
            version = importlib.metadata.version(requirement.name)
            assert requirement.specifier.contains(version), f"{requirement.name} {version}"


ALLOWED = {
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSD",
    "HPND",
    "ISC",
    "LGPL-2.1-only",  # docxtpl, which is imported unchanged: docs/decisions/0048
    "LGPL-3.0-only",  # of libraries that are used as they are, and can be exchanged
    "MIT",
    "MIT-0",
    "MIT-CMU",
    "MPL-2.0",
    "PSF-2.0",
    "0BSD",
    "Unlicense",
    "Zlib",
    "CC0-1.0",
}
"""Licences under which a partnership may run and pass on the application without asking."""


def _is_allowed(licence: str) -> bool:
    """Every part of an `AND`, or one of an `OR`."""
    return all(
        any(one.strip("() ") in ALLOWED for one in part.split(" OR "))
        for part in licence.split(" AND ")
    )


@pytest.mark.parametrize("name", ["pins/application.txt", "pins/development.txt"])
def test_every_licence_is_a_known_one(name: str) -> None:
    found = {
        requirement.name: sbom.licence_of(requirement.name)
        for requirement in _locked(name)
        if requirement.marker is None or requirement.marker.evaluate()
    }
    assert {name: licence for name, licence in found.items() if not _is_allowed(licence)} == {}


def test_the_bill_of_materials_lists_what_is_pinned() -> None:
    bill = json.loads(sbom.sbom())
    assert bill["bomFormat"] == "CycloneDX"
    listed = {(part["name"], part["version"]) for part in bill["components"]}
    pinned = {
        (requirement.name, str(requirement.specifier).removeprefix("=="))
        for requirement in _locked("pins/application.txt")
    }
    assert listed == pinned
    assert all(part["purl"].startswith("pkg:pypi/") for part in bill["components"])
    stated = {part["name"]: part.get("licenses") for part in bill["components"]}
    assert stated["pydantic"] == [{"expression": "MIT"}]
    absent = {name for name, licences in stated.items() if licences is None}
    assert not {name for name in absent if _is_installed(name)}


def _wheel(folder: Path, words: str) -> Path:
    """The smallest package that there is."""
    made = folder / "harmless-1.0-py3-none-any.whl"
    about = "Metadata-Version: 2.1\nName: harmless\nVersion: 1.0\n"
    kind = "Wheel-Version: 1.0\nGenerator: a-test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("harmless.py", words)
        archive.writestr("harmless-1.0.dist-info/METADATA", about)
        archive.writestr("harmless-1.0.dist-info/WHEEL", kind)
        archive.writestr("harmless-1.0.dist-info/RECORD", "")
    return made


def test_a_package_that_was_exchanged_is_not_installed(tmp_path: Path) -> None:
    """As the Makefile installs: by digest, with a registry that gives something else."""
    digest = sha256(_wheel(tmp_path, "right = 1").read_bytes()).hexdigest()
    pins = tmp_path / "pins.txt"
    pins.write_text(f"harmless==1.0 \\\n    --hash=sha256:{digest}\n", encoding="utf-8")
    install = [
        *(str(Path(sys.executable).with_name("uv")), "pip", "install", "--quiet"),
        *("--require-hashes", "--no-index", "--no-cache", "-f", str(tmp_path)),
        *("--target", str(tmp_path / "site"), "-r", str(pins)),
    ]
    _wheel(tmp_path, "wrong = 1")
    refused = subprocess.run(install, capture_output=True, text=True, check=False)
    assert refused.returncode != 0
    assert "Hash mismatch" in refused.stderr
    assert not list(tmp_path.glob("site/harmless*"))
    _wheel(tmp_path, "right = 1")
    digest_now = sha256((tmp_path / "harmless-1.0-py3-none-any.whl").read_bytes()).hexdigest()
    pins.write_text(f"harmless==1.0 \\\n    --hash=sha256:{digest_now}\n", encoding="utf-8")
    subprocess.run(install, check=True)
    assert (tmp_path / "site" / "harmless.py").read_text(encoding="utf-8") == "right = 1"
