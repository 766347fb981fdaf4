"""`assure moderate`: the audit moderation day (framework section 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli import options, output
from cli.commands import reads, records
from cli.door import ReadingDoor, RecordingDoor
from cli.nouns import noun
from cli.output import Output, Row, say
from cli.verbs import asks

if TYPE_CHECKING:
    from application.moderation import Review
    from domain.agreement import Flag, Severity

app = noun("moderate")


def _dissent(given: list[str] | None) -> list[dict[str, str]]:
    return [
        {"agency": agency, "words": words} for agency, words in options.pairs("--dissent", given)
    ]


@reads(app)
def agenda(door: ReadingDoor, audit: options.AuditArg) -> None:
    """Rank what the day should discuss: where agencies' grades differ, worst first.

    Concerns that are not resolved stand first. Each agency grades its own part, so a difference
    may be true: these are questions, not errors. What to get or ask before the day follows, and
    what the day agreed that should be looked at again. Equals begin where one agency's single step
    decides what counts, and are spread over the cases. The lead auditor alone is shown how often
    each agency graded below or above the others.
    """
    from application.moderation import review

    agenda_of_day = review(door.reader, audit)
    rows = [
        {
            "place": place,
            "case": item.case,
            "area": item.area,
            "why": item.rank.value,
            "questions": [flag.words for flag in item.questions],
        }
        for place, item in enumerate(agenda_of_day.agenda.items, start=1)
    ]
    before = list(map(_question, agenda_of_day.agenda.before_the_day))
    after = list(map(_question, agenda_of_day.after_the_day))
    severity = (
        None if agenda_of_day.severity is None else list(map(_severity, agenda_of_day.severity))
    )
    if door.shown_as is not Output.TABLE:
        document = {
            "audit": audit,
            "items": rows,
            "before_the_day": before,
            "after_the_day": after,
            "severity": severity,
            **_not_counted(agenda_of_day),
            "graded_twice": list(map(output.as_row, agenda_of_day.graded_twice)),
        }
        door.document(document, rows)
        return
    door.rows(rows)
    for head, asked in (("Before the day", before), ("To look at again", after)):
        for ask in asked:
            place = " ".join(filter(None, (ask["case"], ask["area"])))
            say(f"{head}: {place}{': ' if place else ''}{ask['question']}.")
    _say_not_counted(agenda_of_day)
    for twice in agenda_of_day.graded_twice:
        say(f"{twice.agency}: {twice.words}.")
    for line in severity or ():
        say(f"For the lead auditor only: {line['agency']} graded {line['sentence']}.")


@reads(app)
def write(
    door: ReadingDoor,
    audit: options.AuditArg,
    out: Annotated[str, typer.Option("--out", metavar="FILE", help="The new PDF.")],
) -> None:
    """Write the pack for the moderation day: the agenda in order, with each agency's grade side by
    side, the questions, and room for what is agreed.

    For those who may see the agenda now: before the returns are open, the lead auditor alone.

    Example: `assure moderate write 2026-neglect --out day.pdf`
    """
    from application import moderation_pack
    from cli import files
    from cli.folders import write_one

    files.require_kind(out, ".pdf")
    write_one(door, out, moderation_pack.moderation_pack(door.reader, audit))
    say(f"The pack for the moderation day is {out}.")


def _not_counted(review: Review) -> Row:
    return {
        "not_gradable": review.not_gradable,
        "not_applicable": [
            {"case": case, "area": area, "agency": agency}
            for case, area, agency in review.not_applicable
        ],
    }


def _say_not_counted(review: Review) -> None:
    """Says which cases and areas count as neither graded nor missing."""
    if review.not_gradable:
        say(f"Not gradable: {', '.join(review.not_gradable)}.")
    for case, area, agency in review.not_applicable:
        say(f"Found not applicable: {case} {area}{f' for {agency}' if agency else ''}.")


def _question(flag: Flag) -> Row:
    return {
        "case": flag.case,
        "area": flag.area,
        "agencies": flag.agencies,
        "question": flag.words,
    }


def _severity(severity: Severity) -> Row:
    return {
        "agency": severity.agency,
        "below": severity.below,
        "level": severity.level,
        "above": severity.above,
        "sentence": severity.words,
    }


asks(app, "open", "OpenModeration")


@records(app)
def grade(
    door: RecordingDoor,
    audit: options.AuditArg,
    case: options.CaseArg,
    agency: options.Agency,
    area: options.Area,
    grade: options.Grade,
    reason: options.CaseReason,
    dissent: options.Dissent = None,
) -> None:
    """Record moderation's grade for one agency's work. The auditor's own grade stays beside it.

    `--grade not-applicable` says that the area does not apply to its work.
    """
    about = {"audit": audit, "case": case, "agency": agency, "area": area, "reason": reason}
    _graded_or_not_applicable(door, "ModerateGrade", grade, dissent, about)


@records(app)
def area(
    door: RecordingDoor,
    audit: options.AuditArg,
    case: options.CaseArg,
    area: options.Area,
    grade: options.Grade,
    reason: options.CaseReason,
    dissent: options.Dissent = None,
) -> None:
    """Record the grade that the agencies together agree for one area of a case.

    `--grade not-applicable` says that the area does not apply to it.
    """
    about = {"audit": audit, "case": case, "area": area, "reason": reason}
    _graded_or_not_applicable(door, "AgreeAreaGrade", grade, dissent, about)


def _graded_or_not_applicable(
    door: RecordingDoor, command: str, grade: str, dissent: list[str] | None, about: dict[str, str]
) -> None:
    from domain.kernel.registry import command_class
    from domain.tool.not_applicable import says_not_applicable

    given = {} if says_not_applicable(grade) else {"grade": grade}
    asked = command_class(command if given else "FindNotApplicable")
    door.ask(asked, **about, **given, dissent=_dissent(dissent))


@records(app)
def overall(
    door: RecordingDoor,
    audit: options.AuditArg,
    case: options.CaseArg,
    grade: options.Grade,
    reason: options.CaseReason,
    dissent: options.Dissent = None,
) -> None:
    """Record the overall grade that is agreed for a case. Every case needs one.

    Until the report is agreed it can be put right by agreeing it again, with the reason.
    `--grade not-applicable` says that nobody can grade the case, as `sample not-gradable` does.

    Example: `assure moderate overall 2026-neglect C07 --grade good --reason @reason.txt
    --dissent police=@police.txt`
    """
    from domain.kernel.registry import command_class
    from domain.tool.not_applicable import says_not_applicable

    if says_not_applicable(grade):
        if dissent:
            raise typer.BadParameter(
                "a case that nobody can grade has no dissent; say it in the reason",
                param_hint="--dissent",
            )
        door.ask(command_class("CallNotGradable"), audit=audit, case=case, reason=reason)
        return
    door.ask(
        command_class("AgreeOverallGrade"),
        audit=audit,
        case=case,
        grade=grade,
        reason=reason,
        dissent=_dissent(dissent),
    )


@records(app, "not-applicable")
def not_applicable(
    door: RecordingDoor,
    audit: options.AuditArg,
    case: options.CaseArg,
    area: options.Area,
    reason: options.CaseReason,
    agency: Annotated[
        str | None,
        typer.Option(
            "--agency", metavar="AGENCY", help="Only its work; left out: the area of the case."
        ),
    ] = None,
    dissent: options.Dissent = None,
) -> None:
    """Record that moderation found an area not to apply: no grade of it is counted.

    What the agencies graded stays in the record and is shown. A grade agreed later supersedes it.

    Example: `assure moderate not-applicable 2026-neglect C07 --area planning --reason
    @reason.txt`
    """
    from domain.kernel.registry import command_class

    door.ask(
        command_class("FindNotApplicable"),
        audit=audit,
        case=case,
        agency=agency,
        area=area,
        reason=reason,
        dissent=_dissent(dissent),
    )


asks(app, "learning", "AgreeLearning")
asks(app, "withdraw-learning", "WithdrawLearning")


@reads(app, "learnt")
def learnt(door: ReadingDoor, audit: options.AuditArg) -> None:
    """List what the day agreed is to be learnt, with its number by case.

    The words are for the lead auditor, and once returns are open for the agencies of the audit.
    """
    with door.session() as session:
        from projections.queries.audits import learning

        agreed = learning(session, audit)
    rows = [{**output.as_row(one), "words": door.reader.text_at(one.position)} for one in agreed]
    door.show(rows, ("case_ref", "number"))


@records(app)
def close(
    door: RecordingDoor,
    audit: options.AuditArg,
    attended: Annotated[
        list[str],
        typer.Option("--attended", metavar="PERSON", help="Somebody who came; repeatable."),
    ],
    undertaking: Annotated[
        bool,
        typer.Option(
            "--undertaking", help="Everybody named undertook to keep the day confidential."
        ),
    ] = False,
    on: options.On = None,
    reason: Annotated[
        str | None,
        typer.Option("--reason", metavar="TEXT", help="Why what was recorded before is corrected."),
    ] = None,
) -> None:
    """Close the moderation day: who came, and that each undertook to keep it confidential.

    Example: `assure moderate close 2026-neglect --attended p-kaur --attended j-obi --undertaking`
    """
    from application.moderation import attendance
    from domain.kernel.registry import command_class

    door.ask(
        command_class("HoldModeration"),
        audit=audit,
        held_on=on or door.today(),
        attended=attendance(door.ledger, attended, undertaking=undertaking),
        reason=reason,
    )
