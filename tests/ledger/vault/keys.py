"""Keys for tests. They open nothing else."""

from __future__ import annotations

KEK = bytes(range(32))
OTHER_KEK = bytes(range(32, 64))
