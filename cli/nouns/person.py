"""`assure person`: the people who act for the partnership."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from cli import files, options, output
from cli.commands import reads, records
from cli.door import ReadingDoor, RecordingDoor
from cli.nouns import noun
from cli.verbs import asks

app = noun("person")

asks(app, "enrol", "EnrolPerson")
asks(app, "rename", "RenamePerson")
asks(app, "leave", "LeavePerson")
asks(app, "account", "AssignAccount")
asks(app, "no-account", "WithdrawAccount")
asks(app, "no-key", "WithdrawPersonKey")
asks(app, "sign-in", "AddSignIn")
asks(app, "no-sign-in", "WithdrawSignIn")


@records(app)
def key(
    door: RecordingDoor,
    person: options.PersonArg,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="The public key, such as ~/.ssh/id_ed25519.pub.")
    ],
    agency: Annotated[
        str | None,
        typer.Option(
            "--agency", metavar="AGENCY", help="The agency that vouches; none for its person."
        ),
    ] = None,
) -> None:
    """Say that a public key is a person's: with it they sign what they record.

    The lead of the person's agency does this, or the coordinator for a person of no agency. Where
    the agency's own key is on record, `assure agency vouch` does it instead.

    Example: `assure person key p-kaur kaur.pub --agency police`
    """
    from application.people import add_key
    from cli.nouns.ledger.files import proof_of

    with proof_of(files.name_of(file)):
        door.do(partial(add_key, door.work, person, files.read_text(file), agency))


@reads(app)
def keys(door: ReadingDoor) -> None:
    """List the keys on record, whose each is and who vouches for it."""
    from application.people import keys_on_record

    columns = ("person", "agency", "kind", "fingerprint", "vouched_by")
    door.rows(keys_on_record(door.reader), columns)


@reads(app, "recorded-with")
def recorded_with_(
    door: ReadingDoor,
    fingerprint: Annotated[
        str, typer.Argument(metavar="FINGERPRINT", help="The key's, as `person keys` lists it.")
    ],
) -> None:
    """List what was signed with a key, or recorded by whoever came in with it.

    So it is seen what a stolen key was used for.

    Example: `assure person recorded-with SHA256:...`
    """
    from application.people import recorded_with

    columns = ("position", "recorded_at", "actor", "event", "stream")
    door.rows(recorded_with(door.reader, door.ledger.engine, fingerprint), columns)


@reads(app, "list")
def list_(door: ReadingDoor) -> None:
    """List the people and the roles they hold."""
    with door.session() as session:
        from projections.queries.directory import people

        door.rows(people(session), ("person", "full_name", "agency", "roles", "left_on"))


@reads(app)
def show(door: ReadingDoor, person: options.PersonArg) -> None:
    """Show one person and the roles they hold."""
    from domain.kernel.command import Refusal

    with door.session() as session:
        from projections.queries.directory import people

        known = {enrolled.person: enrolled for enrolled in people(session)}
    if person not in known:
        raise Refusal("unknown-person", f"{person!r} is not enrolled.", "See `assure person list`.")
    door.document(output.as_row(known[person]))
