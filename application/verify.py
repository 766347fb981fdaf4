"""Whether a ledger is whole, whether it agrees with a kept file, and how far it is proved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.custodian import Custodian
from ledger.integrity.checkpoints import roots
from ledger.integrity.coverage import Coverage, EntryBounds, bounds, coverage
from ledger.integrity.kept_file import KeptFileResult, against
from ledger.integrity.verify import Verification, verify
from ledger.service import Ledger
from ledger.store.engines import engine_of

if TYPE_CHECKING:
    from ledger.home import Home
    from ledger.settings import Settings

__all__ = [
    "Coverage",
    "EntryBounds",
    "Figures",
    "KeptFileResult",
    "Verification",
    "bounds",
    "check_figures",
    "coverage",
    "judge",
    "root_over",
    "verify",
]


@dataclass(frozen=True, slots=True)
class Figures:
    """The results of the checks of figures, in a ledger that is whole.

    `failed`: the question of each check that found something, and how many rows it found.
    `misjudged`: entries with a measured verdict that disagrees with the entries before it.
    `unmade`: why no figures can be computed from the entries; None: they can.
    """

    failed: tuple[tuple[str, int], ...] = ()
    misjudged: tuple[int, ...] = ()
    unmade: str | None = None

    @property
    def agree(self) -> bool:
        return not self.failed and not self.misjudged and self.unmade is None


def check_figures(settings: Settings, as_at: int) -> Figures:
    """Runs the checks of the figures that the entries up to a position add up to.

    A failed check is a mistake in what somebody recorded or in this software. It says nothing
    about whether an entry was changed. Rows are counted and not shown: verifying needs no role,
    and a row may be closed to most.
    """
    from projections import checks
    from projections.engine.projector import Projection, ProjectionError
    from projections.queries.measured import disagreements

    try:
        # The ledger is closed last: SQLite leaves files behind where the last one only read.
        with (
            Ledger.of(engine_of(settings.require_ledger())) as ledger,
            closing(Projection.of(ledger.engine)) as projection,
        ):
            ledger.size()
            viewer = checks.overseer(projection)
            with projection.session(viewer, as_at) as session:
                failures = checks.failures(session)
            misjudged = tuple(disagreements(projection, viewer, as_at))
    except ProjectionError as error:
        return Figures(unmade=error.message)
    counted = Counter(failure.question for failure in failures)
    return Figures(
        tuple(counted.items()), tuple(sorted(judgement.position for judgement in misjudged))
    )


def judge(
    ledger: Ledger,
    data: bytes,
    home: Home | None = None,
    vkeys: Sequence[str] = (),
    progress: Callable[[int], None] | None = None,
) -> KeptFileResult:
    """Compares today's ledger with a receipt or a checkpoint that somebody kept.

    `home`: where the ledger's checkpoints are, if not with its keys. `vkeys`: more keys of the
    ledger. Raises ProofError for a file that proves nothing about this ledger.
    """
    if home is None and isinstance(ledger.custodian, Custodian):
        home = ledger.custodian.home
    return against(ledger, data, home, vkeys, progress)


def root_over(ledger: Ledger, size: int) -> bytes:
    """The root over the first `size` entries, as sealed."""
    return roots(ledger.tree(), [size])[size]
