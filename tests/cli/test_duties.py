"""`assure status`: what is nobody's to do, whom to chase, and concerns about a child first."""

from __future__ import annotations

import pytest

from tests.cli.harness import (
    AREAS,
    AUDITORS,
    CHAIR,
    COORDINATOR,
    IMPACT,
    LEAD,
    LEADS,
    Assure,
    append,
    cases_of,
    decide_views,
    returned,
)

CODE = "2026-neglect"
POLICE, HEALTH = AUDITORS["police"], AUDITORS["health"]
GOOD = dict.fromkeys(AREAS, "good")


def waits(assure: Assure, who: str) -> list[str]:
    return [row["what"] for row in assure.read("status", actor=who)]


def all_returned(assure: Assure) -> None:
    cases = cases_of(assure, CODE)
    for agency in AUDITORS:
        append(assure, agency, returned(CODE, agency, cases, GOOD))


@pytest.mark.parametrize(
    "gone",
    [
        ("role", "withdraw", POLICE, "auditor", "--agency", "police"),
        ("person", "leave", POLICE),
    ],
    ids=["role withdrawn", "left"],
)
def test_when_the_only_auditor_goes_whoever_can_mend_it_is_told(
    prepared: Assure, gone: tuple[str, ...]
) -> None:
    assert not [what for what in waits(prepared, LEADS["police"]) if "auditor" in what]
    prepared(*gone, "--reason", "Left the force")
    assert "Nominate another auditor for police: P-Kaur no longer audits for it" in waits(
        prepared, LEADS["police"]
    )
    assert "Nobody is auditor of police: enrol somebody, and grant the role" in waits(
        prepared, COORDINATOR
    )
    prepared("person", "enrol", "p-new", "--full-name", "P New", "--agency", "police")
    prepared("role", "grant", "p-new", "auditor", "--agency", "police")
    prepared("plan", "nominate", CODE, "p-new", "--agency", "police", actor=LEADS["police"])
    assert not [what for what in waits(prepared, LEADS["police"]) if "auditor" in what]
    assert not [what for what in waits(prepared, COORDINATOR) if "Nobody is" in what]


def test_when_a_lead_goes_saig_is_told_and_that_a_child_waits_first_of_all(
    prepared: Assure,
) -> None:
    raised = ("concern", "raise", CODE, "--text", "Nobody has seen the sister.")
    prepared(*raised, "--agency", "police", actor=POLICE)
    (first, *_) = waits(prepared, COORDINATOR)
    assert first == "One concern about a child waits: with L-Mori"
    assert waits(prepared, LEAD)[0].startswith("Concern 1")
    prepared("person", "leave", LEAD, "--reason", "Moved away")
    (first, *_) = waits(prepared, CHAIR)
    assert first == (
        "Appoint another lead auditor: L-Mori no longer holds the role; one concern about a child"
        " waits for one"
    )
    assert "holds no role" in prepared("status", actor=LEAD, code=4).stderr


def test_concerns_stand_before_what_is_overdue_longest(prepared: Assure) -> None:
    prepared.clock.put("2026-03-20")
    raised = ("concern", "raise", CODE, "--text", "Nobody has seen the sister.")
    prepared(*raised, "--agency", "police", "--seen-on", "2026-03-20", actor=POLICE)
    for who in (LEAD, COORDINATOR):
        (first, second, *_) = prepared.read("status", actor=who)
        assert "oncern" in first["what"]
        assert second["overdue"]


def test_the_coordinator_sees_whom_to_chase_until_nothing_is_overdue(prepared: Assure) -> None:
    assert "Nothing to show." in prepared("status").stderr
    prepared.clock.put("2026-02-16")
    first = cases_of(prepared, CODE)[:2]
    append(prepared, "police", returned(CODE, "police", first, GOOD))
    assert waits(prepared, COORDINATOR) == ["Overdue: returns of health 5 of 5, police 3 of 5"]
    assert prepared.read("return", "list", CODE) == [
        {
            "audit": CODE,
            "agency": "health",
            "returns_due": 5,
            "returns_received": 0,
            "returns_missing": 5,
        },
        {
            "audit": CODE,
            "agency": "police",
            "returns_due": 5,
            "returns_received": 2,
            "returns_missing": 3,
        },
    ]
    (own,) = prepared.read("return", "list", CODE, actor=LEADS["police"])
    assert (own["agency"], own["returns_missing"]) == ("police", 3)
    assert len(prepared.read("return", "list", CODE, actor=LEAD)) == 2
    assert prepared.read("return", "list", CODE, actor=CHAIR) == []
    rest = cases_of(prepared, CODE)[2:]
    append(prepared, "police", returned(CODE, "police", rest, GOOD))
    append(prepared, "health", returned(CODE, "health", [*first, *rest], GOOD))
    assert waits(prepared, COORDINATOR) == []
    prepared.clock.put("2026-03-16")
    assert waits(prepared, COORDINATOR) == [
        "Overdue: the moderation: L-Mori",
        "Overdue: the report: L-Mori",
    ]


