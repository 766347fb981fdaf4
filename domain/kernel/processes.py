"""One table of audit processes: which steps each has (framework sections 4, 6 and 7).

Deciders, commands, pages and reports read this table; none of them knows a process by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Process(StrEnum):
    THEMED = "themed"
    DIP_SAMPLE = "dip-sample"
    SINGLE_AGENCY = "single-agency"


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps one process has.

    `cases_usual_max`: above it the draw warns (the framework's "approximately 10"), if any.
    `returns_open_on`: the event after which returns may be read outside the agency.
    """

    label: str
    sampled: bool
    moderated: bool
    reported: bool
    cases_usual_max: int | None
    returns_open_on: str


STEPS: dict[Process, Steps] = {
    Process.THEMED: Steps(
        label="Themed multi-agency audit",
        sampled=True,
        moderated=True,
        reported=True,
        cases_usual_max=12,
        returns_open_on="ModerationOpened",
    ),
    Process.DIP_SAMPLE: Steps(
        label="Dip sample",
        sampled=True,
        moderated=False,
        reported=True,
        cases_usual_max=None,
        returns_open_on="ReportDrafted",
    ),
    Process.SINGLE_AGENCY: Steps(
        label="Single-agency audit",
        sampled=False,
        moderated=False,
        reported=False,
        cases_usual_max=None,
        returns_open_on="AuditClosed",
    ),
}
