"""Accepting a recommendation: what it is to change is written down from a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Unpack, cast

from application.workspace import How, Workspace
from documents.files.input_file import GivenFile
from documents.files.values import sheet
from documents.files.yaml_json import read_sheet
from domain.recommendation.decisions import AcceptRecommendation
from domain.recommendation.events import DesiredImpact
from domain.recommendation.state import Made, NotMade
from ledger.decision import Outcome


def accept(
    work: Workspace, recommendation: str, file: GivenFile, considered_on: date, **how: Unpack[How]
) -> Outcome:
    """Accepts a recommendation with the desired impact of a file.

    Raises InputError with every fault. The outcome's notes say what a repeat audit can show: a dry
    run tells it before anything is written down.
    """
    acceptance = {
        "recommendation": recommendation,
        "considered_on": considered_on,
        "desired_impact": sheet(DesiredImpact, read_sheet(file), file.name),
    }
    command = sheet(AcceptRecommendation, acceptance, "What was given")
    outcome = work.record(command, **how)
    tool = command.desired_impact.tool
    if tool is None:  # no repeat of an audit can show it
        return outcome
    from projections.queries.foresight import recommendation_notes

    made = work.read().state(command.stream)
    audit = None if isinstance(made, NotMade) else cast("Made", made).made.audit
    with work.read().facts() as facts:
        notes = recommendation_notes(facts.session, tool, audit)
    return replace(outcome, notes=notes if outcome.events else ())
