"""Which numbers in a shown text the record accounts for, and which it does not.

Quoted words, references, dates and times of the record go first, then counts "a of b", then counts
of a named thing, then single numbers. What is left nobody can account for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from tests.recomputed.record import Record

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_MONTH = "|".join((*MONTHS, *(month[:3] for month in MONTHS)))
_DAY = re.compile(rf"\b(\d{{1,2}}) ({_MONTH}) (\d{{4}})\b")
_ISO = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_SPAN = re.compile(rf"\b(?:{_MONTH})(?: (\d{{4}}))?(?: to (?:{_MONTH}))? (\d{{4}})\b")
_QUARTER = re.compile(r"\b(\d{4})-Q[1-4]\b")
_TIME = re.compile(r"\b\d{2}:\d{2}\b")
_PAIR = re.compile(r"\b(\d[\d,]*) of (\d[\d,]*)\b")
_NAMED = re.compile(r"\b(\d[\d,]*) (?=([A-Za-z]+))")
_WINDOWED = re.compile(rf"\b(\d+) of (\d+) \(((?:{_MONTH})[^)]* \d{{4}})\)")
_IN_100 = re.compile(r"\b(\d+) in 100\b")
_AGO = re.compile(r"recorded (\d+) (day|month)s? ago|recorded \d+ (?:hour|minute)s? ago")
_ENTRY = re.compile(r"\b[Ee]ntry (\d[\d,]*)|^\s*(\d[\d,]*)\s*$")
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_DIGIT = re.compile(r"\d")


@dataclass
class Known:
    """What the record accounts for.

    `named`: numbers by what they count; of such a thing no other number is accounted for.
    `windowed`: cases good or better, of how many, in which casework window. `entries`: where grades
    stand in the record.
    """

    quotes: list[str]
    days: set[str]
    times: set[str]
    years: set[str]
    pairs: set[tuple[int, int]] = field(default_factory=set)
    named: dict[str, set[int]] = field(default_factory=dict)
    single: set[int] = field(default_factory=set)
    windowed: set[tuple[int, int, str]] = field(default_factory=set)
    decimals: set[str] = field(default_factory=set)
    entries: set[int] = field(default_factory=set)
    chances: set[int] = field(default_factory=set)
    last_recorded: date = date.min

    def unaccounted(self, text: str) -> list[str]:
        """The numbers of a text that nothing accounts for, each with the words around it."""
        left = text.replace("\\", "").replace("\u00a0", " ")
        for quote in self.quotes:
            if quote in left:
                left = left.replace(quote, " quoted ")
        found: list[str] = []
        left = _AGO.sub(lambda m: " ago " if self._is_ago(m) else m[0], left)
        left = _ENTRY.sub(lambda m: " entry " if self._is_entry(m) else m[0], left)
        left = _IN_100.sub(lambda m: self._taken(int(m[1]) in self.chances, m, found), left)
        left = _WINDOWED.sub(lambda m: self._taken(self._is_windowed(m), m, found), left)
        for pattern, is_known in self._dated():
            left = _without(pattern, is_known, left)
        left = _PAIR.sub(lambda m: self._taken(self._pair(m), m, found), left)
        left = _NAMED.sub(lambda m: self._named(m, found), left)
        found += [n for n in _NUMBER.findall(left) if not self._is_single(n)]
        return [f"{one} in {text[:200]!r}" for one in found]

    @staticmethod
    def _taken(is_known: bool, match: re.Match[str], found: list[str]) -> str:
        if not is_known:
            found.append(match[0])
        return " counted "

    def _named(self, match: re.Match[str], found: list[str]) -> str:
        noun = next((n for n in (match[2], match[2].rstrip("s")) if n in self.named), None)
        if noun is None:
            return match[0]
        return self._taken(_int(match[1]) in self.named[noun], match, found)

    def _is_ago(self, match: re.Match[str]) -> bool:
        """By the clock of whoever reads, to within a day or a month."""
        gone = (datetime.now(UTC).date() - self.last_recorded).days
        if match[2] == "month":
            return 0 <= gone - 30.5 * int(match[1]) < 32
        return match[1] is None or abs(gone - int(match[1])) <= 1

    def _is_entry(self, match: re.Match[str]) -> bool:
        return _int(match[1] or match[2]) in self.entries

    def _is_windowed(self, match: re.Match[str]) -> bool:
        return (_int(match[1]), _int(match[2]), match[3]) in self.windowed

    def _dated(self) -> Iterator[tuple[re.Pattern[str], Any]]:
        yield _DAY, lambda m: _iso(m[1], m[2], m[3]) in self.days
        yield _ISO, lambda m: m[0] in self.days
        yield _SPAN, lambda m: {m[1] or m[2], m[2]} <= self.years
        yield _QUARTER, lambda m: m[1] in self.years
        yield _TIME, lambda m: m[0] in self.times

    def _pair(self, match: re.Match[str]) -> bool:
        return (_int(match[1]), _int(match[2])) in self.pairs

    def _is_single(self, number: str) -> bool:
        if "." in number:
            return number in self.decimals
        return _int(number) in self.single


def _without(pattern: re.Pattern[str], is_known: Callable[[re.Match[str]], bool], text: str) -> str:
    return pattern.sub(lambda match: " then " if is_known(match) else match[0], text)


def _int(digits: str) -> int:
    return int(digits.replace(",", "").rstrip("."))


def _iso(day: str, month: str, year: str) -> str:
    number = [one[:3] for one in MONTHS].index(month[:3]) + 1
    return f"{year}-{number:02}-{int(day):02}"


def strings(value: Any) -> Iterator[str]:
    """Every clear string in an event; what is sealed has none that anybody reads."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict) and "sealed" not in value:
        for name, one in value.items():
            yield name
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


def known(record: Record, opened: Iterable[str]) -> Known:
    """`opened`: the words that were sealed, opened by whoever may."""
    said = {text for _, event in record.entries for text in strings(event)}
    days = {text for text in said if _ISO.fullmatch(text)}
    moments = [recorded_at for _, recorded_at, _ in record.whole]
    days |= {moment[:10] for moment in moments if moment[:10] <= record.day} | {record.day}
    year = date.fromisoformat(max(days)).year
    lines = {line for text in (*said, *opened) for line in text.splitlines()}
    quotes = {text for text in lines if _DIGIT.search(text) and text not in days and len(text) > 1}
    return Known(
        quotes=sorted((q for q in quotes if not q.isdigit()), key=len, reverse=True),
        days=days | {_year_on(day) for day in days},
        times=_times(moments),
        years={day[:4] for day in days} | {str(year)},
        last_recorded=date.fromisoformat(max(m[:10] for m in moments if m[:10] <= record.day)),
    )


def _year_on(day: str) -> str:
    """A review is due a year on."""
    found = date.fromisoformat(day)
    return found.replace(year=found.year + 1, day=min(found.day, 28)).isoformat()


def _times(moments: Iterable[str]) -> set[str]:
    """Clock times as recorded, in Greenwich and in summer."""
    found = set()
    for moment in moments:
        hour, minute = int(moment[11:13]), moment[14:16]
        found |= {f"{hour:02}:{minute}", f"{(hour + 1) % 24:02}:{minute}"}
    return found
