"""Case lists: from an agency's CSV to the canonical frame and back, and whether a draw follows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cli.files import TABLE_BYTES_MAX, name_of, read_table, read_text, refuse
from domain import sampling
from domain.audit.events import SampleSpecification
from domain.kernel.command import Refusal
from domain.kernel.event import Event
from domain.sample.decisions import Frame, FrameRow
from domain.sample.events import CaseReplaced, CaseSampled, SampleDrawn, SeedDrawn

REF = "ref"
_HEAD = "assure frame 1\tsalt\t"


def from_table(path: str, wanted: SampleSpecification, salt: str) -> Frame:
    """The frame of a CSV file with `ref`, the plan's stratifier and its second margin."""
    name, rows = name_of(path), read_table(path)
    columns = [REF, wanted.stratifier]
    if wanted.second_margin is not None:
        columns.append(wanted.second_margin)
    missing = [column for column in columns if column not in rows[0]]
    extra = [column for column in rows[0] if column not in columns]
    faults = [f"line 1: there is no column {column!r}. The plan asks for it." for column in missing]
    faults += [
        f"line 1: column {column!r} is not needed. Take it out: a case list has no names in it."
        for column in extra
    ]
    faults += [] if faults else _row_faults(rows, columns)
    if faults:
        refuse(name, *faults)
    return _frame(
        name,
        salt,
        [
            (row[REF], row[wanted.stratifier], row.get(wanted.second_margin or "", ""))
            for row in rows
        ],
    )


def _row_faults(rows: Sequence[dict[str, str]], columns: Sequence[str]) -> list[str]:
    faults: list[str] = []
    seen: dict[str, int] = {}
    for line, row in enumerate(rows, start=2):
        faults += [f"row {line}: {name} is empty. Give it." for name in columns if not row[name]]
        first = seen.setdefault(row[REF], line)
        if first != line:
            faults.append(f"row {line}: ref {row[REF]!r} is that of row {first}. Give each once.")
    return faults


def _frame(name: str, salt: str, rows: Iterable[tuple[str, str, str]]) -> Frame:
    from pydantic import ValidationError

    from cli.inputs import faults

    try:
        made = tuple(
            FrameRow(ref=ref, stratum=stratum, second=second) for ref, stratum, second in rows
        )
        return Frame(salt=salt, rows=made)
    except ValidationError as error:
        refuse(name, *faults(error))


def from_file(path: str) -> Frame:
    """The frame of a file that `assure sample frame` wrote; refused if it is not just that."""
    name, text = name_of(path), read_text(path, TABLE_BYTES_MAX)
    head, _, body = text.partition("\n")
    lines = body.removesuffix("\n").split("\n")
    cells = [line.split("\t") for line in lines]
    if not head.startswith(_HEAD) or any(len(row) != 3 for row in cells):
        refuse(name, "It is not a case list of assure. Give the file `assure sample frame` wrote.")
    frame = _frame(name, head.removeprefix(_HEAD), [(r, s, m) for r, s, m in cells[1:]])
    if frame.text() != text:
        refuse(name, "It was changed or saved anew. Give it as `assure sample frame` wrote it.")
    return frame


@dataclass(frozen=True, slots=True)
class Draw:
    """What is recorded of the draw that stands. `used`: cases of draws set aside before it."""

    seed: SeedDrawn
    drawn: SampleDrawn
    cases: tuple[CaseSampled | CaseReplaced, ...]
    used: int


