"""Shows what the suite catches: small wrong edits of the product, and the test that notices each.

    python -m tools.seeded_faults [--only NAME] [--jobs 2] [--tree FOLDER] [--whole]

A fault of `seeded_faults.yaml` is a piece of text and what stands in its place. The text is looked
for in every file of the product, whatever its path, and has to stand there once. White space
counts for nothing, and `$name` is any one identifier. Edits are made in a copy of the tree. A
fault is caught when a test fails with it and passes without it. Exit code 0: all are caught.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Queue
from time import monotonic

import yaml
from pydantic import BaseModel, Field

HERE = Path(__file__).resolve().parent
SECONDS_MAX = 1800
_LEFT_OUT = (".git", ".venv*", ".*_cache", ".hypothesis", "demo-ledger")
_TOKEN = re.compile(r"\$\w+|\w+|[^\w\s]")
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+::.*?)(?: - .*)?$", re.MULTILINE)
_ORIGINS = "import importlib.util as u, sys; [print(u.find_spec(n).origin) for n in sys.argv[1:]]"
_PYTEST = ("-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", "--hypothesis-seed=0", "-rfE")
Files = dict[Path, str]


class SeedError(Exception):
    """A fault that cannot be seeded or judged: which, and why."""


class Edit(BaseModel, frozen=True, extra="forbid"):
    find: str
    put: str


class Fault(BaseModel, frozen=True, extra="forbid"):
    """`edits`: the first that fits is made; the others are for other shapes of the product.

    `tests`: files and folders to try, in order. All but the last may be missing.
    """

    name: str
    layer: str
    what: str
    edits: tuple[Edit, ...] = Field(min_length=1)
    tests: tuple[str, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`caught_by`: the first test that failed, or None. `trouble`: why nothing can be said."""

    fault: Fault
    seconds: float
    caught_by: str | None = None
    trouble: str | None = None

    @property
    def row(self) -> str:
        word = "TROUBLE" if self.trouble else "caught" if self.caught_by else "ALIVE"
        told = self.trouble or self.caught_by or self.fault.what
        return f"{self.fault.name:47} {self.fault.layer:11} {word:7} {self.seconds:6.1f}  {told}"


def pattern(find: str) -> re.Pattern[str]:
    """The text with any white space between its tokens, and identifiers for its `$names`."""
    parts: list[str] = []
    for token in _TOKEN.findall(find):
        name = token.removeprefix("$")
        part = rf"(?P<{name}>\w+)" if token != name else re.escape(token)
        part = f"(?P={name})" if part in "".join(parts) and token != name else part
        parts.append(rf"\b{part}\b" if re.match(r"\w", name) else part)
    return re.compile(r"\s*".join(parts))


def seeded(fault: Fault, files: Files) -> tuple[Path, str]:
    """The file with the fault in it: its path and its new text. Raises SeedError."""
    counts: list[int] = []
    for edit in fault.edits:
        wanted = pattern(edit.find)
        places = [(path, hit) for path, text in files.items() for hit in wanted.finditer(text)]
        counts.append(len(places))
        if len(places) != 1:
            continue
        ((path, hit),) = places
        put = edit.put
        for name, word in hit.groupdict().items():
            put = put.replace(f"${name}", word)
        text = hit.string[: hit.start()] + put + hit.string[hit.end() :]
        try:
            compile(text if path.suffix == ".py" else "", str(path), "exec")
        except SyntaxError as error:
            raise SeedError(f"{fault.name}: {path} is no Python any more: {error}") from error
        return path, text
    raise SeedError(f"{fault.name}: its text stands in {counts} places, not in one")


def product(tree: Path) -> Files:
    """The Python and SQL of the product's packages, by path within the tree."""
    settings = tomllib.loads((tree / "pyproject.toml").read_text(encoding="utf-8"))
    return {
        path.relative_to(tree): path.read_text(encoding="utf-8")
        for package in settings["tool"]["uv"]["build-backend"]["module-name"]
        for path in sorted((tree / package).rglob("*"))
        if path.suffix in (".py", ".sql")
    }


