"""Documents and sheets of an audit of many cases, made one after another from a real record.

`seconds`: of one making, by somebody who may have it, in an open ledger, with all that is read for
it; `kB`: its size, or that of all of its files. Each case has the returns of four agencies in eight
areas, of which one grade was revised, and an overall grade from a moderation day.

    python -m benchmarks.paper --cases 200
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from time import perf_counter

from application import feedback_sheets, impact_page, moderation_pack, report
from application.identity import local
from application.reading import Reader
from application.sheets import act
from application.workspace import Workspace
from benchmarks import machine, ruled_ledger
from benchmarks.ruled_ledger import Step
from documents.impact.saig_page import saig_page
from domain.audit.events import Attendance
from domain.audit.plan import HoldModeration, OpenModeration
from domain.audit.taking_part import DecideViews
from domain.case.decisions import AgreeOverallGrade
from domain.kernel.vocabulary import ViewsMethod
from ledger.home import Home
from ledger.service import Ledger

ORIGIN = "benchmark.example/ledger/2026"
AUDIT, LEAD = "audit-1", "lead"
TARGET_SECONDS = 10.0


class _Clock:
    """The service's clock: each look is a second later."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@contextmanager
def audited(folder: Path, cases: int) -> Iterator[Ledger]:
    """A ledger in which an audit of so many cases has had its moderation day."""
    clock = _Clock()
    vault, _ = Home(folder / "home", ORIGIN, {}).make()
    Ledger.create(folder / "ledger.db", clock).close()
    with Ledger.open(folder / "ledger.db", clock, vault) as ledger:
        _record(ledger, ruled_ledger.beginning())
        _record(ledger, ruled_ledger.audit(AUDIT, cases))
        clock.now += timedelta(days=1)
        _record(ledger, _moderated(cases, clock))
        yield ledger


def _record(ledger: Ledger, steps: Iterable[Step]) -> None:
    for actor, of in groupby(steps, key=lambda step: step[0]):
        for _, command in of:
            ledger.record(command, actor=local(actor))


def _moderated(cases: int, clock: _Clock) -> Iterator[Step]:
    asked = {"methods": (ViewsMethod.CONVERSATION,), "by_whom": "The worker whom they know"}
    day = clock.now.date()
    yield LEAD, DecideViews.model_validate({"audit": AUDIT, "decided_on": day, **asked})
    yield LEAD, OpenModeration(audit=AUDIT)
    for number in range(1, cases + 1):
        case = f"C{number:02}"
        yield LEAD, AgreeOverallGrade(audit=AUDIT, case=case, grade="good", reason="Agreed.")
    came = Attendance(person=LEAD, agency=None, undertaking=True)
    yield LEAD, HoldModeration(audit=AUDIT, held_on=clock.now.date(), attended=(came,))


def arms(ledger: Ledger) -> Mapping[str, Callable[[], int]]:
    """Each document to its making, which answers how many bytes it has."""
    lead = Workspace(ledger, local(LEAD))

    def reader(person: str = LEAD) -> Reader:
        return Reader(ledger, person)

    def sheet(kind: str) -> Callable[[], int]:
        return lambda: len(act.write(lead, kind, AUDIT, ".xlsx"))

    def feedback() -> int:
        return sum(len(data) for _, data in feedback_sheets.sheets(reader(), AUDIT))

    return {
        "overview report": lambda: len(report.word_report(reader(), AUDIT)),
        "moderation pack": lambda: len(moderation_pack.moderation_pack(reader(), AUDIT)),
        "page for SAIG": lambda: len(saig_page(impact_page.material(reader("chair")))),
        "feedback sheets": feedback,
        **{f"sheet of {kind}": sheet(kind) for kind in ("moderation", "views", "feedback")},
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, default=200)
    options.add_argument("--folder", type=Path, default=None, help="where to write")
    given = options.parse_args()
    print(machine.line(given.folder))
    with (
        tempfile.TemporaryDirectory(dir=given.folder) as folder,
        audited(Path(folder), given.cases) as ledger,
    ):
        print(f"{given.cases} cases, {ledger.size():,} entries")
        print(f"{'document':<20} {'seconds':>8} {'kB':>8}")
        for name, make in arms(ledger).items():
            start = perf_counter()
            size = make()
            print(f"{name:<20} {perf_counter() - start:>8.2f} {size / 1e3:>8,.0f}", flush=True)


if __name__ == "__main__":
    main()
