"""What an error of the server, or of the way to it, means to the person who met it."""

from __future__ import annotations

import psycopg
from eventsourcing.persistence import OperationalError
from psycopg import errors

from ledger.errors import UnusableError
from ledger.store.postgres.address import Address

_NOTHING = "Nothing was recorded."
_PASSING = ("57P01", "57P02", "57P03", "25P03")
"""The server's codes for a connection that it ended, or does not take yet."""


class UnknownOutcomeError(OperationalError):
    """A commit was asked for, the answer was lost, and nobody could be asked again in time."""

    def __init__(self, command_id: str) -> None:
        super().__init__(command_id)
        self.command_id = command_id


def is_passing(error: Exception) -> bool:
    """Whether an error is of the connection alone, so that another may do better."""
    cause = _cause(error)
    if not isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
        return False
    code = cause.sqlstate
    return code is None or code.startswith("08") or code in _PASSING


_MEANINGS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str, str], ...] = (
    (
        (errors.LockNotAvailable, errors.IdleInTransactionSessionTimeout),
        "{place} was locked by another writer for too long.",
        f"{_NOTHING} Wait for the other, then try again.",
    ),
    (
        errors.InsufficientPrivilege,
        "The login of this address may not do that in {place}: {error}.",
        f"{_NOTHING} Ask the server's administrator for the ledger's writing or reading role.",
    ),
    (
        (errors.InvalidPassword, errors.InvalidAuthorizationSpecification),
        "{place} does not let this login in: {error}.",
        "Check the user in the address, and the password in the file that PGPASSFILE names.",
    ),
    (
        (errors.InvalidCatalogName, errors.InvalidSchemaName, errors.UndefinedTable),
        "There is no ledger at {place}.",
        "Make one with `assure ledger init --postgres`, or set ASSURE_LEDGER to where it is.",
    ),
    (
        errors.ReadOnlySqlTransaction,
        "{place} can only be read here: it is a replica, or was opened for reading.",
        f"{_NOTHING} Set ASSURE_LEDGER to the server that is written to.",
    ),
    (
        (errors.DiskFull, errors.OutOfMemory, errors.ConfigurationLimitExceeded),
        "The server that keeps {place} has no room: {error}.",
        f"{_NOTHING} Tell its administrator, then try again.",
    ),
    (
        errors.TooManyConnections,
        "The server that keeps {place} has no connection left.",
        f"{_NOTHING} Try again later.",
    ),
)
_ON_THE_WAY = (
    ("server does not support ssl", "The server of {place} does not offer TLS."),
    ("certificate", "The server of {place} cannot be trusted: {error}."),
    ("definition of service", "The service of {place} is not known here: {error}."),
)
"""Parts of libpq's own messages, which carry no code."""


def unusable(address: Address, error: Exception) -> UnusableError:
    """The error to show for an error of the database, or of its library, about a ledger."""
    place = address.text
    if isinstance(error, UnknownOutcomeError):
        return UnusableError(
            f"The connection to {place} was lost while it recorded, and has not come back: it is"
            " not known whether this was recorded.",
            "Give the same command again with"
            f" --command-id {error.command_id}: it is never recorded twice.",
        )
    cause = _cause(error)
    for kinds, message, remedy in _MEANINGS:
        if isinstance(cause, kinds):
            return UnusableError(message.format(place=place, error=_line(cause)), remedy)
    if not isinstance(cause, psycopg.OperationalError):
        return UnusableError(
            f"{place} is damaged or is not a ledger: {_line(cause)}.",
            "Run `assure ledger verify`; restore the newest backup if it confirms the damage.",
        )
    text = str(cause).lower()
    for part, message in _ON_THE_WAY:
        if part in text:
            return UnusableError(
                message.format(place=place, error=_line(cause)),
                "Tell the server's administrator; a server on another computer is reached with"
                " TLS only.",
            )
    return UnusableError(
        f"{place} cannot be reached: {_line(cause)}.",
        f"{_NOTHING} Check the address and the network, then try again.",
    )


def _cause(error: Exception) -> Exception:
    """The server's own error, under the names that the library gives it."""
    cause = error
    while not isinstance(cause, psycopg.Error) and isinstance(cause.__cause__, Exception):
        cause = cause.__cause__
    return cause


def _line(error: Exception) -> str:
    """An error's message in one line, without the sentence's end."""
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__
