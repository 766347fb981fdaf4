"""One act on a keystore in a process of its own, to be killed, starved or raced by a test.

    python -m tests.ledger.vault.worker ACT KEYSTORE SUBJECT [--go FILE] [--user UID]

Prints what it has done once it is done. Exit code 3: refused with a clear message on stderr.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from ledger.errors import UnusableError
from ledger.keys.keystore import Keystore
from tests.ledger.vault.keys import KEK, OTHER_KEK


def act(name: str, keystore: Keystore, subject: str) -> str:
    if name == "issue":
        return keystore.issue(subject).commitment
    if name == "find":
        found = keystore.find(subject)
        return found.commitment if found else ""
    if name == "destroy":
        return str(sorted(keystore.destroy(subject)))
    assert name == "rewrap"
    return str(keystore.rewrap(OTHER_KEK))


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("act")
    options.add_argument("keystore", type=Path)
    options.add_argument("subject")
    options.add_argument("--go", type=Path, help="start when this file appears")
    options.add_argument("--user", type=int, help="act as this user")
    given = options.parse_args()
    given.keystore.absolute().as_uri()  # imports what it needs, while this process may read it
    if given.user is not None:
        os.setuid(given.user)
    try:
        keystore = Keystore(given.keystore, KEK)
        while given.go is not None and not given.go.exists():
            time.sleep(0.001)
        sys.stdout.write(act(given.act, keystore, given.subject))
        sys.stdout.flush()
    except UnusableError as error:
        sys.stderr.write(str(error))
        sys.exit(3)


if __name__ == "__main__":
    main()
