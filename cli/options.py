"""The arguments and options that commands share, each declared once."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import typer

from cli.confidential import ASKED, HOW, NAMED_WORDS, WORDS
from cli.output import Output

if TYPE_CHECKING:
    from application.workspace import Entered


def day(text: str) -> date:
    from domain.kernel.days import day_given

    try:
        return day_given(text)
    except ValueError as error:
        wrong = f"{text!r} is not a date; write it as 2026-03-31 or 31/03/2026"
        raise typer.BadParameter(wrong) from error


def prose(text: str) -> str:
    """Text as given; `-` stands for standard input, `@FILE` for what is in a file."""
    from cli.confidential import read

    return read(text)


class KeyPlace(Enum):
    """Where the key that opens all other keys is kept."""

    FILE = "file"
    PHRASE = "passphrase"
    KEYRING = "keyring"


def without_password(address: str | None) -> str | None:
    """Refuses a password where every account of the computer can read it."""
    if address is None:
        return None
    from ledger.location import LEAVE_IT_OUT, has_password

    if has_password(address):
        raise typer.BadParameter(LEAVE_IT_OUT)
    return address


# Before the noun, or on every command.
Ledger = Annotated[
    str | None,
    typer.Option(
        "--ledger",
        metavar="FILE|ADDRESS",
        help="The ledger's file, or its address in a server; else ASSURE_LEDGER.",
        callback=without_password,
    ),
]
Actor = Annotated[
    str | None,
    typer.Option("--actor", metavar="PERSON", help="Who acts, by short name; else ASSURE_ACTOR."),
]
Home = Annotated[
    str | None,
    typer.Option("--home", metavar="DIR", help="Where assure keeps its own; else ASSURE_HOME."),
]
SigningKey = Annotated[
    str | None,
    typer.Option(
        "--signing-key",
        metavar="FILE",
        help="Your OpenSSH key, to sign what you record; else ASSURE_SIGNING_KEY.",
    ),
]
OutputAs = Annotated[
    Output, typer.Option("--output", help="A table to read, or JSON or CSV for another program.")
]

# On every command that reads, and on the dashboard.
ReadFrom = Annotated[
    str | None,
    typer.Option(
        "--read-from",
        metavar="FILE|ADDRESS",
        help="Read from this replica of the ledger; else ASSURE_READ_FROM. It is said how far"
        " behind it is, and nothing is shown that is older than what you have seen.",
        callback=without_password,
    ),
]

# On every command that records.
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show what would be recorded, and record nothing.")
]
WithoutHome = Annotated[
    bool,
    typer.Option(
        "--without-home",
        help="Record though the ledger's home is not here: nothing here will remember it.",
    ),
]
CommandId = Annotated[
    str | None,
    typer.Option(
        "--command-id",
        metavar="ID",
        help="A name for this act: the same one twice is one record, so a retry is safe.",
    ),
]

ConfirmIdentifiers = Annotated[
    bool,
    typer.Option(
        "--confirm-identifiers",
        help="Record words that seem to name somebody: you have looked, and they do not.",
    ),
]

# On commands that record what somebody else sent in.
OnBehalfOf = Annotated[
    str | None,
    typer.Option(
        "--on-behalf-of",
        metavar="PERSON",
        help="Whose it is, where you enter what they sent in; needs --received.",
    ),
]
Received = Annotated[
    date | None,
    typer.Option(
        "--received",
        metavar="DATE",
        parser=day,
        help="The day on which it came, where you enter it for others.",
    ),
]
Document = Annotated[
    str | None,
    typer.Option(
        "--document",
        metavar="FILE",
        help="What it came as, such as an e-mail; else the file itself. Its digest is recorded.",
    ),
]


def entered(person: str | None, received: date | None, document: str | None) -> Entered | None:
    """What the options say of something that is entered for somebody. Refuses half of it."""
    if person is None:
        for name, value in (("--received", received), ("--document", document)):
            if value is not None:
                raise typer.BadParameter("say for whom with --on-behalf-of", param_hint=name)
        return None
    if received is None:
        raise typer.BadParameter("say when it came", param_hint="--received")
    from application.workspace import Entered
    from cli import files

    return Entered(person, received, None if document is None else files.given(document))


# On every command that reads.
AsAt = Annotated[
    str | None,
    typer.Option(
        "--as-at",
        metavar="DATE|ENTRY",
        help="As the record stood at the end of a day in London, or at an entry's number.",
    ),
]

# What commands are about.
AuditArg = Annotated[
    str, typer.Argument(metavar="AUDIT", help="The audit's code, such as 2026-neglect.")
]
CaseArg = Annotated[str, typer.Argument(metavar="CASE", help="The case, such as C07.")]
PeriodArg = Annotated[
    str, typer.Argument(metavar="PERIOD", help="The programme's three years, such as 2026-2029.")
]
RecommendationArg = Annotated[
    str,
    typer.Argument(
        metavar="RECOMMENDATION", help="The recommendation's reference, such as 2026-neglect-R1."
    ),
]
ToolArg = Annotated[str, typer.Argument(metavar="TOOL", help="The tool's code, such as neglect.")]
AgencyArg = Annotated[
    str, typer.Argument(metavar="AGENCY", help="The agency's short name, such as police.")
]
PersonArg = Annotated[
    str, typer.Argument(metavar="PERSON", help="The person's short name, such as p-kaur.")
]
FileArg = Annotated[
    str, typer.Argument(metavar="FILE", help="The filled-in file, or - for standard input.")
]

Agency = Annotated[
    str,
    typer.Option("--agency", metavar="AGENCY", help="The agency's short name, such as police."),
]
OwnAgency = Annotated[
    str | None,
    typer.Option(
        "--agency",
        metavar="AGENCY",
        help="The agency's short name, such as police; your own if left out.",
    ),
]
MaybeAgency = Annotated[
    str | None,
    typer.Option("--agency", metavar="AGENCY", help="Only this agency."),
]
Area = Annotated[
    str, typer.Option("--area", metavar="AREA", help="The area of the tool, such as planning.")
]
MaybeArea = Annotated[
    str | None, typer.Option("--area", metavar="AREA", help="Only this area of the tool.")
]
Number = Annotated[
    int, typer.Argument(metavar="NUMBER", min=1, max=9_999, help="Its number, such as 1.")
]
Grade = Annotated[
    str,
    typer.Option("--grade", metavar="GRADE", help="A grade of the tool's scale, such as good."),
]
Quarter = Annotated[
    str, typer.Option("--quarter", metavar="QUARTER", help="A calendar quarter, such as 2026-Q3.")
]
FrameFile = Annotated[
    str,
    typer.Option(
        "--frame", metavar="FILE", help="The case list that `assure sample frame` wrote, unchanged."
    ),
]
On = Annotated[
    date | None,
    typer.Option(
        "--on", metavar="DATE", parser=day, help="The day it happened; today if left out."
    ),
]
SeenOn = Annotated[
    date | None,
    typer.Option(
        "--seen-on", metavar="DATE", parser=day, help="The day it was seen; today if left out."
    ),
]


Reason = Annotated[
    str,
    typer.Option(
        "--reason",
        metavar="TEXT",
        parser=prose,
        help="Why, in a sentence; - for stdin, @FILE for a file.",
    ),
]
CaseReason = Annotated[
    str,
    typer.Option("--reason", metavar="TEXT", help=f"Why, in a sentence; {ASKED}."),
    WORDS,
]
CaseText = Annotated[
    str, typer.Option("--text", metavar="TEXT", help=f"What it says; {ASKED}."), WORDS
]
Title = Annotated[str, typer.Option("--title", metavar="TEXT", help="Its name in plain words.")]
Dissent = Annotated[
    list[str] | None,
    typer.Option(
        "--dissent",
        metavar="AGENCY=WORDS",
        help=f"An agency that does not agree, in its own words; repeatable. WORDS: {HOW}.",
    ),
    NAMED_WORDS,
]

Keys = Annotated[
    KeyPlace,
    typer.Option(
        "--keys",
        help="What opens the folder of keys: a file in it, a passphrase, this desktop's keyring.",
    ),
]


def pairs(flag: str, given: list[str] | None) -> list[tuple[str, str]]:
    """`NAME=VALUE` entries of a repeatable option, in the order given."""
    named = []
    for entry in given or ():
        name, equals, value = entry.partition("=")
        if not (name and equals and value):
            raise typer.BadParameter("one is not written as NAME=VALUE", param_hint=flag)
        named.append((name, value))
    return named
