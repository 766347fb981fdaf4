"""The demonstration: three years of an invented partnership, recorded by the users' commands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path


def make(
    directory: Path,
    seed: int,
    progress: Callable[[int], None] | None = None,
    home: str | None = None,
) -> Path:
    """Writes a new demonstration ledger into `directory` and returns its path.

    The same seed gives the same events to the byte, so its keys come from the seed too: they
    protect nothing but a story. They go where `home` or ASSURE_HOME says, in place of those of an
    earlier demonstration with this seed. `progress` is called with the acts played so far.
    Raises FileExistsError when there is a ledger already.
    """
    from contextlib import closing
    from random import Random

    from application.kept_documents import keep
    from demo.improvement import Judgements
    from demo.partnership import begun
    from demo.script import Clock, Script
    from demo.story import write_story

    path = directory / "ledger.db"
    if path.exists():
        raise FileExistsError(path)
    random = Random(seed)  # noqa: S311 - a story, not a secret
    script = Script(random)
    judgements = Judgements(random)
    documents = write_story(script, random, judgements)
    clock = Clock()
    # The ledger is closed last: SQLite then folds its log into the one file that is handed out.
    with begun(path, seed, clock, home) as ledger, closing(judgements):
        for done in script.play(ledger, clock, judgements.measure):
            if progress is not None:
                progress(done)
    for document in documents:
        keep(directory, document)
    return path
