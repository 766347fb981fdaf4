"""What is missed and what is wrongly suspected, over a few hundred lines as people write them.

The numbers are exact: whoever changes what is looked for says here what it costs and gains.
"""

from __future__ import annotations

from pathlib import Path

from domain.identifiers import Identifier, identifiers_in

KINDS = {
    "birth": Identifier.BIRTH,
    "name": Identifier.NAME_AND_BIRTH,
    "nhs": Identifier.NHS,
    "upn": Identifier.UPN,
    "nino": Identifier.NINO,
    "postcode": Identifier.POSTCODE,
    "phone": Identifier.PHONE,
    "email": Identifier.EMAIL,
}
ESCAPES = {r"\u00a0": "\u00a0", r"\n": "\n", r"\t": "\t"}
KNOWN = "# Known"
"""The line after which stand those that are known to be judged wrongly."""


def lines(name: str) -> tuple[list[str], list[str]]:
    """The lines of a file that are judged rightly, and those that are known not to be."""
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    right, _, wrong = text.partition(KNOWN)
    return _without_comment(right), _without_comment(wrong)


def _without_comment(text: str) -> list[str]:
    _, _, rest = text.partition("\n")
    return [line for line in rest.splitlines() if line]


def is_noticed(line: str) -> bool:
    kind, _, text = line.partition(": ")
    for escape, character in ESCAPES.items():
        text = text.replace(escape, character)
    return KINDS[kind] in identifiers_in(text)


def test_what_names_somebody_is_noticed() -> None:
    naming, missed = lines("naming.txt")
    assert (len(naming), len(missed)) == (328, 15)
    assert [line for line in naming if not is_noticed(line)] == []
    assert [line for line in missed if is_noticed(line)] == []


def test_what_names_nobody_is_let_through() -> None:
    ordinary, suspected = lines("ordinary.txt")
    assert (len(ordinary), len(suspected)) == (307, 7)
    assert [line for line in ordinary if identifiers_in(line)] == []
    assert [line for line in suspected if not identifiers_in(line)] == []
