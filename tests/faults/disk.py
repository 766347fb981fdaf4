"""Every command of the walk through the product, with no room on the disk before it has room.

Each is first run where no file may grow beyond some bytes, as on a full disk: it says so and
records nothing, or it needs no room. Then it is run again, and does what the page says.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from ledger.errors import LedgerError
from ledger.integrity.scan import audit
from tests.docs.walking import ROOT, require_said, walked
from tests.faults.tally import Tally

PAGE = ROOT / "docs" / "walkthrough.md"
SIZES = (0, 12_000, 60_000, 4_000, 25_000, 150_000)
"""Bytes. With none at all nothing can be written; with more it fails midway."""
_FULL = """
eval "with_room() $(declare -f assure | tail -n +2)"
assure() {{
  local bytes said code
  for bytes in {sizes}; do
    code=0
    said=$(FILE_BYTES_MAX=$bytes with_room "$@" 2>&1 </dev/null) || code=$?
    case "$said" in *Traceback*|*"[unexpected]"*) code=stray;; esac
    printf '%s %s %s\\n' "$code" "$1" "${{2:-}}" >>"{log}"
    if [ "$code" = 0 ]; then if [ -n "$said" ]; then printf '%s\\n' "$said"; fi; return 0; fi
  done
  with_room "$@"
}}
"""


def run(folder: Path, tries: int, seed: int = 1) -> Tally:
    """Each command at as many sizes as make up the tries, one at least."""
    log = folder / "tried.txt"
    log.touch()
    commands = PAGE.read_text(encoding="utf-8").count("\nassure ")
    sizes = SIZES[: max(1, min(len(SIZES), round(tries / commands)))]
    sizes = sizes[seed % len(sizes) :] + sizes[: seed % len(sizes)]
    before = _FULL.format(sizes=" ".join(map(str, sizes)), log=log)
    tally, walk = Tally(), folder / "walk"
    walk.mkdir()
    try:
        require_said(walked(PAGE, walk, before))
    except AssertionError as error:
        tally.missed(f"the walk went another way: {error}")
    for line, count in Counter(log.read_text(encoding="utf-8").splitlines()).items():
        code, _, command = line.partition(" ")
        for _ in range(count):
            if code in ("0", "1", "2", "3", "4", "5"):
                tally.saw(found=code != "0")
            else:
                tally.missed(f"{command}: {code}")
    for path in walk.rglob("ledger.db"):
        try:
            whole = audit(path).ok
        except LedgerError:
            whole = False
        if not whole:
            tally.missed(f"{path.parent.name} is not whole")
    return tally
