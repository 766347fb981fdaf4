"""`assure concern`: a safeguarding concern met during an audit (framework section 10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import options, output
from cli.commands import reads, records
from cli.door import Reading, Recording
from cli.nouns import noun

if TYPE_CHECKING:
    from domain.concern.decisions import RaiseConcern

TRIES_MAX = 5

app = noun("concern")

NumberArg = options.Number


@records(app, "raise")
def raise_(
    door: Recording,
    audit: options.AuditArg,
    text: options.Text,
    case: Annotated[
        str | None,
        typer.Argument(metavar="CASE", help="The case, such as C07; left out if about none."),
    ] = None,
    agency: Annotated[
        str | None,
        typer.Option("--agency", metavar="AGENCY", help="Your agency, if you act for several."),
    ] = None,
    seen_on: options.SeenOn = None,
) -> None:
    """Raise a safeguarding concern now. It does not wait for the moderation day.

    First do what your agency's procedures say: this tells the lead auditor, and keeps the record.

    Example: `assure concern raise 2026-neglect C03 --text -`
    """
    told: dict[str, Any] = {
        "audit": audit,
        "case": case,
        "words": text,
        "agency": agency or _own_agency(door, audit),
        "seen_on": seen_on or door.today(),
    }
    number = _recorded(door, told)
    if not door.dry_run:
        output.say(f"This is concern {number} of {audit}. Tell the lead auditor by telephone too.")


def _own_agency(door: Recording, audit: str) -> str | None:
    """The agency a person acts for as auditor; None for the audit's lead auditor."""
    from domain.kernel.vocabulary import Role

    standing = door.ledger.standing(door.actor, audit)
    acts_for = {g.agency for g in standing.grants if g.role is Role.AUDITOR and g.agency}
    if audit in standing.leads or not acts_for:
        return None
    if len(acts_for) > 1:
        raise typer.BadParameter(
            f"say for which: {', '.join(sorted(acts_for))}", param_hint="--agency"
        )
    return acts_for.pop()


def _recorded(door: Recording, told: dict[str, Any]) -> int:
    """Records it under the first free number, or under the one it has already."""
    from cli.inputs import value
    from domain.concern.decisions import RaiseConcern
    from domain.kernel.command import Refusal
    from ledger.errors import ConflictError

    asked = value(RaiseConcern, concern=1, **told)
    for tries_left in reversed(range(TRIES_MAX)):
        wanted = asked.model_validate({**dict(asked), "concern": _number(door, asked)})
        try:
            door.record(wanted)
        except ConflictError:
            if not tries_left:
                raise
        except Refusal as refusal:
            if refusal.code != "concern-exists" or not tries_left:
                raise
        else:
            return wanted.concern
    raise AssertionError("the last try returns or raises")


def _number(door: Recording, asked: RaiseConcern) -> int:
    """The number under which this very concern is raised already, else the first free one."""
    from domain.concern.state import Concern
    from domain.kernel import streams

    number = 1
    told = {name: given for name, given in asked if name != "concern"}
    while isinstance(one := door.ledger.state(streams.concern(asked.audit, number)), Concern):
        if all(getattr(one.raised, name) == given for name, given in told.items()):
            return number
        number += 1
    return number


@records(app, "take-up")
def take_up(
    door: Recording,
    audit: options.AuditArg,
    number: NumberArg,
    manager: Annotated[
        str,
        typer.Option(
            "--manager",
            metavar="TEXT",
            parser=options.words,
            help="With which manager, by name and post; - for stdin.",
        ),
    ],
    on: options.On = None,
) -> None:
    """Record that you, the lead auditor, took a concern up with the relevant manager."""
    from domain.concern.decisions import TakeUpConcern

    door.ask(
        TakeUpConcern,
        audit=audit,
        concern=number,
        manager=manager,
        taken_up_on=on or door.today(),
    )


@records(app)
def acknowledge(
    door: Recording,
    audit: options.AuditArg,
    number: NumberArg,
    text: options.Text,
    on: options.On = None,
) -> None:
    """Record that the manager has it, and what happens now."""
    from domain.concern.decisions import AcknowledgeConcern

    door.ask(
        AcknowledgeConcern,
        audit=audit,
        concern=number,
        response=text,
        acknowledged_on=on or door.today(),
    )


@records(app)
def resolve(
    door: Recording,
    audit: options.AuditArg,
    number: NumberArg,
    text: options.Text,
    on: options.On = None,
) -> None:
    """Record what was done. An audit is not closed while a concern is unresolved."""
    from domain.concern.decisions import ResolveConcern

    door.ask(
        ResolveConcern,
        audit=audit,
        concern=number,
        outcome=text,
        resolved_on=on or door.today(),
    )


@reads(app, "list")
def list_(door: Reading) -> None:
    """List concerns with their clocks: those of the audits you lead, and your agency's.

    Of all others you are told how many there are.
    """
    with door.session() as session:
        from projections.queries import concern_counts, concerns

        found = concerns(session, door.today())
        counts = concern_counts(session)
    for one in (counted for counted in counts if counted.raised):
        output.say(f"{one.audit}: {one.raised} raised, {one.unresolved} unresolved.")
    rows = [{**output.as_row(one), "words": door.reader.text_at(one.position)} for one in found]
    columns = ("audit", "concern", "case_ref", "agency", "seen_on", "taken_up_on")
    door.show(rows, (*columns, "acknowledged_on", "resolved_on", "days_open"))
