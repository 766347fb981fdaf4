"""Every command with the decision that answers it."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any, get_args

from domain.deciders import (
    action,
    audit,
    case,
    concern,
    custody,
    directory,
    programme,
    recommendation,
    report,
    returns,
    review,
    sample,
    single_agency,
    taking_part,
    tool,
    vault,
    views,
    work_stream,
)
from domain.deciders.base import Command, Context
from domain.events.base import Event

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
