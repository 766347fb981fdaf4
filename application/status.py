"""What waits for a person to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from application.reading import Reader
    from projections.queries.duties import Waiting


def waiting_for(reader: Reader) -> tuple[Waiting, ...]:
    """What waits for this person; what is overdue first, then by the day it is due."""
    from projections.queries.waiting import views_for, waiting

    with reader.facts(*views_for(reader.standing)) as facts:
        return waiting(facts.session, facts.viewer, reader.today)
