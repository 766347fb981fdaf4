"""Putting the invented sentences together so that no two agencies say the same of one case."""

from __future__ import annotations

from random import Random
from typing import Any

from demo.grades import GRADES
from demo.library import content, sectors


class Pen:
    """Draws sentences from the bank. The same random source writes the same words."""

    def __init__(self, random: Random, tool: str) -> None:
        self._random = random
        self._bank: dict[str, Any] = content(f"evidence/{tool}")["areas"]
        self._used: set[tuple[str, str, str]] = set()

    def answer(self, case: str, agency: str, area: str, rank: int) -> dict[str, str]:
        """One area's answer: the grade with evidence, strengths and developments."""
        by_grade = self._bank[area][GRADES[rank - 1]]
        sentences = by_grade.get(sectors()[agency]) or by_grade["other"]
        return {
            "area": area,
            "grade": GRADES[rank - 1],
            "evidence": self._evidence(case, area, sentences),
            "strengths": self._random.choice(by_grade["strengths"]) if rank > 1 else "",
            "developments": self._random.choice(by_grade["developments"]) if rank < 4 else "",
        }

    def _evidence(self, case: str, area: str, sentences: list[str]) -> str:
        count = self._random.choice((1, 1, 2))
        for _ in range(50):
            words = " ".join(self._random.sample(sentences, count))
            if (case, area, words) not in self._used:
                break
        self._used.add((case, area, words))
        return words

    def involvement(self, agency: str) -> str:
        """What the agency had to do with a case."""
        told = content("returns")["involvement"]
        return str(self._random.choice(told.get(sectors()[agency], told["other"])))

    def pick(self, name: str, *path: str) -> str:
        """A sentence from another file of the content."""
        node = content(name)
        for step in path:
            node = node[step]
        return str(self._random.choice(node))


class Deck:
    """Entries of the content in a drawn order, each dealt once: two people never say the same."""

    def __init__(self, random: Random, entries: list[Any]) -> None:
        self._left = random.sample(entries, len(entries))

    def deal(self) -> Any | None:
        """The next entry; None when all have been dealt."""
        return self._left.pop() if self._left else None


def decks(random: Random, name: str) -> dict[str, Deck]:
    """One deck for each list of a file of the content."""
    return {kind: Deck(random, entries) for kind, entries in content(name).items()}
