"""Reading a grade's life: by whom, when, and how much of it."""

from __future__ import annotations

import pytest

from application.identity import local
from domain.case.decisions import AgreeOverallGrade, ModerateGrade
from domain.case.events import Dissent
from domain.directory.decisions import EnrolPerson, GrantRole
from domain.kernel.vocabulary import Role, StreamId
from domain.vault.decisions import BreakGlass
from ledger.errors import NotPermittedError
from ledger.grade_lines import GradeLine
from ledger.reader import LedgerReader
from ledger.service import Ledger
from tests.ledger.partnership import AUDIT, HOUSING, PEOPLE, a_return, a_revision, open_moderation

POLICE_WORDS = "planted-police-words"
HEALTH_WORDS = "planted-health-words"
DISSENT_WORDS = "planted-dissent"
STRANGERS = ("ruth-haldane", "cas-chair", "nell-neutral", "ina-inspector", "stranger")
EVERYBODY = ("ruth-haldane", "stranger", *(person for person, *_ in PEOPLE))


@pytest.fixture
def returned(prepared: Ledger) -> Ledger:
    """Both agencies have returned C01; police have revised their grade."""
    prepared.record(a_return(evidence=POLICE_WORDS), actor=local("pat-police"))
    prepared.record(a_return("health", evidence=HEALTH_WORDS), actor=local("noor-health"))
    prepared.record(a_revision("inadequate", reason=POLICE_WORDS), actor=local("sam-police"))
    return prepared


@pytest.fixture
def moderated(returned: Ledger) -> Ledger:
    """Moderation has raised the police's grade, against one voice, and agreed the case's."""
    open_moderation(returned)
    returned.record(
        ModerateGrade(
            audit=AUDIT,
            case="C01",
            agency="police",
            area="voice",
            grade="good",
            reason="planted-reason",
            dissent=(Dissent(agency="health", words=DISSENT_WORDS),),
        ),
        actor=local("lee-lead"),
    )
    returned.record(
        AgreeOverallGrade(audit=AUDIT, case="C01", grade="good", reason="planted-overall"),
        actor=local("lee-lead"),
    )
    return returned


def history_of(
    ledger: Ledger,
    viewer: str,
    audit: str,
    case: str,
    agency: str | None = None,
    area: str | None = None,
    as_at: int | None = None,
) -> tuple[GradeLine, ...]:
    return LedgerReader(ledger, viewer, as_at).grade_history(audit, case, agency, area)


def told(lines: tuple[GradeLine, ...]) -> list[tuple[int, str, str | None, str | None]]:
    return [(line.position, line.event, line.from_grade, line.to_grade) for line in lines]


def test_an_agency_follows_its_own_grade_before_moderation(returned: Ledger) -> None:
    lines = history_of(returned, "pat-police", AUDIT, "C01")
    assert told(lines) == [
        (41, "ReturnAppended", None, None),
        (42, "GradeGiven", None, "good"),
        (45, "GradeRevised", "good", "inadequate"),
    ]
    assert [line.actor for line in lines] == ["pat-police", "pat-police", "sam-police"]
    assert lines[1].text == {"evidence": POLICE_WORDS}
    assert lines[2].text == {"reason": POLICE_WORDS}


def test_the_lead_auditor_follows_every_agencys(returned: Ledger) -> None:
    lines = history_of(returned, "lee-lead", AUDIT, "C01")
    assert [(line.position, line.agency) for line in lines] == [
        (41, "police"),
        (42, "police"),
        (43, "health"),
        (44, "health"),
        (45, "police"),
    ]
    assert all(line.text is not None for line in lines)


def test_one_agency_or_one_area_of_it(returned: Ledger) -> None:
    lines = history_of(returned, "lee-lead", AUDIT, "C01", agency="health", area="voice")
    assert [line.position for line in lines] == [43, 44]
    assert history_of(returned, "lee-lead", AUDIT, "C01", agency="health", area="other") == (
        lines[0],
    )


@pytest.mark.parametrize(
    ("as_at", "positions"), [(0, []), (41, [41]), (44, [41, 42]), (99, [41, 42, 45])]
)
def test_as_it_stood_at_an_entry(returned: Ledger, as_at: int, positions: list[int]) -> None:
    lines = history_of(returned, "pat-police", AUDIT, "C01", as_at=as_at)
    assert [line.position for line in lines] == positions


@pytest.mark.parametrize("viewer", STRANGERS)
def test_before_moderation_opens_nobody_else_reads_a_return(returned: Ledger, viewer: str) -> None:
    with pytest.raises(NotPermittedError):
        history_of(returned, viewer, AUDIT, "C01")


def test_another_agency_reads_its_own_only(returned: Ledger) -> None:
    assert [line.agency for line in history_of(returned, "noor-health", AUDIT, "C01")] == [
        "health",
        "health",
    ]
    with pytest.raises(NotPermittedError):
        history_of(returned, "noor-health", AUDIT, "C01", agency="police")


