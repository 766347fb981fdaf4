"""The scope of a pack: an audit, one case, or a recommendation with the entries it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.audit.events import PlanAgreed, PlanAmended
from domain.custody.events import (
    CheckpointPublished,
    CheckpointTimed,
    LedgerContinued,
    LedgerNamed,
    LogKeyRotated,
)
from domain.kernel import streams
from domain.kernel.command import Refusal
from domain.kernel.vocabulary import StreamId
from domain.recommendation.events import ImpactAssessed
from domain.sample.events import CaseSampled
from ledger.reader import LedgerReader
from ledger.service import Ledger
from ledger.store.entry import Entry
from projections.engine.projector import Session
from projections.queries.audits import AuditOverview, audits_overview
from projections.queries.programme import programme
from projections.queries.recommendations import recommendations

_OF_THE_LEDGER = (LedgerNamed, LogKeyRotated, LedgerContinued, CheckpointPublished, CheckpointTimed)
"""The ledger's own entries that every pack contains."""


@dataclass(frozen=True, slots=True)
class Scope:
    """`streams`: shown whole; `programmes`: of these only what is about `audits`.

    `whole`: whoever asks may read every return of these audits now.
    """

    name: str
    streams: tuple[StreamId, ...]
    audits: frozenset[str]
    programmes: tuple[StreamId, ...]
    whole: bool


def scope_of(ledger: Ledger, session: Session, name: str) -> Scope:
    """The scope named `AUDIT`, `AUDIT/CASE` or `RECOMMENDATION`. Raises Refusal otherwise."""
    overviews = {overview.audit: overview for overview in audits_overview(session)}
    audit, slash, case = name.partition("/")
    refs = {made.recommendation for made in recommendations(session)}
    if audit in overviews:
        cases = _cases(ledger, audit)
        if slash and case not in cases:
            raise Refusal(
                "no-such-case",
                f"Case {case!r} is not in the sample of {audit}.",
                f"See its cases: `assure sample show {audit}`.",
            )
        audits = {audit}
        scope = _of_cases(ledger, audit, [case] if slash else cases)
        if not slash:
            scope += _of_recommendations(ledger, session, {audit})
    elif name in refs:
        scope, audits = _of_recommendation(ledger, session, name)
    else:
        raise Refusal(
            "no-such-scope",
            f"{name} is no audit, no case of one and no recommendation.",
            "Give it as 2026-neglect, 2026-neglect/C07 or 2026-neglect-R1.",
        )
    around = _of_audits(overviews, audits)
    items = programme(session, ledger.today())
    return Scope(
        name=name,
        streams=tuple(dict.fromkeys([*around, *scope])),
        audits=frozenset(audits),
        programmes=tuple({streams.programme(i.period): None for i in items if i.audit in audits}),
        whole=all(overviews[audit].returns_received is not None for audit in audits),
    )


def entries_of(ledger: Ledger, scope: Scope, viewer: str) -> list[Entry]:
    """The scope's entries that this person may read now, in the order recorded.

    Raises Refusal when there is none.
    """
    entries = [entry for stream in scope.streams for entry in ledger.entries(stream)]
    entries += [
        entry
        for stream in scope.programmes
        for entry in ledger.entries(stream)
        if getattr(entry.event, "audit", None) in scope.audits
    ]
    reader = LedgerReader(ledger, viewer)
    shown = list(reader.among(entries))
    if not shown:
        raise Refusal(
            "nothing-to-show",
            f"There is nothing about {scope.name} that {viewer} may read now.",
            "Before moderation opens a return is open to its own agency and the lead auditor.",
        )
    named = [
        entry
        for entry in ledger.entries(streams.CUSTODY)
        if isinstance(entry.event, _OF_THE_LEDGER)
    ]
    shown += reader.among(named)
    return sorted(shown, key=lambda entry: entry.position or 0)


def _cases(ledger: Ledger, audit: str) -> list[str]:
    """Every case ever drawn for the audit, those set aside since among them."""
    drawn = (entry.event for entry in ledger.entries(streams.sample(audit)))
    return sorted({event.case for event in drawn if isinstance(event, CaseSampled)})


def _of_cases(ledger: Ledger, audit: str, cases: Sequence[str]) -> list[StreamId]:
    plans = (entry.event for entry in ledger.entries(streams.audit(audit)))
    agencies = sorted(
        {a for e in plans if isinstance(e, PlanAgreed | PlanAmended) for a in e.plan.agencies}
    )
    return [
        stream
        for case in cases
        for stream in (
            streams.vault(f"{audit}/{case}"),
            *(streams.agency_return(audit, case, agency) for agency in agencies),
            streams.case(audit, case),
        )
    ]


def _of_audits(overviews: dict[str, AuditOverview], audits: Iterable[str]) -> list[StreamId]:
    """The streams that an audit's grades rest on: its tool, its plan, its sample."""
    return [
        stream
        for audit in sorted(audits)
        for stream in (
            streams.tool(overviews[audit].tool),
            streams.audit(audit),
            streams.sample(audit),
        )
    ]


def _of_recommendations(ledger: Ledger, session: Session, audits: set[str]) -> list[StreamId]:
    refs = [made.recommendation for made in recommendations(session) if made.audit in audits]
    return [stream for ref in refs for stream in _of_recommendation(ledger, session, ref)[0]]


def _of_recommendation(
    ledger: Ledger, session: Session, ref: str
) -> tuple[list[StreamId], set[str]]:
    """It, those merged with it, their work streams; and the audits before and after."""
    every = recommendations(session)
    merged = {made.recommendation: made.merged_into for made in every}
    family = {ref}
    while True:
        wider = {a for a, b in merged.items() if b in family} | {
            b for a, b in merged.items() if a in family and b
        }
        if wider <= family:
            break
        family |= wider
    names = [streams.recommendation(ref) for ref in sorted(family)]
    related = [made for made in every if made.recommendation in family]
    themes = {made.theme for made in related if made.theme}
    names += [streams.work_stream(theme) for theme in sorted(themes)]
    audits = {made.audit for made in related if made.audit}
    for stream in names:
        for entry in ledger.entries(stream):
            if isinstance(entry.event, ImpactAssessed):
                audits |= {a for m in entry.event.measured for a in (m.baseline, m.latest) if a}
    return names, audits
