"""What holds for every event, command and history."""

from __future__ import annotations

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

import domain
from domain.custody.decisions import ExportPack, IssueReceipt, RecordBackup
from domain.kernel.command import Command, Context, Refusal
from domain.kernel.event import Event, Stamp
from domain.kernel.registry import decide, fold
from domain.kernel.vocabulary import Line, StreamId, Text
from domain.recommendation.actions import ProgressAction
from domain.recommendation.events import Measurement
from domain.returns.events import ReturnWithdrawn
from ledger.store.entry import parse_state, state_bytes
from tests.domain.improvement import ACTING
from tests.domain.recommendation.test_decisions import VERDICT
from tests.domain.scene import AUDIT
from tests.domain.spec import TODAY, require_sentences
from tests.domain.story import ALSO, BEFORE, STORY, Asked
from tests.golden.instances import STAMP

DOMAIN = Path(domain.__file__).parent
SOURCES = sorted(DOMAIN.rglob("*.py"))


# Histories

AGAIN = (ProgressAction, IssueReceipt, ExportPack, RecordBackup)
"""What may be said twice and is then recorded twice: a further note, a further paper handed out."""


class Walk:
    """A history that grows by what people ask; a refusal leaves it as it was."""

    def __init__(self) -> None:
        self.states = {stream: fold(stream, events) for stream, *events in BEFORE}
        self.happened: list[tuple[StreamId, Event]] = []

    def look(self, stream: StreamId) -> object:
        return self.states.get(stream, fold(stream, ()))

    def decide(self, asked: Asked) -> tuple[Event, ...]:
        actor, command = asked
        context = Context(actor, TODAY, self.look, self.measure)
        return decide(self.look(command.stream), command, context)

    def measure(self, recommendation: str) -> Measurement:
        return Measurement(position=len(self.happened) + 1, method=2, verdicts=(VERDICT,))

    def ask(self, asked: Asked) -> tuple[Event, ...]:
        events = self.decide(asked)
        stream = asked[1].stream
        self.states[stream] = fold(stream, events, self.look(stream))
        self.happened += [(stream, event) for event in events]
        return events


def _walked(length: int) -> Walk:
    walk = Walk()
    for asked in STORY[:length]:
        assert walk.ask(asked), f"{asked} adds nothing to the story"
    return walk


def test_the_scene_is_what_the_deciders_record() -> None:
    assert tuple(_walked(len(STORY)).happened) == ACTING


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(STORY)), st.lists(st.sampled_from(STORY + ALSO), max_size=12))
def test_whatever_is_asked_the_laws_hold(length: int, asked: list[Asked]) -> None:
    """Folding is total, deciding twice adds nothing, records are as announced, noes are words."""
    walk = _walked(length)
    for one in asked:
        try:
            events = walk.ask(one)
        except Refusal as refusal:
            require_sentences(refusal)
            continue
        assert {type(event) for event in events} <= set(one[1].records)
        if not isinstance(one[1], AGAIN):
            assert walk.decide(one) == ()
        for event in events:
            _require_round_trip(event, STAMP)


def test_what_else_is_asked_is_sometimes_answered_yes() -> None:
    """Otherwise the walk above would prove little."""
    said: set[type[Command]] = set()
    for length in range(len(STORY) + 1):
        walk = _walked(length)
        for asked in ALSO:
            try:
                said |= {type(asked[1])} if walk.ask(asked) else set()
            except Refusal:
                continue
    assert said == {type(command) for _, command in ALSO}


# Stored form


def _require_round_trip(event: Event, stamp: Stamp) -> None:
    stored = state_bytes(event, stamp)
    again, stamp_again = parse_state(type(event).__name__, stored)
    assert (again, stamp_again) == (event, stamp)
    assert state_bytes(again, stamp_again) == stored


texts = st.text(max_size=60) | st.text(
    "\n\t\r\x00\x1b\x7f\x9b\u2028 ab'\"\\\U0001f9d2é", max_size=12
)


@given(
    texts,
    st.datetimes(timezones=st.just(UTC)),
    st.none() | st.just("police"),
)
def test_what_was_said_is_stored_and_read_byte_for_byte(
    said: str, recorded_at: datetime, agency: str | None
) -> None:
    try:
        event = ReturnWithdrawn(audit=AUDIT, case="C07", agency="police", reason=said)
    except ValidationError:
        return
    stamp = Stamp(
        recorded_at=recorded_at,
        actor=STAMP.actor,
        role=STAMP.role,
        agency=agency,
        command_id=STAMP.command_id,
    )
    _require_round_trip(event, stamp)


@given(texts)
def test_text_is_never_blank_and_never_moves_a_cursor(said: str) -> None:
    for kind, allowed in ((Text, "\n\t"), (Line, "")):
        try:
            read = TypeAdapter(kind).validate_python(said, strict=True)
        except ValidationError:
            continue
        assert read == read.strip() != ""
        assert not set(read) & (set(map(chr, [*range(32), *range(127, 160)])) - set(allowed))


@pytest.mark.parametrize("blank", ["", " ", "\n", "\t \u00a0"])
def test_a_blank_reason_is_no_reason(blank: str) -> None:
    for kind in (Text, Line):
        with pytest.raises(ValidationError):
            TypeAdapter(kind).validate_python(blank, strict=True)


# Purity


IMPURE = {
    "asyncio", "io", "logging", "os", "pathlib", "random", "secrets", "shutil", "socket",
    "sqlite3", "subprocess", "sys", "tempfile", "time", "urllib", "uuid",
}  # fmt: skip
CALLS = {"open", "print", "input", "now", "utcnow", "today", "uuid4"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(DOMAIN)))
def test_the_domain_reads_no_clock_no_chance_and_no_disk(path: Path) -> None:
    """Replay must give the same answer on any day and machine; the ledger hands these in."""
    for node in ast.walk(ast.parse(path.read_text())):
        imported = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        imported += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert not {name.split(".")[0] for name in imported} & IMPURE, ast.unparse(node)
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func).split(".")[-1]
            assert called not in CALLS, f"{path.name}: {ast.unparse(node)}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(DOMAIN)))
def test_nothing_is_copied_around_its_own_checks(path: Path) -> None:
    """`model_copy(update=...)` and `model_construct` skip validation."""
    calls = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Attribute)]
    assert not {n.attr for n in calls} & {"model_copy", "model_construct"}
