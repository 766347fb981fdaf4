"""`assure agency`: the agencies of the partnership."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from cli import files, options, output
from cli.commands import prints, reads, records
from cli.door import Door, ReadingDoor, RecordingDoor
from cli.nouns import noun
from cli.verbs import asks

app = noun("agency")

asks(app, "join", "JoinAgency")
asks(app, "rename", "RenameAgency")
asks(app, "correct", "CorrectAgencyName")
asks(app, "merge", "MergeAgency")
asks(app, "leave", "LeaveAgency")
asks(app, "key", "NameAgencyKey")


@prints(app, "sign-keys")
def sign_keys(
    door: Door,
    agency: options.AgencyArg,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="A person's short name and public key on each line, as OpenSSH's allowed_signers.",
        ),
    ],
    origin: Annotated[
        str, typer.Option("--origin", metavar="NAME", help="The ledger's public name.")
    ],
    key: Annotated[
        str,
        typer.Option(
            "--key", metavar="FILE", help="Your agency's key, of `assure ledger witness-key`."
        ),
    ],
) -> None:
    """Sign the list of your agency's people's keys, and print it signed. It needs no ledger.

    The list is whole: a key that it leaves out is withdrawn when the list is recorded.

    Example: `assure agency sign-keys police keys --origin north.example/ledger --key witness.key`
    """
    from application.people import LIST_BYTES_MAX, signed_list
    from cli.nouns.ledger.files import proof_of, witness_key_in
    from ledger.service import utc_now

    data = files.read_bytes(file, LIST_BYTES_MAX)
    own = witness_key_in(key)
    with proof_of(files.name_of(file)):
        note = signed_list(data, agency, origin, own, int(utc_now().timestamp()))
    output.write(note.decode().rstrip("\n"))


@records(app)
def vouch(
    door: RecordingDoor,
    agency: options.AgencyArg,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="The list that the agency signed, or - for standard input."
        ),
    ],
) -> None:
    """Record an agency's signed list of its people's keys. It replaces the list before.

    Example: `assure agency vouch police police.keys`
    """
    from application.people import LIST_BYTES_MAX
    from application.people import vouch as vouched
    from cli.nouns.ledger.files import proof_of

    data = files.read_bytes(file, LIST_BYTES_MAX)
    with proof_of(files.name_of(file)):
        door.do(partial(vouched, door.work, agency, data))


@reads(app, "list")
def list_(door: ReadingDoor) -> None:
    """List the agencies, those that have left among them."""
    with door.session() as session:
        from projections.queries.directory import agencies

        door.rows(agencies(session), ("agency", "title", "sector", "takes_part", "merged_into"))


@reads(app)
def outside(door: ReadingDoor) -> None:
    """List the bodies outside the partnership that recommendations can be addressed to."""
    with door.session() as session:
        from projections.queries.directory import bodies

        door.rows(bodies(session), ("body", "title", "sector"))
