"""After a loss, and against one: `assure ledger backup`, `remember`, `continue`, `rotate-key`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import files, options
from cli.commands import records, runs
from cli.door import Door, RecordingDoor
from cli.nouns.ledger.files import proof_of, read_note
from cli.nouns.ledger.verify import conclude
from cli.output import say

if TYPE_CHECKING:
    from ledger.integrity.continuation import Continued


def register(app: typer.Typer) -> None:
    """Adds the verbs to a noun."""
    runs(app)(backup)
    runs(app)(remember)
    records(app, "continue")(continue_)
    records(app, "rotate-key")(rotate_key)


def backup(
    door: Door,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="The copy to write; never overwritten.")
    ],
    kept: Annotated[
        str | None,
        typer.Option("--kept", metavar="TEXT", help="Where the copy goes, in your own words."),
    ] = None,
    confirm_identifiers: options.ConfirmIdentifiers = False,
) -> None:
    """Copy the ledger into a new file, check every entry of the copy, and compare it.

    A keeper does it, and an entry says so: who, when, how much, and the digest of the copy.
    Ends with exit code 7 where the copy is made and nothing here speaks for all of it.

    The keys in ASSURE_HOME are not in it: they have a backup of their own, somewhere else, or an
    erased child's words would come back with the ledger. Nor is what the signer remembers.

    Example: `assure ledger backup /backups/ledger-2026-09-14.db`
    """
    from application.custody import back_up
    from cli.screening import Screening
    from ledger.integrity import conclusion

    files.require_new(file)
    door.open_as_it_is()
    made = Screening(asks=not confirm_identifiers).during(
        lambda confirmed: back_up(
            door.work, door.settings, Path(file), kept, _progress, confirmed=confirmed
        )
    )
    if made.unsigned is not None:
        why = f"{made.unsigned.message} {made.unsigned.remedy}"
        say(f"No checkpoint was made for this copy. {why}")
    scanned, evidence = made.backup.scanned, made.backup.evidence
    document = {
        "file": file,
        "entries": scanned.size,
        "root": scanned.root.hex(),
        "root_in_words": _words(scanned.root),
        "digest": made.digest,
        "newest_checkpoint": evidence.newest or None,
        "outside": conclusion.agreeing(evidence),
        "recorded_as": made.outcome.receipt.lines[0].position if made.outcome else None,
    }
    door.document(document)
    if made.unrecorded is not None:
        say(f"No entry says that it was made. {made.unrecorded.message}")
    say("Note the words down beside it, and keep it away from the keys.")
    conclude(is_spoken_for=evidence.speaks_for_all)


def _progress(read: int) -> None:
    say(f"{read} entries read")


def _words(root: bytes) -> str:
    from ledger.proof.root_words import to_words

    return to_words(root)


def remember(
    door: Door,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="The newest checkpoint, or a receipt, that anybody holds."
        ),
    ],
) -> None:
    """Put back what the signer remembers, after its memory was lost or damaged.

    Without it nothing is signed: an older copy of the ledger could be signed for unnoticed. Ask
    everybody who holds a checkpoint, and name the newest.

    Example: `assure ledger remember police.note`
    """
    from application import custody

    door.reader.require_right("LogKeyRotated")
    note = read_note(file)
    with proof_of(files.name_of(file)):
        head = custody.remember(door.work, note)
    door.document(
        {"entries": head.size, "root": head.root.hex(), "root_in_words": _words(head.root)}
    )
    say("The signer remembers this checkpoint now, and goes on from it.")


def continue_(
    door: RecordingDoor,
    origin: Annotated[
        str,
        typer.Option(
            "--origin", metavar="NAME", help="The new public name, such as north.example/ledger/2."
        ),
    ],
    last_outside: Annotated[
        str,
        typer.Option(
            "--last-outside",
            metavar="FILE",
            help="The newest checkpoint, or a receipt, that anybody outside holds.",
        ),
    ],
    reason: options.Reason,
) -> None:
    """Carry a restored copy on under a new name, after the newest copy is lost for good.

    Another person asked for it, the day before or earlier: `assure request continue`.
    It says in its first entry what was lost, and signs with a new key from there. Checkpoints and
    receipts under the old name stay good for what the copy still holds. The keys of words stay.

    Example: `assure ledger continue --origin north.example/ledger/2026-2 --last-outside
    police.note --reason "The disk failed on 3 August"`
    """
    from application import custody

    ledger = door.open_as_it_is()
    with proof_of(files.name_of(last_outside)):
        command = custody.declared(ledger, origin, read_note(last_outside), reason)
    done = door.perform(partial(custody.continue_ledger, door.work, door.settings, command))
    _show_continued(door, done)


def _show_continued(door: RecordingDoor, done: Continued) -> None:
    door.show_outcome(done.outcome)
    if done.outcome.receipt.dry_run:
        return
    lost = done.command.last_outside_size - done.command.restored_size
    if lost > 0:
        say(f"{lost} entries that somebody outside holds a checkpoint of are lost.")
    say(f"The ledger is named {done.command.new_origin} now. Its key: {done.command.new_key}")
    for subject in done.keyless:
        say(
            f"The key of {subject} is gone: its words were erased after this copy was made. Record"
            " that again: `assure request erase`, then `assure vault erase`."
        )
    if done.note is None:
        say("No checkpoint could be signed under the new name: `assure ledger checkpoint`.")
    else:
        say("Give the new key and a first checkpoint out: `assure ledger publish`.")


def rotate_key(door: RecordingDoor) -> None:
    """Change the key that signs checkpoints, under the same name. If interrupted, run it again.

    One checkpoint is signed with both keys: whoever knows the old one can so believe the new one.
    Another person asked for it two days before or earlier: `assure request rotate-key`. Not after
    a theft: then the ledger goes on under a new name, `assure ledger continue`.
    """
    from application import custody

    done = door.perform(partial(custody.rotate_key, door.work))
    door.show_outcome(done.outcome)
    if done.note is None:
        return
    say("Give this note to whoever knows the old key, signed with both:")
    say(*done.note.decode().splitlines())
    say(f"The key from now on: {door.custodian.vkey}")
