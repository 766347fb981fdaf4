"""How people are known: their keys, an agency's list of them, and who recorded what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from domain.directory.events import VouchedKey
from domain.directory.keys import fingerprint_of
from domain.directory.known_by import AddPersonKey, VouchForKeys
from domain.kernel import streams
from domain.kernel.command import Refusal
from ledger.integrity.people import SIGNED, Forged, People, by_key
from ledger.integrity.people import people as people_of
from ledger.key_lists import KeyList, read_allowed_signers
from ledger.proof.keys import SigningKey
from ledger.proof.merkle import ProofError
from ledger.proof.ssh_signature import SshKey
from ledger.screening import NOTHING_CONFIRMED, Confirmation
from ledger.store.engines import engine_of

if TYPE_CHECKING:
    from application.reading import Reader
    from application.workspace import Workspace
    from domain.custody.state import Custody
    from domain.directory.state import Directory
    from ledger.decision import Outcome
    from ledger.service import Ledger
    from ledger.settings import Settings
    from ledger.store.protocol import Engine

__all__ = [
    "SIGNED",
    "Forged",
    "KeyOnRecord",
    "People",
    "add_key",
    "check_people",
    "every_key",
    "keys_on_record",
    "recorded_with",
    "signed_list",
    "vouch",
]

LIST_BYTES_MAX = 100_000


@dataclass(frozen=True, slots=True)
class KeyOnRecord:
    """A key and whose it is. `vouched_by`: the agency, or nothing for a person of none."""

    person: str
    agency: str | None
    kind: str
    fingerprint: str
    vouched_by: str


@dataclass(frozen=True, slots=True)
class RecordedWith:
    position: int
    recorded_at: datetime
    actor: str
    event: str
    stream: str


def add_key(
    work: Workspace,
    person: str,
    key: str,
    agency: str | None = None,
    *,
    dry_run: bool = False,
    command_id: str | None = None,
    confirmed: Confirmation = NOTHING_CONFIRMED,
) -> Outcome:
    """Records a public key, a line of a `.pub` file, as a person's. Raises ProofError for none."""
    command = AddPersonKey(person=person, key=str(SshKey.parse(key)), agency=agency)
    return work.record(command, dry_run=dry_run, command_id=command_id, confirmed=confirmed)


def signed_list(signers: bytes, agency: str, ledger: str, key: SigningKey, time: int) -> bytes:
    """An agency's list of its people's keys, from a file of `allowed_signers`, signed.

    `ledger`: its public name. Raises ProofError for a file that is something else.
    """
    try:
        pairs = read_allowed_signers(signers.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ProofError("it is no text") from error
    return KeyList(ledger, agency, pairs).signed(key, time)


def vouch(
    work: Workspace,
    agency: str,
    note: bytes,
    *,
    dry_run: bool = False,
    command_id: str | None = None,
    confirmed: Confirmation = NOTHING_CONFIRMED,
) -> Outcome:
    """Records an agency's signed list, once its signature is verified.

    Raises ProofError for a list that the agency's key on record did not sign.
    """
    directory = cast("Directory", work.ledger.state(streams.DIRECTORY))
    custody = cast("Custody", work.ledger.state(streams.CUSTODY))
    if agency in directory.agencies and agency not in directory.agency_keys:
        raise Refusal(
            "no-agency-key",
            f"{agency} has no key on record that could have signed the list.",
            "Record its key first, as the agency gave it: `assure agency key`.",
        )
    found = KeyList.opened(note, directory.agency_keys.get(agency))
    if (found.agency, found.ledger) != (agency, custody.origin):
        raise Refusal(
            "other-list",
            f"This list is {found.agency}'s for {found.ledger}.",
            f"Ask for one of {agency}'s for {custody.origin}.",
        )
    command = VouchForKeys(
        agency=agency,
        keys=tuple(VouchedKey(person=person, key=key) for person, key in found.keys),
        note=note.decode(),
    )
    return work.record(command, dry_run=dry_run, command_id=command_id, confirmed=confirmed)


def keys_on_record(reader: Reader) -> Iterator[KeyOnRecord]:
    """Every key that is somebody's, by person."""
    reader.require_known()
    directory = cast("Directory", reader.state(streams.DIRECTORY))
    for name, person in sorted(directory.people.items()):
        by_list = person.agency in directory.agency_keys
        how = "its signed list" if by_list else "its lead" if person.agency else "the coordinator"
        for key in sorted(person.keys):
            yield KeyOnRecord(name, person.agency, key.split()[0], fingerprint_of(key), how)


def every_key(ledger: Ledger) -> Iterator[tuple[str, str]]:
    """Every key that is somebody's now, each with its fingerprint, for OpenSSH."""
    directory = cast("Directory", ledger.state(streams.DIRECTORY))
    for _, person in sorted(directory.people.items()):
        yield from ((key, fingerprint_of(key)) for key in sorted(person.keys))


def recorded_with(reader: Reader, engine: Engine, fingerprint: str) -> Sequence[RecordedWith]:
    """What was signed with a key, or recorded by whoever came in with it, withdrawn or not.

    Of it what this reader may read.
    """
    reader.require_known()
    last = reader.as_at or reader.ledger.size()
    return [
        RecordedWith(
            cast(int, entry.position),
            entry.stamp.recorded_at,
            entry.stamp.actor,
            entry.name,
            entry.stream,
        )
        for entry in reader.among(by_key(engine, last, fingerprint))
    ]


def check_people(
    settings: Settings, size: int, progress: Callable[[int], None] | None = None
) -> People:
    """How the actors of the first `size` entries are known, of a ledger that is whole."""
    with engine_of(settings.require_ledger()).untouched() as engine:
        return people_of(engine, size, progress)
