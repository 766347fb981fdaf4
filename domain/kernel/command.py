"""What every decider shares: commands, refusals, and the context a decision is made in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, cast

from domain.audit import state as audit
from domain.case import state as case
from domain.concern import state as concern
from domain.directory import state as directory
from domain.kernel import streams
from domain.kernel.access import Subject
from domain.kernel.event import Event, Value
from domain.kernel.vocabulary import StreamId
from domain.programme import state as programme
from domain.recommendation import state as recommendation
from domain.returns import state as returns
from domain.sample import state as sample
from domain.tool import state as tool
from domain.vault import state as vault
from domain.work_stream import state as work_stream


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """No, by a rule. `code` is stable; `message` says what was given; `remedy` what to do."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(f"{message} {remedy}")
        self.code, self.message, self.remedy = code, message, remedy


class Command(Value):
    """Something a person asks to have recorded. `records` lists every event it may lead to."""

    records: ClassVar[tuple[type[Event], ...]]

    @property
    def stream(self) -> StreamId:
        """The stream that the decision reads first and writes to."""
        raise NotImplementedError

    @property
    def subject(self) -> Subject:
        """What the access table needs to know of the command."""
        return Subject(getattr(self, "audit", None), getattr(self, "agency", None))


def fields(value: Value) -> dict[str, Any]:
    """A value's fields as they are, for an event of the same shape."""
    return {name: getattr(value, name) for name in type(value).model_fields}


Measure = Callable[[str], object]
"""Says what the record as a whole shows of a recommendation: `recommendation.Measurement`."""


def cannot_measure(recommendation: str) -> object:
    """Stands where nothing is at hand that could measure. Refuses."""
    raise Refusal(
        "cannot-measure",
        f"The impact of {recommendation} cannot be measured here.",
        "Record the judgement with `assure impact assess`, which measures it.",
    )


@dataclass(frozen=True, slots=True)
class Context:
    """Who asks, on what day, the other streams as they stand, and what the record shows.

    Every stream that `look` is asked for becomes part of the decision: the store refuses to
    record it if one of them has moved on meanwhile.
    """

    actor: str
    today: date
    look: Callable[[StreamId], object]
    measure: Measure = cannot_measure

    def directory(self) -> directory.Directory:
        return cast(directory.Directory, self.look(streams.DIRECTORY))

    def programme(self, period: str) -> programme.State:
        return cast(programme.State, self.look(streams.programme(period)))

    def tool(self, code: str) -> tool.State:
        return cast(tool.State, self.look(streams.tool(code)))

    def audit(self, code: str) -> audit.State:
        return cast(audit.State, self.look(streams.audit(code)))

    def sample(self, code: str) -> sample.State:
        return cast(sample.State, self.look(streams.sample(code)))

    def agency_return(self, code: str, case_ref: str, agency: str) -> returns.State:
        return cast(returns.State, self.look(streams.agency_return(code, case_ref, agency)))

    def case(self, code: str, case_ref: str) -> case.Case:
        return cast(case.Case, self.look(streams.case(code, case_ref)))

    def concern(self, code: str, number: int) -> concern.State:
        return cast(concern.State, self.look(streams.concern(code, number)))

    def recommendation(self, ref: str) -> recommendation.State:
        return cast(recommendation.State, self.look(streams.recommendation(ref)))

    def words(self, subject: str) -> vault.Words:
        return cast(vault.Words, self.look(streams.vault(subject)))

    def work_stream(self, theme: str) -> work_stream.State:
        return cast(work_stream.State, self.look(streams.work_stream(theme)))


def require_agency(context: Context, agency: str) -> None:
    """Refuses an agency that has not joined the partnership, or has left it."""
    known = context.directory().agencies.get(agency)
    if known is None:
        raise Refusal(
            "unknown-agency",
            f"{agency!r} is not an agency of this partnership.",
            "See `assure agency list`, or have the coordinator run `assure agency join`.",
        )
    if known.left:
        raise Refusal(
            "agency-left",
            f"{known.title} has left the partnership.",
            "Use an agency that takes part now: `assure agency list`.",
        )


def require_person(context: Context, person: str) -> directory.Person:
    """Refuses a person who is not enrolled."""
    known = context.directory().people.get(person)
    if known is None:
        raise Refusal(
            "unknown-person",
            f"{person!r} is not enrolled.",
            "See `assure person list`, or have the coordinator run `assure person enrol`.",
        )
    return known


def require_day(field: str, day: date, context: Context, not_before: date | None = None) -> None:
    """Refuses a day in the future, or before the day on which the thing could first happen."""
    if day > context.today:
        raise Refusal(
            "date-in-future",
            f"{field} is {day}, which is after today, {context.today}.",
            "Record it when it has happened, or correct the date.",
        )
    if not_before is not None and day < not_before:
        raise Refusal(
            "date-too-early",
            f"{field} is {day}, before {not_before}, the earliest day it can have happened.",
            "Correct the date.",
        )


