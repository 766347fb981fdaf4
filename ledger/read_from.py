"""Reading from a replica: how far behind it is, and never less than was shown here already.

A replica follows the ledger and may be late, cut off or another ledger's. What it holds must be
the beginning of the ledger itself, where that can be asked; and of everything that this computer
remembers having recorded or shown. What is shown from now on is remembered beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from time import monotonic, sleep

from ledger.errors import IntegrityFailureError, UnusableError
from ledger.integrity.public_names import eras
from ledger.location import Location, place_of
from ledger.opening import attend, home_of, open_ledger, remember_shown, require_end
from ledger.proof.tiles import Sealed
from ledger.service import Ledger, utc_now
from ledger.settings import Settings
from ledger.store.engines import engine_of
from ledger.store.protocol import Watch

CATCH_UP_SECONDS = 2.0
"""How long a replica that holds less than was shown is waited for."""
_PAUSE_SECONDS = 0.1
_RECORD_THERE = "Nothing was recorded. Record where the ledger is written to."
_KEEP_BOTH = (
    "Nothing of it is shown. Keep both as they are, and find out which one is the ledger:"
    " `assure ledger verify` at each, and --against what others hold."
)


@dataclass(frozen=True, slots=True)
class ReadFrom:
    """What was read. `size`: of the replica. `behind`: how many entries of the ledger it lacks, and
    `seconds` for how long; None where the ledger itself could not be asked. `instead`: the ledger
    itself is read, because the replica holds less than was shown here.
    """

    place: str
    size: int
    behind: int | None
    seconds: float | None
    instead: bool = False

    @property
    def words(self) -> str:
        if self.instead:
            return (
                f"The replica {self.place} holds {self.size} entries, fewer than you were shown:"
                " read from the ledger itself."
            )
        return f"Read from the replica {self.place}, {self.size} entries: {self._how_far}."

    @property
    def _how_far(self) -> str:
        late = "" if self.seconds is None else f", {_span(self.seconds)}"
        if self.behind is None:
            at_most = f"; it was surely up to date {_span(self.seconds)} ago" if late else ""
            return f"how far behind is not known, as the ledger itself cannot be asked{at_most}"
        if not self.behind:
            return "nothing is missing"
        return f"{self.behind} {'entry' if self.behind == 1 else 'entries'} behind{late}"


def _span(seconds: float | None) -> str:
    whole = round(seconds or 0)
    for unit, words in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if whole >= 2 * unit:
            return f"{whole // unit} {words}"
    return "1 second" if whole == 1 else f"{whole} seconds"


def open_to_read(
    settings: Settings, clock: Callable[[], datetime] = utc_now
) -> tuple[Ledger, ReadFrom | None]:
    """The ledger to read from: the replica that the settings name, or the ledger itself.

    Raises IntegrityFailureError for a replica that is no beginning of the ledger, or of what was
    shown; and UnusableError for one that holds less, where the ledger itself cannot be read.
    """
    if settings.read_from is None:
        return open_ledger(settings, clock), None
    engine = engine_of(settings.read_from)
    if engine.exists():
        engine.require_closed()
    engine.require_ledger()
    replica = Ledger(engine.open_to_read(), clock)
    try:
        seen = _followed(replica, settings, settings.read_from, clock)
        if not seen.instead:
            replica.refused = UnusableError(f"{seen.place} is read as a replica.", _RECORD_THERE)
            attend(replica, settings, accept_older=True)
            remember_shown(replica, settings)
            return replica, seen
    except BaseException:
        replica.close()
        raise
    replica.close()
    return open_ledger(settings, clock), seen


def watch(settings: Settings) -> Watch:
    """Looks how far that has come which is read: the replica, if one is named."""
    return engine_of(settings.read_from or settings.require_ledger()).watch()


def _followed(
    replica: Ledger, settings: Settings, place: Location, clock: Callable[[], datetime]
) -> ReadFrom:
    """How the replica stands to the ledger, and to what was shown of it."""
    require_end(replica)
    shown = _shown(replica, settings)
    deadline = monotonic() + CATCH_UP_SECONDS
    most = max((one.size for one in shown), default=0)
    while replica.size() < most and monotonic() < deadline:
        sleep(_PAUSE_SECONDS)
    sealed, name = replica.sealed(), place_of(place)
    for one in shown:
        _require_beginning(replica, one, f"The replica {name}", "what was shown here")
    with _itself(settings) as ledger:
        if ledger is not None:
            _require_one_history(replica, sealed, ledger, f"The replica {name}")
        if sealed.size < most and ledger is None:
            raise UnusableError(
                f"The replica {name} holds {sealed.size} entries, and you were shown {most}; the"
                " ledger itself cannot be read.",
                "Nothing is shown. Wait until one of the two is there again.",
            )
        behind, seconds = _lag(replica, ledger, sealed.size, clock)
    return ReadFrom(name, sealed.size, behind, seconds, instead=sealed.size < most)


def _shown(replica: Ledger, settings: Settings) -> Sequence[Sealed]:
    """Everything that this computer remembers of the ledger: recorded, and shown."""
    home = home_of(settings, eras(replica))
    if home is None:
        return ()
    memories = (home.memory, home.shown)
    for memory in memories:
        if memory.look().is_damaged:
            raise UnusableError(
                f"What was shown here cannot be known: {memory.path} is damaged.",
                "Read from the ledger itself: leave --read-from out. `assure ledger verify` says"
                " what to do.",
            )
    return [sealed for memory in memories if (sealed := memory.read()) is not None]


def _require_beginning(ledger: Ledger, known: Sealed, which: str, of_what: str) -> None:
    """Refuses two histories: what is known of either must be the beginning of the longer one."""
    if not known.size or ledger.size() < known.size:
        return
    if ledger.tree().run_root(0, known.size) != known.root:
        raise IntegrityFailureError(
            f"{which} is another history than {of_what}: its first {known.size} entries have"
            " another root.",
            _KEEP_BOTH,
        )


def _require_one_history(replica: Ledger, sealed: Sealed, ledger: Ledger, which: str) -> None:
    """Refuses a replica that is not the beginning of the ledger itself."""
    newest = ledger.sealed()  # read after the replica, which can hold no more
    of_ledger = "the ledger itself"
    _require_beginning(replica, newest, which, of_ledger)
    _require_beginning(ledger, sealed, which, of_ledger)
    if newest.size < sealed.size:
        raise IntegrityFailureError(
            f"{which} holds {sealed.size} entries, and {of_ledger} only {newest.size}.",
            _KEEP_BOTH,
        )


@contextmanager
def _itself(settings: Settings) -> Iterator[Ledger | None]:
    """The ledger that the replica follows; None where it cannot be read now."""
    try:
        ledger = Ledger.to_read(engine_of(settings.require_ledger()))
    except UnusableError:
        yield None
        return
    try:
        yield ledger
    finally:
        ledger.close()


def _lag(
    replica: Ledger, ledger: Ledger | None, size: int, clock: Callable[[], datetime]
) -> tuple[int | None, float | None]:
    """How many entries are missing, and since when the first of them has been there."""
    if ledger is None:
        return None, replica.engine.behind_seconds()
    missing = ledger.entry(size + 1)
    if missing is None:
        return 0, 0.0
    since = (clock() - missing.stamp.recorded_at).total_seconds()
    return ledger.size() - size, max(since, 0.0)
