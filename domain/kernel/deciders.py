"""Every command with the decision that answers it."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any, get_args

from domain.audit import plan as audit
from domain.audit import report, taking_part
from domain.case import decisions as case
from domain.case import views
from domain.concern import decisions as concern
from domain.custody import decisions as custody
from domain.directory import decisions as directory
from domain.kernel.command import Command, Context
from domain.kernel.event import Event
from domain.programme import decisions as programme
from domain.recommendation import actions as action
from domain.recommendation import decisions as recommendation
from domain.returns import decisions as returns
from domain.returns import queries_and_feedback as review
from domain.sample import decisions as sample
from domain.single_agency import decisions as single_agency
from domain.tool import decisions as tool
from domain.vault import decisions as vault
from domain.work_stream import decisions as work_stream

Decide = Callable[[Any, Any, Context], tuple[Event, ...]]

NOUNS: tuple[ModuleType, ...] = (
    directory,
    programme,
    tool,
    audit,
    sample,
    returns,
    review,
    case,
    views,
    concern,
    taking_part,
    report,
    single_agency,
    recommendation,
    action,
    work_stream,
    vault,
    custody,
)

DECIDERS: dict[type[Command], Decide] = {
    command: noun.decide for noun in NOUNS for command in get_args(noun.Commands)
}


def decide(state: object, command: Command, context: Context) -> tuple[Event, ...]:
    """The events that the command leads to; none means that it is already so.

    Raises `Refusal` when a rule says no.
    """
    return DECIDERS[type(command)](state, command, context)
