"""Dates as people, Excel and other systems write them, and what says that one is of a birth."""

from __future__ import annotations

import re
from functools import cache

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    r"|ionawr|chwefror|[mf]awrth|ebrill|[mf]ai|[mf]ehefin|g?orffennaf|awst|[mf]edi|hydref"
    r"|[td]achwedd|rh?agfyr)\.?"
)
"""In English and in Welsh, there also as after `o`."""
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH_NUMBER = r"(?:0?[1-9]|1[0-2])"
_UP_TO_NINETEEN = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    "|sixteen|seventeen|eighteen|nineteen"
)
_UP_TO_TWENTY_NINE = rf"(?:{_UP_TO_NINETEEN}|twenty(?:[ -](?:{_UP_TO_NINETEEN}))?)"
_YEAR_IN_WORDS = (
    rf"(?:two\s+thousand(?:(?:\s+and)?\s+{_UP_TO_TWENTY_NINE})?"
    rf"|twenty[ -](?:(?:oh|o)[ -])?{_UP_TO_TWENTY_NINE}"
    rf"|nineteen[ -](?:[a-z]{{3,4}}ty)(?:[ -](?:{_UP_TO_NINETEEN}))?)(?![a-z])"
)
_LONG_YEAR = rf"(?:(?:19|20)\d\d|{_YEAR_IN_WORDS})"
_YEAR = rf"(?:{_LONG_YEAR}|'?\d\d)"
_ORDINAL = r"(?:\s?(?:st|nd|rd|th|ain|fed|eg|af|il|ydd|edd|ed))?"
_DAY_IN_WORDS = (
    r"\b(?:(?:(?:twenty|thirty)[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)"
    r"|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth"
    r"|nineteenth|twentieth|thirtieth"
    r"|cyntaf|ail|trydydd|pedwerydd|pumed|chweched|seithfed|wythfed|nawfed|degfed"
    r"|deuddegfed|pymthegfed|deunawfed|ugeinfed|(?:unfed|trydydd|pedwerydd)\s+ar\s+ddeg"
    r"|(?:unfed|ail|trydydd|pedwerydd)\s+ar\s+bymtheg)"
)
_OF = r"(?:of\s+|o\s+)?(?:the\s+month\s+of\s+|fis\s+)?"
_BETWEEN = r"\s?[./-]\s?"
DATE = (
    rf"(?<![\d])(?:{_DAY}{_BETWEEN}{_MONTH_NUMBER}{_BETWEEN}{_YEAR}"
    rf"|{_LONG_YEAR}{_BETWEEN}{_MONTH_NUMBER}{_BETWEEN}{_DAY}"
    rf"|{_LONG_YEAR}[ ./-]?{_MONTH}[ ./-]?{_DAY}"
    rf"|{_DAY}{_ORDINAL}[ ,./-]*{_OF}{_MONTH}[ ,./-]*{_YEAR}"
    rf"|{_DAY}{_ORDINAL}\s+(?:of\s+|o\s+)?(?:the|y|yr)\s+{_MONTH_NUMBER}{_ORDINAL}"
    rf"[ ,./-]+{_YEAR})(?!\d)"
    rf"|{_DAY_IN_WORDS}[ ,-]+{_OF}{_MONTH}[ ,./-]*{_YEAR}(?!\d)"
    rf"|\b{_MONTH}[ ./-]*(?:the\s+)?(?:{_DAY}{_ORDINAL}|{_DAY_IN_WORDS})[ ,./-]+{_LONG_YEAR}(?!\d)"
)
"""A day, month and year. The same letters in either case."""
_LOOSE = (
    rf"(?<!\d)(?:{_DAY} {_MONTH_NUMBER} {_YEAR}|{_MONTH_NUMBER}{_BETWEEN}{_DAY}{_BETWEEN}{_YEAR}"
    rf"|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:{_LONG_YEAR}|\d\d)"
    rf"|{_LONG_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    rf"|(?:{_DAY}{_ORDINAL}|{_DAY_IN_WORDS})\s+{_OF}{_MONTH}(?!\w)"
    rf"|{_MONTH}\s+the\s+(?:{_DAY}{_ORDINAL}|{_DAY_IN_WORDS})(?!\w)|{_MONTH}\s+{_LONG_YEAR})(?!\d)"
)
"""What is a date only beside a word that says so: month first, digits run together, no year."""
BORN = (
    r"(?:\bborn(?:\s+on)?|\b(?:d\.?\s?){1,2}o\.?\s?b(?![a-z])\.?|\bdate\s*of\s*birth|\bbirth\s*-?\s?(?:date|day)"
    r"|\bb\.\s?(?=\d)|\b(?:dyddiad|dydd)\s+(?:ei\s+)?(?:g|ng)?eni|\b(?:g|ng)?anwyd|\bganed"
    r"|\b[pb]h?en-?\s?blwydd)"
)
"""Words that say that a date is of a birth, in English and in Welsh."""
_IN_BETWEEN = (
    r"(?:is|was|falls|on|the|ar|i|y|yr|yw|oedd|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]?"
    r"|dydd\s(?:llun|mawrth|mercher|iau|gwener|sadwrn|sul))"
)
_BIRTH = rf"{BORN}[\s:;,(=.\[-]*(?:{_IN_BETWEEN}\s+)*"


@cache
def _birth() -> re.Pattern[str]:
    after = rf"(?:{DATE})[\s,)\]-]*(?:\(?\s?{_AFTERWARDS})"
    return re.compile(rf"{_BIRTH}(?:{DATE}|{_LOOSE})|{after}", re.IGNORECASE)


_AFTERWARDS = r"(?:d\.?o\.?b(?![a-z])|date\s+of\s+birth|dyddiad\s+geni)"


@cache
def dates() -> re.Pattern[str]:
    """Each date in plain letters."""
    return re.compile(DATE, re.IGNORECASE)


def has_birth(text: str) -> bool:
    """A date beside a word that says that somebody was born on it."""
    return _birth().search(text) is not None


def taken_out(text: str) -> str:
    """The text with a bar for each date, so that its digits are part of no other number."""
    return dates().sub("|", text)
