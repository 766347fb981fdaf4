"""A partnership at work: thirty people signed in at once, ten recording, a lead auditor moderating.

The dashboard runs as `assure dashboard --config` starts it, in a process of its own, over the
demonstration. An identity provider on loopback signs each person in, and each has a websocket of
their own, on which everything is asked that a browser asks: the pages look for new entries once a
second and run again when there are any. Readers go from page to page; who records fills in a form
of My work, has it shown and confirms it, every third time with two clicks; the lead auditor agrees
grades on the moderation day. First one person does the same alone, so that what thirty wait is
also said as a multiple of that. The people run on the same cores as the server: their share of
the processor is printed beside the server's. No network and no drawing in a browser is counted.

At the end the ledger is read: each text that a page gave a receipt for is there, and each once.
Linux only: the server's memory and processor time are read from /proc.

    python -m benchmarks.office --people 30 --writers 10 --minutes 5
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from application.identity import local
from application.reading import directory_of
from benchmarks import machine
from benchmarks.desk import Desk, signed_in
from benchmarks.page_rerun import server_seconds
from demo import make
from documents.files.plain import plain
from domain.audit.plan import OpenModeration
from domain.directory.decisions import GrantRole
from domain.directory.known_by import AddSignIn
from domain.kernel.vocabulary import Role
from ledger.integrity.scan import audit as audited
from tests.dashboard import web
from tests.dashboard.provider import Provider, provider
from tests.demonstration import home_of
from tools.screenshots import PAGES

AUDIT, LEAD_AUDITOR, COORDINATOR, CHAIR = (
    "2026-sexual-abuse", "n-bhandari", "r-haldane", "m-adeyinka",
)  # fmt: skip
WRITERS = (
    "d-kilbride", "s-ramanathan", "t-garside", "f-szymanska", "c-ogunbiyi",
    "i-rashid", "a-okafor", "j-cartledge", "y-abdi", "k-mensah",
)  # fmt: skip
"""Two of each agency that has an action to progress; each is made its lead and one of SAIG."""
SECONDS_READ = (3.0, 9.0)
"""How long a reader stays on a page."""
TWICE_EVERY = 3
_MARK = re.compile(r"[\w-]+ of the office wrote text [0-9]+\.")


@dataclass
class Office:
    """Who is at work, and what their pages gave receipts for or refused."""

    place: web.Place
    desks: dict[str, Desk] = field(default_factory=dict)
    receipts: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    doubled: int = 0
    _numbers: Iterator[int] = field(default_factory=count)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def words_of(self, person: str) -> str:
        """A text that nobody wrote before."""
        return f"{person} of the office wrote text {next(self._numbers)}."

    def noted(self, words: str, refusals: list[str], twice: bool) -> None:
        with self._lock:
            self.doubled += twice
            if refusals:
                self.refused += [f"{words}: {one}" for one in refusals]
            else:
                self.receipts.append(words)


def enrolled(place: web.Place, people: int, writers: int) -> list[str]:
    """Puts the sign-ins on record, and what the people need for their work. The people in order.

    The lead auditor comes first, then who records, then who reads.
    """
    with place.open() as ledger:
        known = directory_of(ledger).people
        first = (LEAD_AUDITOR, *WRITERS[:writers])
        rest = (one for one in known if known[one].grants and one not in first)
        chosen = [*first, *rest][:people]
        leads = {
            grant.agency: person
            for person, about in known.items()
            for grant in about.grants
            if grant.role is Role.AGENCY_LEAD
        }
        for person in chosen:
            agency = known[person].agency
            ledger.record(
                AddSignIn(
                    person=person, issuer=place.provider.issuer, subject=person, agency=agency
                ),
                actor=local(COORDINATOR if agency is None else leads[agency]),
            )
        for person in WRITERS[:writers]:
            lead = GrantRole(person=person, role=Role.AGENCY_LEAD, agency=known[person].agency)
            saig = GrantRole(person=person, role=Role.SAIG_MEMBER)
            ledger.record(lead, saig, actor=local(COORDINATOR))
        opening = OpenModeration(audit=AUDIT, reason="The rest follow by letter.")
        ledger.record(opening, actor=local(LEAD_AUDITOR))
    return chosen


def sit_down(office: Office, person: str, idp: Provider) -> Desk:
    idp.subject = person
    desk = Desk(office.place.address, signed_in(office.place.address, "police"))
    office.desks[person] = desk
    return desk


def read(desk: Desk, chance: random.Random) -> None:
    desk.open(chance.choice(["", *(page.replace("-", "_") for page in PAGES if page != "impact")]))
    desk.read_for(chance.uniform(*SECONDS_READ))


def recorder(office: Office, person: str, pause: float) -> Callable[[Desk, random.Random], None]:
    """Progress of an action, on My work."""
    turns = count()

    def act(desk: Desk, chance: random.Random) -> None:
        turn = next(turns)
        if turn == 0:
            desk.open("my_work")
        words = office.words_of(person)
        box = desk.seen.control("TextArea", "ProgressAction")
        desk.type(box, words)
        twice = turn % TWICE_EVERY == TWICE_EVERY - 1
        office.noted(words, desk.record(box.form_id, twice=twice), twice)
        desk.read_for(pause * chance.uniform(0.6, 1.4))

    return act


def moderator(office: Office, pause: float) -> Callable[[Desk, random.Random], None]:
    """Grades agreed on the moderation day, place by place."""
    turns = count()

    def act(desk: Desk, chance: random.Random) -> None:
        turn = next(turns)
        desk.open("moderation_day", f"audit={AUDIT}")
        places = desk.seen.control("Selectbox", "Place")
        desk.type(places, places.options[turn % len(places.options)])
        desk.turn()
        grade = desk.seen.control("Selectbox", "Grade")
        words = office.words_of(LEAD_AUDITOR)
        desk.type(grade, chance.choice(list(grade.options)[:4]))
        desk.type(desk.seen.control("TextArea", "Why, in the room's words"), words)
        office.noted(words, desk.record(grade.form_id), twice=False)
        desk.read_for(pause * chance.uniform(0.6, 1.4))

    return act


def at_work(office: Office, people: list[str], writers: int, seconds: float, pause: float) -> None:
    """Everybody at once, until the time is over."""
    until = time.monotonic() + seconds

    def work(number: int, person: str) -> None:
        chance = random.Random(number)
        act: Callable[[Desk, random.Random], None] = read
        if number == 0:
            act = moderator(office, pause)
        elif number <= writers:
            act = recorder(office, person, pause)
        time.sleep(chance.uniform(0, min(pause, seconds / 2)))
        while time.monotonic() < until:
            act(office.desks[person], chance)

    with ThreadPoolExecutor(len(people)) as pool:
        for done in [pool.submit(work, *pair) for pair in enumerate(people)]:
            done.result()


def on_record(place: web.Place) -> Counter[str]:
    """How often each text of the office is in the ledger."""
    found: Counter[str] = Counter()
    with place.open() as ledger:
        for position in range(1, ledger.size() + 1):
            entry = ledger.entry(position)
            if entry is not None:
                found.update(_MARK.findall(json.dumps(plain(entry.event), default=str)))
    return found


def alone(office: Office, reader: str, writer: str, rounds: int) -> dict[str, list[float]]:
    """What one person waits while nobody else is there; every page was opened once before."""
    record = recorder(office, writer, 0.0)
    for number in range(rounds + 1):
        for page in ("", *(one.replace("-", "_") for one in PAGES if one != "impact")):
            office.desks[reader].open(page)
        record(office.desks[writer], random.Random(number))
        if number == 0:
            waits(office)
    return waits(office)


def waits(office: Office) -> dict[str, list[float]]:
    """What was waited until now, which begins anew."""
    found: dict[str, list[float]] = {}
    for desk in office.desks.values():
        for name, seconds in desk.waited.items():
            found.setdefault(name, []).extend(seconds)
            desk.waited[name] = []
    return found


def percentile(values: list[float], percent: int) -> float:
    if len(values) < 2:
        return max(values, default=float("nan"))
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def mebibytes(pid: int, name: str) -> float:
    """The server's memory: VmRSS now, VmHWM at most until now."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024