def test_a_called_off_audit_waits_for_nobody_and_stays_in_the_counts(prepared: Assure) -> None:
    schedule = ("programme", "schedule", "2026-2029", CODE, "--title", "Neglect")
    period = "period: 2026-2029\npriorities: [Neglect]\n"
    prepared("programme", "agree", prepared.file("p.yaml", period), actor=CHAIR)
    how = ("--process", "themed", "--function", "core", "--informed-by", "concern")
    prepared(*schedule, *how, "--quarter", "2026-Q1", actor=CHAIR)
    prepared.clock.put("2026-06-01")
    people = (LEAD, COORDINATOR, POLICE)
    assert all(waits(prepared, who) for who in people)
    reason = ("--reason", "An inspection takes up every auditor")
    prepared("audit", "abandon", CODE, *reason, actor=CHAIR)
    assert [waits(prepared, who) for who in people] == [[], [], []]
    (item,) = prepared.read("programme", "show")
    assert (item["audit"], item["stage"], item["late"]) == (CODE, "abandoned", False)
    shown = prepared.read("audit", "show", CODE, actor=LEAD)
    assert (shown["stage"], shown["abandoned_reason"]) == ("abandoned", reason[1])
    for words, who in (
        (("moderate", "open", CODE), LEAD),
        (("plan", "acknowledge", CODE), POLICE),
        (("audit", "close", CODE), LEAD),
    ):
        said = prepared(*words, actor=who, code=3).stderr
        assert "was abandoned on 2026-06-01: An inspection takes up every auditor" in said
    prepared("audit", "resume", CODE, "--reason", "It is put off", actor=CHAIR)
    assert all(waits(prepared, who) for who in people)


def _with_action(assure: Assure) -> None:
    made = ("recommend", "make", "R1", "--review", "Local review", "--agency", "police")
    assure(*made, "--text", "Train all", "--on", "2026-01-18", actor=LEAD)
    impact = assure.file("impact.yaml", IMPACT)
    assure("recommend", "accept", "R1", impact, actor=CHAIR)
    agreed = ("action", "agree", "R1", "A1", "--text", "Train all", "--agency", "police")
    assure(*agreed, "--owner", POLICE, "--due", "2026-01-31", actor=CHAIR)


def test_an_action_whose_owner_has_gone_is_nobodys_until_it_is_handed_over(
    prepared: Assure,
) -> None:
    _with_action(prepared)
    nobodys = "Action A1 is nobody's, hand it over: Train all"
    assert nobodys not in waits(prepared, CHAIR) + waits(prepared, LEADS["police"])
    prepared("person", "leave", POLICE, "--reason", "Retired")
    assert nobodys in waits(prepared, CHAIR)
    assert nobodys in waits(prepared, LEADS["police"])
    hand_over = ("action", "hand-over", "R1", "A1", "--owner", LEADS["police"])
    prepared(*hand_over, "--reason", "Retired", actor=LEADS["police"])
    assert nobodys not in waits(prepared, CHAIR)
    assert "Action A1: Train all" in waits(prepared, LEADS["police"])
    (action,) = prepared.read("action", "list")
    assert (action["owner"], action["agency"]) == (LEADS["police"], "police")


def test_an_action_of_a_merged_agency_waits_for_the_one_that_took_its_place(
    prepared: Assure,
) -> None:
    _with_action(prepared)
    prepared("agency", "merge", "police", "--into", "health", "--reason", "One unit")
    assert "Action A1 is nobody's, hand it over: Train all" in waits(prepared, LEADS["health"])
    hand_over = ("action", "hand-over", "R1", "A1", "--owner", HEALTH)
    prepared(*hand_over, "--reason", "Merged", actor=LEADS["health"])
    (action,) = prepared.read("action", "list")
    assert (action["owner"], action["agency"]) == (HEALTH, "health")
    said = prepared("plan", "nominate", CODE, POLICE, actor=LEADS["police"], code=4).stderr
    assert "Police has left the partnership" in said


