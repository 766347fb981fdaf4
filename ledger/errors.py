"""What can go wrong with the record, each with a message and a remedy for the person asking."""

from __future__ import annotations

INSTALL = "Install the version of assure that recorded it."
"""What to do about an entry that another version of this software may have recorded."""
UNKNOWN = (
    "`assure ledger verify` says whether somebody changed it. If nobody did, install the version"
    " of assure that recorded it."
)
"""The same, where nobody has looked yet whether the entry is what was sealed."""


PUT_BACK = (
    "Keep this file as it is, its log (-wal) too, and restore the newest backup that verifies. If"
    " that holds less than was recorded, and the rest is lost for good, carry it on under a new"
    " name: `assure ledger continue`."
)
"""The one advice about a ledger that is another, or an older one, than is known outside it."""

NO_LEDGER = (
    "Set ASSURE_LEDGER to the ledger's own file. If this is it, keep it as it is, and restore the"
    " newest backup that verifies."
)
"""What to do about a file in which no entry can be read."""
SEE_RULES = (
    "Every seal of it is right, so whoever wrote it knew the file's format. Keep this file as it"
    " is, its log (-wal) too, tell the people who hold a checkpoint, and restore the newest backup"
    " that verifies, also with `assure ledger verify --rules`."
)
"""The one advice about an entry that its actor could not have recorded."""


FIND_OUT = "Find out what changed it: `assure ledger verify`."


class LedgerError(Exception):
    """Something about the ledger itself. Nothing was recorded."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(f"{message} {remedy}")
        self.message, self.remedy = message, remedy


class UnusableError(LedgerError):
    """The ledger is missing, locked, read-only, or not a ledger that this version can use."""


class NotPermittedError(LedgerError):
    """The access table does not let this person do or read this."""


class ConflictError(LedgerError):
    """Somebody else was first."""


class IntegrityFailureError(LedgerError):
    """The ledger's entries are not the ones that were recorded."""


def broken(stream: str) -> IntegrityFailureError:
    """What to raise for a stream whose entries no recording has left so."""
    return IntegrityFailureError(
        f"The entries of {stream} do not follow from each other.",
        "Find out what changed them: `assure ledger verify`.",
    )
