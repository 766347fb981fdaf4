"""Steps that an audit takes once, recorded wrongly and corrected."""

from __future__ import annotations

from datetime import date

import pytest

from domain.audit.events import BriefingHeld, ModerationHeld, ReportAgreed, ReportConsidered
from domain.audit.plan import AuditCommand, HoldBriefing, HoldModeration
from domain.audit.report import AgreeReport, ConsiderReport
from domain.kernel import streams
from domain.kernel.event import Event
from tests import world
from tests.domain.scene import AUDIT, BRIEFED, CONSIDERED, HELD, LED, REPORT_AGREED, changed
from tests.domain.spec import Happened, at, given

WHY = "The minutes say otherwise."
CAME = (world.here("pc", "police"), world.here("member"))
_STEPS: tuple[tuple[tuple[Happened, ...], AuditCommand, Event], ...] = (
    (
        BRIEFED,
        HoldBriefing(audit=AUDIT, held_on=date(2026, 4, 2), reason=WHY),
        BriefingHeld(audit=AUDIT, held_on=date(2026, 4, 2), reason=WHY),
    ),
    (
        HELD,
        HoldModeration(audit=AUDIT, held_on=date(2026, 5, 21), attended=CAME, reason=WHY),
        ModerationHeld(audit=AUDIT, held_on=date(2026, 5, 21), attended=CAME, reason=WHY),
    ),
    (
        REPORT_AGREED,
        AgreeReport(audit=AUDIT, agreed_on=date(2026, 6, 21), reason=WHY),
        ReportAgreed(audit=AUDIT, agreed_on=date(2026, 6, 21), reason=WHY),
    ),
    (
        CONSIDERED,
        ConsiderReport(
            audit=AUDIT, considered_on=date(2026, 7, 1), conclusion="Other.", reason=WHY
        ),
        ReportConsidered(
            audit=AUDIT, considered_on=date(2026, 7, 1), conclusion="Other.", reason=WHY
        ),
    ),
)
"""Each step that is taken once: where it is taken, how it is corrected, what is then recorded."""


@pytest.mark.parametrize(("happened", "command", "event"), _STEPS)
def test_a_step_that_was_recorded_wrongly_is_corrected_with_a_reason(
    happened: tuple[Happened, ...], command: AuditCommand, event: Event
) -> None:
    actor = "chair" if isinstance(command, ConsiderReport) else "lead"
    given(*happened).when(command, actor=actor).then(event)
    corrected = (*happened, *at(streams.audit(AUDIT), event))
    given(*corrected).when(command, actor="chair").then_nothing()
    silent = type(command).model_validate(changed(command, reason=None))
    given(*happened).when(silent, actor="chair").refused("step-taken", "--reason")


def test_nothing_is_corrected_that_was_not_recorded() -> None:
    command = HoldBriefing(audit=AUDIT, held_on=date(2026, 4, 2), reason=WHY)
    given(*LED).when(command, actor="lead").refused("nothing-to-correct", "BriefingHeld")
