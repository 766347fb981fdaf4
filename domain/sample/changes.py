"""What becomes of a sample that does not fit: another list, another case, a new draw, no grade.

Nothing is exchanged in silence: what is set aside stays in the record, with the reason. Once an
agency has returned a case the sample is settled.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, assert_never

from domain.audit.events import ReportAgreed
from domain.audit.state import Audit
from domain.case.requirements import counting_grades
from domain.kernel import common_fields
from domain.kernel.command import Context, Refusal, fields
from domain.kernel.event import Event
from domain.kernel.field_help import Shown
from domain.kernel.numbered import numbered
from domain.kernel.rules import require_reason
from domain.kernel.vocabulary import CaseRef, ReplacementReason, Text
from domain.returns.requirements import return_state
from domain.returns.state import NoReturn
from domain.sample import rule
from domain.sample.decisions import (
    SampleCommand,
    require_framed,
    require_sampled_audit,
    sampled_event,
)
from domain.sample.events import (
    CaseFamilySaid,
    CaseFoundGradable,
    CaseNotGradable,
    CaseReplaced,
    CaseSampled,
    FrameReplaced,
    SampleRedrawn,
)
from domain.sample.frame import Frame, fixed, require_committed
from domain.sample.requirements import require_sampled
from domain.sample.state import Drawn, Framed, State, current_cases, not_gradable_cases


class ReplaceFrame(SampleCommand):
    """`different`: as in `CommitFrame`."""

    records: ClassVar[tuple[type[Event], ...]] = (FrameReplaced,)
    frame: Frame
    reason: Text
    different: tuple[str, ...] = ()


class ReplaceCase(SampleCommand):
    records: ClassVar[tuple[type[Event], ...]] = (CaseReplaced, CaseSampled)
    case: CaseRef
    reason: ReplacementReason
    frame: Frame


class RedrawSample(SampleCommand):
    """Set the draw aside, visibly. A new seed is needed after it."""

    records: ClassVar[tuple[type[Event], ...]] = (SampleRedrawn,)
    reason: common_fields.Reason


class CallNotGradable(SampleCommand):
    """Say that nobody can grade a drawn case, and why: it counts as neither graded nor missing.

    A case that can still be exchanged is replaced instead: `assure sample replace`.

    Example: `assure sample not-gradable 2026-neglect C02 --reason @reason.txt`
    """

    records: ClassVar[tuple[type[Event], ...]] = (CaseNotGradable,)
    case: common_fields.TheCase
    reason: common_fields.CaseReason


class FindGradable(SampleCommand):
    """Take back that a case is not gradable, and why: its returns are due again."""

    records: ClassVar[tuple[type[Event], ...]] = (CaseFoundGradable,)
    case: common_fields.TheCase
    reason: common_fields.CaseReason


class SayFamily(SampleCommand):
    """Say that a drawn case is of the family of another, or of none of them, and why.

    A case list says so before the draw, in a column `family`. This is for what is found since.

    Example: `assure sample family 2026-neglect C07 --with C03 --reason @reason.txt`
    """

    records: ClassVar[tuple[type[Event], ...]] = (CaseFamilySaid,)
    case: common_fields.TheCase
    with_case: Annotated[
        CaseRef | None, Shown("The case of a brother or sister", "CASE", option="with")
    ] = None
    alone: Annotated[bool, Shown("It is of no other case's family")] = False
    reason: common_fields.CaseReason


Commands = ReplaceFrame | ReplaceCase | RedrawSample | CallNotGradable | FindGradable | SayFamily


def decide(state: State, command: Commands, context: Context) -> tuple[Event, ...]:
    audit = require_sampled_audit(context, command.audit)
    match command:
        case ReplaceFrame():
            return _exchange(state, command, audit, context)
        case ReplaceCase():
            return _replace(state, command, audit, context)
        case RedrawSample():
            return _redraw(state, command, audit, context)
        case CallNotGradable():
            return _call_not_gradable(state, command, audit, context)
        case FindGradable():
            return _find_gradable(state, command, audit)
        case SayFamily():
            return _say_family(command, context)
        case _:
            assert_never(command)


def _exchange(
    state: State, command: ReplaceFrame, audit: Audit, context: Context
) -> tuple[Event, ...]:
    committed = require_framed(state).frame
    if committed.digest == command.frame.digest():
        return ()
    require_reason(command.reason, "Replacing the case list")
    require_changeable(current_cases(state), audit, context)
    recorded = fixed(command.frame, audit.plan.sample, command.different, context.today)
    return (
        FrameReplaced(
            audit=command.audit, supersedes=committed.digest, reason=command.reason, **recorded
        ),
    )


def _replace(
    state: State, command: ReplaceCase, audit: Audit, context: Context
) -> tuple[Event, ...]:
    require_committed(command.frame, require_framed(state).frame)
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
    drawn = {one.frame_ref: one for one in state.cases.values()}
    held = {state.cases[case].frame_ref for case in state.current - {command.case}}
    taken = rule.Taken(drawn, held, len(state.seeded.framed.used) + len(state.cases))
    wanted, seed = audit.plan.sample, state.seeded.seed.seed
    following = rule.select_replacement(command.frame, wanted, seed, gone.stratum, taken)
    replaced = CaseReplaced(
        audit=command.audit,
        case=command.case,
        replaced_by=None if following is None else following.case,
        reason=command.reason,
    )
    if following is None:
        return (replaced,)
    known = {ref: one.family for ref, one in drawn.items() if one.family is not None}
    (family,) = rule.named_families(command.frame, [following.ref], known)
    return (replaced, sampled_event(command.audit, following, family))


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
            "Say that a case cannot be graded: `assure sample not-gradable`.",
        )
    begun = [
        f"{case_ref}/{agency}"
        for case_ref in sorted(cases, key=numbered)
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
    if isinstance(state, Framed) and state.is_redrawn:
        return ()
    if not isinstance(state, Drawn):
        raise Refusal(
            "nothing-drawn",
            f"No sample is drawn for {command.audit}.",
            "There is nothing to set aside.",
        )
    require_changeable(state.current, audit, context)
    return (SampleRedrawn(**fields(command), redrawn_on=context.today),)


def _call_not_gradable(
    state: State, command: CallNotGradable, audit: Audit, context: Context
) -> tuple[Event, ...]:
    require_reason(command.reason, "Calling a case not gradable")
    require_sampled(context, command.audit, command.case)
    if command.case in not_gradable_cases(state):
        return ()
    _require_unreported(audit)
    graded = counting_grades(context, audit, command.case)
    if graded:
        raise Refusal(
            "case-graded",
            f"Case {command.case} of {command.audit} is graded: {', '.join(graded)}.",
            "What was graded counts. A return that is wrong is withdrawn; an area that does not"
            " apply is called so on the day: `assure moderate not-applicable`.",
        )
    return (CaseNotGradable(**fields(command)),)


def _find_gradable(state: State, command: FindGradable, audit: Audit) -> tuple[Event, ...]:
    require_reason(command.reason, "Taking back that a case is not gradable")
    if command.case not in not_gradable_cases(state):
        return ()
    _require_unreported(audit)
    return (CaseFoundGradable(**fields(command)),)


def _require_unreported(audit: Audit) -> None:
    """Refuses a change to what a report that is agreed has counted."""
    if audit.has(ReportAgreed) or audit.closed is not None:
        raise Refusal(
            "report-agreed",
            f"The report of {audit.plan.audit} is agreed: what it counts stands.",
            "Say it in the next audit's plan.",
        )


def _say_family(command: SayFamily, context: Context) -> tuple[Event, ...]:
    require_reason(command.reason, "Saying which family a case is of")
    if command.alone is (command.with_case is not None) or command.with_case == command.case:
        raise Refusal(
            "family-unsaid",
            f"Which family {command.case} is of is not said, or said twice.",
            "Name another case with --with, or say --alone.",
        )
    sample = require_sampled(context, command.audit, command.case)
    if command.with_case is not None:
        require_sampled(context, command.audit, command.with_case)
    own = sample.cases[command.case].family
    others = {ref: one.family for ref, one in sample.cases.items() if ref != command.case}
    if command.with_case is not None:
        family = others[command.with_case]
        if family is not None and family == own:
            return ()
        family = family or _unused((own, *others.values()))
    elif own is not None and own not in others.values():
        return ()
    else:
        family = _unused((own, *others.values()))
    return (
        CaseFamilySaid(
            audit=command.audit,
            case=command.case,
            with_case=command.with_case,
            family=family,
            reason=command.reason,
        ),
    )


def _unused(families: Iterable[str | None]) -> str:
    number = max((int(family[1:]) for family in families if family is not None), default=0)
    return f"F{number + 1:02d}"
