"""The scene's audit a second time, under an earlier code: for what compares two audits."""

from __future__ import annotations

from domain.kernel.vocabulary import StreamId
from tests.domain.scene import AUDIT, PUBLISHED
from tests.world import Happened

EARLIER = "2024-neglect"


def as_earlier(happened: tuple[Happened, ...]) -> tuple[Happened, ...]:
    """What happened after the tool was published, of the earlier audit."""
    return tuple(
        (
            StreamId(stream.replace(AUDIT, EARLIER)),
            type(event).model_validate_json(event.model_dump_json().replace(AUDIT, EARLIER)),
        )
        for stream, event in happened[len(PUBLISHED) :]
    )