def test_a_dropped_action_is_done_by_nobody_and_credited_to_nobody(prepared: Assure) -> None:
    _with_action(prepared)
    prepared.clock.put("2026-03-01")
    assert "1 action is overdue" in waits(prepared, CHAIR)
    prepared("action", "drop", "R1", "A1", "--reason", "The post was cut", actor=CHAIR)
    assert waits(prepared, POLICE) == [f"Return for police: {', '.join(cases_of(prepared, CODE))}"]
    assert "Agree an action, with an owner and a date" in waits(prepared, CHAIR)
    (action,) = prepared.read("action", "list")
    assert (action["state"], action["dropped_reason"]) == ("dropped", "The post was cut")
    (row,) = prepared.read("recommend", "list")
    assert (row["actions_closed"], row["actions_dropped"], row["implemented_on"]) == (0, 1, None)
    said = prepared("action", "close", "R1", "A1", "--implemented-on", "2026-02-01",
                    "--evidence", "None", actor=CHAIR, code=3).stderr  # fmt: skip
    assert "Action A1 is dropped" in said


def test_what_was_left_undone_stays_listed_after_the_audit_is_closed(prepared: Assure) -> None:
    all_returned(prepared)
    ask = ("query", "raise", CODE, "C01", "--agency", "police", "--question", "Why so?")
    prepared(*ask, actor=LEAD)
    decide_views(prepared, CODE)
    prepared("moderate", "open", CODE, actor=LEAD)
    for case in cases_of(prepared, CODE):
        agreed = ("moderate", "overall", CODE, case, "--grade", "Good")
        prepared(*agreed, "--reason", "Agreed", actor=LEAD)
        prepared("views", "not-sought", CODE, case, "--reason", "Not the time", actor=LEAD)
    prepared("moderate", "close", CODE, "--attended", POLICE, "--undertaking", actor=LEAD)
    prepared("report", "draft", CODE, "--summary", "In short", actor=LEAD)
    for step in ("circulate", "agree"):
        prepared("report", step, CODE, actor=LEAD)
    prepared("report", "consider", CODE, "--conclusion", "Accepted", actor=CHAIR)
    said = prepared("audit", "close", CODE, actor=LEAD, code=3).stderr
    assert "Queries unanswered: C01/police 1" in said
    assert "no certificate for: h-obi, p-kaur" in said
    prepared("audit", "close", CODE, "--reason", "By the end of term", actor=LEAD)
    assert "Closed with queries unanswered: C01/police 1" in waits(prepared, LEAD)
    assert "Answer query 1 on C01" in waits(prepared, POLICE)
    answer = ("query", "answer", CODE, "C01", "1", "--text", "It was filed elsewhere.")
    prepared(*answer, actor=POLICE)
    assert not [what for what in waits(prepared, LEAD) if "unanswered" in what]


def test_an_answer_from_outside_is_waited_for(prepared: Assure) -> None:
    title = ("--title", "Department for Education", "--sector", "government")
    prepared("agency", "join", "dfe", *title)
    assert [one["agency"] for one in prepared.read("agency", "list")] == ["health", "police"]
    assert [one["body"] for one in prepared.read("agency", "outside")] == ["dfe"]
    made = ("recommend", "make", "R1", "--review", "Local review", "--agency", "dfe")
    prepared(*made, "--text", "Amend the guidance", actor=LEAD)
    aim = "text: The guidance is amended\ndirection: better\nreaudit_by: 2026-12-31\n"
    prepared("recommend", "accept", "R1", prepared.file("aim.yaml", aim), actor=CHAIR)
    assert waits(prepared, CHAIR) == ["Pass it on to dfe"]
    sent = ("recommend", "pass-on", "R1", "--body", "dfe", "--how", "Letter")
    prepared(*sent, actor=CHAIR)
    assert waits(prepared, CHAIR) == ["dfe has not answered"]
    said = ("recommend", "answered", "R1", "--body", "dfe", "--text", "Next year")
    prepared(*said, actor=CHAIR)
    assert waits(prepared, CHAIR) == []
    prepared("recommend", "close", "R1", "--reason", "Answered", actor=CHAIR)
    (row,) = prepared.read("recommend", "list")
    assert (row["delivery"], row["bodies"], row["answered_by"]) == ("closed", ["dfe"], ["dfe"])
