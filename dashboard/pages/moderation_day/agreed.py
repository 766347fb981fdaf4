"""What the room agrees of a place, recorded as it talks; nobody supersedes what they have not seen.

Two people may have the day open. What one records shows at the other within a second, and what
the other was about to record is refused until they have looked.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from application.moderation import Review, as_seen
from dashboard.kit import recording
from dashboard.kit.command_form import SHOW, confirm
from dashboard.kit.markdown import plain
from dashboard.pages.grade_history.life import TOGETHER, Scale
from dashboard.pages.moderation_day.place import Place
from dashboard.reading import Reading
from documents.files.values import sheet
from domain.kernel.command import Command
from domain.kernel.registry import command_class
from domain.kernel.vocabulary import StreamId
from projections.queries.audits import AuditOverview

NOT_APPLICABLE = "not-applicable"
LEARNING = "What is to be learnt from it"


def forms(given: Reading, audit: AuditOverview, at: Place, scale: Scale, review: Review) -> None:
    """The agreed grade with its reason and dissent; of a whole case its learning too."""
    st.subheader("What the room agrees", anchor=False)
    _Agreed(given, audit, at, f"{at.form}_grade").show(_asked_grade(given, audit, at, scale))
    if at.area is None:
        _Agreed(given, audit, at, f"{at.form}_learning").show({"learning": LEARNING})


def _asked_grade(given: Reading, audit: AuditOverview, at: Place, scale: Scale) -> dict[str, Any]:
    grades = scale.of(at.area) if at.area else [one for one in scale.grades if not one.scale]
    words = {one.code: one.label for one in reversed(grades)}
    agencies = {code: given.agency(code) for code in audit.agencies}
    whose = {"": TOGETHER, **agencies} if at.area else {}
    return {
        "agency": whose,
        "grade": {**words, **({NOT_APPLICABLE: "Not applicable"} if at.area else {})},
        "reason": "Why, in the room's words",
        "dissent": agencies,
    }


class _Agreed:
    """One form of a place, filled in as the room talks, shown, then confirmed."""

    def __init__(self, given: Reading, audit: AuditOverview, at: Place, name: str) -> None:
        self.given, self.audit, self.at, self.name = given, audit, at, name

    def show(self, asked: Mapping[str, Any]) -> None:
        receipt = recording.receipt_of(self.name)
        if receipt is not None:
            recording.show_receipt(self.given, receipt)
        is_to_be_emptied = recording.is_to_be_emptied(self.name)
        with st.form(self.name):
            filled = {
                name: self._widget(name, what, is_to_be_emptied)
                for name, what in asked.items()
                if what
            }
            if st.form_submit_button(SHOW):
                seen = as_seen(self.given.ledger, self.audit.audit, self.at.case)
                st.session_state[f"{self.name}_filled"] = (filled, seen)
        kept = st.session_state.get(f"{self.name}_filled")
        if kept is not None:
            self._confirm(*kept)

    def _widget(self, name: str, what: Any, is_to_be_emptied: bool) -> Any:
        key = f"{self.name}_{name}"
        keys = [f"{key}_{agency}" for agency in what] if name == "dissent" else [key]
        if is_to_be_emptied:
            empty = {"agency": next(iter(what)), "grade": None}.get(name, "")
            st.session_state.update(dict.fromkeys(keys, empty))
        match name:
            case "agency":
                label = "Whose grade"
                return st.selectbox(label, list(what), format_func=what.__getitem__, key=key)
            case "grade":
                return st.selectbox(
                    "Grade", list(what), index=None, format_func=what.__getitem__, key=key
                )
            case "dissent":
                with st.expander("Whoever does not agree, in their own words"):
                    return {
                        agency: st.text_area(plain(title), height=68, key=f"{key}_{agency}")
                        for agency, title in what.items()
                    }
            case _:
                return st.text_area(what, key=key)

    def _confirm(self, filled: Mapping[str, Any], seen: Mapping[StreamId, int]) -> None:
        command = recording.attempt(partial(self._command, filled))
        if command is None:
            return
        if confirm(self.given, self.name, command, seen):
            st.session_state.pop(f"{self.name}_filled", None)
            st.rerun()

    def _command(self, filled: Mapping[str, Any]) -> Command:
        """The command that a command line gives for the same words."""
        told = {"audit": self.audit.audit, "case": self.at.case}
        told |= {name: value for name, value in filled.items() if value and name != "dissent"}
        if told.get("grade") == NOT_APPLICABLE:
            told.pop("grade")
        if self.at.area is not None:
            told["area"] = self.at.area
        dissent = [
            {"agency": agency, "words": words}
            for agency, words in filled.get("dissent", {}).items()
            if words.strip()
        ]
        kind = command_class(self._kind(filled))
        made: Command = sheet(kind, {**told, **({"dissent": dissent} if dissent else {})},
                              "What was filled in")  # fmt: skip
        return made

    def _kind(self, filled: Mapping[str, Any]) -> str:
        if "learning" in filled:
            return "AgreeLearning"
        if self.at.area is None:
            return "AgreeOverallGrade"
        if filled.get("grade") == NOT_APPLICABLE:
            return "FindNotApplicable"
        return "ModerateGrade" if filled.get("agency") else "AgreeAreaGrade"
