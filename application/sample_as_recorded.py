"""A sample as recorded: what stands now, each case ever drawn, and what was set aside and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from application.reading import Reader
from documents.files.plain import plain
from domain.kernel import streams
from domain.sample import check
from domain.sample.events import (
    CaseFamilySaid,
    CaseFoundGradable,
    CaseNotGradable,
    CaseReplaced,
    CaseSampled,
    FrameCommitted,
    FrameReplaced,
    SampleDrawn,
    SampleRedrawn,
    SeedDrawn,
)
from ledger.store.entry import Entry

TO_BE_AUDITED, REPLACED, NOT_GRADABLE = "to be audited", "replaced", "not gradable"
SET_ASIDE = "set aside"


@dataclass(frozen=True, slots=True)
class ShownSample:
    """`document`: frame, seed and draw, field by field, with counts and what was superseded.

    `cases`: each case ever drawn, in order; `stratum` and `frame_ref` are None for whoever may not
    read them. `warning`: due when many cases were replaced.
    """

    document: dict[str, Any]
    cases: tuple[dict[str, Any], ...]
    warning: str | None


@dataclass(slots=True)
class _Told:
    """The sample while its entries are being read, in order."""

    frame: dict[str, Any] = field(default_factory=dict)
    seed: dict[str, Any] = field(default_factory=dict)
    drawn: dict[str, Any] = field(default_factory=dict)
    superseded: list[dict[str, Any]] = field(default_factory=list)
    cases: dict[str, dict[str, Any]] = field(default_factory=dict)

    def set_aside(self, what: str, reason: str, entry: Entry) -> None:
        """What stood until this entry stays to be read: the list, its seed, how many were drawn."""
        standing = [case for case in self.cases.values() if case["standing"] != SET_ASIDE]
        self.superseded.append(
            {
                "what": what,
                "digest": self.frame.get("digest"),
                "size": self.frame.get("size"),
                "seed": self.seed.get("seed"),
                "cases_drawn": len(standing),
                "reason": reason,
                "entry": entry.position,
            }
        )
        for case in standing:
            case["standing"] = SET_ASIDE
        self.seed, self.drawn = {}, {}


def shown(reader: Reader, audit: str) -> ShownSample:
    """The sample as recorded, as far as this person may read it."""
    told = _Told()
    entries = reader.entries(streams.sample(audit))
    for entry in entries:
        _tell(told, entry, reader)
    standing = check.last_draw(entry.event for entry in entries)
    counts = Counter(case["standing"] for case in told.cases.values())
    document: dict[str, Any] = {"audit": audit, **told.frame, **told.seed, **told.drawn}
    if standing is not None:
        document |= {
            "cases_drawn": sum(counts.values()) - counts[SET_ASIDE],
            "cases_replaced": counts[REPLACED],
            "cases_without_a_successor": sum(
                gone.replaced_by is None for gone in standing.replacements
            ),
            "cases_not_gradable": counts[NOT_GRADABLE],
            "families_drawn": _families(told.cases.values()),
        }
    if told.superseded:
        document["superseded"] = told.superseded
    many = standing.many_replaced if standing is not None else None
    return ShownSample(document, tuple(told.cases.values()), many)


def _families(cases: Iterable[dict[str, Any]]) -> int | None:
    """Of how many families the cases to be audited are; None where nobody has said."""
    standing = [case for case in cases if case["standing"] in (TO_BE_AUDITED, NOT_GRADABLE)]
    if not any(case["family"] for case in standing):
        return None
    return len({case["family"] or case["case"] for case in standing})


def _tell(told: _Told, entry: Entry, reader: Reader) -> None:
    match entry.event:
        case FrameCommitted() as event:
            told.frame = plain(event)
        case FrameReplaced() as event:
            told.set_aside("case list", event.reason, entry)
            told.frame = plain(event)
        case SeedDrawn() as event:
            told.seed = plain(event)
        case SampleDrawn() as event:
            told.drawn = plain(event)
        case SampleRedrawn() as event:
            told.set_aside("draw", event.reason, entry)
        case CaseSampled() as event:
            text = reader.text(entry) or {}
            told.cases[event.case] = {
                "case": event.case,
                "standing": TO_BE_AUDITED,
                "replaced_by": None,
                "reason": None,
                "stratum": text.get("stratum"),
                "frame_ref": text.get("frame_ref"),
                "family": event.family,
                "entry": entry.position,
            }
        case CaseReplaced() as event:
            told.cases[event.case] |= {
                "standing": REPLACED,
                "replaced_by": event.replaced_by,
                "reason": event.reason.value,
            }
        case CaseNotGradable() as event:
            reason = (reader.text(entry) or {}).get("reason")
            told.cases[event.case] |= {"standing": NOT_GRADABLE, "reason": reason}
        case CaseFamilySaid() as event:
            for case in filter(None, (event.case, event.with_case)):
                told.cases[case] |= {"family": event.family}
        case CaseFoundGradable() as event:
            told.cases[event.case] |= {"standing": TO_BE_AUDITED, "reason": None}
