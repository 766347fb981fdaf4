"""How far one audit is: its own process step by step, and where it stands in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from dashboard.kit.address import Link, to
from dashboard.kit.blocks import State, Step
from dashboard.kit.dates import counted, day_words
from domain.kernel.days import local
from domain.kernel.processes import STEPS, Process
from projections.queries.audits import AuditOverview
from projections.queries.grades import OverallGrade


def steps(audit: AuditOverview, today: date) -> list[Step]:
    """The steps that this audit's process has: done, under way, late or to come."""
    found = list(_steps(audit, today))
    if audit.abandoned_on is not None:
        done = [step for step in found if step.state is State.DONE]
        off = Step("Called off", State.DONE, day_words(audit.abandoned_on))
        return [*done, replace(off, note=audit.abandoned_reason or "")]
    first = next((at for at, step in enumerate(found) if step.state is State.AHEAD), None)
    if first is not None and not any(step.state is State.LATE for step in found[:first]):
        found[first] = replace(found[first], state=State.NOW)
    return found


def _steps(audit: AuditOverview, today: date) -> Iterator[Step]:
    has = STEPS[Process(audit.process)]
    yield Step("Plan agreed", State.DONE, day_words(audit.agreed_on))
    yield _step("Briefing", audit.briefing_on, audit.briefing_held_on, today)
    if has.sampled:
        drawn = f"{audit.cases} of {counted(audit.sample_size, 'case')}" if audit.cases else ""
        yield Step("Cases drawn", State.DONE if audit.cases else State.AHEAD, note=drawn)
    yield _returns(audit, today)
    if has.moderated:
        day = _step("Moderation day", audit.moderation_on, audit.moderation_held_on, today)
        yield replace(day, note=to("the day", "moderation", audit=audit.audit))
    if has.reported:
        yield _step("Report agreed", audit.report_by, audit.report_agreed_on, today)
        yield _step("Considered by SAIG", None, audit.report_considered_on, today)
    yield _step("Closed", None, audit.closed_on, today)


def _step(name: str, planned: date | None, done: date | None, today: date) -> Step:
    if done is not None:
        return Step(name, State.DONE, day_words(done))
    if planned is None:
        return Step(name, State.AHEAD)
    if planned < today:
        return Step(name, State.LATE, f"it was due {day_words(planned)}")
    return Step(name, State.AHEAD, f"by {day_words(planned)}")


def _returns(audit: AuditOverview, today: date) -> Step:
    """Done once they are open, or all are in as far as this reader may know."""
    came = audit.returns_received
    note = ""
    if came is not None:
        due = audit.returns_due - (audit.returns_not_involved or 0)
        note = f"{came} of {due}"
    if audit.is_open:
        opened = "" if audit.opened_at is None else f"opened {day_words(local(audit.opened_at))}"
        return Step("Returns", State.DONE, opened, note)
    done = audit.returns_by if audit.returns_missing == 0 and came else None
    step = _step("Returns", audit.returns_by, None, today)
    return (
        replace(step, state=State.DONE, when="all in", note=note)
        if done
        else replace(step, note=note)
    )


def where_words(audit: AuditOverview, today: date) -> str:
    """Where the audit stands, as a clause: `closed 8 January 2026`."""
    if audit.abandoned_on is not None:
        return f"called off {day_words(audit.abandoned_on)}"
    if audit.closed_on is not None:
        return f"closed {day_words(audit.closed_on)}"
    late = audit.overdue(today)
    if late:
        return f"! {' and '.join(late)} overdue"
    if audit.report_considered_on is not None:
        considered = day_words(audit.report_considered_on)
        return f"considered by SAIG {considered}, and not closed yet"
    ahead = next((one for one in steps(audit, today) if one.state is not State.DONE), None)
    if ahead is None:
        return "all its steps are done, and it is not closed yet"
    when = f" {ahead.when}" if ahead.when else ""
    return f"next: {ahead.name[0].lower()}{ahead.name[1:]}{when}"


def answer(
    audit: AuditOverview, overall: tuple[OverallGrade, ...], good_words: str, today: date
) -> tuple[str | Link, ...]:
    """What the audit found of the cases as wholes, or how far it is. `good_words`: what is good."""
    stands = where_words(audit, today)
    graded = [grade for grade in overall if grade.is_good is not None]
    if not graded or not audit.is_settled:
        return (f"{stands[0].upper()}{stands[1:]}.",)
    good = sum(bool(grade.is_good) for grade in graded)
    return (f"{good} of {counted(len(graded), 'case')} were agreed {good_words} as a whole.",)
