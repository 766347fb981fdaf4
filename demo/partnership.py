"""The first acts: the partnership, its people, its tools and its three-year programme."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from application.identity import demonstration
from demo.library import TOOLS, build, content, people
from demo.script import Clock, Script
from domain.directory import agencies
from domain.directory import decisions as directory
from domain.programme import decisions as programme
from domain.tool import decisions as tool
from domain.tool.sheet import ToolSheet
from domain.work_stream import decisions as work_stream
from ledger.home import Home
from ledger.opening import begin_ledger
from ledger.service import Ledger
from ledger.settings import load

ORIGIN = "wrenshire.invalid/demo"
FOUNDED = date(2024, 4, 2)


def begun(path: Path, seed: int, clock: Clock, home: str | None) -> Ledger:
    """The partnership's ledger with its first entries, and keys that come from the seed."""
    told = content("partnership")
    coordinator = people("coordinator")[0]
    names = {person["id"]: person["name"] for person in told["people"]}
    settings = load(ledger=str(path), home=home)
    origin = f"{ORIGIN}/{seed}"
    shutil.rmtree(Home(settings.home, origin, settings.credentials).folder, ignore_errors=True)
    formed = build(
        directory.FormPartnership,
        name=told["partnership"]["name"],
        full_name=names[coordinator],
        invented=True,
    )
    clock.now = datetime.combine(FOUNDED, time(9), UTC)
    ledger, _ = begin_ledger(
        path,
        settings,
        origin,
        formed,
        demonstration(coordinator),
        clock=clock,
        entropy=Random(f"keys {seed}").randbytes,  # noqa: S311 - a story, not a secret
        command_id="demo-begin",
    )
    return ledger


def enrol(script: Script) -> None:
    """Enrols the partnership's agencies and people."""
    told = content("partnership")
    coordinator = people("coordinator")[0]
    for agency in told["agencies"]:
        joined = build(
            agencies.JoinAgency,
            agency=agency["id"],
            title=agency["name"],
            sector=agency["sector"],
        )
        script.act(FOUNDED, coordinator, joined)
    for person in told["people"]:
        if person["id"] != coordinator:
            script.act(FOUNDED + timedelta(days=1), coordinator, *_enrolment(person))


def merge(script: Script) -> None:
    """One agency becomes part of another a year on."""
    told = content("partnership")["merged"]
    merged = build(
        agencies.MergeAgency,
        agency=told["agency"],
        into=told["into"],
        merged_on=told["day"],
        reason=told["reason"],
    )
    script.act(told["day"], people("coordinator")[0], merged)


def _enrolment(person: dict[str, Any]) -> tuple[directory.EnrolPerson | directory.GrantRole, ...]:
    enrolled = build(
        directory.EnrolPerson,
        person=person["id"],
        full_name=person["name"],
        agency=person["agency"],
    )
    granted = (
        build(
            directory.GrantRole,
            person=person["id"],
            role=held["role"],
            agency=held.get("agency"),
        )
        for held in person["roles"]
    )
    return (enrolled, *granted)


def agree_programme(script: Script) -> None:
    """The programme with its audits, its reviews, and the work streams."""
    told = content("programme")["programme"]
    chair = people("saig-chair")[0]
    period = told["period"]
    script.act(
        told["agreed_on"],
        chair,
        build(
            programme.AgreeProgramme,
            period=period,
            agreed_on=told["agreed_on"],
            priorities=told["priorities"],
            capacity_per_quarter=_days(told["capacity"]),
        ),
    )
    for item in told["items"]:
        _schedule(script, period, item, told["agreed_on"])
    for review in told["reviews"]:
        reviewed = build(
            programme.ReviewProgramme,
            period=period,
            reviewed_on=review["reviewed_on"],
            conclusion=review["conclusion"],
        )
        script.act(review["reviewed_on"], chair, reviewed)
    for theme, title in content("recommendations")["work_streams"].items():
        opened = build(work_stream.OpenWorkStream, theme=theme, title=title)
        script.act(told["agreed_on"], chair, opened)


def _schedule(script: Script, period: str, item: dict[str, Any], agreed_on: date) -> None:
    """One item: when the programme is agreed unless it says otherwise; moved, withdrawn."""
    chair = people("saig-chair")[0]
    key = {"period": period, "audit": item["audit"]}
    scheduled = build(
        programme.ScheduleAudit,
        **key,
        title=item["title"],
        process=item["process"],
        function=item["kind"],
        informed_by=item["informed_by"],
        quarter=item["quarter"],
        demand=_days(item["demand"]),
    )
    script.act(item.get("scheduled_on", agreed_on), chair, scheduled)
    for moved in item.get("rescheduled", ()):
        rescheduled = build(
            programme.RescheduleAudit, **key, quarter=moved["quarter"], reason=moved["reason"]
        )
        script.act(moved["day"], chair, rescheduled)
    if "withdrawn" in item:
        told = item["withdrawn"]
        withdrawn = build(programme.WithdrawAudit, **key, reason=told["reason"])
        script.act(told["day"], chair, withdrawn)


def _days(told: dict[str, int]) -> list[dict[str, Any]]:
    return [{"agency": agency, "days": days} for agency, days in told.items()]


def publish_tools(script: Script) -> None:
    """Each tool by the lead auditor who will use it first."""
    leads = people("lead-auditor")
    for number, name in enumerate(TOOLS):
        day = date(2024, 5, 13) + timedelta(days=7 * number)
        sheet = build(ToolSheet, **content(f"tools/{name}"))
        script.act(day, leads[number], tool.PublishTool(sheet=sheet))
