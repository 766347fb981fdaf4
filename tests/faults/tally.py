"""What became of the tries of one kind."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Tally:
    """`found`: noticed, refused, or kept whole, as it must be; `harmless`: without any effect;

    `lost`: what must never happen, each in words: an entry gone, a change unseen, a stray end.
    """

    tries: int = 0
    found: int = 0
    harmless: int = 0
    lost: list[str] = field(default_factory=list)

    def saw(self, *, found: bool) -> None:
        self.tries += 1
        self.found += found
        self.harmless += not found

    def missed(self, words: str) -> None:
        self.tries += 1
        self.lost.append(words)
