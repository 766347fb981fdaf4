"""Whether a ledger is whole, whether it agrees with a kept file, and how far it is proved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from ledger.custodian import Custodian
from ledger.integrity.checkpoints import roots
from ledger.integrity.coverage import Coverage, EntryBounds, bounds, coverage, uncovered
from ledger.integrity.kept_file import KeptFileResult, against, claim_of
from ledger.integrity.public_names import eras
from ledger.integrity.verify import Verification
from ledger.integrity.verify import verify as verified
from ledger.opening import home_of
from ledger.service import Ledger
from ledger.store.engines import engine_of

if TYPE_CHECKING:
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
    "judge_open",
    "root_over",
    "uncovered",
    "verify",
]


@dataclass(frozen=True, slots=True)
class Figures:
    """The results of the checks of figures, in a ledger that is whole.

    `failed`: the question of each check that found something, and how many rows it found.
    `misjudged`: entries with a measured verdict that disagrees with the entries before it.
    `by_earlier_method`: how many verdicts were measured by an earlier method, and so not again.
    `unmade`: why no figures can be computed from the entries; None: they can.
    """

    failed: tuple[tuple[str, int], ...] = ()
    misjudged: tuple[int, ...] = ()
    unmade: str | None = None
    by_earlier_method: int = 0

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
    from projections.queries.measured import disagreements, measured_otherwise

    try:
        with (
            engine_of(settings.require_ledger()).untouched() as still,
            closing(Projection.of(still)) as projection,
        ):
            viewer = checks.overseer(projection)
            with projection.session(viewer, as_at) as session:
                failures = checks.failures(session)
            misjudged = tuple(disagreements(projection, viewer, as_at))
            earlier = measured_otherwise(projection, viewer, as_at)
    except ProjectionError as error:
        return Figures(unmade=error.message)
    counted = Counter(failure.question for failure in failures)
    return Figures(
        tuple(counted.items()),
        tuple(sorted(judgement.position for judgement in misjudged)),
        by_earlier_method=earlier,
    )


def judge(
    settings: Settings,
    data: bytes,
    vkeys: Sequence[str] = (),
    progress: Callable[[int], None] | None = None,
) -> KeptFileResult:
    """Compares today's ledger with a receipt or a checkpoint that somebody kept.

    `vkeys`: more keys of the ledger. Raises what `ledger.integrity.kept_file.against` raises.
    """
    engine = engine_of(settings.require_ledger())
    if not engine.exists():
        engine.require_ledger()
    with engine.untouched() as still, Ledger.to_read(still) as ledger:
        return against(ledger, data, home_of(settings, eras(ledger)), vkeys, progress)


def judge_open(ledger: Ledger, data: bytes) -> KeptFileResult:
    """As `judge`, of a ledger that is open with its keys, where they are."""
    home = ledger.custodian.home if isinstance(ledger.custodian, Custodian) else None
    return against(ledger, data, home)


def verify(
    settings: Settings,
    progress: Callable[[int], None] | None = None,
    now: datetime | None = None,
    brought: Mapping[str, bytes] = MappingProxyType({}),
    vkeys: Sequence[str] = (),
    *,
    in_use: bool = False,
) -> Verification:
    """Verifies the whole ledger, as `ledger.integrity.verify` says.

    `brought`: receipts and checkpoints that somebody kept, by the files' names. `vkeys`: more keys
    of the ledger. `in_use`: this process has it open beside this. Raises what `judge` raises for
    such a file.
    """
    return verified(
        settings,
        progress,
        now,
        lambda ledger: [claim_of(ledger, data, name, vkeys) for name, data in brought.items()],
        in_use=in_use,
    )


def root_over(ledger: Ledger, size: int) -> bytes:
    """The root over the first `size` entries, as sealed."""
    return roots(ledger.tree(), [size])[size]
