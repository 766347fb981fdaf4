"""The nouns of the command line, in the order in which an audit meets them."""

from __future__ import annotations

from dataclasses import dataclass

import typer


@dataclass(frozen=True, slots=True)
class Noun:
    """`module` in this folder; `help`: one line."""

    module: str
    help: str


NOUNS: dict[str, Noun] = {
    "status": Noun("status", "What waits for you."),
    "ledger": Noun("ledger", "Start a ledger, verify that it is whole, give out proofs of it."),
    "agency": Noun("agency", "The agencies of the partnership."),
    "person": Noun("person", "The people who act for it."),
    "role": Noun("role", "What each person is trusted with."),
    "sheet": Noun("sheet", "Many things at once, in one file: written, checked, recorded."),
    "access": Noun("access", "Who may record what, and who may read it."),
    "programme": Noun("programme", "The rolling three-year audit programme."),
    "tool": Noun("tool", "Audit tools, kept so that an audit can be repeated."),
    "plan": Noun("plan", "An audit's terms of reference, its people and its briefing."),
    "sample": Noun("sample", "The random, stratified sample that anybody can check."),
    "views": Noun("views", "The views of children and families: sought, heard, or why not."),
    "return": Noun("returns", "An agency's return on a case: grades with evidence."),
    "grade": Noun("grade", "Correct a grade before moderation; the life of a case's grades."),
    "query": Noun("query", "The lead auditor's questions about a return, and the answers."),
    "concern": Noun("concern", "A safeguarding concern: raise it at once, see it through."),
    "moderate": Noun("moderate", "The moderation day: agenda, agreed grades, learning."),
    "finding": Noun("finding", "Strengths and concerns, with the returns that show them."),
    "report": Noun("report", "The overview report, from draft to SAIG's consideration."),
    "feedback": Noun("feedback", "Each practitioner and manager gets their own audit back."),
    "certificate": Noun("certificate", "Certificates of taking part in an audit."),
    "single-agency": Noun("single_agency", "What agencies audit themselves, fed back to SAIG."),
    "audit": Noun("audit", "Where each audit stands; closing one."),
    "history": Noun("history", "Earlier audits, entered from a document: shown, taken back."),
    "recommend": Noun("recommend", "Recommendations, and what SAIG decides about them."),
    "work-stream": Noun("work_stream", "Themed work streams for improvement work."),
    "action": Noun("action", "What agencies do about an accepted recommendation."),
    "impact": Noun("impact", "Whether a recommendation changed anything."),
    "vault": Noun("vault", "The keys of confidential text: legal holds, erasure, periods."),
    "request": Noun("request", "Two people for what cannot be undone: asking, holding back."),
    "export": Noun("export", "The record as tables for other programs."),
    "dashboard": Noun("dashboard", "Open the dashboard on this computer."),
    "demo": Noun("demo", "A demonstration ledger of an invented partnership."),
    "shell": Noun("shell", "A prompt for many small acts: the same commands, one after another."),
    "shell-completion": Noun("shell_completion", "What your own shell reads to complete commands."),
    "serve-desk": Noun("serve_desk", "For OpenSSH: run one command for the owner of a key."),
    "serve-keys": Noun("serve_keys", "For OpenSSH: the keys on record, and what each may run."),
}

SINGLE = frozenset(
    {
        *("dashboard", "demo", "export", "shell", "shell-completion", "status"),
        *("serve-desk", "serve-keys"),
    }
)
"""Nouns that are commands themselves."""


def noun(name: str) -> typer.Typer:
    """The Typer application of a noun, for its verbs to register with."""
    return typer.Typer(
        name=name,
        help=NOUNS[name].help,
        callback=_nothing,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
    )


def _nothing() -> None:
    """Makes a noun with one verb a group like the others."""