def require_reason(reason: str, what: str) -> None:
    """Refuses a blank reason."""
    if not reason.strip():
        raise Refusal("no-reason", f"{what} needs a reason.", "Say why in a sentence.")


def require_words(text: str, what: str) -> None:
    """Refuses a blank text where something has to be said."""
    if not text.strip():
        raise Refusal("left-empty", f"{what} is left empty.", "Write it in a sentence.")


def unless_recorded(known: Event | None, event: Event, otherwise: Refusal) -> tuple[Event, ...]:
    """A step that is taken once: nothing if it is so already, `otherwise` where it differs."""
    if known is None:
        return (event,)
    if known == event:
        return ()
    raise otherwise


def require_once(what: str, names: Iterable[str]) -> None:
    """Refuses a name that a list gives twice."""
    listed = list(names)
    twice = sorted({name for name in listed if listed.count(name) > 1})
    if twice:
        raise Refusal(
            "named-twice", f"{what} {', '.join(twice)} is named twice.", "Name each once."
        )


def require_audit(context: Context, code: str) -> audit.Audit:
    """Refuses an audit without an agreed plan."""
    return planned(context.audit(code), code)


def planned(state: audit.State, code: str) -> audit.Audit:
    """The audit, or a refusal when no plan is agreed."""
    if isinstance(state, audit.Audit):
        return state
    raise Refusal(
        "no-plan",
        f"No plan is agreed for audit {code!r}.",
        "Check the code with `assure plan list`, or agree one with `assure plan agree`.",
    )


def require_tool_version(context: Context, code: str, version: int | None) -> tool.ToolVersion:
    """A version of a tool; None is the newest. Refuses an unknown tool or version."""
    known = context.tool(code)
    if not isinstance(known, tool.Tool):
        raise Refusal(
            "unknown-tool",
            f"No tool {code!r} is published.",
            "See `assure tool list`, or publish it with `assure tool publish`.",
        )
    found = known.versions.get(known.newest if version is None else version)
    if found is None:
        raise Refusal(
            "unknown-tool-version",
            f"Tool {code!r} has no version {version}.",
            f"Its versions are 1 to {known.newest}.",
        )
    return found


def audit_tool(context: Context, state: audit.Audit) -> tool.ToolVersion:
    """The version of the tool that this audit uses."""
    return require_tool_version(context, state.plan.tool, state.agreed.tool_version)


def require_involved(state: audit.Audit, agency: str) -> None:
    """Refuses an agency that does not take part in the audit."""
    if agency not in state.plan.agencies:
        raise Refusal(
            "agency-not-involved",
            f"{agency!r} does not take part in {state.plan.audit}.",
            f"Its agencies are: {', '.join(state.plan.agencies)}.",
        )


def require_nominated(state: audit.Audit, agency: str, person: str) -> None:
    """Refuses a person whom the agency has not nominated for the audit."""
    if person not in state.auditors.get(agency, frozenset()):
        raise Refusal(
            "not-nominated",
            f"{person!r} is not nominated by {agency} for {state.plan.audit}.",
            "The agency's lead nominates its auditors: `assure plan nominate`.",
        )


def require_area(version: tool.ToolVersion, area: str) -> None:
    """Refuses an area that the tool does not have."""
    if area not in version.areas:
        raise Refusal(
            "unknown-area",
            f"The tool has no area {area!r}.",
            f"Its areas are: {', '.join(version.areas)}.",
        )


def require_grade(version: tool.ToolVersion, grade: str, where: str) -> None:
    """Refuses a grade outside the tool's scale."""
    if grade not in version.grades:
        raise Refusal(
            "grade-outside-scale",
            f"{where}: {grade!r} is not a grade of this tool.",
            f"Its grades are: {', '.join(reversed(version.grades))}.",
        )


def require_sampled(context: Context, code: str, case_ref: str) -> None:
    """Refuses a case that is not in the audit's sample now."""
    current = sample.current_cases(context.sample(code))
    if case_ref not in current:
        cases = ", ".join(sorted(current)) or "none yet: the sample is not drawn"
        raise Refusal(
            "case-not-sampled",
            f"Case {case_ref} is not in the sample of {code}.",
            f"Its cases are: {cases}.",
        )


def missing_returns(context: Context, code: str, state: audit.Audit) -> tuple[str, ...]:
    """Returns that are due and have not come, as `C07/police`, in order."""
    return tuple(
        f"{case_ref}/{agency}"
        for case_ref in sorted(sample.current_cases(context.sample(code)))
        for agency in state.plan.agencies
        if isinstance(context.agency_return(code, case_ref, agency), returns.NoReturn)
    )
