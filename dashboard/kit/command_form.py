"""A form for a command, drawn from the command's own fields, as its options on a command line are.

What it would record is shown first. The same command, rules and words as anywhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from application.screening import Suspected
from dashboard.kit import recording
from dashboard.kit.markdown import plain
from dashboard.kit.tables import table
from dashboard.kit.words import event_words
from dashboard.reading import Reading
from documents.files.plain import plain as as_plain
from documents.files.values import sheet
from domain.kernel.command import Command
from domain.kernel.field_help import Default, Described, Kind, describe
from domain.kernel.registry import command_class
from domain.kernel.vocabulary import StreamId
from ledger.decision import Outcome
from ledger.screening import NOTHING_CONFIRMED
from ledger.two_at_once import NOTHING_SEEN

SHOW, RECORD = "Show what this records", "Record it"


@dataclass(frozen=True)
class CommandForm:
    """`name`: the form's own, in the session. `command`: by the name in the registry.

    `known`: what is not asked for. `choices`: for a field, its values with the words for each.
    `words`: another label than the field's own.
    """

    name: str
    command: str
    known: Mapping[str, Any]
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    optional: bool = True
    """Whether fields that may be left out are asked for."""

    @property
    def kind(self) -> type[Command]:
        return command_class(self.command)

    def show(self, given: Reading) -> None:
        """Draws the form; what it would record once it is filled in; and the receipt."""
        receipt = recording.receipt_of(self.name)
        if receipt is not None:
            recording.show_receipt(given, receipt)
        asked = [one for one in describe(self.kind) if self._is_asked(one)]
        if recording.is_to_be_emptied(self.name):
            st.session_state.update({self._key(one): _empty(one, given) for one in asked})
        with st.form(self.name, border=False):
            filled = {one.name: self._widget(one, given) for one in asked}
            if st.form_submit_button(SHOW):
                st.session_state[f"{self.name}_filled"] = filled
        kept = st.session_state.get(f"{self.name}_filled")
        if kept is not None:
            self._confirm(given, {**self.known, **kept})

    def _is_asked(self, one: Described) -> bool:
        return one.name not in self.known and (
            self.optional or one.is_required or one.shown.default is not None
        )

    def _key(self, one: Described) -> str:
        return f"{self.name}_{one.name}"

    def _widget(self, one: Described, given: Reading) -> Any:
        label = self.words.get(one.name, one.shown.help)
        label = plain(label if one.is_required else f"{label} (may be left out)")
        key, example = self._key(one), one.shown.example or None
        if words := self.choices.get(one.name) or _of_directory(one, given):
            return st.selectbox(
                label, list(words), index=None, format_func=words.__getitem__, key=key
            )
        match one.kind:
            case Kind.CHOICE:
                choices = [str(value) for value in one.choices or ()]
                return st.selectbox(label, choices, index=None, key=key)
            case Kind.DAY:
                today = _empty(one, given)
                return st.date_input(label, value=today, key=key, format="DD/MM/YYYY")
            case Kind.NUMBER:
                return st.number_input(
                    label, min_value=one.least, max_value=one.most, value=None, step=1, key=key
                )
            case Kind.YES_OR_NO:
                return st.checkbox(label, value=_empty(one, given), key=key)
            case Kind.PROSE:
                return st.text_area(label, None, key=key)
            case Kind.LINE if one.is_many:
                return st.text_area(f"{label}, one a line", None, key=key, placeholder=example)
            case Kind.LINE:
                return st.text_input(label, None, key=key, placeholder=example)

    def _confirm(self, given: Reading, values: Mapping[str, Any]) -> None:
        command = recording.attempt(partial(self._command, values))
        if command is not None and confirm(given, self.name, command):
            st.session_state.pop(f"{self.name}_filled", None)
            st.rerun()

    def _command(self, values: Mapping[str, Any]) -> Command:
        many = {one.name for one in describe(self.kind) if one.is_many}
        written = {
            name: _lines(value) if name in many and isinstance(value, str) else value
            for name, value in values.items()
            if value not in (None, "")
        }
        made: Command = sheet(self.kind, written, "What was filled in")
        return made


def confirm(
    given: Reading, form: str, command: Command, seen: Mapping[StreamId, int] = NOTHING_SEEN
) -> bool:
    """Shows what a command would record, and a button that records it. Whether it was recorded.

    `seen`: how long the streams were that the writer looked at; somebody else may be first.
    """
    act = partial(recording.work_of(given).record, command, seen=seen)
    confirmation = NOTHING_CONFIRMED
    try:
        tried = recording.attempt(partial(act, dry_run=True))
    except Suspected as suspected:
        confirmation = recording.confirmed(suspected.suspicions, form)
        if confirmation == NOTHING_CONFIRMED:
            return False
        tried = recording.attempt(partial(act, dry_run=True, confirmed=confirmation))
    if tried is None:
        return False
    preview(tried)
    if tried.events:
        recording.how_it_will_be_known(given)
    if not tried.events or not st.button(RECORD, type="primary", key=f"{form}_record"):
        return False
    name = recording.command_id(given, form, command, seen)
    outcome: Outcome | None = recording.attempt(
        partial(act, command_id=name, confirmed=confirmation)
    )
    if outcome is None:
        return False
    recording.answered(form, outcome.receipt)
    return True


def _empty(one: Described, given: Reading) -> Any:
    """What a field holds before anybody has filled it in."""
    match one.kind:
        case Kind.DAY:
            return given.now if one.shown.default is Default.TODAY else None
        case Kind.YES_OR_NO:
            return bool(one.value)
        case _:
            return None


def _of_directory(one: Described, given: Reading) -> dict[str, str]:
    """The people, or the agencies, that a field can name: with a role, and taking part."""
    if one.is_many:
        return {}
    directory = given.directory
    match one.shown.metavar:
        case "PERSON":
            people = sorted(directory.people.items(), key=lambda pair: pair[1].full_name)
            return {name: person.full_name for name, person in people if person.grants}
        case "AGENCY":
            return {name: one.title for name, one in directory.agencies.items() if not one.left}
        case _:
            return {}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def preview(tried: Outcome) -> None:
    """The entries that a dry run leads to, in words."""
    if not tried.events:
        st.success("It is already so: nothing would be recorded.")
        return
    st.text("A dry run: nothing is recorded yet. This would be:")
    table(
        [
            {"Entry": event_words(type(event).__name__), "Field": name, "What it says": said}
            for _, event in tried.events
            for name, said in _fields(event)
        ],
        name="what would be recorded",
    )
    recording.notes_of(tried)


def _fields(event: Any) -> list[tuple[str, str]]:
    return [
        (name.replace("_", " "), _said(value))
        for name, value in as_plain(event).items()
        if value not in (None, "", [], {})
    ]


def _said(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case dict():
            return "; ".join(f"{name} {_said(one)}" for name, one in value.items() if one)
        case list():
            return "\n".join(map(_said, value))
        case date():
            return value.isoformat()
        case _:
            return str(value)
