"""What `assure ledger verify` says of the logins that a server stamped on the entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from cli import output

if TYPE_CHECKING:
    from application.verify import Verification
    from ledger.integrity.verify import Login


def write(result: Verification) -> None:
    """Nothing of a file: nobody stamps its entries."""
    _write_each(result.logins)
    _write_policy(result)


def document(result: Verification) -> dict[str, Any]:
    return {
        "logins": [asdict(login) for login in result.logins],
        "login_policy": asdict(result.login_policy),
    }


def _write_each(logins: Sequence[Login]) -> None:
    """Whom a server let in to write, and who of them should not have been."""
    for login in logins:
        which = f"{login.entries} of the entries {login.first} to {login.last}"
        if login.is_writer:
            output.write(f"Written by the login {login.name}: {which}.")
        else:
            output.write(
                f"Look at {which}: the login {login.name} wrote them, which has not the ledger's"
                " writing role, or administers the server. A copy is written by whoever copied."
            )


def _write_policy(result: Verification) -> None:
    """Whether the entries of a server were written by those of whom the ledger says so itself."""
    policy = result.login_policy
    if not policy.said:
        if result.logins:
            output.write(
                "No entry says which logins may write, so there is nothing of the ledger's own to"
                " compare them with: `assure ledger allow-logins`."
            )
        return
    for other in policy.others:
        output.write(
            f"Look at entry {other.first}: the login {other.login} wrote it, and entry {other.by}"
            f" allows others. It wrote {other.entries} of the entries {other.first} to"
            f" {other.last}."
        )
    if result.logins and not policy.others:
        output.write(
            f"Logins: each entry after entry {policy.said[0]} was written by one that the ledger"
            " allowed then."
        )
