"""Which commands run where, for somebody whose ledger is on another computer."""

from __future__ import annotations

from collections.abc import Sequence

AT_THE_LEDGER = frozenset(
    {
        "ledger init",
        "ledger backup",
        "ledger copy",
        "ledger remember",
        "ledger continue",
        "ledger rotate-key",
        "vault rewrap",
        "dashboard",
        "demo",
    }
)
"""What is done at the ledger's own computer: it is about its files, its keys or its screen."""

WITHOUT_A_LEDGER = frozenset(
    {
        "ledger witness-key",
        "ledger cosign",
        "agency sign-keys",
        "impact planner",
        "serve-desk",
        "serve-keys",
        "shell",
        "shell-completion",
    }
)
"""What needs no ledger, and a key that never leaves this computer: it runs here. Each line of a
shell goes where it would go by itself."""


WRITES_A_FOLDER = frozenset({"feedback write", "certificate write", "export"})
"""What writes files into a folder that it names: their own names are the other end's."""


def writes_a_folder(words: Sequence[str]) -> bool:
    name = named(words)
    return bool({name, name.partition(" ")[0]} & WRITES_A_FOLDER)


def named(words: Sequence[str]) -> str:
    """The noun and the verb among a command's words, or the noun alone where that is all."""
    plain: list[str] = []
    skipped = False
    for word in words:
        if skipped:
            skipped = False
        elif word.startswith("--"):
            skipped = "=" not in word and word in BEFORE_THE_NOUN
        else:
            plain.append(word)
    return " ".join(plain[:2])


def runs_here(words: Sequence[str]) -> bool:
    """Whether a command needs no ledger, or only explains itself."""
    name = named(words)
    noun = name.partition(" ")[0]
    if not name or "--help" in words or "--version" in words:
        return True
    return name.endswith(" template") or bool({name, noun} & WITHOUT_A_LEDGER)


BEFORE_THE_NOUN = ("--ledger", "--actor", "--home", "--signing-key")
"""What may stand before a noun, each with a value."""
_OF_THIS_COMPUTER = ("--ledger", "--signing-key")


def taken_out(words: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """A command's words without those that only this computer needs, and these by their flags."""
    left: list[str] = []
    given: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        flag, equals, value = word.partition("=")
        if flag in _OF_THIS_COMPUTER:
            given[flag] = value if equals else next(rest, "")
        else:
            left.append(word)
    return left, given
