"""Signs what a command records with the actor's own key, and checks such signatures.

One signature for a command, under the leaf of each of its entries, so that each can be checked
alone. `ledger.proof.act` has the statement.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, cast

from domain.kernel import streams
from domain.kernel.command import Refusal
from domain.kernel.event import Signed, Stamp
from ledger.decision import Decision
from ledger.errors import NotPermittedError
from ledger.proof.act import NAMESPACE, Head, act_hash, act_root, path_of, root_by
from ledger.proof.encoding import from_base64, to_base64
from ledger.proof.ssh_signature import SignatureError, SshKey, verified
from ledger.store.entry import Entry

if TYPE_CHECKING:
    from domain.custody.state import Custody
    from domain.directory.state import Directory


class Signer(Protocol):
    """A key at hand."""

    @property
    def fingerprint(self) -> str: ...

    def sign(self, statement: bytes) -> bytes: ...


def signed(
    entries: Sequence[Entry], as_stored: Callable[[Entry], bytes], ledger: str, signer: Signer
) -> list[Entry]:
    """The entries of one command with the actor's signature in their stamps.

    `as_stored`: an entry's fields as they will stand in the store, which stay so from now on.
    Raises UnusableError where the key does not sign.
    """
    written = [as_stored(entry) for entry in entries]
    acts = [
        act_hash(entry.stream, entry.version, entry.name, entry.event.schema_version, fields)
        for entry, fields in zip(entries, written, strict=True)
    ]
    signature = to_base64(
        signer.sign(head_of(ledger, entries[0].stamp).statement(len(acts), act_root(acts)))
    )
    return [
        replace(
            entry,
            as_stored=fields,
            stamp=_with(
                entry.stamp,
                Signed(
                    key=signer.fingerprint,
                    number=number,
                    size=len(acts),
                    path=tuple(node.hex() for node in path_of(acts, number)),
                    signature=signature,
                ),
            ),
        )
        for number, (entry, fields) in enumerate(zip(entries, written, strict=True), 1)
    ]


def _with(stamp: Stamp, made: Signed) -> Stamp:
    fields = {name: getattr(stamp, name) for name in Stamp.model_fields}
    return Stamp(**{**fields, "signed": made})


def sign(decision: Decision, signer: Signer, as_stored: Callable[[Entry], bytes]) -> None:
    """Has the actor sign what a decision leads to.

    Refuses a ledger without a public name, which the statement names, and a key that is not on
    record as the actor's by then.
    """
    custody = cast("Custody", decision.look(streams.CUSTODY))
    if custody.origin is None:
        raise Refusal(
            "no-name",
            "This ledger has no public name yet, and a signature names it.",
            "Leave ASSURE_SIGNING_KEY out until it has: `assure ledger name`.",
        )
    actor = decision.entries[0].stamp.actor
    directory = cast("Directory", decision.look(streams.DIRECTORY))
    if directory.key_owner(signer.fingerprint) != actor:
        raise NotPermittedError(
            f"The key {signer.fingerprint} is not on record as {actor}'s.",
            "Name the right key in ASSURE_SIGNING_KEY, or have this one put on record first:"
            " `assure person key`.",
        )
    decision.entries[:] = signed(decision.entries, as_stored, custody.origin, signer)


def head_of(ledger: str, stamp: Stamp) -> Head:
    """The statement's head, by the stamp. `ledger`: its public name when it was recorded."""
    return Head(ledger, stamp.actor, stamp.recorded_at, stamp.command_id)


def signer_of(ledger: str, stamp: Stamp, act: bytes) -> SshKey:
    """The key that signed an act, `act` its hash. Raises SignatureError for what does not hold."""
    made = stamp.signed
    if made is None:
        raise SignatureError("it is not signed")
    path = [bytes.fromhex(node) for node in made.path]
    root = root_by(path, made.number, made.size, act)
    statement = head_of(ledger, stamp).statement(made.size, root)
    key = verified(from_base64(made.signature, "the signature"), statement, NAMESPACE)
    if key.fingerprint != made.key:
        raise SignatureError(f"it was made with {key.fingerprint}, not with {made.key}")
    return key
