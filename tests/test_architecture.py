"""The house, as a test: who may import whom and what, how large things may be, and why."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = (
    "domain",
    "ledger",
    "projections",
    "documents",
    "application",
    "dashboard",
    "cli",
    "demo",
)
MAY_IMPORT = {
    "domain": (),
    "ledger": ("domain",),
    "projections": ("domain", "ledger"),
    "documents": ("domain", "ledger", "projections"),
    "application": ("domain", "ledger", "projections", "documents"),
    "dashboard": ("domain", "ledger", "projections", "documents", "application"),
    "cli": ("domain", "ledger", "projections", "documents", "application"),
    "demo": ("domain", "ledger", "projections", "documents", "application", "cli"),
}
LAZY_DOORS = {("cli", "dashboard"), ("cli", "demo")}
"""`assure dashboard` and `assure demo` open other rooms, from inside one command."""

OWNERS = {
    "eventsourcing": (("ledger/store/",), "the engine can be exchanged in one place"),
    "sqlite3": (
        ("ledger/store/sqlite/", "ledger/keys/keystore.py"),
        "one engine of two: no other room knows which engine keeps a ledger",
    ),
    "psycopg": (
        ("ledger/store/postgres/",),
        "one engine of two: no other room knows which engine keeps a ledger",
    ),
    "psycopg_pool": (("ledger/store/postgres/",), "connections are the engine's own business"),
    "adbc_driver_postgresql": (("ledger/store/postgres/",), "how a server is read in bulk"),
    "cryptography": (
        ("ledger/", "documents/pack/verify_receipt.py"),
        "proof and sealing are one room's business; the receipts' verifier shares no code with it",
    ),
    "rfc3161_client": (
        ("ledger/integrity/",),
        "an extra: nothing may rest on its being there",
    ),
    "duckdb": (("projections/",), "facts are read through queries, which enforce access"),
    "streamlit": (("dashboard/",), "the door for reading"),
    "altair": ((), "the tests' copy of the Vega-Lite schema: a page writes its charts itself"),
    "typer": (("cli/",), "the door for recording"),
    "rich": (("cli/",), "the terminal belongs to the door for recording"),
    "openpyxl": (("documents/",), "paper in and out"),
    "docx": (("documents/",), "paper in and out"),
    "docxtpl": (("documents/",), "paper in and out"),
    "jinja2": (("documents/",), "a template is filled in one room, which makes all words inert"),
    "typst": (("documents/",), "paper in and out"),
    "vl_convert": (("documents/",), "a chart is the same picture on a page and on paper"),
}
NEVER = {
    "adbc_driver_sqlite": "a second SQLite in a process undoes the first one's locks",
    "apsw": "a second SQLite in a process undoes the first one's locks",
    "pickle": "what is read from a file must never run",
}
"""See docs/decisions/0005 for the first two."""
ALONE = {"adbc_driver_sqlite": ["ledger/store/sqlite/bulk_program.py"]}
"""Programs that run in a process of their own, and may."""
DOMAIN_MAY_USE = {"pydantic", "pydantic_core"} | set(sys.stdlib_module_names)
DOMAIN_NEVER = {"os", "io", "sqlite3", "time", "random", "secrets", "socket", "pathlib", "logging"}
HEAVY = ("duckdb", "pyarrow", "pandas", "numpy", "streamlit", "altair", "openpyxl")


@cache
def _files(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


@cache
def _nodes(path: Path) -> tuple[ast.AST, ...]:
    """Everything that a file says, read once for all rules."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def _imports(path: Path) -> Iterator[str]:
    for node in _nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_go_one_way(package: str) -> None:
    """The doors -> application -> documents -> projections -> ledger -> domain, never back."""
    allowed = {package, *MAY_IMPORT[package]}
    wrong = {
        (str(path.relative_to(ROOT)), name)
        for path in _files(package)
        for name in _imports(path)
        if name.split(".")[0] in PACKAGES
        and name.split(".")[0] not in allowed
        and (package, name.split(".")[0]) not in LAZY_DOORS
    }
    assert wrong == set()


def test_the_other_door_is_opened_inside_a_command_only() -> None:
    top_level = [
        node
        for path in _files("cli")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("dashboard")
    ]
    assert top_level == []


@pytest.mark.parametrize("library", OWNERS)
def test_each_library_has_one_owner(library: str) -> None:
    """The reason stands beside each rule in OWNERS."""
    rooms, reason = OWNERS[library]
    strangers = [
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in _files(package)
        if any(name.split(".")[0] == library for name in _imports(path))
        and not str(path.relative_to(ROOT)).startswith(rooms)
    ]
    assert strangers == [], reason


