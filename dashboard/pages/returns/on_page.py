"""The form of a return filled in on the page, case by case, and sent whole.

What is filled in is kept in this session only, and goes with it. It is understood, checked and
recorded just as a file of the same answers is.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from application import return_form
from dashboard.kit import address, recording
from dashboard.kit.cache import once
from dashboard.kit.dates import counted
from dashboard.kit.markdown import plain
from dashboard.kit.tables import table
from dashboard.reading import Reading
from documents.files.input_file import GivenFile
from documents.returns import layout, on_page
from documents.returns.layout import Form
from documents.returns.on_page import Answers
from projections.queries.audits import AuditOverview

_KEPT, _SENT, _ANEW = "returns_on_page", "returns_on_page_sent", "returns_on_page_anew"
HEADS = {"evidence": layout.HEADS[3], "strengths": layout.HEADS[4], "developments": layout.HEADS[5]}
SHOW = "Show what this records"


def filled_in(
    given: Reading, audit: AuditOverview, agency: str, due: Sequence[str]
) -> tuple[Form, GivenFile] | None:
    """Draws the form of one case; what was filled in, once it is complete and asked for."""
    form = once(
        given,
        ("return form", audit.audit, agency, *due),
        lambda: return_form.due_form(recording.work_of(given), audit.audit, agency).form,
    )
    filled = _kept(form)
    if st.session_state.get(_ANEW):
        st.warning(
            "The dashboard was started again, or the connection was lost for long. What you see of"
            " this case is as you left it. What you filled in of other cases is gone, and was not"
            " recorded: fill it in again, or drop the file here that you kept."
        )
    case = address.choose("Case", form.cases, name="case")
    _of_case(form, case, filled[case])
    begun = [one for one in form.cases if on_page.is_begun(filled[one])]
    if not begun:
        return None
    file = on_page.as_file(form, filled)
    states = [f"{one} {_state(form, filled[one], one)}" for one in begun]
    st.text(
        f"{'. '.join(states)}. It is kept until you leave or sign out, or the dashboard is"
        " started again: keep it as a file if that would hurt. Nobody else sees it before you"
        " record it. A case that you leave empty comes later."
    )
    st.download_button(
        "Keep it as a file",
        data=file.data,
        file_name=f"{form.audit}-{form.agency}.json",
        mime="application/json",
        on_click="ignore",
        icon=":material/download:",
    )
    if st.button(SHOW, key=f"{_SENT}_button"):
        st.session_state[_SENT] = file.data
    if st.session_state.get(_SENT) != file.data:
        return None
    lacking = list(on_page.missing(form, filled))
    if lacking:
        faults(lacking)
        return None
    return form, file


def faults(lacking: Sequence[tuple[str, str]]) -> None:
    """What is to be put right, by its place on the form."""
    st.error(plain(f"Nothing was recorded: {counted(len(lacking), 'place')} to put right."))
    table([{"Where": where, "What to put right": words} for where, words in lacking])


def begun_anew() -> None:
    """Says from now on that what another session kept is gone."""
    st.session_state[_ANEW] = True


def forget(cases: Sequence[str]) -> None:
    """What was recorded is not asked again."""
    st.session_state.pop(_SENT, None)
    st.session_state.pop(_ANEW, None)
    for filled in st.session_state.get(_KEPT, {}).values():
        for case in cases:
            filled.pop(case, None)


def _kept(form: Form) -> dict[str, dict[tuple[str, str], str | None]]:
    """What this session filled in of a form, by case."""
    of_all = st.session_state.setdefault(_KEPT, {})
    filled: dict[str, dict[tuple[str, str], str | None]]
    filled = of_all.setdefault((form.audit, form.agency, form.binding()[-1]), {})
    for case in form.cases:
        filled.setdefault(case, {})
    return filled


def _state(form: Form, answers: Answers, case: str) -> str:
    lacking = len(list(on_page.missing(form, {case: answers})))
    return f"lacks {counted(lacking, 'answer')}" if lacking else "is complete"


def _of_case(form: Form, case: str, answers: dict[tuple[str, str], str | None]) -> None:
    """One case's questions, in the order of its sheet."""
    field = _Fields(form, case, answers)
    st.text(
        "Write no name, date of birth, number or address: not of a child, not of family, not of"
        " staff."
    )
    involved = field.choice(
        "Was your agency involved in this case?", "", on_page.INVOLVED,
        (layout.INVOLVED, layout.NOT_INVOLVED),
    )  # fmt: skip
    if involved == layout.NOT_INVOLVED:
        field.text("How you know", "", on_page.PART)
        if any(area and value for (area, _), value in answers.items()):
            st.text("What you filled in of its areas is left out: it was not involved.")
        return
    field.text("What your agency's part in it was", "", on_page.PART)
    field.choice(
        "Is the auditor independent of this case?", "", on_page.INDEPENDENT,
        (layout.YES, layout.NO),
    )  # fmt: skip
    for area, graded in form.tool.areas.items():
        st.subheader(plain(graded.area.title), anchor=False)
        st.text("\n".join((graded.area.standard, *(f"• {one}" for one in graded.area.prompts))))
        field.grade(area)
        for name, label in HEADS.items():
            field.text(label, area, name)


class _Fields:
    """The fields of one case, each kept when it is left, whichever case is shown."""

    def __init__(self, form: Form, case: str, answers: dict[tuple[str, str], str | None]) -> None:
        self._form, self._case, self._answers = form, case, answers

    def _key(self, area: str, name: str) -> str:
        key = "/".join(("return", self._form.audit, self._form.agency, self._case, area, name))
        kept = self._answers.get((area, name))
        # After a restart the browser gives back what was typed: nothing is put in its place.
        if key not in st.session_state and kept is not None:
            st.session_state[key] = kept
        return key

    def choice(self, label: str, area: str, name: str, options: tuple[str, ...]) -> str | None:
        chosen = st.radio(label, options, index=None, key=self._key(area, name), horizontal=True)
        self._answers[area, name] = chosen
        return chosen

    def grade(self, area: str) -> None:
        words = {**self._form.labels(area), layout.NOT_APPLICABLE: layout.NOT_APPLICABLE}
        title = self._form.tool.areas[area].area.title
        self._answers[area, "grade"] = st.selectbox(
            plain(f"Grade: {title}"),
            list(words),
            index=None,
            format_func=words.__getitem__,
            key=self._key(area, "grade"),
        )

    def text(self, label: str, area: str, name: str) -> None:
        title = f": {self._form.tool.areas[area].area.title}" if area else ""
        self._answers[area, name] = st.text_area(
            plain(f"{label}{title}"), None, key=self._key(area, name), height="content"
        )
