"""Frame, seed, draw and replacement: a sample that anyone can redraw (framework section 5).

The case list is fixed by its digest before anybody knows the seed; a neutral person draws the
seed before a witness; the selection follows by rule (`domain.sample.rule`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, ClassVar, assert_never

from domain import sampling
from domain.audit.requirements import require_audit
from domain.audit.state import Audit
from domain.directory.requirements import require_person
from domain.kernel import common_fields, streams
from domain.kernel.command import Command, Context, Refusal, fields
from domain.kernel.days import day_words
from domain.kernel.event import Event
from domain.kernel.field_help import Shown
from domain.kernel.vocabulary import Line, PersonId, Siblings, StreamId
from domain.sample import rule
from domain.sample.events import (
    CaseSampled,
    FrameCommitted,
    FrameReplaced,
    SampleDrawn,
    Seats,
    SeedDrawn,
    Spread,
)
from domain.sample.frame import Frame, fixed, require_committed
from domain.sample.rule import Selected
from domain.sample.seeds import check_seed, public_day
from domain.sample.state import Drawn, Framed, NoFrame, Seeded, State, seed_of

METHOD = "largest-remainder/sha256-order/v1"
METHOD_OF_FAMILIES = "largest-remainder/sha256-order/one-of-a-family/v1"


class SampleCommand(Command):
    audit: common_fields.TheAudit

    @property
    def stream(self) -> StreamId:
        return streams.sample(self.audit)


class CommitFrame(SampleCommand):
    """`different`: spellings that look alike and are different, as `LookAlike.named` has them."""

    records: ClassVar[tuple[type[Event], ...]] = (FrameCommitted,)
    frame: Frame
    different: tuple[str, ...] = ()


class DrawSeed(SampleCommand):
    """Record the seed that a neutral person drew before a witness.

    Example: `assure sample seed 2026-neglect --seed 58316907245103388642 --source "ten-sided
    dice in the business unit" --witness s-lee`
    """

    records: ClassVar[tuple[type[Event], ...]] = (SeedDrawn,)
    seed: Annotated[
        str, Shown("20 digits from ten-sided dice, or public:SOURCE@TIME=VALUE", "SEED")
    ]
    source: Annotated[Line, Shown("How it was drawn, in a few words", "TEXT")]
    witness: Annotated[PersonId, Shown("Who watched; not an auditor", "PERSON")]


class DrawSample(SampleCommand):
    records: ClassVar[tuple[type[Event], ...]] = (SampleDrawn, CaseSampled)
    frame: Frame


Commands = CommitFrame | DrawSeed | DrawSample


def decide(state: State, command: Commands, context: Context) -> tuple[Event, ...]:
    audit = require_sampled_audit(context, command.audit)
    match command:
        case CommitFrame():
            return _commit(state, command, audit, context)
        case DrawSeed():
            return _seed(state, command, audit, context)
        case DrawSample():
            return _draw(state, command, audit)
        case _:
            assert_never(command)


def require_sampled_audit(context: Context, code: str) -> Audit:
    """Refuses an audit without a plan, and one whose process draws no sample."""
    audit = require_audit(context, code)
    if not audit.steps.sampled:
        raise Refusal(
            "no-sample-step",
            f"A {audit.steps.label.lower()} has no sample.",
            "The agency selects its own cases and reports on them.",
        )
    return audit


def _commit(
    state: State, command: CommitFrame, audit: Audit, context: Context
) -> tuple[Event, ...]:
    if not isinstance(state, NoFrame):
        committed = require_framed(state).frame
        if committed.digest == command.frame.digest():
            return ()
        raise Refusal(
            "frame-committed",
            f"A case list of {committed.size} is already committed for {command.audit}.",
            "Until the first return another takes its place, visibly and with a new seed:"
            " `assure sample frame` with --reason.",
        )
    recorded = fixed(command.frame, audit.plan.sample, command.different, context.today)
    return (FrameCommitted(audit=command.audit, **recorded),)


def require_framed(state: State) -> Framed:
    match state:
        case NoFrame():
            raise Refusal(
                "no-frame",
                "No case list is committed.",
                "The lead auditor commits it first: `assure sample frame`.",
            )
        case Framed():
            return state
        case Seeded():
            return state.framed
        case Drawn():
            return state.seeded.framed


def _seed(state: State, command: DrawSeed, audit: Audit, context: Context) -> tuple[Event, ...]:
    require_framed(state)
    event = SeedDrawn(**fields(command), drawn_by=context.actor)
    if seed_of(state) == event:
        return ()
    if not isinstance(state, Framed):
        raise Refusal(
            "seed-drawn",
            f"The seed for {command.audit} is already drawn.",
            "A second one needs a visible redraw: `assure sample redraw`.",
        )
    require_person(context, command.witness)
    involved = frozenset().union(*audit.auditors.values()) | {audit.lead}
    for person, part in ((context.actor, "draws the seed"), (command.witness, "witnesses it")):
        if person in involved:
            raise Refusal(
                "not-neutral",
                f"{person!r} takes part in this audit and {part}.",
                "The seed is drawn and witnessed by people who do not audit.",
            )
    if command.witness == context.actor:
        raise Refusal(
            "own-witness",
            f"{context.actor!r} cannot be their own witness.",
            "Name a second person.",
        )
    if not context.recorded:
        _require_unforeseen(command.seed, state, audit, context)
    if command.seed in state.seeds:
        raise Refusal(
            "seed-used",
            f"Seed {command.seed} gave a draw that was set aside.",
            "Draw a new one: with a known seed the cases are known beforehand.",
        )
    return (event,)


def _require_unforeseen(seed: str, state: Framed, audit: Audit, context: Context) -> None:
    """Refuses a seed that somebody could have known while the case list could still change."""
    try:
        check_seed(seed)
        due = public_day(seed)
    except ValueError as error:
        raise Refusal("bad-seed", f"{error}.", "Throw twenty ten-sided dice.") from error
    if due is None:
        return
    fixed_on = state.settled_on or audit.agreed.agreed_on
    if due <= fixed_on:
        raise Refusal(
            "seed-too-early",
            f"The public value was due on {day_words(due)}, and the case list was fixed on"
            f" {day_words(fixed_on)}: it could have been known before.",
            "Take one that is due on a later day, or throw twenty ten-sided dice.",
        )
    if due > context.today:
        raise Refusal(
            "seed-not-due",
            f"The public value is due on {day_words(due)}; today is {day_words(context.today)}.",
            "Record it when it is out.",
        )


def _draw(state: State, command: DrawSample, audit: Audit) -> tuple[Event, ...]:
    framed = require_framed(state)
    require_committed(command.frame, framed.frame)
    if isinstance(state, Drawn):
        return ()
    if not isinstance(state, Seeded):
        raise Refusal(
            "no-seed",
            f"No seed is drawn for {command.audit}.",
            "A neutral person draws it before a witness: `assure sample seed`.",
        )
    frame, wanted = command.frame, audit.plan.sample
    sizes = frame.sizes()
    seats = rule.allocate(sizes, wanted).seats
    selected = rule.select(frame, wanted, seats, state.seed.seed, earlier=len(framed.used))
    refs = [case.ref for case in selected]
    families = rule.named_families(frame, refs)
    drawn, _ = drawing(sizes, audit, spread(frame, refs), framed.frame, families)
    sampled = zip(selected, families, strict=True)
    return (drawn, *(sampled_event(command.audit, case, family) for case, family in sampled))


def drawing(
    sizes: Mapping[str, int],
    audit: Audit,
    second: tuple[Spread, ...],
    fixed: FrameCommitted | FrameReplaced,
    families: Sequence[str | None],
) -> tuple[SampleDrawn, dict[str, int]]:
    """How the seats are shared out, and the seats of each stratum. `sizes`: of the strata.

    `families`: of the cases drawn.
    """
    allocation = rule.allocate(sizes, audit.plan.sample)
    shared = tuple(
        Seats(
            name=name,
            size=sizes[name],
            quota=str(allocation.quotas[name]),
            seats=allocation.seats[name],
        )
        for name in sorted(sizes)
    )
    drawn = SampleDrawn(
        audit=audit.plan.audit,
        method=_method(audit, fixed),
        allocation=shared,
        self_weighting=allocation.self_weighting,
        warnings=(*allocation.warnings, *_size_warning(audit), *_siblings_warning(families)),
        second=second,
    )
    return drawn, dict(allocation.seats)


def spread(frame: Frame, drawn: Collection[str]) -> tuple[Spread, ...]:
    """How the second margin came out: its values, with their cases in the list and in the draw."""
    if not frame.second_sizes():
        return ()
    by_value = sampling.compare_margin({row.ref: row.second for row in frame.rows}, drawn)
    return tuple(Spread(name=row.value, size=row.frame, drawn=row.drawn) for row in by_value)


def _size_warning(audit: Audit) -> tuple[str, ...]:
    usual_max = audit.steps.cases_usual_max
    size = audit.plan.sample.size
    if usual_max is None or size <= usual_max:
        return ()
    return (f"{size} cases: a {audit.steps.label.lower()} usually has about 10",)


def _method(audit: Audit, fixed: FrameCommitted | FrameReplaced) -> str:
    is_apart = audit.plan.sample.families is Siblings.ONE_EACH and fixed.families is not None
    return METHOD_OF_FAMILIES if is_apart else METHOD


def _siblings_warning(families: Sequence[str | None]) -> tuple[str, ...]:
    different = len(set(families))
    if None in families or different == len(families):
        return ()
    return (
        f"the {len(families)} cases are of {different} families: cases of one family are not"
        " independent of each other",
    )


def sampled_event(audit: str, selected: Selected, family: str | None) -> CaseSampled:
    return CaseSampled(
        audit=audit,
        case=selected.case,
        place=selected.place,
        frame_ref=selected.ref,
        stratum=selected.stratum,
        family=family,
    )
