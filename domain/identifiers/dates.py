"""Dates as people, Excel and other systems write them, and what says that one is of a birth."""

from __future__ import annotations

import re
from functools import cache

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    r"|ionawr|chwefror|mawrth|ebrill|mai|mehefin|gorffennaf|awst|medi|hydref|tachwedd|rhagfyr)\.?"
)
"""In English and in Welsh."""
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH_NUMBER = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:(?:19|20)\d\d|'?\d\d)"
_LONG_YEAR = r"(?:19|20)\d\d"
_ORDINAL = r"(?:\s?(?:st|nd|rd|th|ain|fed|eg|af))?"
_BETWEEN = r"\s?[./-]\s?"
DATE = (
    rf"(?<![\d])(?:{_DAY}{_BETWEEN}{_MONTH_NUMBER}{_BETWEEN}{_YEAR}"
    rf"|{_LONG_YEAR}{_BETWEEN}{_MONTH_NUMBER}{_BETWEEN}{_DAY}"
    rf"|{_LONG_YEAR}[ ./-]?{_MONTH}[ ./-]?{_DAY}"
    rf"|{_DAY}{_ORDINAL}[ ,./-]*(?:of\s+|o\s+)?{_MONTH}[ ,./-]*{_YEAR})(?!\d)"
    rf"|\b{_MONTH}[ ./-]*{_DAY}{_ORDINAL}[ ,./-]+{_LONG_YEAR}(?!\d)"
)
"""A day, month and year. The same letters in either case."""
_LOOSE = (
    rf"(?<!\d)(?:{_DAY} {_MONTH_NUMBER} {_YEAR}|{_MONTH_NUMBER}{_BETWEEN}{_DAY}{_BETWEEN}{_YEAR}"
    rf"|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:{_LONG_YEAR}|\d\d)"
    rf"|{_LONG_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    rf"|{_DAY}{_ORDINAL}\s+(?:of\s+)?{_MONTH}(?!\w)|{_MONTH}\s+{_LONG_YEAR})(?!\d)"
)
"""What is a date only beside a word that says so: month first, digits run together, no year."""
BORN = (
    r"(?:\bborn(?:\s+on)?|\b(?:d\.?\s?){1,2}o\.?\s?b(?![a-z])\.?|\bdate\s*of\s*birth|\bbirth\s*-?\s?(?:date|day)"
    r"|\bb\.\s?(?=\d)|\bdyddiad\s+geni|\bganwyd|\bganed)"
)
"""Words that say that a date is of a birth, in English and in Welsh."""
_BIRTH = rf"{BORN}[\s:;,(=.\[-]*(?:is\s+|was\s+|on\s+|the\s+|ar\s+|i\s+)*"


@cache
def _birth() -> re.Pattern[str]:
    after = rf"(?:{DATE})[\s,)\]-]*(?:\(?\s?{_AFTERWARDS})"
    return re.compile(rf"{_BIRTH}(?:{DATE}|{_LOOSE})|{after}", re.IGNORECASE)


_AFTERWARDS = r"(?:d\.?o\.?b(?![a-z])|date\s+of\s+birth)"


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
