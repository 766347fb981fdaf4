"""`assure person`: the people who act for the partnership."""

from __future__ import annotations

from cli import options, output
from cli.commands import reads
from cli.door import ReadingDoor
from cli.nouns import noun
from cli.verbs import asks

app = noun("person")

asks(app, "enrol", "EnrolPerson")
asks(app, "rename", "RenamePerson")
asks(app, "leave", "LeavePerson")
asks(app, "account", "AssignAccount")
asks(app, "no-account", "WithdrawAccount")


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
