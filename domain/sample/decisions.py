"""Frame, seed, draw and replacement: a sample that anyone can redraw (framework section 5).

The case list is fixed by its digest before anybody knows the seed; a neutral person draws the
seed before a witness; the selection follows by rule (`domain.sample.rule`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, ClassVar, assert_never

from pydantic import Field, StringConstraints

from domain import sampling
from domain.audit.requirements import require_audit
from domain.audit.state import Audit
from domain.directory.requirements import require_person
from domain.kernel import common_fields, streams
from domain.kernel.command import Command, Context, Refusal, fields
from domain.kernel.event import Event, Value
from domain.kernel.field_help import Shown
from domain.kernel.vocabulary import (
    CaseRef,
    Characteristic,
    Line,
    PersonId,
    ReplacementReason,
    StreamId,
)
from domain.returns.requirements import return_state
from domain.returns.state import NoReturn
from domain.sample import rule
from domain.sample.events import (
    CaseReplaced,
    CaseSampled,
    FrameCommitted,
    SampleDrawn,
    SampleRedrawn,
    Seats,
    SeedDrawn,
    Stratum,
)
from domain.sample.rule import Selected
from domain.sample.state import Drawn, Framed, NoFrame, Seeded, State, seed_of

METHOD = "largest-remainder/sha256-order/v1"


class FrameRow(Value):
    """One case of the list a sample is drawn from. `ref` is a pseudonym made for this audit."""

    ref: Characteristic
    stratum: Characteristic
    second: Characteristic = ""


class Frame(Value):
    """The canonical case list. `salt`: 128 bits in hexadecimal, so that refs cannot be guessed."""

    salt: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    rows: Annotated[tuple[FrameRow, ...], Field(min_length=1, max_length=100_000)]

    def stratum_of(self) -> dict[str, str]:
        """Each case's ref to its stratum, in the list's order."""
        return {row.ref: row.stratum for row in self.rows}

    def sizes(self) -> dict[str, int]:
        """Stratum to its number of cases."""
        return dict(Counter(row.stratum for row in self.rows))

    def text(self) -> str:
        """The canonical file, as the lead auditor keeps it. Refuses what it cannot hold."""
        rows = [sampling.FrameRow(row.ref, row.stratum, row.second) for row in self.rows]
        try:
            return sampling.frame_file(rows, self.salt)
        except ValueError as error:
            raise Refusal(
                "bad-frame", f"The case list: {error}.", "Correct it and try again."
            ) from error

    def digest(self) -> str:
        return sampling.frame_digest(self.text())


class _SampleCommand(Command):
    audit: common_fields.TheAudit

    @property
    def stream(self) -> StreamId:
        return streams.sample(self.audit)


class CommitFrame(_SampleCommand):
    records: ClassVar[tuple[type[Event], ...]] = (FrameCommitted,)
    frame: Frame


class DrawSeed(_SampleCommand):
    """Record the seed that a neutral person drew before a witness.

    Example: `assure sample seed 2026-neglect --seed 31415926535897932384 --source "ten-sided
    dice in the business unit" --witness s-lee`
    """

    records: ClassVar[tuple[type[Event], ...]] = (SeedDrawn,)
    seed: Annotated[
        str, Shown("20 digits from ten-sided dice, or public:SOURCE@TIME=VALUE", "SEED")
    ]
    source: Annotated[Line, Shown("How it was drawn, in a few words", "TEXT")]
    witness: Annotated[PersonId, Shown("Who watched; not an auditor", "PERSON")]


class DrawSample(_SampleCommand):
    records: ClassVar[tuple[type[Event], ...]] = (SampleDrawn, CaseSampled)
    frame: Frame


class ReplaceCase(_SampleCommand):
    records: ClassVar[tuple[type[Event], ...]] = (CaseReplaced, CaseSampled)
    case: CaseRef
    reason: ReplacementReason
    frame: Frame


class RedrawSample(_SampleCommand):
    """Set the draw aside, visibly. A new seed is needed after it."""

    records: ClassVar[tuple[type[Event], ...]] = (SampleRedrawn,)
    reason: common_fields.Reason


Commands = CommitFrame | DrawSeed | DrawSample | ReplaceCase | RedrawSample


def decide(state: State, command: Commands, context: Context) -> tuple[Event, ...]:
    audit = require_audit(context, command.audit)
    if not audit.steps.sampled:
        raise Refusal(
            "no-sample-step",
            f"A {audit.steps.label.lower()} has no sample.",
            "The agency selects its own cases and reports on them.",
        )
    match command:
        case CommitFrame():
            return _commit(state, command, audit)
        case DrawSeed():
            return _seed(state, command, audit, context)
        case DrawSample():
            return _draw(state, command, audit)
        case ReplaceCase():
            return _replace(state, command, audit, context)
        case RedrawSample():
            return _redraw(state, command, audit, context)
        case _:
            assert_never(command)


def _commit(state: State, command: CommitFrame, audit: Audit) -> tuple[Event, ...]:
    frame = command.frame
    digest = frame.digest()
    refs = [row.ref for row in frame.rows]
    wanted = audit.plan.sample.size
    if len(refs) < wanted:
        raise Refusal(
            "frame-too-small",
            f"The case list holds {len(refs)} cases; the plan asks for {wanted}.",
            "Widen the list, or amend the plan before the frame is committed.",
        )
    if not isinstance(state, NoFrame):
        committed = _framed(state)
        if committed.frame.digest == digest:
            return ()
        raise Refusal(
            "frame-committed",
            f"A case list of {committed.frame.size} is already committed for {command.audit}.",
            "It cannot be exchanged: that is what makes the draw believable.",
        )
    sizes = frame.sizes()
    # Checked now: once the list is committed neither it nor the plan's sample can be changed.
    rule.allocate(sizes, audit.plan.sample)
    strata = tuple(Stratum(name=name, size=size) for name, size in sorted(sizes.items()))
    return (
        FrameCommitted(
            audit=command.audit,
            digest=digest,
            size=len(refs),
            stratifier=audit.plan.sample.stratifier,
            strata=strata,
        ),
    )


def _framed(state: State) -> Framed:
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
    _framed(state)
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
    try:
        sampling.check_seed(command.seed)
    except ValueError as error:
        raise Refusal("bad-seed", f"{error}.", "Throw twenty ten-sided dice.") from error
    if command.seed in state.seeds:
        raise Refusal(
            "seed-used",
            f"Seed {command.seed} gave a draw that was set aside.",
            "Draw a new one: with a known seed the cases are known beforehand.",
        )
    return (event,)


def require_committed(frame: Frame, committed: FrameCommitted) -> None:
    """Refuses a case list that is not the one that was committed."""
    if frame.digest() != committed.digest:
        raise Refusal(
            "other-frame",
            "This case list is not the one that was committed: its digest differs.",
            "Use the file that `assure sample frame` wrote, unchanged.",
        )


def _draw(state: State, command: DrawSample, audit: Audit) -> tuple[Event, ...]:
    framed = _framed(state)
    require_committed(command.frame, framed.frame)
    if isinstance(state, Drawn):
        return ()
    if not isinstance(state, Seeded):
        raise Refusal(
            "no-seed",
            f"No seed is drawn for {command.audit}.",
            "A neutral person draws it before a witness: `assure sample seed`.",
        )
    frame = command.frame.stratum_of()
    drawn, seats = drawing(command.frame.sizes(), audit)
    selected = rule.select(frame, seats, state.seed.seed, earlier=len(framed.used))
    return (drawn, *(_sampled(command.audit, case) for case in selected))


def drawing(sizes: Mapping[str, int], audit: Audit) -> tuple[SampleDrawn, dict[str, int]]:
    """How the seats are shared out, and the seats of each stratum. `sizes`: of the strata."""
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
        method=METHOD,
        allocation=shared,
        self_weighting=allocation.self_weighting,
        warnings=(*allocation.warnings, *_size_warning(audit)),
    )
    return drawn, dict(allocation.seats)


def _size_warning(audit: Audit) -> tuple[str, ...]:
    usual_max = audit.steps.cases_usual_max
    size = audit.plan.sample.size
    if usual_max is None or size <= usual_max:
        return ()
    return (f"{size} cases: a {audit.steps.label.lower()} usually has about 10",)


def _sampled(audit: str, selected: Selected) -> CaseSampled:
    return CaseSampled(
        audit=audit,
        case=selected.case,
        place=selected.place,
        frame_ref=selected.ref,
        stratum=selected.stratum,
    )


def _replace(
    state: State, command: ReplaceCase, audit: Audit, context: Context
) -> tuple[Event, ...]:
    require_committed(command.frame, _framed(state).frame)
    if isinstance(state, Drawn) and command.case in state.cases.keys() - state.current:
        return ()
    if not isinstance(state, Drawn) or command.case not in state.current:
        raise Refusal(
            "case-not-sampled",
            f"Case {command.case} is not in the sample of {command.audit}.",
            "See its cases with `assure sample show`.",
        )
    require_changeable(frozenset({command.case}), audit, context)
    _require_references(state)
    gone = state.cases[command.case]
    following = rule.select_replacement(
        command.frame.stratum_of(),
        state.seeded.seed.seed,
        gone.stratum,
        taken={drawn.frame_ref for drawn in state.cases.values()},
        earlier=len(state.seeded.framed.used) + len(state.cases),
    )
    replaced = CaseReplaced(
        audit=command.audit,
        case=command.case,
        replaced_by=None if following is None else following.case,
        reason=command.reason,
    )
    return (replaced, _sampled(command.audit, following)) if following else (replaced,)


def _require_references(state: Drawn) -> None:
    """Refuses a replacement while some refs cannot be read: the next case may be one of them."""
    closed = sorted(ref for ref, drawn in state.cases.items() if not drawn.frame_ref)
    if closed:
        raise Refusal(
            "references-closed",
            f"Which cases of the list {', '.join(closed)} are cannot be read here.",
            "Replace cases where the keys are; where they are erased, draw again.",
        )


def require_changeable(cases: frozenset[str], audit: Audit, context: Context) -> None:
    """Refuses to change what agencies have begun to audit, or what they have opened."""
    code = audit.plan.audit
    if audit.returns_open:
        raise Refusal(
            "returns-open",
            f"The returns of {code} are open to the partnership: its sample is settled.",
            "Say in the report which cases could not be audited.",
        )
    begun = [
        f"{case_ref}/{agency}"
        for case_ref in sorted(cases)
        for agency in audit.plan.agencies
        if not isinstance(return_state(context, code, case_ref, agency), NoReturn)
    ]
    if begun:
        raise Refusal(
            "returns-begun",
            f"Returns are already recorded: {', '.join(begun)}.",
            "A case that agencies have audited stays in the sample; withdraw the returns first.",
        )


def _redraw(
    state: State, command: RedrawSample, audit: Audit, context: Context
) -> tuple[Event, ...]:
    if isinstance(state, Framed) and state.seeds:
        return ()
    if not isinstance(state, Drawn):
        raise Refusal(
            "nothing-drawn",
            f"No sample is drawn for {command.audit}.",
            "There is nothing to set aside.",
        )
    require_changeable(state.current, audit, context)
    return (SampleRedrawn(**fields(command)),)