def differences(frame: Frame, draw: Draw, wanted: SampleSpecification) -> list[str]:
    """Where the record differs from what the rule gives for this list and seed."""
    strata = frame.strata()
    sizes = {name: len(refs) for name, refs in strata.items()}
    seats = sampling.allocate(sizes, wanted.size, minimum_one=wanted.minimum_one)
    found = [
        f"stratum {given.name}: {given.seats} seats are recorded, the rule gives"
        f" {seats.get(given.name, 0)}"
        for given in draw.drawn.allocation
        if given.seats != seats.get(given.name, 0)
    ]
    orders = {name: sampling.selection_order(draw.seed.seed, refs) for name, refs in strata.items()}
    taken = {ref: name for name, order in orders.items() for ref in order[: seats[name]]}
    numbered = sampling.selection_order(draw.seed.seed, taken)
    expected = {f"C{at:02d}": ref for at, ref in enumerate(numbered, draw.used + 1)}
    return found + _of_cases(draw.cases, expected, orders)


def margins(frame: Frame, draw: Draw, wanted: SampleSpecification) -> list[dict[str, object]]:
    """Expected beside drawn, for the stratifier and for the plan's second margin if it has one.

    Of the cases to be audited, after replacements. `expected`: in proportion to the case list.
    """
    sampled = {e.case: e.frame_ref for e in draw.cases if isinstance(e, CaseSampled)}
    replaced = {e.case for e in draw.cases if isinstance(e, CaseReplaced)}
    taken = [ref for case, ref in sampled.items() if case not in replaced]
    found = []
    by = {wanted.stratifier: [sampling.FrameRow(r.ref, r.stratum, r.stratum) for r in frame.rows]}
    if wanted.second_margin is not None:
        second = [sampling.FrameRow(r.ref, r.stratum, r.second) for r in frame.rows]
        by[wanted.second_margin] = second
    for margin, rows in by.items():
        for row in sampling.second_margin(rows, taken):
            found.append(
                {
                    "margin": margin,
                    "value": row.value,
                    "in_the_list": row.frame,
                    "expected": f"{float(row.expected):.1f}",
                    "drawn": row.drawn,
                }
            )
    return found


def _of_cases(
    recorded: Iterable[CaseSampled | CaseReplaced],
    expected: dict[str, str],
    orders: dict[str, list[str]],
) -> list[str]:
    found: list[str] = []
    stratum = {ref: name for name, order in orders.items() for ref in order}
    sampled: dict[str, str] = {}
    for event in recorded:
        if isinstance(event, CaseReplaced):
            order = orders.get(stratum.get(sampled.get(event.case, ""), ""), [])
            following = sampling.replacement(order, set(sampled.values()))
            if event.replaced_by is not None and following is not None:
                expected[event.replaced_by] = following
            elif (event.replaced_by is None) is not (following is None):
                found.append(f"{event.case}: its replacement is not the next in its stratum")
            continue
        sampled[event.case] = event.frame_ref
        rule = expected.get(event.case)
        if rule != event.frame_ref:
            found.append(f"{event.case}: {event.frame_ref} is recorded, the rule gives {rule}")
    missing = sorted(set(expected) - set(sampled))
    return found + [
        f"{case}: the rule draws {expected[case]}, none is recorded" for case in missing
    ]


def last_draw(events: Iterable[Event]) -> Draw | None:
    """The draw that stands, of a sample's events; None before the first or after a redraw."""
    seed: SeedDrawn | None = None
    drawn: SampleDrawn | None = None
    cases: list[CaseSampled | CaseReplaced] = []
    total = 0
    for event in events:
        match event:
            case SeedDrawn():
                seed, drawn, cases = event, None, []
            case SampleDrawn():
                drawn = event
            case CaseSampled() | CaseReplaced():
                cases.append(event)
                total += isinstance(event, CaseSampled)
            case _:
                drawn = None
    if seed is None or drawn is None:
        return None
    own = sum(1 for event in cases if isinstance(event, CaseSampled))
    return Draw(seed, drawn, tuple(cases), total - own)


def require_committed(frame: Frame, digest: str) -> None:
    if frame.digest() != digest:
        raise Refusal(
            "other-frame",
            "This case list is not the one that was committed: its digest differs.",
            "Use the file that `assure sample frame` wrote, unchanged.",
        )
