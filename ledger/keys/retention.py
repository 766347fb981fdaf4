"""How long each kind of record is kept, and what is due. Nothing here deletes anything.

No statute fixes a period for multi-agency case audits: these are defaults that a partnership
sets for itself. A case's key is short-lived, because it opens text about a child. The key of an
audit's report, or of a concern, is kept as long as the report or the concern: people learn from
them and answer for them.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from domain.kernel.confidential import REPORT, concern_named
from domain.kernel.vocabulary import Line

Months = Annotated[int, Field(ge=1, le=1_200)]


class Kind(StrEnum):
    """What has a period of its own."""

    CASE_KEY = "case-key"
    RETURNS = "returns"
    WORKING_PAPERS = "working-papers"
    REPORT = "report"
    RECOMMENDATIONS = "recommendations"
    IMPACT = "impact"
    CONCERNS = "concerns"


class Rule(BaseModel):
    """`months_after_close` None: permanent. `basis`: why, for whoever must answer for it."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    months_after_close: Months | None
    basis: Line


def _rule(months: int | None, basis: str) -> Rule:
    return Rule(months_after_close=months, basis=basis)


class RetentionSettings(BaseModel):
    """The period of each kind of record. A settings file may set any of them.

    `key_backups_days`: how long a backup of the keys is kept, after which an erased key is gone.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    case_key: Rule = _rule(12, "close of the audit and 12 months")
    returns: Rule = _rule(72, "the programme's cycle and the next repeat audit")
    working_papers: Rule = _rule(72, "the programme's cycle and the next repeat audit")
    report: Rule = _rule(None, "learning of the partnership, no personal data")
    recommendations: Rule = _rule(None, "learning of the partnership, no personal data")
    impact: Rule = _rule(None, "learning of the partnership, no personal data")
    concerns: Rule = _rule(None, "who knew of a child at risk, and what was done")

    key_backups_days: Annotated[int, Field(ge=0, le=3_660)] = 90

    def rule(self, kind: Kind) -> Rule:
        period: Rule = getattr(self, kind.name.lower())
        return period


@dataclass(frozen=True, slots=True)
class Due:
    """A record whose period has ended. `held`: a legal hold stops its disposal."""

    subject_or_audit: str
    kind: Kind
    due_on: date
    rule: Rule
    held: bool = False


def due(
    settings: RetentionSettings,
    closed: Mapping[str, date],
    today: date,
    *,
    keys: Collection[str] = (),
    held: Collection[str] = (),
    disposed: Collection[tuple[str, Kind]] = (),
) -> tuple[Due, ...]:
    """What is due on `today` or before, the oldest first.

    `closed`: the day each audit was closed; one that is open is never due. `keys`: the subjects,
    as `2026-neglect/C07`, whose key still stands: a report or a concern ends with its
    key. `held`: subjects under a legal hold; a hold on one case holds the returns and working
    papers of its audit too. `disposed`: what is gone already and is not listed again.
    """
    held_audits = {_audit(subject) for subject in held} | set(held)
    listed = []
    for kind in Kind:
        rule = settings.rule(kind)
        if rule.months_after_close is None:
            continue
        keyed = kind in _KEYED
        of_kind = [key for key in keys if _kind_of(key) is kind] if keyed else closed
        for name in sorted(of_kind):
            end = closed.get(_audit(name))
            if end is None or (name, kind) in disposed:
                continue
            due_on = after(end, rule.months_after_close)
            if due_on <= today:
                stopped = name in (held if keyed else held_audits)
                listed.append(Due(name, kind, due_on, rule, stopped))
    return tuple(sorted(listed, key=lambda item: (item.due_on, item.subject_or_audit, item.kind)))


_KEYED = frozenset({Kind.CASE_KEY, Kind.REPORT, Kind.CONCERNS})


def _kind_of(subject: str) -> Kind:
    if concern_named(subject) is not None:
        return Kind.CONCERNS
    return Kind.REPORT if subject.partition("/")[2] == REPORT else Kind.CASE_KEY


def after(day: date, months: int) -> date:
    """The same day so many months later; the month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _audit(subject: str) -> str:
    return subject.split("/", 1)[0]
