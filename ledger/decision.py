"""One attempt at a decision, and the receipt for its outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import cast

from domain.kernel.command import Command, Context, Refusal, cannot_measure
from domain.kernel.days import day_of
from domain.kernel.event import Event, OnBehalf, Stamp
from domain.kernel.how_known import how_known
from domain.kernel.registry import decide, fold
from domain.kernel.vocabulary import StreamId
from domain.vault.events import KeyIssued
from ledger.errors import broken
from ledger.keys.sealed_fields import without
from ledger.store.entry import Entry, Row, leaf_of


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One entry of a receipt. `leaf`: its hash in the tree, in hexadecimal; "" in a dry run."""

    position: int
    stream: str
    version: int
    event: str
    leaf: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was recorded. `how_known`: how its actor was, in words. `repeated`: it already was, by
    the same command id.

    No lines: nothing needed recording, because it is already so. `warnings`: sentences that
    go on after "It is recorded, but".
    """

    command_id: str
    actor: str
    how_known: str
    recorded_at: datetime
    lines: tuple[ReceiptLine, ...]
    repeated: bool = field(default=False, compare=False)
    dry_run: bool = False
    warnings: tuple[str, ...] = field(default=(), compare=False)

    @property
    def warning(self) -> str | None:
        """What to know of it though it is recorded, in one text; None: nothing."""
        return " ".join(f"It is recorded, but {what}" for what in self.warnings) or None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of commands: the receipt, and the decision's events with their streams.

    A dry run has the events that recording would have. `KeyIssued` is not among them: it comes
    from the keystore, not from the decision, and a dry run makes no key. `notes`: what whoever
    records should know of it now, while it can be put right.
    """

    receipt: Receipt
    events: tuple[tuple[StreamId, Event], ...]
    notes: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def of(cls, receipt: Receipt, entries: Iterable[Entry]) -> Outcome:
        decided = (entry for entry in entries if not isinstance(entry.event, KeyIssued))
        return cls(receipt, tuple((entry.stream, entry.event) for entry in decided))


@dataclass(slots=True)
class Decision:
    """One attempt: every stream as it was read, and as the commands so far would leave it."""

    load: Callable[[StreamId], tuple[int, object]]
    read: dict[StreamId, int] = field(default_factory=dict)
    states: dict[StreamId, object] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)

    def look(self, stream: StreamId) -> object:
        if stream not in self.states:
            self.read[stream], self.states[stream] = self.load(stream)
        return self.states[stream]

    def add(self, stream: StreamId, events: Sequence[Event], stamp: Stamp) -> None:
        written = sum(1 for entry in self.entries if entry.stream == stream)
        first = self.read[stream] + written + 1
        self.entries += [
            Entry(stream, version, event, stamp) for version, event in enumerate(events, first)
        ]
        self.states[stream] = fold(stream, events, self.states[stream])


def receipt_of(rows: Sequence[Row], stamp: Stamp, *, repeated: bool = False) -> Receipt:
    lines = tuple(
        ReceiptLine(
            row.id, str(row.originator_id), row.originator_version, row.topic, leaf_of(row).hex()
        )
        for row in rows
    )
    return Receipt(
        stamp.command_id, stamp.actor, how_known(stamp), stamp.recorded_at, lines, repeated
    )


def unkept(decision: Decision, stamp: Stamp, *, dry_run: bool) -> Receipt:
    lines = tuple(
        ReceiptLine(0, entry.stream, entry.version, entry.name, "") for entry in decision.entries
    )
    return Receipt(
        stamp.command_id, stamp.actor, how_known(stamp), stamp.recorded_at, lines, dry_run=dry_run
    )


def leads_to(
    commands: Sequence[Command],
    entries: Sequence[Entry],
    load_before: Callable[[StreamId, int], tuple[int, object]],
    whose: Callable[[Command], OnBehalf | None],
) -> bool:
    """Whether the commands, decided again at these entries' place, lead to exactly these.

    `whose`: for whom each is entered. What was measured then is taken from the entries. Text that
    cannot be opened any more cannot be compared: the rest must be the same.
    """
    stamp, first = entries[0].stamp, cast(int, entries[0].position)
    decision = Decision(lambda stream: load_before(stream, first))
    day = day_of(stamp.recorded_at)
    context = Context(stamp.actor, day, decision.look, lambda ref: measured_in(ref, entries))
    try:
        for command in commands:
            on_behalf = whose(command)
            acts = stamp.actor if on_behalf is None else on_behalf.person
            asked = replace(context, actor=acts)
            events = decide(decision.look(command.stream), command, asked)
            entered = stamp.entered_for(on_behalf)
            decision.add(command.stream, events, entered)
    except Refusal:
        return False
    kept = [entry for entry in entries if not isinstance(entry.event, KeyIssued)]
    return len(kept) == len(decision.entries) and all(
        (entry.stream, entry.version, entry.event, entry.stamp.on_behalf)
        == (
            again.stream,
            again.version,
            without(again.event, entry.closed),
            again.stamp.on_behalf,
        )
        for entry, again in zip(kept, decision.entries, strict=True)
    )


def measured_in(recommendation: str, entries: Iterable[Entry]) -> object:
    """What these entries say was measured of a recommendation when it was judged."""
    from domain.recommendation.events import ImpactAssessed, Measurement

    for entry in entries:
        match entry.event:
            case ImpactAssessed(measured=verdicts, measured_at=position) as assessed:
                if assessed.recommendation == recommendation:
                    return Measurement(position=position, method=assessed.method, verdicts=verdicts)
    return cannot_measure(recommendation)


def state_after(stream: StreamId, events: Iterable[Event], start: object = None) -> object:
    """The state after these events. Refuses events that do not follow from each other."""
    try:
        return fold(stream, events, start)
    except (TypeError, LookupError, AttributeError, ValueError) as error:
        raise broken(stream) from error


def folded(
    stream: StreamId, entries: Sequence[Entry], version: int = 0, start: object = None
) -> object:
    """The state after these entries, which follow `version`. Refuses a broken stream."""
    state = state_after(stream, [entry.event for entry in entries], start)
    if entries and entries[-1].version != version + len(entries):
        raise broken(stream)
    return state
