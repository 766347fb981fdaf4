"""The script of the demonstration: who says what, when, in the order of three years.

Acts are collected in any order and played in the order of time, through `Ledger.record`, the
door that users' commands go through. Only the clock is simulated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from random import Random

from application.identity import demonstration
from application.screening import NAMES_NOBODY
from demo.library import LAST_DAY, working
from domain.kernel.command import Command
from domain.kernel.days import ZONE, day_of
from ledger.service import Ledger

Say = Callable[[Ledger], tuple[Command, ...]]


@dataclass(order=True, slots=True)
class Act:
    """Something one person does at one moment; `say` may look at the ledger first."""

    when: datetime
    number: int
    actor: str = field(compare=False)
    say: Say = field(compare=False)


class Clock:
    """The simulated clock: it stands where the script has put it."""

    def __init__(self) -> None:
        self.now = datetime(2024, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Script:
    """Acts by day. Within a day they keep the order in which they were written."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._acts: list[Act] = []

    def act(self, day: date, actor: str, *commands: Command) -> None:
        self.look(day, actor, lambda _: commands)

    def look(self, day: date, actor: str, say: Say) -> None:
        self._acts.append(Act(self._moment(day), len(self._acts), actor, say))

    def _moment(self, day: date) -> datetime:
        return datetime.combine(working(day), time(9), ZONE).astimezone(UTC)

    def play(
        self, ledger: Ledger, clock: Clock, measure: Callable[[Ledger, str], object]
    ) -> Iterator[int]:
        """Records every act up to the last day; yields how many are done.

        `measure`: what a judgement of impact stands beside.
        """
        acts = [act for act in sorted(self._acts) if day_of(act.when) <= LAST_DAY]
        for done, act in enumerate(acts, start=1):
            # A day's acts follow each other by half a minute to six, from nine o'clock on.
            pause = timedelta(seconds=self._random.randint(30, 360))
            clock.now = max(act.when, clock.now + pause)
            # The story is invented: no number or address in it belongs to anybody.
            ledger.record(
                *act.say(ledger),
                actor=demonstration(act.actor),
                command_id=f"demo-{done:05d}",
                confirmed=NAMES_NOBODY,
                measure=partial(measure, ledger),
            )
            yield done
