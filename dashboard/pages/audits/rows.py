"""Rows of audits, returns and findings as words for a reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from dashboard.kit.address import Link, to
from dashboard.kit.blocks import Card
from dashboard.kit.dates import counted, day_words
from dashboard.kit.tables import Lines
from dashboard.reading import Reading
from domain.history.words import FROM_DOCUMENT
from domain.kernel.days import local
from domain.kernel.numbered import numbered
from domain.kernel.processes import STEPS, Process
from domain.sampling import replacement_warning
from projections.queries.audits import AuditOverview, Finding
from projections.queries.history import EnteredAudit
from projections.queries.returns import ReturnCell
from projections.queries.sample import AuditCase, SecondMargin, Stratum, SupersededSample
from projections.queries.waves import window_words

REPORT_NOT_YOURS = "for the agencies of this audit and SAIG"
NOT_YOURS_YET = "for the lead auditor; once open, for the agencies of this audit"
NAMED_MAX = 3
STAGES: Mapping[str, str] = {"abandoned": "called off", "considered": "considered by SAIG"}
"""What a stage is called where the record's own word says too little."""
RETURN_SIGNS: Mapping[str, str] = {
    "received": "✔ received",
    "due": "○ due",
    "overdue": "! overdue",
    "not involved": "– not involved",
    "not gradable": "– case not gradable",
    "agency left": "– agency left",
}
"""A return's state: a shape and its word."""


def progress_sentence(audits: Sequence[AuditOverview], today: date) -> str:
    """How many audits are closed, called off and under way, and how many have a step overdue."""
    closed = sum(audit.stage == "closed" for audit in audits)
    abandoned = sum(audit.stage == "abandoned" for audit in audits)
    called_off = f" {abandoned} called off," if abandoned else ""
    late = sum(bool(audit.overdue(today)) for audit in audits)
    counts = (
        f"{counted(len(audits), 'audit')} with an agreed plan: {closed} closed,{called_off}"
        f" {len(audits) - closed - abandoned} under way"
    )
    return f"{counts}, {late} with a step overdue." if late else f"{counts}, none overdue."


def late_named(audits: Sequence[AuditOverview], today: date) -> tuple[str | Link, ...]:
    """Which audits have a step overdue, by their names; that none has."""
    late = [audit for audit in audits if audit.overdue(today)]
    if not late:
        return ("No audit has a step overdue.",)
    number = "One audit has" if len(late) == 1 else f"{len(late)} audits have"
    named: list[str | Link] = [f"{number} a step overdue: "]
    for at, audit in enumerate(late[:NAMED_MAX]):
        steps = " and ".join(audit.overdue(today))
        named += [", " if at else "", to(audit.title, "audits", audit=audit.audit), f" ({steps})"]
    return (*named, f" and {len(late) - NAMED_MAX} more." if len(late) > NAMED_MAX else ".")


def process_label(process: str) -> str:
    return STEPS[Process(process)].label


def audit_row(audit: AuditOverview, given: Reading) -> dict[str, object]:
    """How far one audit is, and what its next date is."""
    return {
        "Audit": to(audit.title, "audits", audit=audit.audit),
        "Process": process_label(audit.process),
        "Casework": window_words(audit.casework_start, audit.casework_end),
        "Lead auditor": given.person(audit.lead_auditor),
        "Stage": STAGES.get(audit.stage, audit.stage),
        "Cases": _cases_words(audit),
        "Returns": _returns_words(audit),
        "Findings": _findings_words(audit),
        "Next": next_date(audit, given.today),
        "To follow up": Lines(follow_up(audit)),
    }


def follow_up(audit: AuditOverview) -> tuple[str, ...]:
    """What surrounds the grades and is still open, the most pressing first."""
    to_do = []
    if audit.concerns_unresolved:
        concerns = counted(audit.concerns_unresolved, "safeguarding concern")
        to_do.append(f"! {concerns} not resolved")
    if audit.views_decided_on is None and not audit.has_ended:
        to_do.append("seeking views is not decided")
    if audit.comments_unanswered and audit.abandoned_on is None:
        to_do.append(f"{counted(audit.comments_unanswered, 'comment')} unanswered")
    if audit.is_open and audit.feedback_due and audit.feedback_delivered is not None:
        to_do.append(f"feedback given {audit.feedback_delivered} of {audit.feedback_due}")
    return tuple(to_do)


