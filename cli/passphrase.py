"""Asking for a passphrase at the terminal, once in a process. It is never an argument."""

from __future__ import annotations

from functools import cache
from getpass import GetPassWarning, getpass
from typing import Literal
from warnings import catch_warnings, simplefilter

from cli.output import say

TRIES_MAX = 3


@cache
def ask(which: Literal["present", "new"]) -> str:
    """The passphrase, typed unseen; "" where there is no terminal to type it at."""
    with catch_warnings():
        simplefilter("error", GetPassWarning)
        try:
            return _new() if which == "new" else getpass("Passphrase of this ledger's keys: ")
        except (GetPassWarning, EOFError):
            return ""


def _new() -> str:
    for _ in range(TRIES_MAX):
        typed = getpass("New passphrase of this ledger's keys: ")
        if typed == getpass("The same again: "):
            return typed
        say("The two differ. Type it again.")
    return ""
