"""What waits for a person, each with its door: a page, a form on this page, or the command."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from dashboard.kit import address, blocks
from dashboard.kit.address import Link
from dashboard.kit.cache import facts
from dashboard.kit.command_form import CommandForm
from dashboard.kit.dates import day_words
from dashboard.kit.markdown import plain
from dashboard.kit.recording import may_record_now
from dashboard.reading import Reading
from domain.kernel.field_help import Described, Kind, describe
from domain.kernel.registry import command_class
from projections.queries.duties import Waiting
from projections.queries.returns import return_queries

FORMS: Mapping[str, str] = {
    "plan acknowledge": "AcknowledgeBriefing",
    "query answer": "AnswerQuery",
    "concern take-up": "TakeUpConcern",
    "concern acknowledge": "AcknowledgeConcern",
    "concern resolve": "ResolveConcern",
    "feedback deliver": "DeliverFeedback",
    "report draft": "DraftReport",
    "report comment": "CommentOnReport",
    "report answer": "AnswerComment",
    "report circulate": "CirculateReport",
    "report agree": "AgreeReport",
    "report consider": "ConsiderReport",
    "single-agency consider": "ConsiderSingleAgencyAudit",
    "role grant": "GrantRole",
    "plan appoint": "AppointLeadAuditor",
    "plan nominate": "NominateAuditor",
    "plan brief": "HoldBriefing",
    "views decide": "DecideViews",
    "sample seed": "DrawSeed",
    "certificate issue": "CertifyParticipation",
    "action agree": "AgreeAction",
    "action progress": "ProgressAction",
    "action hand-over": "HandOverAction",
    "recommend pass-on": "PassOnRecommendation",
    "recommend answered": "AnswerRecommendation",
    "moderate open": "OpenModeration",
    "audit close": "CloseAudit",
    "programme review": "ReviewProgramme",
}
"""Commands that a form on this page gives, by their words, to the command in the registry."""
ALSO: Mapping[str, str] = {"action progress": "CloseAction"}
"""What may be done instead of the next step."""
PAGES: Mapping[str, tuple[str, str]] = {
    "programme show": ("programme", ""),
    "impact show": ("recommendations", "recommendation"),
    "action list": ("recommendations", ""),
    "recommend show": ("recommendations", "recommendation"),
    "single-agency list": ("programme", ""),
    "return form": ("returns", "audit"),
    "return list": ("audits", "audit"),
    "moderate agenda": ("moderation_day", "audit"),
    "audit show": ("audits", "audit"),
    "query list": ("audits", "audit"),
    "feedback list": ("audits", "audit"),
    "views list": ("audits", "audit"),
}
"""Commands whose page does it or shows it: the page, and what its address names."""


def parsed(command: str) -> tuple[str, list[str], dict[str, str]]:
    """A command's words: its noun and verb, what it is about, and its options."""
    words = shlex.split(command)[1:]
    about: list[str] = []
    options: dict[str, str] = {}
    rest = iter(words[2:])
    for word in rest:
        if word.startswith("--"):
            options[word[2:]] = next(rest, "")
        else:
            about.append(word)
    return " ".join(words[:2]), about, options


def known(name: str, about: Iterable[str], options: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a command that its words fill in.

    What stands in capitals is to be asked, and so is a choice, of which they name an example.
    """
    fields = describe(command_class(name))
    values = dict(zip((one.name for one in fields if one.shown.is_argument), about, strict=False))
    for one in fields:
        option = one.shown.option or one.name.replace("_", "-")
        if option in options and one.kind is not Kind.CHOICE:
            values[one.name] = options[option]
    told = {name: one for name, one in values.items() if not one.isupper() or _is_ref(one)}
    of = {one.name: one for one in fields}
    return {name: _as_given(of[name], value) for name, value in told.items()}


def _as_given(field: Described, value: str) -> Any:
    if field.is_many:
        return [value]
    return int(value) if field.kind is Kind.NUMBER else value


def _is_ref(value: str) -> bool:
    """Whether capitals are a reference such as A1 or C07, and no word that stands for one."""
    return any(letter.isdigit() for letter in value)


def card(task: Waiting) -> blocks.Card:
    due = day_words(task.due)
    late = f"! {due}, overdue" if task.overdue else due
    return blocks.Card(
        over="! A child may be at risk" if task.is_concern else task.about,
        head=task.what,
        lines=(("Due", late), ("Where", _where(task))),
    )


def _where(task: Waiting) -> str | Link:
    verb, about, options = parsed(task.command)
    if verb in FORMS:
        return "below, on this page"
    if verb in PAGES:
        page, name = PAGES[verb]
        value = options.get(name) or "".join(about[:1])
        words = f"on the page {page.replace('_', ' ').capitalize()}"
        return address.to(words, page, **({name: value} if name else {}))
    return f"on a command line: {task.command}"


def forms(waiting: Iterable[Waiting], given: Reading) -> None:
    """A form for each thing that one does, closed until it is opened."""
    found = [task for task in waiting if parsed(task.command)[0] in FORMS]
    if not found or not may_record_now(given):
        return
    st.header("Do it here", anchor=False)
    st.text("What would be recorded is shown before you confirm it, as a command shows it.")
    for task in found:
        with st.expander(plain(f"{task.about}: {task.what}")):
            verb, about, options = parsed(task.command)
            asked(verb, about, given)
            for name in filter(None, (FORMS[verb], ALSO.get(verb))):
                if name != FORMS[verb]:
                    st.text("Or close it, with what shows that it is done:")
                form = CommandForm(f"{task.command} {name}", name, known(name, about, options))
                form.show(given)


def asked(verb: str, about: list[str], given: Reading) -> None:
    """What has to be known to do it: the question that is to be answered, and where the rest is."""
    if verb == "query answer":
        audit, case, number = about
        for query in facts(given, return_queries, audit):
            if (query.case_ref, str(query.number)) == (case, number):
                st.text(given.text(query.raised_position, "question", closed=NOT_YOURS))
    elif verb.split()[0] in ("concern", "report"):
        link = address.to("What is recorded of it", "audits", audit=about[0])
        blocks.cards([blocks.Card(link)], empty="")


NOT_YOURS = "The question is for the agency and the lead auditor."
