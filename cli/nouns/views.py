"""`assure views`: hearing children and families (framework section 8)."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import options, output
from cli.commands import reads, records
from cli.door import Reading, Recording
from cli.nouns import noun
from domain.kernel.vocabulary import ViewsMethod, Whose

app = noun("views")

Method = Annotated[ViewsMethod, typer.Option("--method", help="How they were, or are, sought.")]
OfAgency = Annotated[
    str | None,
    typer.Option("--agency", metavar="AGENCY", help="Your agency; the lead auditor leaves it out."),
]


@records(app)
def decide(
    door: Recording,
    audit: options.AuditArg,
    method: Annotated[
        list[ViewsMethod] | None,
        typer.Option("--method", help="How views are to be sought; repeatable."),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by", metavar="TEXT", parser=options.words, help="Who speaks with them, and why them."
        ),
    ] = None,
    reason: Annotated[
        str | None,
        typer.Option(
            "--reason", metavar="TEXT", parser=options.words, help="Why views are not sought."
        ),
    ] = None,
    on: options.On = None,
) -> None:
    """Record whether and how this audit seeks views, before its returns are moderated.

    Example: `assure views decide 2026-neglect --method conversation --by "The worker whom each
    child knows best"`
    """
    from domain.audit.taking_part import DecideViews

    door.ask(
        DecideViews,
        audit=audit,
        decided_on=on or door.today(),
        methods=method or [],
        by_whom=by,
        reason=reason,
    )


@records(app)
def seek(
    door: Recording,
    audit: options.AuditArg,
    case: options.CaseArg,
    method: Method,
    by: Annotated[
        str,
        typer.Option(
            "--by", metavar="TEXT", parser=options.words, help="Who was asked to, and why them."
        ),
    ],
    agency: OfAgency = None,
    on: options.On = None,
) -> None:
    """Record that somebody was asked to speak with the child or the family of a case."""
    from domain.case.views import SeekViews

    door.ask(
        SeekViews,
        audit=audit,
        case=case,
        agency=agency,
        method=method,
        sought_on=on or door.today(),
        by_whom=by,
    )


@records(app)
def record(
    door: Recording,
    audit: options.AuditArg,
    case: options.CaseArg,
    whose: Annotated[Whose, typer.Option("--whose", help="Whose views they are.")],
    text: options.Text,
    difference: Annotated[
        str,
        typer.Option(
            "--difference",
            metavar="TEXT",
            parser=options.words,
            help="What difference the service made, in their eyes; - for stdin.",
        ),
    ] = "",
    method: Method = ViewsMethod.CONVERSATION,
    agency: OfAgency = None,
    on: options.On = None,
) -> None:
    """Record what the child or the family of a case said. The words are sealed.

    Example: `assure views record 2026-neglect C03 --whose child --agency police --text -`
    """
    from domain.case.views import RecordViews

    door.ask(
        RecordViews,
        audit=audit,
        case=case,
        agency=agency,
        method=method,
        heard_on=on or door.today(),
        whose=whose,
        views=text,
        difference_made=difference,
    )


@records(app, "not-sought")
def not_sought(
    door: Recording,
    audit: options.AuditArg,
    case: options.CaseArg,
    reason: options.Reason,
    agency: OfAgency = None,
) -> None:
    """Record that the views of this case's family were not sought, and why."""
    from domain.case.views import ExplainNoViews

    door.ask(ExplainNoViews, audit=audit, case=case, agency=agency, reason=reason)


@records(app)
def group(
    door: Recording,
    audit: options.AuditArg,
    method: Method,
    respondents: Annotated[
        int, typer.Option("--respondents", min=1, max=100_000, help="How many were heard.")
    ],
    text: options.Text,
    on: options.On = None,
) -> None:
    """Record what a questionnaire or the Young People's Board said."""
    from domain.audit.taking_part import RecordGroupViews

    door.ask(
        RecordGroupViews,
        audit=audit,
        method=method,
        heard_on=on or door.today(),
        respondents=respondents,
        views=text,
    )


@reads(app, "list")
def list_(door: Reading, audit: options.AuditArg) -> None:
    """List what was done in each case to hear the child and the family, with what they said.

    The words are for the lead auditor and the agency that heard them, and once returns are open
    for the agencies of the audit.
    """
    with door.session() as session:
        from projections.queries import audit_views, case_views

        decided = [one for one in audit_views(session) if one.audit == audit]
        cases = case_views(session, audit)
    for one in decided:
        output.say(_decision(one.sought, one.methods, one.reason))
    rows = [{**output.as_row(case), "words": door.reader.text_at(case.position)} for case in cases]
    door.show(rows, ("case_ref", "state", "method", "agency", "on"))


def _decision(sought: bool | None, methods: tuple[str, ...], reason: str | None) -> str:
    if sought is None:
        return "Nobody has decided yet whether to seek views: `assure views decide`."
    if sought:
        return f"Views are sought by {', '.join(methods)}."
    return f"Views are not sought: {reason}"
