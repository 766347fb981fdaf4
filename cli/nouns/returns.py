"""`assure return`: an agency's return on a case (framework sections 5 and 9)."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from cli import options, output
from cli.commands import prints, reads, records
from cli.door import Door, Reading, Recording
from cli.nouns import noun

app = noun("return")


@prints(app)
def form(door: Door, audit: options.AuditArg, agency: options.Agency) -> None:
    """Print a form with every sampled case and every area: the prompts are its comments.

    Example: `assure return form 2026-neglect --agency police > police.yaml`
    """
    from cli import returns_form
    from domain.deciders.base import Context, Refusal, audit_tool, require_audit, require_involved
    from domain.states.sample import current_cases

    context = Context(door.actor, door.today(), door.ledger.state)
    known = require_audit(context, audit)
    require_involved(known, agency)
    cases = sorted(current_cases(context.sample(audit)))
    if not cases:
        raise Refusal(
            "no-sample", f"No sample is drawn for {audit}.", "Draw it first: `assure sample draw`."
        )
    output.write(returns_form.form(audit, agency, cases, audit_tool(context, known)))


@records(app)
def append(
    door: Recording,
    file: options.FileArg,
    receipt: Annotated[
        str | None,
        typer.Option(
            "--receipt",
            metavar="FILE",
            help="Write a receipt that you can keep; with several cases, one for each.",
        ),
    ] = None,
) -> None:
    """Append a filled-in return, of one case or of several: all of it, or nothing.

    The same file twice is one record and the same receipt, so trying again is safe. After a
    return was withdrawn, its file can be appended again.

    Example: `assure return append police.yaml --receipt police.tlog-proof`
    """
    from cli import returns_form
    from cli.files import name_of, read_sheet
    from cli.proofs import returned as proofs

    returned = returns_form.read(read_sheet(file), name_of(file))
    same = returns_form.command_id(returned, door.actor, door.ledger)
    wanted = {}
    if receipt is not None:
        wanted = proofs.files_for(receipt, [case.case for case in returned.cases])
        proofs.require_possible(door, wanted)
    recorded = door.record(*returns_form.commands(returned), command_id=same)
    proofs.write(door, recorded, wanted)


@records(app)
def withdraw(
    door: Recording,
    audit: options.AuditArg,
    case: options.CaseArg,
    agency: options.Agency,
    reason: options.Reason,
) -> None:
    """Take your agency's return on a case back, before moderation opens. It stays on record."""
    from domain.deciders.returns import WithdrawReturn

    door.ask(WithdrawReturn, audit=audit, case=case, agency=agency, reason=reason)


@records(app, "not-involved")
def not_involved(
    door: Recording,
    audit: options.AuditArg,
    case: options.CaseArg,
    agency: options.Agency,
    reason: options.Reason,
) -> None:
    """Declare that your agency was not involved in a case."""
    from domain.deciders.returns import DeclareNoInvolvement

    door.ask(DeclareNoInvolvement, audit=audit, case=case, agency=agency, reason=reason)


@reads(app)
def show(
    door: Reading, audit: options.AuditArg, case: options.CaseArg, agency: options.Agency
) -> None:
    """Show an agency's return on a case: each entry, with its words if they are for you.

    Before moderation opens, a return is for its own agency and the lead auditor only.
    """
    from domain import streams

    door.require_reader("ReturnAppended", audit, agency)
    rows: list[dict[str, Any]] = []
    for entry in door.entries(streams.agency_return(audit, case, agency)):
        event = entry.event
        rows.append(
            {
                "entry": entry.position,
                "recorded_at": entry.stamp.recorded_at,
                "by": entry.stamp.actor,
                "event": type(event).__name__,
                "area": getattr(event, "area", None),
                "grade": getattr(event, "to_grade", None) or getattr(event, "grade", None),
                "words": door.words(entry),
            }
        )
    door.rows(rows, under="words")
