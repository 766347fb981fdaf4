"""Opens the sealed fields of a stored event, with the keys that are on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic_core import to_json

from domain.kernel.confidential import Path, subject_named, texts
from domain.kernel.event import Event
from ledger.errors import IntegrityFailureError, UnusableError
from ledger.keys.sealing import SealError, is_sealed, require_form, unseal
from ledger.keys.vault import Vault, put

if TYPE_CHECKING:
    from domain.vault.state import KeyState

E = TypeVar("E", bound=Event)

SEALED_MARK = b'{"sealed":'
"""The beginning of a sealed field in a stored entry. No JSON string holds it otherwise."""


def require_vault(vault: Vault | None) -> Vault:
    """Refuses to go on without keys: confidential text is recorded sealed or not at all."""
    if vault is None:
        raise UnusableError(
            "The keys of this ledger are not on this machine, so no text can be sealed.",
            "Nothing was recorded. Set ASSURE_HOME to where its keys are.",
        )
    return vault


def blank_sealed(fields: dict[str, Any]) -> None:
    """Empties the sealed fields in place."""
    for path, _ in list(sealed_in(fields)):
        put(fields, path, "")


def open_fields(
    vault: Vault | None,
    fields: dict[str, Any],
    stream: str,
    version: int,
    look: Callable[[str], KeyState],
) -> frozenset[str]:
    """Opens the sealed fields in place. Returns the names of those that stay closed, now empty.

    `look` gives the state of a subject's key in the ledger, with the commitment to the key.
    Raises IntegrityFailureError for a field that was altered, moved, or sealed with a key that
    the ledger has not committed to for this subject.
    """
    sealed_fields = list(sealed_in(fields))
    if not sealed_fields:
        return frozenset()
    subject = subject_named(fields.get("audit"), fields.get("case"), fields.get("concern")) or ""
    key_state = look(subject)
    key = None if vault is None or key_state.closed else vault.find(subject)
    closed = set()
    for path, sealed in sealed_fields:
        _require_form(sealed, path, stream, version)
        if key_state.key is None or key_state.key.kid != sealed.get("kid"):
            raise _failure(path, stream, version, "it is sealed with a key that was never issued")
        text = ""
        if key is None or key.kid != key_state.key.kid:
            closed.add(_name(path))
        else:
            try:
                text = unseal(sealed, key.key, key_state.key.commitment, stream, version, path)
            except SealError as error:
                raise _failure(path, stream, version, str(error)) from error
        put(fields, path, text)
    return frozenset(closed)


def _require_form(sealed: dict[str, Any], path: Path, stream: str, version: int) -> None:
    try:
        require_form(sealed)
    except SealError as error:
        raise _failure(path, stream, version, str(error)) from error


def without(event: E, closed: frozenset[str]) -> E:
    """The event with the texts that `open_fields` has named as closed empty, as it leaves them."""
    if not closed:
        return event
    fields = event.model_dump(mode="json")
    for path, _ in texts(event):
        if _name(path) in closed:
            put(fields, path, "")
    return type(event).model_validate_json(to_json(fields))


def _failure(path: Path, stream: str, version: int, what: str) -> IntegrityFailureError:
    return IntegrityFailureError(
        f"Version {version} of {stream}, field {_name(path)}: {what}.",
        "Find out what changed it: `assure ledger verify`.",
    )


def sealed_in(node: Any, path: Path = ()) -> Iterator[tuple[Path, dict[str, str]]]:
    """Every sealed field of a stored event, with its path."""
    if is_sealed(node):
        yield path, node
        return
    inside = node.items() if isinstance(node, dict) else enumerate(node)
    for name, inner in inside:
        if isinstance(inner, dict | list):
            yield from sealed_in(inner, (*path, name))


def _name(path: Path) -> str:
    return "/".join(map(str, path))
