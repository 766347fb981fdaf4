"""`assure` for a walk of a hundred commands: loaded once, then a fork of that for each of them.

Each command is still a process of its own, with its own words, folder, environment, input and
output. Only the loading is shared, most of what a short command costs: of everything, or, for the
first audit by hand, of others' libraries only, so that each command imports ours anew.
"""

from __future__ import annotations

import gc
import json
import os
import pkgutil
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

ROOT = Path(__file__).parent.parent.parent
SECONDS_MAX = 60
_STREAMS = 3
_CLIENT = """
import json, os, socket, sys
server = socket.socket(socket.AF_UNIX)
server.connect(sys.argv[1])
asked = json.dumps([sys.argv[2:], os.getcwd(), dict(os.environ)]).encode()
socket.send_fds(server, [b"."], [0, 1, 2])
server.sendall(asked)
server.shutdown(socket.SHUT_WR)
sys.exit(int(server.makefile().read()))
"""
_SERVER = "import sys; from tests.docs.preloaded import serve; serve(*sys.argv[1:])"
LIBRARIES = (
    *("typer", "rich", "rich.table", "pydantic", "yaml", "openpyxl", "_duckdb", "eventsourcing"),
    *("eventsourcing.application", "eventsourcing.sqlite", "filelock", "platformdirs"),
    *("pydantic.main", "pydantic.type_adapter", "pydantic.types", "pydantic.networks"),
    *("pydantic.functional_validators", "pydantic.functional_serializers", "pydantic.root_model"),
    *("pydantic.json_schema", "pydantic.plugin._schema_validator", "pydantic.plugin._loader"),
    *("importlib.metadata", "email.message", "zoneinfo", "csv", "graphlib"),
    "concurrent.futures.thread",
    "cryptography.hazmat.primitives.asymmetric.ed25519",
    "cryptography.hazmat.primitives.ciphers.aead",
    "cryptography.hazmat.primitives.serialization",
)
_FUNCTION = 'assure() {{ "{python}" -I -S "{client}" "{address}" "$@"; }}\n'


@contextmanager
def preloaded(environment: Mapping[str, str], what: str = "everything") -> Iterator[str]:
    """The shell's definition of an `assure` that is loaded already. `what`: or `libraries`."""
    with TemporaryDirectory() as folder:  # a socket's path is short
        yield from _served(Path(folder), environment, what)


def _served(folder: Path, environment: Mapping[str, str], what: str) -> Iterator[str]:
    client, address = folder / "client.py", folder / "assure.socket"
    client.write_text(_CLIENT, encoding="utf-8")
    words = [sys.executable, "-c", _SERVER, str(address), what]
    server = subprocess.Popen(words, cwd=ROOT, env=environment)
    try:
        until = time.monotonic() + SECONDS_MAX
        while not address.exists():
            assert server.poll() is None, "it ended before it was asked for anything"
            assert time.monotonic() < until, "it did not begin"
            time.sleep(0.05)
        yield _FUNCTION.format(python=sys.executable, client=client, address=address)
    finally:
        server.kill()
        server.wait()


def _load() -> None:
    """Everything that a command may import, but for what serves pages."""
    from cli.nouns import NOUNS

    for noun in NOUNS.values():
        import_module(f"cli.nouns.{noun.module}")
    for name in ("application", "documents", "projections.queries", "projections.engine"):
        package = import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            import_module(module.name)


def _serve(address: str) -> list[str]:
    """Answers each request with a process of its own; the one that returns runs these words."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(f"{address}.new")
    listener.listen()
    Path(f"{address}.new").rename(address)
    handlers: set[int] = set()
    while True:
        asking, _ = listener.accept()
        _, streams, _, _ = socket.recv_fds(asking, 1, _STREAMS)
        words, folder, environment = json.loads(asking.makefile().read())
        handler = os.fork()
        if not handler:
            break
        handlers.add(handler)
        handlers -= {h for h in handlers if os.waitpid(h, os.WNOHANG)[0]}
        asking.close()
        for stream in streams:
            os.close(stream)
    listener.close()
    command = os.fork()
    if command:
        _, status = os.waitpid(command, 0)
        asking.sendall(str(os.waitstatus_to_exitcode(status)).encode())
        os._exit(0)
    asking.close()
    for own, given in enumerate(streams):
        os.dup2(given, own)
        os.close(given)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    if "FILE_BYTES_MAX" in environment:
        # Python would leave half of a compiled module behind, and fail on it ever after.
        sys.dont_write_bytecode = True
        most = int(environment["FILE_BYTES_MAX"])
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    return [str(word) for word in words]


def serve(address: str, what: str) -> None:
    """Loads `assure` and serves it, until it is stopped. In each command's process, runs that."""
    if what == "everything":
        _load()
    else:
        for name in LIBRARIES:
            import_module(name)
    gc.freeze()
    become(_serve(address))


def become(words: Sequence[str]) -> NoReturn:
    """Goes on as `assure` with these words, on the streams 0, 1 and 2; for a fork of a process."""
    sys.stdin, sys.stdout, sys.stderr = (
        os.fdopen(own, mode, encoding="utf-8") for own, mode in enumerate("rww")
    )
    sys.argv = ["assure", *words]
    from cli.start import main

    code = 0
    try:
        main()
    except SystemExit as ended:
        code = int(ended.code or 0)
    sys.stdout.flush()
    sys.stderr.flush()
    # Taking down what was loaded would cost more than the command.
    os._exit(code)
