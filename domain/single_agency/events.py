"""What an agency's own audit found, as fed back to SAIG (framework section 7)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from domain.kernel.event import Event, Value
from domain.kernel.vocabulary import AgencyId, Digest, Line, Ref, Text


class SummaryDocument(Value):
    """The agency's own summary, kept beside the ledger. `digest`: SHA-256; `size`: bytes."""

    name: Line
    digest: Digest
    size: Annotated[int, Field(ge=1)]


class SingleAgencyAuditReported(Event):
    """By the template (strengths, improvements), by a summary document, or by both."""

    agency: AgencyId
    ref: Ref
    title: Line
    reported_on: date
    strengths: tuple[Text, ...]
    improvements: tuple[Text, ...]
    for_the_programme: Text
    document: SummaryDocument | None


class SingleAgencyAuditConsidered(Event):
    agency: AgencyId
    ref: Ref
    considered_on: date
    conclusion: Text


class SingleAgencyReportWithdrawn(Event):
    """The feedback was recorded by mistake, such as under another audit's reference."""

    agency: AgencyId
    ref: Ref
    reason: Text
