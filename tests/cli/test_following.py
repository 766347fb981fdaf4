"""Everything around the grades: views, queries, concerns, feedback, comments, certificates."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import copied, going_on
from tests.cli.harness import (
    AUDITORS,
    CHAIR,
    COORDINATOR,
    LEAD,
    LEADS,
    NEUTRAL,
    Assure,
    append,
    cases_of,
    decide_views,
    form_partnership,
    plan,
    publish_tool,
    returned,
)

CODE = "2026-neglect"
POLICE, HEALTH = AUDITORS["police"], AUDITORS["health"]
GRADES = {"voice": "good", "planning": "inadequate"}


def _returns(assure: Assure) -> list[str]:
    cases = cases_of(assure, CODE)
    for agency in ("police", "health"):
        append(assure, agency, returned(CODE, agency, cases, GRADES))
    return cases


def _moderated(assure: Assure) -> None:
    _moderated_with(assure, _returns(assure))


def _moderated_with(assure: Assure, cases: list[str]) -> None:
    decide_views(assure, CODE)
    assure("moderate", "open", CODE, actor=LEAD)
    for case in cases:
        words = ("--grade", "good", "--reason", "Agreed")
        assure("moderate", "overall", CODE, case, *words, actor=LEAD)
    came = ("--attended", POLICE, "--attended", HEALTH, "--undertaking")
    assure("moderate", "close", CODE, *came, actor=LEAD)


@pytest.fixture(scope="session")
def all_in_folder(prepared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    def go_on(assure: Assure) -> None:
        assure.clock.put("2026-01-20")
        _returns(assure)

    return going_on(prepared_folder, tmp_path_factory.mktemp("all-in"), go_on)


@pytest.fixture(scope="session")
def moderated_folder(all_in_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    def go_on(assure: Assure) -> None:
        assure.clock.put("2026-01-21")
        _moderated_with(assure, cases_of(assure, CODE))

    return going_on(all_in_folder, tmp_path_factory.mktemp("moderated"), go_on)


@pytest.fixture
def all_in(assure: Assure, all_in_folder: Path) -> Assure:
    """Every return has come. Made at the ledger; other tests here do it the way they go."""
    assure.clock.put("2026-01-22")
    return copied(all_in_folder, assure)


@pytest.fixture
def moderated(assure: Assure, moderated_folder: Path) -> Assure:
    """Nor was its day held from afar, which other tests here do."""
    assure.clock.put("2026-01-22")
    return copied(moderated_folder, assure)


def test_moderation_waits_for_the_decision_on_views(all_in: Assure) -> None:
    said = all_in("moderate", "open", CODE, actor=LEAD, code=3).stderr
    assert "assure views decide" in said
    all_in("views", "decide", CODE, "--method", "conversation", actor=LEAD, code=3)
    all_in("views", "decide", CODE, actor=LEAD, code=3)
    all_in("views", "decide", CODE, "--reason", "All are before the court", actor=LEAD)
    all_in("moderate", "open", CODE, actor=LEAD)
    shown = all_in("views", "list", CODE, actor=LEAD).stderr
    assert "Views are not sought: All are before the court" in shown


def test_views_are_kept_by_case_and_their_words_for_whom_they_are_for(prepared: Assure) -> None:
    decide_views(prepared, CODE)
    heard = ("--whose", "child", "--agency", "police", "--text", "I can talk as well")
    prepared("views", "record", CODE, "C01", *heard, actor=POLICE)
    asked = ("--method", "conversation", "--agency", "health", "--by", "Her school nurse")
    prepared("views", "seek", CODE, "C02", *asked, actor=HEALTH)
    prepared("views", "not-sought", CODE, "C03", "--reason", "Before the court", actor=LEAD)
    group = ("--method", "young-peoples-board", "--respondents", "9", "--text", "Ask us alone")
    prepared("views", "group", CODE, *group, actor=LEAD)
    rows = {row["case_ref"]: row for row in prepared.read("views", "list", CODE, actor=LEAD)}
    assert [rows[f"C0{n}"]["state"] for n in range(1, 5)] == [
        "heard",
        "asked",
        "not sought",
        "nothing recorded",
    ]
    assert rows["C01"]["words"]["views"] == "I can talk as well"
    own = {row["case_ref"]: row for row in prepared.read("views", "list", CODE, actor=POLICE)}
    assert own["C01"]["words"]["views"] == "I can talk as well"
    for outsider in (HEALTH, CHAIR, COORDINATOR):
        said = prepared("views", "list", CODE, "--output", "json", actor=outsider)
        assert "I can talk as well" not in said.output
    prepared("views", "record", CODE, "C01", *heard, actor=HEALTH, code=4)


def test_an_audit_is_not_closed_before_each_family_is_accounted_for(moderated: Assure) -> None:
    cases = cases_of(moderated, CODE)
    finding = ("--kind", "concern", "--area", "voice", "--text", "Not heard")
    moderated(
        "views", "record", CODE, "C01", "--whose", "child", "--text", "Nobody asked", actor=LEAD
    )
    rests = ("--evidence", "C01/police", "--evidence", "C01/views")
    moderated("finding", "record", CODE, "F1", *finding, *rests, actor=LEAD, code=3)
    changed = ("--views-changed", "We had called it a gap in recording")
    moderated("finding", "record", CODE, "F1", *finding, *rests, *changed, actor=LEAD)
    moderated(
        "finding", "record", CODE, "F2", *finding, "--evidence", "views", *changed, actor=LEAD,
        code=3,
    )  # fmt: skip
    for verb, words, actor in (
        ("draft", ("--summary", "In short"), LEAD),
        ("circulate", (), LEAD),
        ("agree", (), LEAD),
        ("consider", ("--conclusion", "Accepted."), CHAIR),
    ):
        moderated("report", verb, CODE, *words, actor=actor)
    said = moderated("audit", "close", CODE, actor=LEAD, code=3).stderr
    assert "C02, C03, C04, C05" in said
    assert "[views-open]" in said
    for case in cases[1:]:
        moderated("views", "not-sought", CODE, case, "--reason", "Not the time", actor=LEAD)
    left = moderated("audit", "close", CODE, actor=LEAD, code=3).stderr
    assert "[left-undone]" in left
    moderated("audit", "close", CODE, "--reason", "Passed on next week", actor=LEAD)
    rows = moderated.read("finding", "list", CODE, actor=CHAIR)
    assert rows[0]["words"]["text"] == "Not heard"
    assert rows[0]["words"]["views_changed"] == "We had called it a gap in recording"


def test_a_query_is_asked_and_answered(all_in: Assure) -> None:
    about = (CODE, "C01", "--agency", "police")
    all_in("query", "raise", *about, "--question", "Seen alone?", "--area", "voice", actor=LEAD)
    again = all_in(
        "query", "raise", *about, "--question", "Seen alone?", "--area", "voice", actor=LEAD
    )
    assert "already so" in again.output
    all_in("query", "raise", *about, "--question", "Mine too?", actor=POLICE, code=4)
    answer = ("query", "answer", CODE, "C01", "1", "--agency", "police", "--text", "Twice.")
    all_in(*answer, actor=HEALTH, code=4)
    all_in("query", "answer", CODE, "C01", "2", *answer[5:], actor=POLICE, code=3)
    assert "Answer query 1 on C01" in all_in("status", actor=POLICE).stdout
    all_in(*answer, actor=POLICE)
    assert "Answer query 1" not in all_in("status", actor=POLICE).output
    (row,) = all_in.read("query", "list", CODE, actor=LEAD)
    assert row["words"] == {"question": "Seen alone?", "answer": "Twice."}
    assert all_in.read("query", "list", CODE, actor=HEALTH) == []


def test_a_concern_is_raised_in_one_command_and_seen_through(prepared: Assure) -> None:
    words = ("--text", "Nobody has seen the youngest since June")
    said = prepared("concern", "raise", CODE, "C02", *words, actor=POLICE)
    assert "This is concern 1 of 2026-neglect" in said.stderr
    again = prepared("concern", "raise", CODE, "C02", *words, actor=POLICE)
    assert "already so" in again.output
    other = prepared("concern", "raise", CODE, "C02", "--text", "A burn", actor=HEALTH)
    assert "This is concern 2" in other.stderr
    prepared("concern", "raise", CODE, "C09", *words, actor=POLICE, code=3)
    prepared("concern", "raise", CODE, "C02", *words, actor=NEUTRAL, code=4)

    listed = prepared.read("concern", "list", actor=LEAD)
    assert [(row["concern"], row["agency"]) for row in listed] == [(1, "police"), (2, "health")]
    assert listed[0]["words"]["words"] == words[1]
    assert [row["concern"] for row in prepared.read("concern", "list", actor=HEALTH)] == [2]
    told = prepared("concern", "list", actor=CHAIR)
    assert "2026-neglect: 2 raised, 2 unresolved." in told.stderr
    assert "youngest" not in told.output
    assert "C02" not in told.output

    assert "take up with the manager" in prepared("status", actor=LEAD).stdout
    prepared("concern", "acknowledge", CODE, "1", "--text", "Visit", actor=LEAD, code=3)
    prepared("concern", "take-up", CODE, "1", "--manager", "Head of service", actor=POLICE, code=4)
    prepared("concern", "take-up", CODE, "1", "--manager", "Head of service", actor=LEAD)
    prepared("concern", "acknowledge", CODE, "1", "--text", "Visit today", actor=LEAD)
    prepared("concern", "resolve", CODE, "1", "--text", "Seen and well", actor=LEAD)
    assert (
        "2026-neglect: 2 raised, 1 unresolved." in prepared("concern", "list", actor=CHAIR).stderr
    )


def test_an_open_concern_keeps_the_audit_open(moderated: Assure) -> None:
    cases = cases_of(moderated, CODE)
    moderated("concern", "raise", CODE, "C02", "--text", "A burn", actor=HEALTH)
    for case in cases:
        moderated("views", "not-sought", CODE, case, "--reason", "Not the time", actor=LEAD)
    moderated("report", "draft", CODE, "--summary", "In short", actor=LEAD)
    moderated("report", "circulate", CODE, actor=LEAD)
    moderated("report", "agree", CODE, actor=LEAD)
    moderated("report", "consider", CODE, "--conclusion", "Accepted.", actor=CHAIR)
    said = moderated("audit", "close", CODE, actor=LEAD, code=3).stderr
    assert "[concern-unresolved]" in said
    moderated("concern", "take-up", CODE, "1", "--manager", "Head of service", actor=LEAD)
    moderated("concern", "acknowledge", CODE, "1", "--text", "Visit today", actor=LEAD)
    moderated("concern", "resolve", CODE, "1", "--text", "Seen and well", actor=LEAD)
    moderated("audit", "close", CODE, "--reason", "Passed on next week", actor=LEAD)


def test_feedback_follows_moderation_and_its_proportion_is_shown(prepared: Assure) -> None:
    deliver = ("feedback", "deliver", CODE, "C01", "--agency", "police", "--to")
    assert "[no-return]" in prepared(*deliver, "practitioner", actor=POLICE, code=3).stderr
    _moderated(prepared)
    acknowledge = ("feedback", "acknowledge", *deliver[2:], "practitioner")
    prepared(*acknowledge, actor=POLICE, code=3)
    for recipient in ("practitioner", "manager"):
        prepared(*deliver, recipient, actor=POLICE)
    prepared(*acknowledge, "--text", "Glad that it was noticed", actor=POLICE)
    (row,) = [r for r in prepared.read("feedback", "list", CODE) if r["agency"] == "police"]
    assert row["returns"] == 5
    assert row["practitioner_delivered"] == row["practitioner_acknowledged"] == 1
    assert (row["manager_delivered"], row["manager_acknowledged"]) == (1, 0)
    assert "8 of 10 still to be given" in prepared("status", actor=POLICE).stdout


def test_every_comment_is_answered_before_the_report_is_agreed(moderated: Assure) -> None:
    moderated("report", "draft", CODE, "--summary", "In short", actor=LEAD)
    moderated("report", "circulate", CODE, actor=LEAD)
    comment = ("--agency", "police", "--comment", "Table 2 counts one case twice.")
    moderated("report", "comment", CODE, *comment, actor=LEADS["police"])
    assert "[comments-unanswered]" in moderated("report", "agree", CODE, actor=LEAD, code=3).stderr
    assert "Answer comment 1 of police" in moderated("status", actor=LEAD).stdout
    moderated(
        "report", "answer", CODE, "2", "--changed", "--text", "So it did.", actor=LEAD, code=3
    )
    moderated("report", "answer", CODE, "1", "--changed", "--text", "So it did.", actor=LEAD)
    assert "[report-changed]" in moderated("report", "agree", CODE, actor=LEAD, code=3).stderr
    moderated("report", "circulate", CODE, actor=LEAD)
    moderated("report", "agree", CODE, actor=LEAD)
    (row,) = moderated.read("report", "comments", CODE, actor=CHAIR)
    assert row["words"] == {"comment": "Table 2 counts one case twice.", "answer": "So it did."}
    assert row["report_changed"] is True


def test_who_took_part_is_certified_once_the_day_is_held(prepared: Assure) -> None:
    issue = ("certificate", "issue", CODE, POLICE, "--from", "2026-01-15", "--to", "2026-01-20")
    prepared(*issue, "--hours", "18", actor=LEAD, code=3)
    _moderated(prepared)
    prepared(*issue, "--hours", "18", actor=LEAD)
    corrected = prepared(*issue, "--hours", "20", actor=LEAD, code=3).stderr
    assert "[no-reason]" in corrected
    prepared(*issue, "--hours", "20", "--reason", "The second day was left out", actor=LEAD)
    wrong = ("certificate", "issue", CODE, NEUTRAL, *issue[4:], "--hours", "3")
    assert "[took-no-part]" in prepared(*wrong, actor=LEAD, code=3).stderr
    (row,) = prepared.read("certificate", "list", "--person", POLICE)
    assert (row["hours"], row["capacity"]) == (20, "Auditor for police")


def test_what_was_said_of_an_audit_stands_on_top_of_the_next_plan(prepared: Assure) -> None:
    assert prepared("plan", "template", "--tool", "neglect").stdout.startswith("# An audit's terms")
    said = ("--worked", "Two auditors a case", "--less-well", "One prompt asks two things")
    prepared("audit", "feedback", CODE, *said, actor=LEAD)
    prepared("audit", "feedback", CODE, *said, "--agency", "police", actor=POLICE)
    top = prepared("plan", "template", "--tool", "neglect").stdout
    assert top.index("One prompt asks two things") < top.index("An audit's terms of reference")
    assert "tool: neglect\n" in top
    assert "[unknown-tool]" in prepared("plan", "template", "--tool", "other", code=3).stderr
    assert len(prepared.read("tool", "feedback", "neglect")) == 2


FEEDBACK = """
agency: police
ref: 2026-custody
title: Children in custody
strengths: [Health came within four hours.]
improvements: [Parents are told late.]
for_the_programme: Look at the first hours after arrest.
"""


def test_an_agencys_own_audit_is_declared_reported_and_considered(formed: Assure) -> None:
    programme = "period: 2026-2029\npriorities: [Custody]\n"
    formed("programme", "agree", formed.file("p.yaml", programme), actor=CHAIR)
    declare = ("2026-2029", "2026-custody", "--agency", "police", "--title", "Children in custody")
    formed("single-agency", "declare", *declare, "--quarter", "2026-Q1", actor=LEADS["police"])
    formed(
        "single-agency", "declare", *declare, "--quarter", "2026-Q1", actor=LEADS["health"], code=4
    )
    summary = formed.file("summary.txt", "Thirty records were read.")
    report = ("single-agency", "report", formed.file("f.yaml", FEEDBACK), "--document", summary)
    formed(*report, "--dry-run", actor=LEADS["police"])
    assert not list(formed.folder.rglob("documents"))
    formed(*report, actor=LEADS["police"])
    assert "Consider what police found" in formed("status", actor=CHAIR).stdout
    consider = ("single-agency", "consider", "2026-custody", "--agency", "police")
    formed(*consider, "--conclusion", "Welcomed.", actor=CHAIR)
    show = ("single-agency", "show", "2026-custody", "--agency", "police")
    shown = formed.read(*show, actor=CHAIR)
    assert (shown["state"], shown["conclusion"]) == ("considered", "Welcomed.")
    assert shown["document"].startswith("as it was reported")
    (kept,) = formed.folder.rglob("documents/*")
    assert kept.stat().st_mode & 0o777 == 0o600
    kept.write_text("Forty records were read.")
    assert formed.read(*show, actor=CHAIR)["document"].startswith("ALTERED")
    kept.unlink()
    assert formed.read(*show, actor=CHAIR)["document"].startswith("missing")


def test_feedback_that_says_nothing_is_refused(formed: Assure) -> None:
    empty = FEEDBACK.replace("[Health came within four hours.]", "[]")
    said = formed(
        "single-agency", "report", formed.file("f.yaml", empty), actor=LEADS["police"], code=3
    )
    assert "[nothing-reported]" in said.stderr
    nothing = formed.path("nothing.pdf")
    Path(nothing).touch()
    words = ("single-agency", "report", formed.file("f.yaml", FEEDBACK), "--document", nothing)
    assert "It is empty" in formed(*words, actor=LEADS["police"], code=3).stderr


def test_demand_is_shown_before_the_programme_is_agreed(formed: Assure) -> None:
    text = formed("programme", "template").stdout
    text = text.replace("childrens-social-care", "health").replace("police: 12", "police: 6")
    file = formed.file("programme.yaml", text)
    rows = json.loads(formed("programme", "demand", file, "--output", "json").stdout)
    assert {(r["agency"], r["demand_days"], r["capacity_days"], r["over"]) for r in rows} == {
        ("police", 7, 6, True),
        ("health", 9, 14, False),
    }
    said = formed("programme", "agree", file, actor=CHAIR).stderr
    assert "in July to September 2026 it asks 7 days of police, which declared 6" in said
    (item,) = formed.read("programme", "show")
    assert (item["audit"], item["quarter"]) == (CODE, "2026-Q3")
    after = formed.read("programme", "demand")
    assert {(r["agency"], r["over"]) for r in after} == {("police", True), ("health", False)}
    formed.clock.put("2027-02-01")
    assert "Its yearly review is overdue." in formed("programme", "show").stderr
    assert "Review the programme" in formed("status", actor=CHAIR).stdout


@pytest.mark.parametrize(
    ("who", "waits"),
    [
        (LEADS["police"], "Nominate an auditor for police"),
        (LEAD, "Hold the briefing"),
        (CHAIR, None),
    ],
)
def test_status_tells_each_person_their_next_step(
    formed: Assure, who: str, waits: str | None
) -> None:
    publish_tool(formed)
    formed.clock.put("2026-01-10")
    from tests.cli.harness import PLAN

    text = PLAN.format(
        code=CODE,
        start="2025-07-01",
        end="2025-12-31",
        briefing="2026-01-15",
        returns="2026-02-15",
        day="2026-03-15",
    )
    formed("plan", "agree", formed.file("plan.yaml", text), actor=CHAIR)
    assert "Appoint a lead auditor" in formed("status", actor=CHAIR).stdout
    formed("plan", "appoint", CODE, LEAD, actor=CHAIR)
    said = formed("status", actor=who)
    assert (waits in said.stdout) if waits else "Nothing to show." in said.stderr


def test_status_follows_an_audit_step_by_step(assure: Assure) -> None:
    """Each command that it names is the one that moves the audit on."""
    form_partnership(assure)
    publish_tool(assure)
    assure.clock.put("2026-01-10")
    plan(assure, CODE, 2026)

    def first(who: str) -> str:
        return " / ".join(row["what"] for row in assure.read("status", actor=who))

    assert "Commit the case list" in first(LEAD)
    assert "Decide whether and how to seek the views" in first(LEAD)
    from tests.cli.harness import case_list

    out = assure.path("status.tsv")
    assure("sample", "frame", CODE, "--cases", case_list(assure), "--out", out, actor=LEAD)
    assert "Draw the seed before a witness" in first(NEUTRAL)
    seed = ("--seed", "58316907245103388642", "--source", "dice", "--witness", COORDINATOR)
    assure("sample", "seed", CODE, *seed, actor=NEUTRAL)
    assert "Draw the sample" in first(LEAD)
    assure("sample", "draw", CODE, "--frame", out, actor=LEAD)
    assert "Return for police: C01, C02, C03, C04, C05" in first(POLICE)
    assert "10 of 10 returns are missing" in first(LEAD)
    assure.clock.put("2026-02-16")
    late = [row for row in assure.read("status", actor=POLICE) if row["overdue"]]
    assert [row["due"] for row in late] == ["2026-02-15"]
    _returns(assure)
    assert "Return for" not in first(POLICE)
    decide_views(assure, CODE)
    assert "Open moderation: every return is in" in first(LEAD)
    assure("moderate", "open", CODE, actor=LEAD)
    assert "Hold the moderation day" in first(LEAD)