def _cases_words(audit: AuditOverview) -> str:
    parts = [f"{audit.cases} of {audit.sample_size}"]
    parts += [f"{audit.cases_not_gradable} not gradable"] if audit.cases_not_gradable else []
    return ", ".join(parts)


def _findings_words(audit: AuditOverview) -> str:
    if audit.abandoned_on is not None and not audit.strengths_found and not audit.concerns_found:
        return "none: called off"
    if audit.strengths_found is None or audit.concerns_found is None:
        return "not open to you yet"
    return (
        f"{counted(audit.strengths_found, 'strength')}, {counted(audit.concerns_found, 'concern')}"
    )


def _returns_words(audit: AuditOverview) -> str:
    if audit.returns_received is None and audit.abandoned_on is not None:
        return "called off before its returns were opened"
    if audit.returns_received is None and audit.is_open:
        return "for the partnership"
    if audit.returns_received is None:
        return "not opened yet: each is for its agency and the lead auditor"
    missing = audit.returns_missing or 0
    absent = audit.returns_not_involved or 0
    received = f"{audit.returns_received} of {audit.returns_due - absent}"
    return f"{received}, {missing} missing" if missing else received


def next_date(audit: AuditOverview, today: date) -> str:
    """The next date in the plan that has not been met yet, and whether it has passed."""
    steps = (
        ("briefing", audit.briefing_on, audit.briefing_held_on is not None),
        ("returns by", audit.returns_by, audit.is_open or audit.returns_missing == 0),
        ("moderation", audit.moderation_on, audit.moderation_held_on is not None),
        ("report by", audit.report_by, audit.report_agreed_on is not None),
    )
    if audit.abandoned_on is not None:
        return f"called off {day_words(audit.abandoned_on)}: {audit.abandoned_reason}"
    if audit.closed_on is not None:
        return f"closed {day_words(audit.closed_on)}"
    for name, day, done in steps:
        if day is not None and not done:
            return f"{'! overdue: ' if day < today else ''}{name} {day_words(day)}"
    return "to be closed" if audit.report_considered_on else "to be considered by SAIG"


def first_readable(audits: Sequence[AuditOverview], given: Reading) -> str | None:
    """Which audit to begin with: the first with cases whose returns, or own return, are open."""
    viewer = given.viewer
    for audit in audits:
        own = audit.audit in viewer.leads or viewer.agencies & set(audit.agencies)
        if audit.cases and (audit.is_open or own):
            return audit.audit
    return None


def audit_titles(audits: Iterable[AuditOverview | EnteredAudit]) -> dict[str, str]:
    """What each audit is called where one is chosen, by its code.

    That it was held elsewhere is part of it, and its code where two have the same title.
    """
    every = list(audits)
    times = Counter(audit.title for audit in every)
    return {audit.audit: _called(audit, is_alone=times[audit.title] == 1) for audit in every}


def _called(audit: AuditOverview | EnteredAudit, *, is_alone: bool) -> str:
    title = audit.title if is_alone else f"{audit.title} ({audit.audit})"
    return title if isinstance(audit, AuditOverview) else f"{title}, {FROM_DOCUMENT}"


def return_state(cell: ReturnCell) -> str:
    sign = RETURN_SIGNS["overdue" if cell.overdue else cell.state]
    if cell.had_seen_others is None:
        return sign
    return f"{sign} late, {'having' if cell.had_seen_others else 'not having'} seen the others'"


def matrix_rows(
    cells: Sequence[ReturnCell], agency_titles: Mapping[str, str]
) -> list[dict[str, object]]:
    """A row for each case, a column for each agency the viewer may read."""
    agencies = sorted({cell.agency for cell in cells}, key=lambda a: agency_titles.get(a, a))
    cases: dict[str, dict[str, str]] = {}
    for cell in cells:
        cases.setdefault(cell.case_ref, {})[cell.agency] = return_state(cell)
    return [
        {
            "Case": to(case, "grade_history", audit=cells[0].audit, case=case),
            **{agency_titles.get(a, a): states.get(a, "") for a in agencies},
        }
        for case, states in sorted(cases.items(), key=lambda item: numbered(item[0]))
    ]


