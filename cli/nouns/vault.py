"""`assure vault`: the keys of confidential text: holds, erasure, periods, renewal."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from cli import options, output
from cli.commands import reads, records, runs
from cli.confidential import ASKED, WORDS
from cli.door import Door, ReadingDoor, RecordingDoor
from cli.nouns import noun
from cli.output import say
from cli.verbs import asks

app = noun("vault")

SubjectArg = Annotated[
    str,
    typer.Argument(metavar="SUBJECT", help="Whose words: a case, as 2026-neglect/C07."),
]
MaybeSubject = Annotated[
    str | None,
    typer.Argument(metavar="SUBJECT", help="A case, as 2026-neglect/C07; every one if left out."),
]

asks(app, "hold", "PlaceLegalHold")
asks(app, "release", "ReleaseLegalHold")


@records(app)
def erase(
    door: RecordingDoor,
    subject: SubjectArg,
    although_open: Annotated[
        str | None,
        typer.Option(
            "--although-open",
            metavar="TEXT",
            parser=options.prose,
            help="Why it cannot wait until the audit is closed; - for stdin, @FILE for a file.",
        ),
    ] = None,
    backups_kept: Annotated[
        int | None,
        typer.Option(
            "--backups-kept",
            metavar="DAYS",
            min=0,
            max=3_660,
            help="How long you keep backups of the keys; else key_backups_days of retention.yaml"
            " in ASSURE_HOME, else 90.",
        ),
    ] = None,
) -> None:
    """Forget a subject's words for good: their key is destroyed, and nothing opens them again.

    It takes two people: another one asked for it, seven days ago or earlier, with `assure request
    erase`. What was graded, when and by whom stays, and so does every proof of it. A hold forbids
    it. If it is interrupted, run it again. Afterwards the whole ledger and up to three receipts of
    that case from before are verified again.

    Example: `assure vault erase 2026-neglect/C07`
    """
    from application import erasure
    from cli import retention

    if backups_kept is None:
        backups_kept = retention.read(None, door.settings.home).key_backups_days
    act = partial(erasure.begin_erasure, door.work, subject, although_open)
    door.show_outcome(door.perform(act))
    if door.dry_run:
        return
    erased = erasure.erase(door.work, subject, backups_kept)
    if erased.unsigned is not None:
        why = f"{erased.unsigned.message} {erased.unsigned.remedy}"
        say(f"It is recorded, but no checkpoint covers it yet. {why}")
    say("", *erased.certificate)
    if erased.unproved is not None:
        raise erased.unproved


@reads(app)
def status(door: ReadingDoor, subject: MaybeSubject = None) -> None:
    """Show whose words can be read, are held, or were erased, and by whose authority."""
    from application.erasure import standings

    door.rows(standings(door.reader, subject))


@runs(app)
def due(
    door: Door,
    settings: Annotated[
        str | None,
        typer.Option(
            "--settings",
            metavar="FILE",
            help="Your own periods, in YAML; else retention.yaml in ASSURE_HOME.",
        ),
    ] = None,
) -> None:
    """List what has come to the end of its time. Nothing is ever deleted by itself.

    A settings file names any of: case_key, returns, working_papers, report, recommendations,
    impact, concerns, each with months_after_close (or permanent) and its basis; and
    key_backups_days, for the certificate of an erasure.

    Example: `assure vault due --settings retention.yaml`
    """
    from application.retention import due as due_today
    from cli import retention

    door.reader.require_known()
    due_records = due_today(door.work, retention.read(settings, door.settings.home))
    rows = [
        {
            "due_on": record.due_on,
            "what": record.subject_or_audit,
            "kind": record.kind,
            "held": record.held,
            "months_after_close": record.rule.months_after_close,
            "basis": record.rule.basis,
        }
        for record in due_records
    ]
    door.rows(rows)


@runs(app, "map")
def map_(
    door: Door,
    audit: options.AuditArg,
    case: options.CaseArg,
    agency: options.Agency,
    reference: Annotated[
        str,
        typer.Option(
            "--reference",
            metavar="NUMBER",
            help=f"Your own number of the case; {ASKED}.",
        ),
        WORDS,
    ],
) -> None:
    """Keep your agency's own number of a case, sealed with the case's key and outside the ledger.

    Only your agency's auditors and lead, and the lead auditor, can find it again. It goes when the
    case's words are erased.

    Example: `assure vault map 2026-neglect C07 --agency police --reference @number.txt`
    """
    from application.case_numbers import keep_case_number

    number = keep_case_number(door.work, audit, case, agency, reference)
    door.document({"subject": number.subject, "agency": agency, "kept": True})


@runs(app)
def find(
    door: Door, audit: options.AuditArg, case: options.CaseArg, agency: options.Agency
) -> None:
    """Show your agency's own number of a case, if it was kept with `assure vault map`."""
    from application.case_numbers import find_case_number

    reference = find_case_number(door.work, audit, case, agency)
    door.document({"subject": f"{audit}/{case}", "agency": agency, "reference": reference})


@runs(app)
def rewrap(
    door: Door,
    keys: Annotated[
        options.KeyPlace | None,
        typer.Option("--keys", help="Keep the new one in a place of another kind from now on."),
    ] = None,
    new_key: Annotated[
        Path | None,
        typer.Option(
            "--new-key", metavar="FILE", help="The new one, 32 bytes, if the system hands it over."
        ),
    ] = None,
    old_key: Annotated[
        Path | None,
        typer.Option(
            "--old-key", metavar="FILE", help="With --new-key: the present one, if not at hand."
        ),
    ] = None,
) -> None:
    """Renew the key-encryption key: every older backup of the keys opens nothing any more.

    Do it every quarter, and after an erasure that must hold at once. If interrupted, run it again.
    Then make a new backup of the keys, and destroy every copy of the old key-encryption key.

    Example: `assure vault rewrap --keys passphrase`
    """
    from ledger.integrity.public_names import eras
    from ledger.keys import renewal
    from ledger.keys.key_encryption_key import KeyFile
    from ledger.opening import home_of

    if (new_key is None and old_key is not None) or (new_key is not None and keys is not None):
        raise typer.BadParameter("goes with --new-key, and not with --keys", param_hint="--old-key")
    ledger = door.open_as_it_is()
    door.reader.require_right("LogKeyRotated")
    names = eras(ledger)
    home, origins = home_of(door.settings, names), [era.origin for era in names]
    if ledger.custodian is not None:
        ledger.custodian.follow_erasures()
    if new_key is not None:
        old = None if old_key is None else KeyFile(old_key, from_systemd=True)
        renewal.exchange(home, origins, old, KeyFile(new_key, from_systemd=True))
        say(f"Hand {new_key} over in the place of the old one before assure runs again.")
    elif keys is not None:
        renewal.move(home, origins, keys.value)
    else:
        renewal.renew(home, origins)
    output.write("The key-encryption key is new: everything is wrapped with it.")
    say("Make a new backup of the keys now: the old ones open nothing.")
