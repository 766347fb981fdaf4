"""What moderation agreed that should be looked at again, and how each agency graded."""

from __future__ import annotations

import streamlit as st

from application.moderation import Review
from dashboard.kit.dates import counted
from dashboard.kit.markdown import plain
from dashboard.kit.tables import table
from dashboard.pages.grade_history.life import Scale
from dashboard.pages.moderation.agenda import named
from dashboard.reading import Reading
from domain.agreement import Flag, Severity
from domain.two_auditors import PlainAgreement


def after_the_day(review: Review, scale: Scale, given: Reading) -> None:
    """The grades that moderation agreed, where they ask a question of their own."""
    if not review.after_the_day:
        return
    st.header("To look at again", anchor=False)
    st.subheader(plain(after_sentence(review)), anchor=False)
    table([_again_row(flag, scale, given) for flag in review.after_the_day])


def not_counted(review: Review, scale: Scale, given: Reading) -> None:
    """Cases that nobody can grade, and areas that moderation found not to apply."""
    rows = not_counted_rows(review, scale, given)
    if rows:
        st.header("Counted neither as graded nor as missing", anchor=False)
        table(rows)


def not_counted_rows(review: Review, scale: Scale, given: Reading) -> list[dict[str, object]]:
    whole: list[dict[str, object]] = [
        {"Case": case, "Area of work": "the whole case", "Why": "not gradable"}
        for case in review.not_gradable
    ]
    areas: list[dict[str, object]] = [
        {
            "Case": case,
            "Area of work": scale.areas.get(area, area),
            "Why": f"found not applicable{f' for {given.agency(agency)}' if agency else ''}",
        }
        for case, area, agency in review.not_applicable
    ]
    return [*whole, *areas]


def graded_twice(review: Review, given: Reading) -> None:
    """How alike two auditors of an agency read the same records."""
    if not review.graded_twice:
        return
    st.header("Two auditors on one case", anchor=False)
    st.text(
        "Each judged the same record alone. The agency's grade is the first auditor's; the second"
        " shows how alike two people read it."
    )
    table([graded_twice_row(line, given) for line in review.graded_twice])


def graded_twice_row(line: PlainAgreement, given: Reading) -> dict[str, object]:
    return {
        "Agency": given.agency(line.agency),
        "Cases graded twice": line.cases,
        "The same grade": f"{line.same} of {line.areas} areas",
        "Within one grade": f"{line.within_one} of {line.areas} areas",
    }


def severity(review: Review, given: Reading) -> None:
    """For the lead auditor only: the review holds it for nobody else."""
    if not review.severity:
        return
    st.header("How each agency graded beside the others", anchor=False)
    st.text(
        "For the lead auditor only. Each agency is compared with the median of the others over the"
        " places that it shares with any. Each graded its own part, so a difference may be true."
    )
    table([_severity_row(line, given) for line in review.severity])


def after_sentence(review: Review) -> str:
    """How many cases and grades there are to look at."""
    outside = sum(flag.letter == "F6" for flag in review.after_the_day)
    moved = sum(flag.letter == "F9" for flag in review.after_the_day)
    parts = [f"{counted(outside, 'overall grade')} outside the case's own areas"] if outside else []
    parts += [f"{counted(moved, 'grade')} moved far, or without a reason"] if moved else []
    return ", ".join(parts)


def _again_row(flag: Flag, scale: Scale, given: Reading) -> dict[str, object]:
    return {
        "Case": flag.case,
        "Area of work": scale.areas.get(flag.area, flag.area) or "the whole case",
        "Why": named(flag.words, flag, given),
    }


def _severity_row(line: Severity, given: Reading) -> dict[str, object]:
    return {
        "Agency": given.agency(line.agency),
        "Below the others": line.below,
        "As the others": line.level,
        "Above the others": line.above,
    }
