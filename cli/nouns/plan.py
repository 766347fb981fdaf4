"""`assure plan`: an audit's terms of reference, people and briefing (framework section 5)."""

from __future__ import annotations

from functools import partial
from typing import Annotated, cast

import typer

from cli import options, output
from cli.commands import prints, reads, records
from cli.door import Door, ReadingDoor, RecordingDoor
from cli.nouns import noun
from cli.verbs import asks

app = noun("plan")


@prints(app)
def template(
    door: Door,
    tool: Annotated[
        str | None,
        typer.Option(
            "--tool",
            metavar="TOOL",
            help="The tool it is to use: feedback on earlier audits with it is put at the top.",
        ),
    ] = None,
) -> None:
    """Print a plan to fill in: `assure plan template > plan.yaml`."""
    from application import plans

    if tool is None:
        output.write(plans.blank_plan())
        return
    output.write(plans.blank_plan_for(door.reader, tool))


@records(app)
def agree(door: RecordingDoor, file: options.FileArg, on: options.On = None) -> None:
    """Agree an audit's plan: purpose, timescale, agencies, tool and how cases are selected.

    Example: `assure plan agree plan.yaml --on 2026-06-18`
    """
    from application import plans
    from cli import files

    door.do(partial(plans.agree, door.work, files.given(file), on or door.today()))


@records(app)
def amend(
    door: RecordingDoor, file: options.FileArg, reason: options.Reason, on: options.On = None
) -> None:
    """Amend an agreed plan: give the whole plan as it is to be, and why.

    What the sample or the returns already rest on can no longer be changed.
    """
    from application import plans
    from cli import files

    day = on or door.today()
    door.do(partial(plans.amend, door.work, files.given(file), day, reason))


asks(app, "compare", "CompareFrames")
asks(app, "regrade", "DrawOldCases")
asks(app, "appoint", "AppointLeadAuditor")
asks(app, "nominate", "NominateAuditor")
asks(app, "brief", "HoldBriefing")
asks(app, "acknowledge", "AcknowledgeBriefing")


@reads(app)
def show(door: ReadingDoor, audit: options.AuditArg) -> None:
    """Show an audit's plan as amended, with its lead auditor and its auditors."""
    from domain.audit.requirements import planned
    from domain.audit.state import Audit, NoAudit
    from domain.kernel import streams

    state = cast(Audit | NoAudit, door.reader.state(streams.audit(audit)))
    known = planned(state, audit)
    auditors = {agency: sorted(people) for agency, people in sorted(known.auditors.items())}
    door.document(
        {
            **output.plain(known.plan),
            "tool_version": known.agreed.tool_version,
            "agreed_on": known.agreed.agreed_on,
            "lead_auditor": known.lead,
            "auditors": auditors,
            "briefing_acknowledged_by": sorted(known.acknowledged),
        }
    )


@reads(app, "list")
def list_(door: ReadingDoor) -> None:
    """List the agreed plans with the dates their steps are due."""
    with door.session() as session:
        from projections.queries.audits import audits_overview

        plans = audits_overview(session)
    columns = ("audit", "title", "process", "lead_auditor", "returns_by", "moderation_on")
    door.rows(plans, (*columns, "report_by"))
