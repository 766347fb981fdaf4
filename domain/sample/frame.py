"""The case list a sample is drawn from, and what is recorded of it when it is fixed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from domain import sampling
from domain.audit.terms import SampleSpecification
from domain.kernel.command import Refusal
from domain.kernel.event import Value
from domain.kernel.vocabulary import Characteristic, Siblings
from domain.sample import look_alikes, rule
from domain.sample.events import FrameCommitted, FrameReplaced, Stratum
from domain.sample.look_alikes import LookAlike

REF, FAMILY = "ref", "family"
"""What the columns of the references and of the families are called."""


class FrameRow(Value):
    """One case of the list a sample is drawn from. `ref` is a pseudonym made for this audit."""

    ref: Characteristic
    stratum: Characteristic
    second: Characteristic = ""
    family: Characteristic = ""


class Frame(Value):
    """The canonical case list. `salt`: 128 bits in hexadecimal, so that refs cannot be guessed."""

    salt: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    rows: Annotated[tuple[FrameRow, ...], Field(min_length=1, max_length=100_000)]

    def stratum_of(self) -> dict[str, str]:
        """Each case's ref to its stratum, in the list's order."""
        return {row.ref: row.stratum for row in self.rows}

    def family_of(self) -> dict[str, str]:
        """Each case's ref to its family, of the cases that name one."""
        return {row.ref: row.family for row in self.rows if row.family}

    def families(self, stratum: str | None = None) -> int | None:
        """Of how many families the cases are, all or a stratum's; None where the list says none.

        A case that names no family is one of its own.
        """
        if not any(row.family for row in self.rows):
            return None
        own = [row for row in self.rows if stratum in (None, row.stratum)]
        return len({row.family for row in own} - {""}) + sum(not row.family for row in own)

    def sizes(self) -> dict[str, int]:
        """Stratum to its number of cases."""
        return dict(Counter(row.stratum for row in self.rows))

    def text(self) -> str:
        """The canonical file, as the lead auditor keeps it. Refuses what it cannot hold."""
        rows = [
            sampling.FrameRow(row.ref, row.stratum, row.second, row.family) for row in self.rows
        ]
        try:
            return sampling.frame_file(rows, self.salt)
        except ValueError as error:
            raise Refusal(
                "bad-frame", f"The case list: {error}.", "Correct it and try again."
            ) from error

    def digest(self) -> str:
        return sampling.frame_digest(self.text())

    def second_sizes(self) -> dict[str, int]:
        """Value of the second margin to its number of cases; empty where the list has none."""
        return dict(Counter(row.second for row in self.rows if row.second))

    def look_alikes(self, wanted: SampleSpecification) -> tuple[LookAlike, ...]:
        """The strata, second values and refs whose spellings look alike."""
        columns = [(wanted.stratifier, [row.stratum for row in self.rows])]
        if wanted.second_margin is not None:
            columns.append((wanted.second_margin, [row.second for row in self.rows]))
        found = [alike for name, values in columns for alike in look_alikes.in_column(name, values)]
        refs = [row.ref for row in self.rows]
        named = {row.family: at for at, row in reversed(list(enumerate(self.rows))) if row.family}
        families = look_alikes.in_column(FAMILY, [row.family for row in self.rows if row.family])
        return (
            *found,
            *look_alikes.in_column(REF, refs, is_reference=True),
            *(
                replace(one, rows=tuple(named[spelling] for spelling in one.spellings))
                for one in families
            ),
        )


def require_committed(frame: Frame, committed: FrameCommitted | FrameReplaced) -> None:
    """Refuses a case list that is not the one that is fixed now."""
    if frame.digest() != committed.digest:
        raise Refusal(
            "other-frame",
            "This case list is not the one that was committed: its digest differs.",
            "Use the file that `assure sample frame` wrote, unchanged, and the newest such file.",
        )


def fixed(
    frame: Frame, wanted: SampleSpecification, different: Iterable[str], today: date
) -> dict[str, Any]:
    """What is recorded of a case list that is to be fixed.

    Checked now: once the list is fixed neither it nor the plan's sample can be changed in silence.
    `different`: spellings that look alike and are confirmed to be different.
    """
    digest = frame.digest()
    if len(frame.rows) < wanted.size:
        raise Refusal(
            "frame-too-small",
            f"The case list holds {len(frame.rows)} cases; the plan asks for {wanted.size}.",
            "Widen the list, or amend the plan before the frame is committed.",
        )
    told_apart = _told_apart(frame.look_alikes(wanted), tuple(different))
    sizes, second = frame.sizes(), frame.second_sizes()
    _require_families(frame, wanted, rule.allocate(sizes, wanted).seats)
    of_nobody = [one for one in told_apart if one.column in (REF, FAMILY)]
    spellings = [one.spellings for one in told_apart if one not in of_nobody]
    return {
        "digest": digest,
        "size": len(frame.rows),
        "stratifier": wanted.stratifier,
        "strata": _strata(sizes),
        "second_margin": wanted.second_margin,
        "second": _strata(second),
        "told_apart": tuple(spelling for group in spellings for spelling in group),
        "refs_told_apart": sum(len(one.spellings) for one in of_nobody),
        "fixed_on": today,
        "families": frame.families(),
    }


def _require_families(frame: Frame, wanted: SampleSpecification, seats: Mapping[str, int]) -> None:
    """Refuses a list of too few families to draw one case of each."""
    if wanted.families is Siblings.SEVERAL:
        return
    for name, needed in ((None, wanted.size), *seats.items()):
        families = frame.families(name)
        if families is not None and families < needed:
            where = "The case list" if name is None else f"{wanted.stratifier} {name}"
            raise Refusal(
                "families-too-few",
                f"{where} has {needed} seats, and the families in it are {families}: one case of"
                " each family is drawn.",
                "Widen the list, draw fewer cases, or let several cases of one family in:"
                " `families: several` under the plan's sample.",
            )


def _strata(sizes: dict[str, int]) -> tuple[Stratum, ...]:
    return tuple(Stratum(name=name, size=size) for name, size in sorted(sizes.items()))


def _told_apart(found: tuple[LookAlike, ...], different: tuple[str, ...]) -> tuple[LookAlike, ...]:
    """Refuses spellings that look alike and that nobody has confirmed to be different."""
    slips = look_alikes.unknown(found, different)
    if slips:
        raise Refusal(
            "nothing-alike",
            f"Called different, and not found to look alike in the list: {'; '.join(slips)}.",
            "Name the spellings as the refusal named them, with | between them.",
        )
    waiting = look_alikes.unconfirmed(found, different)
    if waiting:
        named = "; ".join(f"{one.column}: {one.named}" for one in waiting)
        raise Refusal(
            "look-alikes",
            f"Spellings in the case list look alike: {named}.",
            "Write one thing in one way, or confirm each with --different, such as"
            f" --different '{waiting[0].named}'.",
        )
    return found