@pytest.mark.parametrize("viewer", [*STRANGERS, "noor-health"])
def test_whether_a_return_has_come_is_not_told_either(returned: Ledger, viewer: str) -> None:
    """C01 has a return of the police and C02 has none: the answers are the same."""
    answers = []
    for case in ("C01", "C02"):
        with pytest.raises(NotPermittedError) as caught:
            history_of(returned, viewer, AUDIT, case, agency="police")
        answers.append(caught.value.message)
    assert answers[0] == answers[1]


def test_once_open_the_partnership_reads_the_grades(moderated: Ledger) -> None:
    for viewer in ("ruth-haldane", "cas-chair", "ina-inspector", "noor-health"):
        lines = history_of(moderated, viewer, AUDIT, "C01", agency="police")
        assert told(lines)[-2:] == [
            (48, "GradeModerated", "inadequate", "good"),
            (49, "OverallGradeAgreed", None, "good"),
        ]
    for viewer in ("nell-neutral", "stranger"):
        with pytest.raises(NotPermittedError):
            history_of(moderated, viewer, AUDIT, "C01")


@pytest.mark.parametrize(
    ("viewer", "sees"),
    [
        ("noor-health", True),
        ("may-health", True),
        ("lee-lead", True),
        ("cas-chair", False),
        ("ruth-haldane", False),
        ("ina-inspector", False),
    ],
)
def test_once_open_the_words_stay_with_those_who_audited(
    moderated: Ledger, viewer: str, sees: bool
) -> None:
    lines = history_of(moderated, viewer, AUDIT, "C01")
    shown = " ".join(text for line in lines for text in (line.text or {}).values())
    for planted in (POLICE_WORDS, HEALTH_WORDS, DISSENT_WORDS, "planted-reason"):
        assert (planted in shown) is sees
    if not sees:
        assert {line.text for line in lines} == {None}
    else:
        assert lines[-2].text == {
            "reason": "planted-reason",
            "dissent health: words": DISSENT_WORDS,
        }


def test_an_agency_that_takes_no_part_reads_no_words(moderated: Ledger) -> None:
    enrol = EnrolPerson(person="hal-housing", full_name="Hal Housing", agency="housing")
    grant = GrantRole(person="hal-housing", role=Role.AUDITOR, agency="housing")
    moderated.record(HOUSING, enrol, grant, actor=local("ruth-haldane"))
    lines = history_of(moderated, "hal-housing", AUDIT, "C01")
    assert len(lines) == 7
    assert {line.text for line in lines} == {None}


def test_planted_words_reach_nobody_else_by_any_entry(returned: Ledger) -> None:
    """Every entry of the ledger, as every person may read it before moderation opens."""
    allowed = {
        POLICE_WORDS: {"pat-police", "sam-police", "ida-police", "lee-lead"},
        HEALTH_WORDS: {"noor-health", "may-health", "lee-lead"},
    }
    streams = {
        entry.stream for entry in map(returned.entry, range(1, returned.size() + 1)) if entry
    }
    for viewer in EVERYBODY:
        seen, reader = "", LedgerReader(returned, viewer)
        for stream in sorted(streams):
            for entry in reader.entries(StreamId(stream)):
                seen += " ".join((reader.text(entry) or {}).values())
                seen += entry.event.model_dump_json()
        for planted, readers in allowed.items():
            assert (planted in seen) is (viewer in readers), (viewer, planted)


def test_a_history_looks_for_no_erasure_from_before_it_began(
    returned: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def erased_since(_: Ledger, position: int) -> list[str]:
        asked.append(position)
        return []

    monkeypatch.setattr(Ledger, "erased_since", erased_since)
    size = returned.size()
    with Ledger.of(returned.engine, vault=vars(returned)["_vault"]) as fresh:
        assert fresh.standing("lee-lead").grants
        assert LedgerReader(fresh, "lee-lead").grade_history(AUDIT, "C01")
    assert set(asked) <= {size}


def test_an_audit_that_nobody_planned_has_no_grades(prepared: Ledger) -> None:
    assert history_of(prepared, "pat-police", "2030-nothing", "C01") == ()
    with pytest.raises(NotPermittedError):
        history_of(prepared, "stranger", "2030-nothing", "C01")


def test_glass_is_broken_for_whoever_broke_it_and_for_nobody_else(moderated: Ledger) -> None:
    asked = BreakGlass(subject=f"{AUDIT}/C01", reason="Case tracking")
    broken = moderated.record(asked, actor=local("ina-inspector")).receipt

    def texts_of(person: str) -> list[dict[str, str] | None]:
        lines = LedgerReader(moderated, person).grade_history(AUDIT, "C01", broken=broken)
        return [line.text for line in lines]

    assert {"evidence": POLICE_WORDS} in texts_of("ina-inspector")
    assert not any(texts_of("cas-chair"))
