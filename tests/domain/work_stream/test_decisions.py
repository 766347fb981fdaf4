"""Themed work streams."""

from __future__ import annotations

from domain.kernel import streams
from domain.work_stream.decisions import CloseWorkStream, OpenWorkStream
from domain.work_stream.events import WorkStreamClosed, WorkStreamOpened
from tests.domain.scene import JOINED
from tests.domain.spec import at, given

OPEN = OpenWorkStream(theme="hearing-children", title="Hearing children")
CLOSE = CloseWorkStream(theme="hearing-children", reason="Part of practice now.")
OPENED_EVENT = WorkStreamOpened(theme="hearing-children", title="Hearing children")
STREAM = streams.work_stream("hearing-children")
OPENED = (*JOINED, *at(STREAM, OPENED_EVENT))
CLOSED_EVENT = WorkStreamClosed(theme="hearing-children", reason="Part of practice now.")


def test_a_work_stream_is_opened() -> None:
    given(*JOINED).when(OPEN, actor="member").then(
        WorkStreamOpened(theme="hearing-children", title="Hearing children")
    )


def test_an_open_work_stream_keeps_its_title() -> None:
    other = OpenWorkStream(theme="hearing-children", title="Voices")
    given(*OPENED).when(other, actor="member").refused("work-stream-exists", "Hearing children")


def test_a_work_stream_is_closed_with_a_reason_and_may_be_opened_again() -> None:
    given(*OPENED).when(CLOSE, actor="member").then(
        WorkStreamClosed(theme="hearing-children", reason="Part of practice now.")
    )
    given(*OPENED, *at(STREAM, CLOSED_EVENT)).when(OPEN, actor="member").then(OPENED_EVENT)


def test_only_an_opened_work_stream_is_closed() -> None:
    given(*JOINED).when(CLOSE, actor="member").refused("no-work-stream", "hearing-children")
