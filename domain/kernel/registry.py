"""The closed list of everything that can be recorded. A name that is not here is refused."""

from __future__ import annotations

from types import ModuleType

from domain.audit import events as audit
from domain.case import events as case
from domain.concern import events as concern
from domain.custody import events as custody
from domain.directory import events as directory
from domain.kernel.event import Event
from domain.programme import events as programme
from domain.recommendation import events as recommendation
from domain.returns import events as returns
from domain.sample import events as sample
from domain.single_agency import events as single_agency
from domain.tool import events as tool
from domain.vault import events as vault
from domain.work_stream import events as work_stream

NOUNS: tuple[ModuleType, ...] = (
    directory,
    programme,
    tool,
    audit,
    sample,
    returns,
    case,
    concern,
    single_agency,
    recommendation,
    work_stream,
    vault,
    custody,
)


def _events(noun: ModuleType) -> list[type[Event]]:
    return [
        value
        for value in vars(noun).values()
        if isinstance(value, type)
        and issubclass(value, Event)
        and value.__module__ == noun.__name__
    ]


REGISTRY: dict[str, type[Event]] = {
    event.__name__: event for noun in NOUNS for event in _events(noun)
}
"""Stored name to class, in the order in which an audit meets them."""


class UnknownEventError(Exception):
    """A stored name or version that this software does not know."""

    def __init__(self, name: str, schema: int) -> None:
        known = REGISTRY.get(name)
        if known is None:
            what = f"an event named {name!r}, which this version of assure does not know"
        else:
            what = f"{name} in version {schema}; this version of assure knows up to "
            what += str(known.schema_version)
        super().__init__(what)
        self.name, self.schema = name, schema


def resolve(name: str, schema: int) -> type[Event]:
    """The class for a stored name. Raises `UnknownEventError` for a foreign or a future one."""
    known = REGISTRY.get(name)
    if known is None or not 1 <= schema <= known.schema_version:
        raise UnknownEventError(name, schema)
    return known
