"""Opening and closing themed work streams."""

from __future__ import annotations

from typing import ClassVar, assert_never

from domain.kernel import common_fields, streams
from domain.kernel.command import Command, Context, Refusal, fields
from domain.kernel.event import Event
from domain.kernel.vocabulary import StreamId
from domain.work_stream.events import WorkStreamClosed, WorkStreamOpened
from domain.work_stream.state import State, WorkStream


class _WorkStreamCommand(Command):
    theme: common_fields.TheTheme

    @property
    def stream(self) -> StreamId:
        return streams.work_stream(self.theme)


class OpenWorkStream(_WorkStreamCommand):
    """Open a themed work stream.

    Example: `assure work-stream open supervision --title "Supervision and challenge"`
    """

    records: ClassVar[tuple[type[Event], ...]] = (WorkStreamOpened,)
    title: common_fields.Title


class CloseWorkStream(_WorkStreamCommand):
    """Close a work stream."""

    records: ClassVar[tuple[type[Event], ...]] = (WorkStreamClosed,)
    reason: common_fields.Reason


Commands = OpenWorkStream | CloseWorkStream


def decide(state: State, command: Commands, context: Context) -> tuple[Event, ...]:
    match command:
        case OpenWorkStream():
            if isinstance(state, WorkStream) and not state.closed:
                if state.title == command.title:
                    return ()
                raise Refusal(
                    "work-stream-exists",
                    f"Work stream {command.theme!r} is already open as {state.title!r}.",
                    "Use it, or choose another theme.",
                )
            return (WorkStreamOpened(**fields(command)),)
        case CloseWorkStream():
            if not isinstance(state, WorkStream):
                raise Refusal(
                    "no-work-stream",
                    f"No work stream {command.theme!r} was opened.",
                    "See `assure work-stream list`.",
                )
            if state.closed:
                return ()
            return (WorkStreamClosed(**fields(command)),)
        case _:
            assert_never(command)