class Scratch:
    """A copy of the tree in which tests run against the copy's own files."""

    def __init__(self, tree: Path, folder: Path, python: str) -> None:
        self.root, self._temporary, self._python = folder / "tree", folder / "tmp", python
        shutil.copytree(tree, self.root, ignore=shutil.ignore_patterns(*_LEFT_OUT))
        self._environment = os.environ | {"PYTHONPATH": str(self.root)}
        packages = {path.parts[0] for path in product(tree)}
        code, output = self._run("-P", "-c", _ORIGINS, *packages, folder=Path("/"))
        strange = [line for line in output.split() if not line.startswith(f"{self.root}/")]
        if code or strange:
            raise SeedError(f"{python} does not import the copy: {strange}")

    def _run(self, *words: str, folder: Path | None = None) -> tuple[int, str]:
        ran = subprocess.run(
            [self._python, *words],
            cwd=folder or self.root,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS_MAX,
        )
        return ran.returncode, (ran.stdout + ran.stderr).decode("utf-8", "replace")

    def failures(self, *words: str) -> list[str]:
        """The tests that fail of those that pytest is told of. Raises SeedError if none can run."""
        shutil.rmtree(self.root / ".hypothesis", ignore_errors=True)  # it remembers other faults
        code, output = self._run(*_PYTEST, f"--basetemp={self._temporary}", *words)
        found = _FAILED.findall(output)
        if code not in (0, 1) or bool(code) != bool(found):
            raise SeedError(f"pytest ended with {code}: {output.strip()[-600:]}")
        return found

    def judge(self, fault: Fault, path: Path, text: str, *, whole: bool) -> Outcome:
        """Tries the fault's tests, and all the others if asked for, with the fault in the copy."""
        began, file = monotonic(), self.root / path
        right = file.read_text(encoding="utf-8")
        caught_by = trouble = None
        try:
            _write(file, text)
            for tests in (*fault.tests, *(["tests"] if whole else [])):
                if caught_by is None and ((self.root / tests).exists() or tests == fault.tests[-1]):
                    caught_by = next(iter(self.failures("-x", "-m", "not slow", tests)), None)
        except (SeedError, subprocess.TimeoutExpired) as error:
            trouble = str(error)
        finally:
            _write(file, right)
        return Outcome(fault, monotonic() - began, caught_by, trouble)


def _write(file: Path, text: str) -> None:
    """Writes a module and drops its compiled form, which Python dates to the second only."""
    file.write_text(text, encoding="utf-8")
    for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*.pyc"):
        compiled.unlink()


def judged(given: argparse.Namespace, faults: Sequence[Fault], files: Files) -> list[Outcome]:
    """Each fault in turn, in as many copies as jobs were asked for."""
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        Path(folder).chmod(0o755)  # a test that gives up its rights goes on reading the copy
        copies: Queue[Scratch] = Queue()
        for number in range(given.jobs):
            copies.put(Scratch(given.tree, Path(folder, str(number)), given.python))

        def judge(fault: Fault, place: tuple[Path, str]) -> Outcome:
            copy = copies.get()
            found = copy.judge(fault, *place, whole=given.whole)
            copies.put(copy)
            print(found.row, file=sys.stderr, flush=True)
            return found

        with ThreadPoolExecutor(given.jobs) as pool:
            outcomes = list(pool.map(judge, faults, [seeded(one, files) for one in faults]))
        caught = sorted({one.caught_by for one in outcomes if one.caught_by})
        failing = copies.get().failures(*caught) if caught else []
    trouble = "that test fails without the fault too"
    return [replace(one, trouble=trouble) if one.caught_by in failing else one for one in outcomes]


def chosen(only: Sequence[str]) -> list[Fault]:
    """The faults of these names, or all. Raises SeedError for a wrong name."""
    listed = yaml.safe_load((HERE / "seeded_faults.yaml").read_text(encoding="utf-8"))
    faults = {fault.name: fault for fault in map(Fault.model_validate, listed)}
    if len(faults) != len(listed) or not faults.keys() >= set(only):
        raise SeedError(f"a fault's name stands twice, or one of {list(only)} does not")
    return [faults[name] for name in only] or list(faults.values())


def misfits(faults: Sequence[Fault], files: Files) -> list[str]:
    """What does not fit, each with the reason."""
    told = []
    for fault in faults:
        try:
            seeded(fault, files)
        except SeedError as error:
            told.append(str(error))
    return told


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--only", action="append", default=[], help="the name of a fault to try")
    parser.add_argument("--jobs", type=int, default=1, help="how many to try at once")
    parser.add_argument("--tree", type=Path, default=HERE.parent, help="which tree to copy")
    parser.add_argument("--python", help="the Python to run tests with; else the tree's own")
    parser.add_argument("--whole", action="store_true", help="try every test on what is alive")
    parser.add_argument("--fits", action="store_true", help="only check that each fault fits")
    given = parser.parse_args(words)
    given.tree = given.tree.resolve()
    own = given.tree / ".venv" / "bin" / "python"
    given.python = given.python or str(own if own.exists() else sys.executable)
    try:
        faults, files = chosen(given.only), product(given.tree)
        if told := misfits(faults, files):
            raise SeedError("\n".join(told))
        outcomes = [] if given.fits else judged(given, faults, files)
    except SeedError as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(one.row for one in outcomes))
    caught = sum(bool(one.caught_by) and not one.trouble for one in outcomes)
    print(f"{len(faults)} fit" if given.fits else f"{len(outcomes)} seeded, {caught} caught")
    return 0 if caught == len(outcomes) else 1


if __name__ == "__main__":
    raise SystemExit(main())
