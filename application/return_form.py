"""The form of a return: which cases an agency is asked for, and how the form is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from application.workspace import Workspace
from documents.returns import form_yaml, layout
from documents.returns.layout import Form
from domain.audit.requirements import asked_tool, require_audit, require_involved
from domain.directory.requirements import directory_state
from domain.kernel.command import Context, Refusal
from domain.kernel.numbered import numbered
from domain.returns.requirements import return_state
from domain.returns.state import NotInvolved, Returned
from domain.sample.requirements import sample_state
from domain.sample.state import current_cases, not_gradable_cases


@dataclass(frozen=True, slots=True)
class DueForm:
    """A form of the cases that an agency has still to return.

    `left_out`: the other cases of the sample, each with why.
    """

    form: Form
    left_out: tuple[tuple[str, str], ...]


def due_form(work: Workspace, audit: str, agency: str, cases: Sequence[str] = ()) -> DueForm:
    """The form to give out now. `cases`: those asked for by name, returned already or not.

    What has come is told to whoever may read the agency's returns; others have every case.
    """
    sampled = sampled_cases(work, audit)
    settled = _settled(work, audit, agency, sampled)
    if unknown := [case for case in cases if case not in sampled]:
        raise Refusal(
            "case-not-sampled",
            f"Not in the sample of {audit}: {', '.join(unknown)}.",
            f"Its cases are: {', '.join(sampled) or 'none yet'}.",
        )
    asked = tuple(case for case in sampled if case in cases or not (cases or case in settled))
    if sampled and not asked:
        raise Refusal(
            "nothing-due",
            f"{agency} has nothing to return for {audit}: "
            + ", ".join(f"{case} {why}" for case, why in settled.items())
            + ".",
            "Name the cases that are wanted all the same, as for a second auditor: --case C01.",
        )
    left_out = tuple((case, why) for case, why in settled.items() if case not in asked)
    return DueForm(form_for(work, audit, agency, asked), left_out)


def agencies_due(work: Workspace, audit: str) -> tuple[str, ...]:
    """The agencies of an audit that have cases still to return, as far as this person may know."""
    context = Context(work.person, work.today, work.ledger.state)
    sampled = sampled_cases(work, audit)
    agencies = require_audit(context, audit).plan.agencies
    settled = {agency: _settled(work, audit, agency, sampled) for agency in agencies}
    return tuple(
        agency for agency in agencies if not sampled or set(sampled) - set(settled[agency])
    )


def _settled(work: Workspace, audit: str, agency: str, sampled: Sequence[str]) -> dict[str, str]:
    """The cases that the agency owes no return on, with why: returned, or nobody can grade it."""
    context = Context(work.person, work.today, work.ledger.state)
    ungraded = not_gradable_cases(sample_state(context, audit))
    settled = {case: "is not gradable" for case in sampled if case in ungraded}
    if work.read().may_read("ReturnAppended", audit, agency):
        for case in sampled:
            match return_state(context, audit, case, agency):
                case Returned():
                    settled[case] = "has been returned"
                case NotInvolved():
                    settled[case] = "is declared as not involved"
    return settled


def form_for(work: Workspace, audit: str, agency: str, cases: Sequence[str] | None = None) -> Form:
    """The form of an agency for an audit. `cases`: all of the sample, if left out."""
    context = Context(work.person, work.today, work.ledger.state)
    known = require_audit(context, audit)
    require_involved(known, agency)
    asked = sampled_cases(work, audit) if cases is None else tuple(cases)
    if not asked:
        raise Refusal(
            "no-sample", f"No sample is drawn for {audit}.", "Draw it first: `assure sample draw`."
        )
    directory = directory_state(context)
    lead = directory.people.get(known.lead or "")
    window = known.plan.casework_window
    return Form(
        audit=audit,
        title=known.plan.title,
        agency=agency,
        agency_title=directory.agencies[agency].title,
        tool=asked_tool(context, known, agency),
        cases=asked,
        returns_by=known.plan.timescale.returns_by,
        window=(window.start, window.end),
        lead=lead.full_name if lead else "",
        at_risk=known.plan.at_risk or "",
    )


def form_as_yaml(form: Form) -> bytes:
    """The form as a YAML file."""
    return form_yaml.write_yaml(form).encode()


def form_as_workbook(form: Form) -> bytes:
    """The form as an Excel workbook."""
    from documents.returns.write import write

    if len(form.cases) > layout.CASES_MAX:
        raise Refusal(
            "too-many-cases",
            f"{form.audit} has {len(form.cases)} cases; a workbook takes {layout.CASES_MAX}.",
            "Leave out --out, and return them in YAML.",
        )
    return write(form)


def sampled_cases(work: Workspace, audit: str) -> tuple[str, ...]:
    """The cases to be audited now, by number."""
    context = Context(work.person, work.today, work.ledger.state)
    cases = current_cases(sample_state(context, audit))
    return tuple(sorted(cases, key=numbered))