def returns_sentence(audit: AuditOverview, cells: Sequence[ReturnCell]) -> str:
    """The finding over the matrix, of the returns this viewer may read."""
    if not cells:
        return "none that you may read"
    received = sum(cell.state == "received" for cell in cells)
    due = sum(cell.state == "due" for cell in cells)
    absent = sum(cell.state == "not involved" for cell in cells)
    overdue = sum(cell.overdue for cell in cells)
    late = f" ({overdue} overdue)" if overdue else ""
    counts = f"{received} returns received, {due} due{late}, {absent} times not involved"
    return counts if audit.returns_received is not None else f"Of those open to you: {counts}"


def sample_sentence(audit: AuditOverview, strata: Sequence[Stratum]) -> str:
    """What became of the draw: drawn, replaced, not gradable, and what that means."""
    drawn = sum(stratum.drawn for stratum in strata)
    if not drawn:
        return "not drawn yet"
    short = audit.cases_without_a_successor
    parts = [f"{drawn} drawn", f"{audit.cases_replaced} replaced"]
    parts += [f"{short} of them by none, for their stratum was used up"] if short else []
    parts += [f"{audit.cases_not_gradable} not gradable"]
    warning = replacement_warning(drawn, audit.cases_replaced)
    return ", ".join(parts) + (f". ! {warning}" if warning else "")


def second_margin_row(value: SecondMargin) -> dict[str, object]:
    return {
        (value.margin or "Second margin").capitalize(): value.value,
        "In the frame": value.size,
        "Expected in proportion": f"{value.expected:.1f}",
        "Drawn at first": value.drawn,
    }


def superseded_row(gone: SupersededSample) -> dict[str, object]:
    return {
        "Superseded": f"the {gone.what}",
        "On": day_words(local(gone.superseded_at)),
        "Why": gone.reason,
        "Cases in the list": gone.size,
        "Cases drawn": gone.cases_drawn,
        "Seed": gone.seed or "none drawn",
        "Digest of the list": gone.digest,
        "Entry": gone.position,
    }


def not_gradable_row(case: AuditCase, given: Reading) -> dict[str, object]:
    reason = given.text(case.not_gradable_position, "reason", closed=NOT_YOURS_YET)
    return {"Case": case.case_ref, "Not gradable because": reason}


def stratum_row(stratum: Stratum) -> dict[str, object]:
    return {
        "Stratum": stratum.stratum,
        "In the frame": stratum.size,
        "Expected in proportion": f"{stratum.expected:.1f}",
        "Drawn": stratum.drawn,
    }


def _return_link(finding: Finding, ref: str, given: Reading) -> Link:
    """To what an agency graded in a case, given as `C01/police`; to what was heard, for views."""
    case, _, agency = ref.partition("/")
    if case == "views" or agency == "views":
        words = "what groups said" if case == "views" else f"{case}, what child and family said"
        return to(words, "voice", audit=finding.audit)
    about = {"audit": finding.audit, "case": case, "area": finding.area, "agency": agency}
    return to(f"{case}, {given.agency(agency)}", "grade_history", **about)


def finding_card(finding: Finding, area_titles: Mapping[str, str], given: Reading) -> Card:
    """A finding with its words, and what views changed in it, for those they are for."""
    history = {"audit": finding.audit, "area": finding.area}
    head = to(area_titles.get(finding.area, finding.area), "grade_history", **history)
    return Card(
        head=head,
        lines=(
            ("", given.text(finding.position, "text", closed=REPORT_NOT_YOURS)),
            ("What views changed", given.text(finding.position, "views_changed", closed="")),
            ("Evidence", Lines(tuple(_return_link(finding, ref, given)
             for ref in finding.evidenced_by))),
        ),
    )  # fmt: skip


def findings_ahead(audit: AuditOverview) -> str:
    """Why there is none to be read: it is true before the day and after it."""
    if audit.has_ended:
        return "No finding of this audit that you may read was recorded."
    if audit.is_open:
        return "None is recorded yet: the lead auditor does so, `assure finding record`."
    return "Findings follow once the returns are compared."


def replaced_row(case: AuditCase) -> dict[str, object]:
    history = {"audit": case.audit, "case": case.replaced_by}
    return {
        "Case drawn": case.case_ref,
        "Why it was replaced": (case.replacement_reason or "").replace("-", " "),
        "By": to(case.replaced_by, "grade_history", **history)
        if case.replaced_by
        else "no case: its stratum was used up",
    }