@pytest.mark.parametrize("library", NEVER)
def test_no_room_uses_what_endangers_the_record(library: str) -> None:
    """The reason stands beside each rule in NEVER."""
    users = [
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in _files(package)
        if any(name.split(".")[0] == library for name in _imports(path))
    ]
    assert users == ALONE.get(library, []), NEVER[library]


@pytest.mark.parametrize(
    "program", ["ledger/store/sqlite/bulk_program.py", "documents/pack/verify_receipt.py"]
)
def test_what_runs_alone_is_imported_by_nobody_and_imports_nothing_of_ours(program: str) -> None:
    """What endangers the record in a process that writes is kept out of every such process."""
    module = program.removesuffix(".py").replace("/", ".")
    importers = [
        path
        for package in PACKAGES
        for path in _files(package)
        for node in _nodes(path)
        if (isinstance(node, ast.Import) and any(one.name == module for one in node.names))
        or (isinstance(node, ast.ImportFrom) and node.module == module)
        or (
            isinstance(node, ast.ImportFrom)
            and any(f"{node.module}.{one.name}" == module for one in node.names)
        )
    ]
    assert importers == []
    assert [name for name in _imports(ROOT / program) if name.split(".")[0] in PACKAGES] == []


WRITERS = {
    "ledger/keys/files.py": "the one writer: private, whole or not at all, on the disk",
    "ledger/keys/signer.py": "a lock is a file that holds nothing",
    "ledger/store/sqlite/backup.py": "SQLite fills the copy of a ledger itself",
    "cli/errors.py": "a line is added to the log of errors",
}


def test_one_room_writes_files() -> None:
    """Each writer of its own would forget something: a mode, a half of a file, an overwriting."""
    writing = re.compile(r"write_text|write_bytes|O_CREAT|open\([^)]*[\"'][wxa]b?\+?[\"']")
    writers = [
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in _files(package)
        if writing.search(path.read_text(encoding="utf-8"))
    ]
    assert sorted(writers) == sorted(WRITERS)


def test_the_domain_is_pure() -> None:
    """No clock, no I/O, no storage: every rule can be tested by equality."""
    for path in _files("domain"):
        for name in _imports(path):
            top = name.split(".")[0]
            assert top == "domain" or top in DOMAIN_MAY_USE, (path, name)
            assert top not in DOMAIN_NEVER, (path, name)


def test_only_the_settings_read_the_environment() -> None:
    """A ledger's behaviour must not depend on a variable somebody forgot."""
    readers = [
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in _files(package)
        if "os.environ" in path.read_text(encoding="utf-8")
        or "getenv" in path.read_text(encoding="utf-8")
    ]
    assert readers == ["ledger/settings.py"]


def test_names_resolve_to_this_distribution() -> None:
    """Literal top-level names could be somebody else's: installed alone, they are ours."""
    owners = importlib.metadata.packages_distributions()
    for package in PACKAGES:
        assert set(owners.get(package, ["assurance-ledger"])) == {"assurance-ledger"}


@pytest.mark.parametrize("arguments", [["--help"], ["grade", "history", "--help"]])
def test_a_short_command_imports_nothing_heavy(arguments: list[str]) -> None:
    """Start-up is felt at every command; the analytics libraries cost a second each."""
    code = (
        "import sys\n"
        "from cli.main import main\n"
        f"sys.argv = ['assure', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print('LOADED', [name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "LOADED []"


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in _nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_a_function_fits_on_a_screen_and_a_file_in_the_head() -> None:
    """50 lines a function; 400 lines a file, 500 for tests: what is longer has two subjects."""
    code = [path for package in PACKAGES for path in _files(package)]
    tests = _files("tests")
    long_files = [
        str(path.relative_to(ROOT))
        for path in code + tests
        if len(path.read_text(encoding="utf-8").splitlines()) > (500 if path in tests else 400)
    ]
    long_functions = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}"
        for path in code
        for function in _functions(path)
        if (function.end_lineno or 0) - function.lineno >= 55
    ]
    assert (long_files, long_functions) == ([], [])


def test_nothing_of_the_product_goes_under_o() -> None:
    """`python -O` leaves asserts out, and what asks for it: whatever they did would be gone.

    So a test that runs under `-O` alone (`make check`) shows all that it would show without.
    """
    gone = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for package in PACKAGES
        for path in _files(package)
        for node in _nodes(path)
        if isinstance(node, ast.Assert) or (isinstance(node, ast.Name) and node.id == "__debug__")
    ]
    assert gone == []


