"""`assure vault`: the keys of what was said about children, and the end of them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import options, output
from cli.commands import reads, records, runs
from cli.door import Door, Reading, Recording
from cli.nouns import noun
from cli.output import say

if TYPE_CHECKING:
    from domain.vault.state import Words
    from ledger.custodian import Custodian

app = noun("vault")

SubjectArg = Annotated[
    str,
    typer.Argument(metavar="SUBJECT", help="Whose words: a case, as 2026-neglect/C07."),
]
MaybeSubject = Annotated[
    str | None,
    typer.Argument(metavar="SUBJECT", help="A case, as 2026-neglect/C07; every one if left out."),
]
Authority = Annotated[
    str,
    typer.Option("--authority", metavar="NAME", help="Who decided it, such as the officer."),
]


@records(app)
def hold(
    door: Recording, subject: SubjectArg, authority: Authority, reason: options.Reason
) -> None:
    """Place a legal hold: nothing of this subject may be erased until it is released.

    Example: `assure vault hold 2026-neglect/C07 --authority "Family Court" --reason "Proceedings"`
    """
    from domain.vault.decisions import PlaceLegalHold

    door.ask(PlaceLegalHold, words_of=subject, authority=authority, reason=reason)


@records(app)
def release(
    door: Recording, subject: SubjectArg, authority: Authority, reason: options.Reason
) -> None:
    """Release the legal hold of one authority. Another authority's goes on."""
    from domain.vault.decisions import ReleaseLegalHold

    door.ask(ReleaseLegalHold, words_of=subject, authority=authority, reason=reason)