def tell(single: dict[str, list[float]], together: dict[str, list[float]]) -> None:
    print(
        f"\n{'':>22}{'alone: p50':>12}{'p95':>8}{'together: p50':>16}{'p95':>8}{'p95 x':>8}{'n':>7}"
    )
    for name, words in (("page", "a page"), ("show", "show what it records"),
                        ("record", "record it")):  # fmt: skip
        one, all_of_them = single.get(name, []), together.get(name, [])
        slow, slower = percentile(one, 95), percentile(all_of_them, 95)
        print(
            f"{words:>22}{percentile(one, 50):>10.2f} s{slow:>6.2f} s"
            f"{percentile(all_of_them, 50):>14.2f} s{slower:>6.2f} s{slower / slow:>8.1f}"
            f"{len(all_of_them):>7}"
        )


def verdict(office: Office) -> bool:
    """Reads the ledger: whether nothing is lost, nothing is there twice and all of it is whole."""
    found = on_record(office.place)
    lost = set(office.receipts) - found.keys()
    twice = {words for words, times in found.items() if times > 1}
    unsaid = found.keys() - set(office.receipts)
    whole = audited(office.place.ledger).ok
    print(
        f"{len(office.receipts)} receipts ({office.doubled} after two clicks),"
        f" {found.total()} of them on record: {len(lost)} lost, {len(twice)} twice,"
        f" {len(unsaid)} without a receipt, {len(office.refused)} refused;"
        f" the ledger {'is whole' if whole else 'IS NOT WHOLE'}"
    )
    for line in (*sorted(lost | twice | unsaid), *office.refused[:10]):
        print(f"  {line}")
    return whole and not lost and not twice and not unsaid and not office.refused


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=30)
    options.add_argument("--writers", type=int, default=10, choices=range(1, len(WRITERS) + 1))
    options.add_argument("--minutes", type=float, default=5.0)
    options.add_argument("--pause", type=float, default=20.0, help="seconds between two records")
    options.add_argument("--rounds", type=int, default=3, help="of the one who is alone")
    given = options.parse_args()
    print(machine.line())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = make(folder / "demo", 1, home=str(home_of(folder / "demo")))
        with provider() as idp:
            office = Office(web.place(source, folder, idp, {}))
            people = enrolled(office.place, given.people, given.writers)
            with web.web_door(office.place) as dashboard, ExitStack() as closing:
                for person in people:
                    closing.callback(sit_down(office, person, idp).close)
                run(office, people, dashboard.process.pid, given)
        if not verdict(office):
            sys.exit(1)


def run(office: Office, people: list[str], pid: int, given: argparse.Namespace) -> None:
    single = alone(office, people[-1], people[1], given.rounds)
    began, used, own = time.monotonic(), server_seconds(pid), time.process_time()
    before = mebibytes(pid, "VmRSS")
    at_work(office, people, given.writers, given.minutes * 60, given.pause)
    lasted = time.monotonic() - began
    tell(single, waits(office))
    served, asked = server_seconds(pid) - used, time.process_time() - own
    looks = sum(desk.looks for desk in office.desks.values())
    print(
        f"\n{len(people)} people, {given.writers} record, one moderates, {lasted:.0f} s;"
        f" {looks} looks for something new\n"
        f"server: {served / lasted:.2f} cores (the people themselves {asked / lasted:.2f}), memory"
        f" {before:.0f} MiB before, {mebibytes(pid, 'VmRSS'):.0f} after,"
        f" {mebibytes(pid, 'VmHWM'):.0f} at most"
    )


if __name__ == "__main__":
    main()