def test_no_model_is_copied_with_changes() -> None:
    """`model_copy(update=...)` does not validate: it would let a wrong type into a frozen value."""
    users = [
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in _files(package)
        if "model_copy(" in path.read_text(encoding="utf-8")
    ]
    assert users == []


def test_no_html_from_data() -> None:
    """Evidence text is user input; markdown images would leak to other hosts."""
    banned = ("unsafe_allow_html", "st.html(", "components.html", "components.v1")
    users = [
        (str(path.relative_to(ROOT)), word)
        for path in _files("dashboard")
        for word in banned
        if word in path.read_text(encoding="utf-8")
    ]
    # Tables and blocks, in which every letter is escaped, and the constants that say how they look:
    # `tests/dashboard/test_markdown.py` looks at what is handed over.
    assert sorted(users) == [
        ("dashboard/frame.py", "st.html("),
        ("dashboard/kit/blocks.py", "st.html("),
        ("dashboard/kit/chart.py", "st.html("),
        ("dashboard/kit/tables.py", "st.html("),
    ]


# What the doors may not know. Each rule has its reason.

DOORS = ("cli", "dashboard")
DOORS_NEVER = {
    r"ledger\.store(\..+)?": "what is kept is read through `ledger.reader`, whatever the engine",
    r"domain\.\w+\.(decisions|plan|report|actions|taking_part|views|queries_and_feedback)(\..+)?": (
        "an act is one function of `application`: a second door would have to copy what a door adds"
    ),
    r"domain\.kernel\.access(\.(ACCESS|may_\w+|right_held))?": (
        "who may do and read what is asked in one place, or a door forgets to ask"
    ),
    r"application\.\w+\._\w+|ledger\.\w+\._\w+": "what is private to a room stays in it",
}


def _full_names(path: Path) -> Iterator[str]:
    """Everything that a file imports, by its full name."""
    for node in _nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("rule", DOORS_NEVER)
def test_the_doors_go_through_the_application(rule: str) -> None:
    """The reason stands beside each rule in DOORS_NEVER."""
    breaking = {
        (path.relative_to(ROOT).as_posix(), name)
        for door in DOORS
        for path in _files(door)
        for name in _full_names(path)
        if re.fullmatch(rule, name)
    }
    assert breaking == set(), DOORS_NEVER[rule]


ASK_THE_ACCESS_TABLE = {
    "application/access.py": "shows it in words",
    "application/reading.py": "asks before an act that leaves no entry",
    "ledger/permission.py": "decides what may be recorded",
    "ledger/reader.py": "decides what may be read of entries",
    "projections/engine/base_views.py": "decides what may be read of facts",
    "projections/queries/rows.py": "decides what may be counted",
}


def test_few_rooms_ask_the_access_table() -> None:
    """Another place that asks is another answer to who may do and read what (DESIGN, D8)."""
    asking = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in _files(package)
        for name in _full_names(path)
        if re.fullmatch(r"domain\.kernel\.access\.(ACCESS|may_\w+|right_held)", name)
    }
    assert asking == ASK_THE_ACCESS_TABLE.keys()


PAST_THE_READER = ("entries", "entry", "state", "standing", "row")
"""What a ledger gives out unfiltered, to whoever asks."""


def _past_the_reader(path: Path) -> bool:
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in PAST_THE_READER
        and ast.unparse(node.func.value).split(".")[-1] in ("ledger", "_ledger")
        for node in _nodes(path)
    )


def test_the_doors_read_entries_through_the_reader() -> None:
    """`ledger.reader` decides what a person may read: a door that asks past it decides itself."""
    past = {
        path.relative_to(ROOT).as_posix()
        for door in DOORS
        for path in _files(door)
        if _past_the_reader(path)
    }
    assert past == set()


def test_one_room_knows_the_time_zone() -> None:
    """Two copies of when a day ends are a day apart for half the year."""
    knowing = [
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in _files(package)
        if any(name == "zoneinfo" for name in _imports(path))
    ]
    assert knowing == ["domain/kernel/days.py"]


@pytest.mark.parametrize("door", DOORS)
def test_no_door_turns_a_moment_into_a_day_by_itself(door: str) -> None:
    """`domain.kernel.days` does: another way would take midnight in another place."""
    own = [
        f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"
        for path in _files(door)
        for node in _nodes(path)
        if isinstance(node, ast.Attribute) and node.attr in ("astimezone", "combine")
    ]
    assert own == []