@records(app)
def erase(
    door: Recording,
    subject: SubjectArg,
    authority: Authority,
    reason: options.Reason,
    on: options.On = None,
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

    What was graded, when and by whom stays, and so does every proof of it. A legal hold forbids
    it. It may be cut off anywhere: run again, it goes on. A person decides; this records and does
    what was decided. Afterwards the whole ledger and up to three receipts of that case from before
    are verified again.

    Example: `assure vault erase 2026-neglect/C07 --authority "Data protection officer" --reason
    "Article 17, asked for on 2 September"`
    """
    from cli import retention
    from domain.vault.decisions import RequestErasure

    if backups_kept is None:
        backups_kept = retention.read(None, door.settings.home).key_backups_days
    custodian = door.custodian
    day = on or door.today()
    door.ask(RequestErasure, words_of=subject, requested_on=day, authority=authority, reason=reason)
    if door.dry_run:
        return
    checks = custodian.erase(subject, door.work.identity)
    _sign(custodian)
    try:
        checks += _still_proved(custodian, subject)
    finally:
        for line in _certificate(door, subject, checks, backups_kept):
            say(line)


def _sign(custodian: Custodian) -> None:
    """A checkpoint that covers the erasure. It is done and recorded whether or not one is made."""
    from ledger.errors import LedgerError

    try:
        custodian.checkpoint()
    except LedgerError as error:
        say(f"It is recorded, but no checkpoint covers it yet. {error.message} {error.remedy}")


def _still_proved(custodian: Custodian, subject: str) -> tuple[str, ...]:
    from ledger.integrity.reproof import still_proved

    return still_proved(custodian, subject)


def _certificate(door: Door, subject: str, checks: tuple[str, ...], backups_kept: int) -> list[str]:
    """What may be given to whoever asked: what was done, checked, and is still to be done."""
    from domain.kernel import streams
    from domain.kernel.days import day_of, day_words
    from domain.vault.events import ErasureCompleted

    entry = door.ledger.entries(streams.vault(subject))[-1]
    completed = entry.event
    assert isinstance(completed, ErasureCompleted)
    done = day_of(entry.stamp.recorded_at)
    gone = done + timedelta(days=backups_kept)
    lines = [
        "",
        "CERTIFICATE OF ERASURE",
        f"The words recorded about {subject} were rendered unreadable on {day_words(done)}, by"
        f" authority of {completed.authority}. It is entry {entry.position} of the ledger.",
        *checks,
        f"Backups of the keys made before this still hold the key. The last of them must be gone"
        f" by {day_words(gone)} ({backups_kept} days); `assure vault rewrap` makes them worthless"
        " now.",
    ]
    return [*lines, *_handed_out(door, subject)]


def _handed_out(door: Door, subject: str) -> list[str]:
    """What left the ledger before, which an erasure does not reach."""
    from ledger.integrity.reproof import handed_out

    found = handed_out(door.ledger, subject)
    if not found:
        return ["By the record, nothing about this subject was exported."]
    return [
        "Handed out before, by the record; an erasure does not reach it:",
        *(
            f"  {one.to_whom}: {one.what} (entry {one.position})."
            + (" It shows words: ask for its return." if one.opened else " Its words are sealed.")
            for one in found
        ),
    ]


@reads(app)
def status(door: Reading, subject: MaybeSubject = None) -> None:
    """Show whose words can be read, are held, or were erased, and by whose authority."""
    from domain.kernel import streams
    from domain.vault.state import Words

    door.reader.require_known()
    every = door.reader.streams("vault")
    wanted = every if subject is None else (streams.vault(subject),)
    rows: list[dict[str, Any]] = []
    for stream in wanted:
        words = door.reader.state(stream)
        assert isinstance(words, Words)
        if words.key is not None:
            rows.append(_standing(stream.partition("/")[2], words))
    door.rows(rows)


def _standing(subject: str, words: Words) -> dict[str, Any]:
    if words.erased is not None:
        stands = "erased"
    elif words.begun is not None:
        stands = "being erased"
    elif words.holds:
        stands = "held"
    else:
        stands = "kept" if words.requested is None else "to be erased"
    asked = words.requested
    return {
        "subject": subject,
        "standing": stands,
        "held_by": [hold.authority for hold in words.holds],
        "erasure_requested_on": asked.requested_on if asked else None,
        "by_authority_of": asked.authority if asked else None,
        "reason": asked.reason if asked else None,
    }


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
    found = due_today(door.work, retention.read(settings, door.settings.home))
    rows = [
        {
            "due_on": one.due_on,
            "what": one.subject_or_audit,
            "kind": one.kind,
            "held": one.held,
            "months_after_close": one.rule.months_after_close,
            "basis": one.rule.basis,
        }
        for one in found
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
            parser=options.words,
            help="Your own number of the case; - for stdin.",
        ),
    ],
) -> None:
    """Keep your agency's own number of a case, sealed with the case's key and outside the ledger.

    Only your agency's auditors and lead, and the lead auditor, can find it again. It goes when the
    case's words are erased.

    Example: `assure vault map 2026-neglect C07 --agency police --reference - < number.txt`
    """
    from cli.inputs import value
    from cli.sheets import CaseNumber
    from domain.kernel import streams
    from domain.kernel.command import Refusal
    from domain.vault.decisions import require_writable
    from domain.vault.state import Words

    known = value(CaseNumber, audit=audit, case=case, agency=agency, reference=reference)
    custodian = door.custodian
    _require_theirs(door, audit, case, agency)
    words = door.ledger.state(streams.vault(known.subject))
    assert isinstance(words, Words)
    require_writable(words, known.subject)
    if words.key is None:
        raise Refusal(
            "no-key",
            f"No words about {known.subject} are recorded yet, so it has no key.",
            "Append the return first.",
        )
    custodian.vault.keystore.remember_identity(known.subject, agency, known.reference)
    door.document({"subject": known.subject, "agency": agency, "kept": True})


@runs(app)
def find(
    door: Door, audit: options.AuditArg, case: options.CaseArg, agency: options.Agency
) -> None:
    """Show your agency's own number of a case, if it was kept with `assure vault map`."""
    from domain.kernel import streams
    from domain.kernel.command import Refusal
    from domain.vault.state import Words

    custodian = door.custodian
    _require_theirs(door, audit, case, agency)
    subject = f"{audit}/{case}"
    words = door.ledger.state(streams.vault(subject))
    assert isinstance(words, Words)
    # A keystore from a backup may still hold the number of a case that was erased.
    found = None if words.closed else custodian.vault.keystore.identity(subject, agency)
    if found is None:
        raise Refusal(
            "not-mapped",
            f"No number of {agency} is kept for {subject}.",
            "Either none was, or the case's words were erased: see `assure vault status`.",
        )
    door.document({"subject": subject, "agency": agency, "reference": found})


def _require_theirs(door: Door, audit: str, case: str, agency: str) -> None:
    """Refuses who may not know the agency's own numbers, and what is not there, in this order."""
    from domain.audit.requirements import require_audit, require_involved
    from domain.kernel.command import Context
    from domain.sample.requirements import require_sampled

    door.reader.require_own_numbers(audit, agency)
    context = Context(door.actor, door.today(), door.ledger.state)
    require_involved(require_audit(context, audit), agency)
    require_sampled(context, audit, case)


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

    Do it every quarter, and after an erasure that must hold at once. May be cut off and run again.
    Then make a new backup of the keys, and destroy every copy of the old key-encryption key.

    Example: `assure vault rewrap --keys passphrase`
    """
    from ledger.integrity.names import eras
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
