"""The programme, moderation and what surrounds an audit's grades, as words and squares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from dashboard.kit.tables import Lines, Phrase
from dashboard.pages.audits import views_and_concerns
from dashboard.pages.audits.rows import REPORT_NOT_YOURS
from dashboard.pages.grade_history import life
from dashboard.pages.grade_history.life import Scale
from dashboard.pages.moderation import agenda, day, heat, places
from dashboard.pages.programme import picture
from dashboard.pages.programme import rows as programme
from dashboard.reading import Door
from documents.charts import timeline
from domain.agreement import Agenda, Cell, Flag
from domain.kernel.confidential import texts
from projections.queries.case_views import AuditViews, CaseViews
from projections.queries.concerns import Concern, ConcernCounts
from projections.queries.grades import GradeEntry
from projections.queries.programme import AgencyDemand, Programme
from projections.queries.returns import Feedback
from projections.queries.single_agency import SingleAgencyAudit
from projections.queries.tools import ScaleGrade
from tests.dashboard.pages import everything, opened, sentences, tables, valid
from tests.demonstration import home_of

Serve = Callable[..., None]
LEAD, LED, HELD = "n-bhandari", "2026-sexual-abuse", "2026-neglect"
DAY = date(2026, 3, 1)
TITLES = {"police": "Police", "health": "Health"}


class Given:
    """As much of a reading as words need."""

    def agency(self, code: str | None) -> str:
        return TITLES.get(code or "", code or "")

    def text(self, position: int | None, field: str, *, closed: str) -> str:
        """No text is open to this reader."""
        return "" if position is None else closed


GIVEN: Any = Given()


def agreed(reviewed: date | None, *, overdue: bool) -> Programme:
    return Programme("2024-2027", date(2024, 2, 29), (), reviewed, int(bool(reviewed)), overdue)


def test_a_review_is_due_within_the_year_and_said_to_be_overdue() -> None:
    assert programme.review_sentence(agreed(DAY, overdue=False)).endswith(
        "last reviewed 1 March 2026. The next yearly review is due by 1 March 2027."
    )
    late = programme.review_sentence(agreed(None, overdue=True))
    assert "not reviewed yet. ! The yearly review is overdue: it was due by 28 Feb" in late


OVER = AgencyDemand("2024-2027", "police", "2026-Q1", 9, 7)
WITHIN = AgencyDemand("2024-2027", "health", "2026-Q1", 7, 7)
UNKNOWN = AgencyDemand("2024-2027", "schools", "2026-Q2", 3, None)
IDLE = AgencyDemand("2024-2027", "health", "2026-Q2", 0, 7)
DEMAND = (OVER, WITHIN, UNKNOWN, IDLE)


def test_demand_over_capacity_is_told_by_word_shape_and_edge() -> None:
    health, police, schools = picture.burdens(DEMAND, [], GIVEN)
    assert (police.asked[0].over, health.asked[0].over) == (True, False)
    assert (health.asked[0].share, schools.asked[0].share) == (1.0, None)
    span = timeline.Span(date(2026, 1, 1), date(2026, 12, 31), DAY, None)
    spec = valid(timeline.timeline_chart([], [health, police, schools], span, description="n"))
    boxes = [row for layer in spec["layer"] for row in layer["data"]["values"] if "sign" in row]
    assert {row["y2"] for row in boxes if row["sign"] == "▲"} < {row["y2"] for row in boxes}
    assert programme.demand_sentence(DEMAND, GIVEN) == (
        "More is asked than declared in 1 place: Police January to March 2026 (9 of 7 days)."
    )
    rows = programme.demand_rows(DEMAND, GIVEN)
    assert [row["Agency"] for row in rows] == ["Health", "Police", "schools"]
    assert rows[1]["January to March 2026"] == "▲ 9 over"


def own(ref: str, state: str, *, late: bool = False) -> SingleAgencyAudit:
    return SingleAgencyAudit(
        "police", ref, ref, None, "2026-Q1", state, None, (), (), None, None, None, None, None,
        None, late,
    )  # fmt: skip


def test_what_is_late_and_what_waits_for_saig_come_first() -> None:
    audits = [
        *(own("d", "considered"), own("c", "declared"), own("b", "reported")),
        own("a", "declared", late=True),
    ]
    assert [one.ref for one in programme.by_need(audits)] == ["a", "b", "c", "d"]
    assert programme.own_sentence(audits).endswith(
        "!\u00a01 late, 1 considered by SAIG, 1 reported and waiting for SAIG,"
        " 1 declared and not due yet."
    )
    assert programme.own_row(audits[3], GIVEN)["State"] == "! late: its quarter has passed"


SCALE = Scale(
    tuple(
        ScaleGrade("t", 1, label.casefold(), label, label[0], "", rank, rank > 2)
        for rank, label in enumerate(("Inadequate", "Requires", "Good", "Outstanding"), start=1)
    ),
    {"voice": "Voice"},
    {},
    {"voice": ""},
)


def test_a_place_has_its_letter_its_number_and_a_corner_where_it_is_on_the_agenda() -> None:
    some = Cell("C01", "voice", {"police": 2, "health": 4, "schools": None}, {})
    shown = heat.mark(SCALE, [some], flagged=True)
    assert isinstance(shown, Lines)
    assert list(map(str, shown.lines)) == ["R–O · 2 ◥", "1 missing"]
    alike = Cell("C03", "voice", {"police": 2, "health": 2, "schools": 4}, {})
    assert str(heat.mark(SCALE, [alike], flagged=False)) == "R · 3"
    none, absent = (Cell("C02", "voice", {"police": grade}, {}) for grade in (None, "n/a"))
    said = [heat.mark(SCALE, [cell], flagged=False) for cell in (none, absent)]
    assert said == ["no return", "not involved"]


def test_the_steps_of_a_grade_keep_what_was_superseded() -> None:
    def entry(kind: str, agency: str | None, grade: str, position: int) -> GradeEntry:
        moment = datetime(2026, 3, 1, tzinfo=UTC)
        return GradeEntry("a", "C01", agency, "voice", kind, None, grade, "ann", "auditor", moment,
                          position, None)  # fmt: skip

    rows = life.steps_rows(
        [
            entry("revised", "police", "good", 11),
            entry("given", "police", "good", 5),
            entry("revised", "police", "inadequate", 9),
            entry("area agreed", None, "good", 20),
        ],
        SCALE,
        GIVEN,
    )
    assert [row["Whose work"] for row in rows] == ["Police", life.TOGETHER]
    assert list(rows[0])[1:] == ["Auditor's grade", "Revised by the agency", "Agreed together"]
    revised = rows[0]["Revised by the agency"]
    assert isinstance(revised, Lines)
    said = [one.words for one in revised.lines if not isinstance(one, str | Phrase)]
    assert said == ["Inadequate", "entry 9", "Good", "entry 11"]


def test_a_missing_return_is_one_thing_to_get_and_not_one_an_area() -> None:
    missing = [
        Flag("F4", ("police", "health"), "no grade", "C04", area) for area in ("voice", "plans")
    ]
    query = Flag("query", ("police",), "query 1 waits", "C05")
    bare = Flag("F5", ("health",), "no evidence", "C06", "voice", high=True)
    before = Agenda((), (query, *missing, bare))
    scale: Any = type("Scale", (), {"areas": {"voice": "Voice", "plans": "Plans"}})
    rows = agenda.before_rows(before, scale, GIVEN)
    assert [(row["What"], row["Case"], row["Area of work"]) for row in rows] == [
        ("query without an answer", "C05", "the whole return"),
        ("grade missing", "C04", "the whole return"),
        ("graded without evidence !", "C06", "Voice"),
    ]
    assert agenda.before_sentence(before) == (
        "To be got or asked: 1 query without an answer, 2 returns missing, whole or in part,"
        " 1 grade without evidence"
    )


VIEWS = AuditViews("a", DAY, True, ("conversation",), "B", None, 10, 6, 1, 3, 0, 1, 9)


@pytest.mark.parametrize(
    ("views", "said"),
    [
        (VIEWS, "sought by conversation, decided 1 March 2026; heard in 6 of 10 cases;"
                " 9 people heard in groups"),
        (replace(VIEWS, is_sought=False, methods=()), "not sought, decided 1 March 2026"),
        (replace(VIEWS, is_sought=None), "! nobody has decided yet whether and how to seek them"),
    ],
)  # fmt: skip
def test_whether_views_are_sought_and_heard(views: AuditViews, said: str) -> None:
    assert views_and_concerns.views_sentence(views) == said


def test_a_silent_case_is_marked() -> None:
    row = views_and_concerns.case_row(
        CaseViews("a", "C01", "nothing recorded", None, None, None, None, None), GIVEN
    )
    assert (row["Views"], row["In words"]) == ("! nothing recorded", "")


def test_concerns_are_counts_for_everyone_and_a_clock_for_those_who_take_them_up() -> None:
    counts = ConcernCounts("a", 3, 2, 2, 1, 2)
    assert views_and_concerns.concern_sentence(counts) == (
        "! 3 concerns raised, 2 not resolved: 2 taken up, 2 acknowledged, 1 resolved"
    )
    assert views_and_concerns.concern_sentence(None) == "their number is for the partnership"
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    open_one = Concern("a", 1, "C04", None, DAY, moment, None, None, None, 8, 7)
    done = replace(open_one, resolved_on=DAY, days_open=1)
    rows = [views_and_concerns.concern_row(one, GIVEN) for one in (open_one, done)]
    assert [row["Clock"] for row in rows] == ["! open for 8 days", "✔ resolved after 1 day"]
    assert rows[0]["Raised by"] == "the lead auditor"


def test_feedback_is_counts_out_of_n_and_no_percentage() -> None:
    one = Feedback("a", "police", 10, 8, 5, 9, 9)
    assert views_and_concerns.feedback_sentence([one]) == (
        "individual audits passed on 17 of 20 times, 14 acknowledged"
    )
    assert list(views_and_concerns.feedback_row(one, GIVEN).values())[2:] == [
        *("8 of 10", "5 of 8", "9 of 10", "9 of 9"),
    ]
    assert "%" not in str(views_and_concerns.feedback_row(one, GIVEN))


def _words(path: Path, *kinds: str, audit: str = LED) -> set[str]:
    """The confidential words of some kinds of entries in an audit: the one under way."""
    with Door(path, LEAD, home=home_of(path.parent)).open() as ledger:
        entries = (ledger.entry(at) for at in range(1, ledger.size() + 1))
        return {
            text
            for entry in entries
            if entry is not None
            and type(entry.event).__name__ in kinds
            and getattr(entry.event, "audit", None) == audit
            for _, text in texts(entry.event)
            if len(text) > 25
        }


def _shown(page: str, serve: Serve, path: Path, person: str, box: str | None = None) -> str:
    serve(path, person)
    shown = opened(page)
    if box is not None:
        shown = shown.selectbox(key=box).select(LED).run()
        assert not shown.exception
    return everything(shown).replace("\\\\", "").replace("\\", "").replace("\u2060", "")


def test_before_it_opens_only_the_lead_auditor_sees_how_grades_compare(
    demo: Path, serve: Serve
) -> None:
    serve(demo, LEAD)
    lead = opened("moderation")
    assert lead.selectbox(key="chosen_audit").value == LED
    assert "Place 1: ! safeguarding concern, not resolved" in sentences(lead)
    assert "queries without an answer" in sentences(lead)
    assert "How each agency graded beside the others" in sentences(lead)
    severity = tables(lead)[-1]
    assert list(severity.columns)[1:] == [
        "Below the others",
        "As the others",
        "Above the others",
    ]
    assert len(severity) == 6
    for person in ("m-adeyinka", "w-tranter", "e-thirlwell"):
        serve(demo, person)
        chosen = opened("moderation").selectbox(key="chosen_audit").select(LED).run()
        assert "is not open. It is planned for 8 December 2026" in sentences(chosen)
        assert not tables(chosen)


def test_after_the_day_each_place_says_what_was_agreed_and_why_to_those_it_is_for(
    demo: Path, serve: Serve
) -> None:
    reasons = [words for words in _words(demo, "GradeModerated", audit=HELD) if "\n" not in words]
    assert reasons
    for person, reads in (("m-adeyinka", False), ("w-tranter", True)):
        serve(demo, person)
        shown = opened("moderation")
        assert shown.selectbox(key="chosen_audit").value == HELD
        said = sentences(shown)
        assert said.count("Place ") == day.FIRST_ITEMS
        assert "Held on 22 September 2026 by 8 people" in said
        assert "graded beside the others" not in said
        assert "Inadequate → Requires improvement" in said
        assert (places.REASON_NOT_YOURS in said) is not reads
        assert bool([words for words in reasons if words in said]) is reads
        came = tables(shown)[2]
        assert set(came["Moderation day"]) == {"22 September 2026"}


def test_a_concerns_words_are_on_the_page_of_those_it_is_for_only(demo: Path, serve: Serve) -> None:
    planted = _words(demo, "ConcernRaised")
    assert planted
    for person, reads in (("n-bhandari", True), ("m-adeyinka", False), ("w-tranter", False)):
        shown = _shown("audits", serve, demo, person, "chosen_audit")
        assert "1 not resolved" in shown, "the number reaches the partnership"
        assert bool([words for words in planted if words[:25] in shown]) is reads


def test_findings_have_their_words_for_the_agencies_and_saig_only(demo: Path, serve: Serve) -> None:
    for person, reads in (("m-adeyinka", True), ("r-haldane", False)):
        serve(demo, person)
        shown = opened("audits").selectbox(key="chosen_audit").select("2026-neglect").run()
        findings = sentences(shown).split("Recommendations that came")[0]
        assert (REPORT_NOT_YOURS in findings) is not reads
        assert ("were trusted by everyone" in findings) is reads or reads


def test_the_programme_page_has_what_left_the_audits_page(demo: Path, serve: Serve) -> None:
    serve(demo)
    shown = sentences(opened("programme"))
    assert "The next yearly review is due by" in shown
    assert "audits that agencies do by themselves" in shown
    assert "Feedback on conducting audits, by tool" in shown
