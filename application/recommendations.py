"""Accepting a recommendation: what it is to change is written down from a file."""

from __future__ import annotations

from datetime import date
from typing import Unpack

from application.workspace import How, Workspace
from documents.files.input_file import GivenFile
from documents.files.values import sheet
from documents.files.yaml_json import read_sheet
from domain.recommendation.decisions import AcceptRecommendation
from domain.recommendation.events import DesiredImpact
from ledger.decision import Outcome


def accept(
    work: Workspace, recommendation: str, file: GivenFile, considered_on: date, **how: Unpack[How]
) -> Outcome:
    """Accepts a recommendation with the desired impact of a file.

    Raises InputError with every fault.
    """
    acceptance = {
        "recommendation": recommendation,
        "considered_on": considered_on,
        "desired_impact": sheet(DesiredImpact, read_sheet(file), file.name),
    }
    return work.record(sheet(AcceptRecommendation, acceptance, "What was given"), **how)
