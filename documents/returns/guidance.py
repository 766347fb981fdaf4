"""The guidance on the form: what an agency's auditor needs to know, in that order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from documents.returns import layout
from documents.returns.layout import Form
from domain.kernel.days import weekday_words


class Line(NamedTuple):
    """A line of the sheet `Read me`."""

    head: str
    words: str = ""
    is_title: bool = False
    is_warning: bool = False


def readme(form: Form) -> Iterator[Line]:
    """The guidance sheet, above its list of cases."""
    first, last = form.window
    recorded = form.tool.recorded
    yield Line(f"Return of {form.agency_title}", is_title=True)
    yield Line("A child at risk now", _at_risk(form), is_warning=True)
    yield Line("Audit", f"{form.title} ({form.audit})")
    yield Line("Who", f"The auditors whom {form.agency_title} nominated and who were briefed.")
    yield Line("By when", weekday_words(form.returns_by))
    yield Line("Casework to look at", f"{weekday_words(first)} to {weekday_words(last)}")
    yield Line("Tool", f"{recorded.title}, version {recorded.tool_version}")
    lead = form.lead or "the lead auditor"
    yield Line(
        "Which child it is",
        f"This form has no names. Which child {form.cases[0]} is, {lead} tells your agency's"
        " auditors apart from this form, by a safe way.",
    )
    yield Line("Questions to", f"{lead}, lead auditor" if form.lead else "The lead auditor")
    yield Line(
        "Never write",
        "A name, a date of birth, an NHS or UPN number, an address, a postcode, a telephone number"
        " or an e-mail address: not of a child, not of family, not of staff. Write: the child,"
        " mother, older sister, the school, the health visitor. What you write is read by others"
        " at moderation.",
        is_warning=True,
    )
    for number, words in enumerate(_steps(form, lead), 1):
        yield Line(f"Step {number}", words)
    yield Line(
        "Who reads it",
        "Until moderation opens: your own agency and the lead auditor. Then those who take part.",
    )
    yield Line(
        "Keep it safe",
        "Filled in, this file is about children. Keep it where such records are kept, send it only"
        " protected, and delete it as your agency's rules say once it is recorded.",
    )


def _steps(form: Form, lead: str) -> tuple[str, ...]:
    """What to do with the form, in that order."""
    return (
        "Open the sheet of a case (its tab is below, and the list at the end of this page leads"
        " there). Fill in the pale yellow cells; all others are locked.",
        "Say first whether your agency was involved in the case, and under Evidence what its part"
        f" was. If it was not: choose {layout.NOT_INVOLVED!r}, say how you know, and leave the rest"
        " of that sheet empty.",
        "Grade each area from the list. What each grade looks like stands to the right, and on the"
        f" sheet {layout.TOOL}. If an area does not apply to your work on this case, choose"
        f" {layout.NOT_APPLICABLE!r} and say why under Evidence.",
        "Evidence: what you saw in the record that this grade rests on. Strengths and areas for"
        " development: in a sentence or two. A new line in a cell: Alt and Enter.",
        "A case that you return later: leave its whole sheet empty. A sheet that is begun must be"
        " complete.",
        "Do not insert, delete, move, merge or hide anything. Comments, colours and pictures are"
        " not recorded.",
        f"Save it as .xlsx and send it, protected, to whoever records for {form.agency_title}, or"
        f" to {lead}. It is checked whole. If anything is missing, nothing is recorded, and you get"
        " a copy with the cells marked that need you.",
        "You see afterwards that something is wrong: correct it in this file, say why beside"
        " Independence, and send the file again. Until moderation opens it takes the place of the"
        " first one, which stays on the record.",
    )


def _at_risk(form: Form) -> str:
    """What to do now about a child at risk: it never waits for a form."""
    own = "your own agency's safeguarding lead"
    whom = (
        f"{form.at_risk}, and {own}"
        if form.at_risk
        else f"{form.lead or 'The lead auditor'} and {own}"
    )
    return (
        f"Do not wait for this form, and do not write it here first. Ring now: {whom}. The lead"
        " auditor takes it up with the manager the same day."
    )


_NOT_TOUCHED = "Your agency's work on this case did not touch the area. Say why under Evidence."


def tool_scales(form: Form) -> Iterator[tuple[str, str | None, list[tuple[str, str]]]]:
    """The drop-down list of each scale: its title and id, and its grades with what they mean.

    The tool's own comes first, and has neither title nor id.
    """
    scales = ((further.title, further.id, further.grades) for further in form.tool.recorded.scales)
    for title, id_, scale in (("", None, form.tool.scale), *scales):
        descriptors = {grade.code: grade.descriptor for grade in scale}
        labels = layout.labels_of(scale)
        yield (
            title,
            id_,
            [
                *((label, descriptors[code]) for code, label in labels.items()),
                (layout.NOT_APPLICABLE, _NOT_TOUCHED),
            ],
        )


def tool_rows(form: Form) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The heads and the rows of the table of areas: standard, prompts, and the grades' looks.

    Of a tool with one scale each grade has a column of its own.
    """
    has_descriptors = any(graded.area.descriptors for graded in form.tool.areas.values())
    is_one = not form.tool.recorded.scales
    labels = tuple(layout.labels_of(form.tool.scale).values()) if has_descriptors and is_one else ()
    heads = labels if is_one or not has_descriptors else ("What each grade looks like here",)
    rows = []
    for graded in form.tool.areas.values():
        area = graded.area
        own = {descriptor.grade: descriptor.text for descriptor in area.descriptors}
        prompts = "\n".join(f"• {prompt}" for prompt in area.prompts)
        told = form.labels(area.id)
        texts: tuple[str, ...] = ()
        if has_descriptors and is_one:
            texts = tuple(own.get(code, "") for code in told)
        elif has_descriptors:
            looks = (f"{label}: {own[code]}" for code, label in told.items() if code in own)
            texts = ("\n".join(looks),)
        rows.append((area.title, area.standard, prompts, *texts))
    return ("Area", "Standard", "What to look at", *heads), rows
