"""A command from another desk: what it takes beside the same command where the ledger is.

OpenSSH itself, on loopback, so that no network is in it: what is left is a second start of Python,
the log-in, and a round trip for each file and each line. Medians of the time that a person waits,
in interleaved rounds; `shared` keeps one connection open (ControlMaster), as `docs/office.md`
advises.

    python -m benchmarks.far --rounds 7
"""

from __future__ import annotations

import argparse
import getpass
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from benchmarks import machine
from benchmarks.cold_start import ASSURE, COORDINATOR, cpu_seconds, environment

START_SECONDS = 10
COMMAND_SECONDS_MAX = 120
WAYS = ("local", "ssh", "shared")
_numbers = count()


def commands() -> dict[str, list[str]]:
    name = f"new-{next(_numbers)}"
    return {
        "assure agency list": ["agency", "list"],
        "assure status": ["status"],
        "assure agency join (records)": ["agency", "join", name, "--title", name, "--sector",
                                         "health"],
    }  # fmt: skip


def program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        sys.exit(f"{name} is not on this computer: install OpenSSH's client and server")
    return found


def key(file: Path) -> Path:
    words = [program("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", str(file)]
    subprocess.run(words, stdin=subprocess.DEVNULL, check=True)
    return file


@contextmanager
def server(folder: Path, env: dict[str, str]) -> Iterator[int]:
    """OpenSSH's server on loopback, which lets in the keys on record. Its port."""
    cpu_seconds([str(ASSURE), "person", "key", COORDINATOR, f"{key(folder / 'own')}.pub"], env)
    lines = subprocess.run(
        [str(ASSURE), "serve-keys"],
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )
    (folder / "allowed").write_bytes(lines.stdout)
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port = int(tried.getsockname()[1])
    (folder / "sshd_config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {key(folder / 'host')}\nPidFile none\n"
        f"StrictModes no\nUsePAM no\nPasswordAuthentication no\n"
        f"AuthorizedKeysFile {folder / 'allowed'}\n"
    )
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    words = [program("sshd"), "-D", "-f", str(folder / "sshd_config")]
    sshd = subprocess.Popen(words, stdin=subprocess.DEVNULL)
    try:
        until = time.monotonic() + START_SECONDS
        while socket.socket().connect_ex(("127.0.0.1", port)):
            if time.monotonic() > until:
                sys.exit("sshd does not start")
            time.sleep(0.05)
        yield port
    finally:
        sshd.terminate()
        sshd.wait()


def laptops(folder: Path, port: int, env: dict[str, str]) -> dict[str, dict[str, str]]:
    """The environment of each way: at the ledger, by ssh, by a connection that stays open."""
    far = {name: value for name, value in env.items() if not name.startswith("ASSURE_")}
    far |= {"HOME": str(folder), "ASSURE_LEDGER": f"ssh://{getpass.getuser()}@127.0.0.1:{port}"}
    quiet = "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
    ssh = f"ssh -F none -i {folder / 'own'} -o IdentitiesOnly=yes {quiet}"
    kept = f"-o ControlMaster=auto -o ControlPath={folder / 'kept'} -o ControlPersist=60"
    return {"local": env, "ssh": {**far, "ASSURE_SSH": ssh},
            "shared": {**far, "ASSURE_SSH": f"{ssh} {kept}"}}  # fmt: skip


def waited(words: list[str], env: dict[str, str]) -> float:
    """Seconds that a person waits for a command."""
    before = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        # A connection that stays open holds what it was given to write to: no pipe is waited for.
        ran = subprocess.run(
            [str(ASSURE), *words],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            timeout=COMMAND_SECONDS_MAX,
            check=False,
        )
        taken = time.perf_counter() - before
        if ran.returncode != 0:
            said.seek(0)
            sys.exit(f"{' '.join(words)}: {said.read().decode(errors='replace')[-500:]}")
    return taken


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=7)
    rounds = options.parse_args().rounds
    print(machine.line())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ledger, home = folder / "demo" / "ledger.db", folder / "home"
        making = [str(ASSURE), "demo", "--fresh", str(ledger.parent), "--no-open"]
        cpu_seconds([*making, "--home", str(home)], dict(os.environ))
        env = environment(ledger, home)
        taken: dict[tuple[str, str], list[float]] = {}
        with server(folder, env) as port:
            ways = laptops(folder, port, env)
            for number in range(rounds + 1):
                for way in random.Random(number).sample(WAYS, len(WAYS)):
                    for command, words in commands().items():
                        seconds = waited(words, ways[way])
                        if number > 0:
                            taken.setdefault((command, way), []).append(seconds)
            closing = [*ways["shared"]["ASSURE_SSH"].split(), "-O", "exit", "127.0.0.1"]
            subprocess.run(closing, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    print(f"\n{rounds} rounds; medians of the time waited, and as multiples of the local one")
    for command in commands():
        local = statistics.median(taken[command, "local"])
        line = f"{command:>30} {local * 1e3:>6.0f} ms"
        for way in WAYS[1:]:
            far = statistics.median(taken[command, way])
            line += f"   {way} {far * 1e3:>6.0f} ms {far / local:>5.2f} x"
        print(line)


if __name__ == "__main__":
    main()
