"""Trust policies, by `c2sp.org/tlog-policy`: which logs, which witnesses, how many of them.

    log <verifier key> [<url>]
    witness <name> <verifier key> [<url>]
    group <name> <all|any|number> <name>...
    quorum <name|none>

Comments and spaces are allowed when reading; writing gives one form, which reads back the same.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from ledger.proof.checkpoint import Checkpoint, OpenCheckpoint, open_checkpoint
from ledger.proof.encoding import parse_number
from ledger.proof.keys import COSIGNATURE_V1, ED25519, SignatureType, VerifierKey
from ledger.proof.merkle import ProofError
from ledger.proof.note import parse_note

MAX_POLICY_BYTES = 1_000_000
MAX_EACH = 100
NO_QUORUM = "none"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SPACE = re.compile(r"[ \t]+")


@dataclass(frozen=True, slots=True)
class Log:
    """A log that is trusted to sign. Its key's name is its origin."""

    key: VerifierKey
    url: str | None = None

    def format(self) -> str:
        return " ".join(("log", self.key.format(), *_given(self.url)))


@dataclass(frozen=True, slots=True)
class Witness:
    """A known witness. `name`: inside the policy only."""

    name: str
    key: VerifierKey
    url: str | None = None

    def format(self) -> str:
        return " ".join(("witness", self.name, self.key.format(), *_given(self.url)))


@dataclass(frozen=True, slots=True)
class Group:
    """Witnesses and groups of which `needed` must have cosigned: "all", "any" or a number."""

    name: str
    needed: str
    members: tuple[str, ...]

    @property
    def count(self) -> int:
        words = {"all": len(self.members), "any": 1}
        if self.needed in words:
            return words[self.needed]
        return parse_number(self.needed, f"the number of group {self.name}")

    def format(self) -> str:
        return " ".join(("group", self.name, self.needed, *self.members))


@dataclass(frozen=True, slots=True)
class GroupTally:
    """Of a group: how many of its `members` it asks for, and which of them are there."""

    name: str
    needed: int
    members: int
    there: tuple[str, ...]

    @property
    def met(self) -> bool:
        return len(self.there) >= self.needed


@dataclass(frozen=True, slots=True)
class Tally:
    """Of a checkpoint: the policy's witnesses that cosigned it, and whether they are enough."""

    cosigned: tuple[str, ...]
    groups: tuple[GroupTally, ...]
    quorum: str
    met: bool


def _given(url: str | None) -> tuple[str, ...]:
    return () if url is None else (url,)


@dataclass(frozen=True, slots=True)
class Policy:
    """A whole policy. Raises ProofError when built of parts that contradict the format.

    Limits: 100 logs, 100 witnesses, 100 groups. A key is listed once among the logs and once
    among the witnesses; a name is defined once and is a member of one group at most.
    """

    logs: tuple[Log, ...]
    witnesses: tuple[Witness, ...]
    groups: tuple[Group, ...]
    quorum: str

    def __post_init__(self) -> None:
        if max(len(self.logs), len(self.witnesses), len(self.groups)) > MAX_EACH:
            raise ProofError(f"a policy has at most {MAX_EACH} logs, witnesses and groups each")
        _require_keys((log.key for log in self.logs), ED25519, "log")
        _require_keys((witness.key for witness in self.witnesses), COSIGNATURE_V1, "witness")
        witnesses = [witness.name for witness in self.witnesses]
        names = [*witnesses, *(group.name for group in self.groups)]
        urls = [*(log.url for log in self.logs), *(witness.url for witness in self.witnesses)]
        for word in (*names, *(url for url in urls if url is not None)):
            _require_word(word)
        _require_groups(witnesses, self.groups)
        if self.quorum not in (NO_QUORUM, *names):
            raise ProofError(f"the quorum {self.quorum!r} is not defined")

    @classmethod
    def parse(cls, data: bytes) -> Policy:
        """Raises ProofError for a malformed policy, with the number of the line where it can.

        Limit: 1,000,000 bytes.
        """
        return _Reading().read(data)

    def format(self) -> bytes:
        """The one form of this policy: logs, witnesses, groups, quorum, each on its line."""
        lines = [log.format() for log in self.logs]
        lines += [witness.format() for witness in self.witnesses]
        lines += [group.format() for group in self.groups]
        lines.append(f"quorum {self.quorum}")
        return "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")

    @property
    def vkeys(self) -> tuple[str, ...]:
        """The verifier keys of all logs and witnesses, as text."""
        keys = [log.key for log in self.logs] + [witness.key for witness in self.witnesses]
        return tuple(key.format() for key in keys)

    def met_by(self, names: Collection[str]) -> bool:
        """Whether the witnesses with these names, of this policy, are enough."""
        met = {witness.name for witness in self.witnesses} & set(names)
        for group in self.groups:
            if len(met.intersection(group.members)) >= group.count:
                met.add(group.name)
        return self.quorum == NO_QUORUM or self.quorum in met

    def tally(self, data: bytes) -> Tally:
        """Who of the witnesses cosigned a checkpoint of one of the logs, and what that meets.

        Raises ProofError for a checkpoint that no log of the policy signed.
        """
        _, names = self._opened(data)
        met = set(names)
        groups = []
        for group in self.groups:
            there = tuple(member for member in group.members if member in met)
            if len(there) >= group.count:
                met.add(group.name)
            groups.append(GroupTally(group.name, group.count, len(group.members), there))
        return Tally(tuple(names), tuple(groups), self.quorum, self.met_by(names))

    def _opened(self, data: bytes) -> tuple[OpenCheckpoint, list[str]]:
        """A checkpoint signed by one of the logs, and which witnesses cosigned it."""
        origin = Checkpoint.parse(parse_note(data).text).origin
        if all(log.key.name != origin for log in self.logs):
            raise ProofError(f"the policy does not know the log {origin!r}")
        opened = open_checkpoint(data, origin, self.vkeys)
        keys = {signature.key for signature in opened.note.signatures}
        return opened, [witness.name for witness in self.witnesses if witness.key in keys]


class _Reading:
    """A policy, line by line. A group and the quorum may only name what stands above them."""

    def __init__(self) -> None:
        self.logs: list[Log] = []
        self.witnesses: list[Witness] = []
        self.groups: list[Group] = []
        self.names: set[str] = set()
        self.quorum: str | None = None

    def read(self, data: bytes) -> Policy:
        for number, fields in _lines(data):
            try:
                self._add(fields)
            except ProofError as error:
                raise ProofError(f"line {number} of the policy: {error}") from error
        if self.quorum is None:
            raise ProofError("the policy has no quorum line")
        return Policy(tuple(self.logs), tuple(self.witnesses), tuple(self.groups), self.quorum)

    def _add(self, fields: list[str]) -> None:
        match fields:
            case ["log", vkey, *url] if len(url) <= 1:
                self.logs.append(Log(VerifierKey.parse(vkey), *url))
            case ["witness", name, vkey, *url] if len(url) <= 1:
                self.witnesses.append(Witness(name, VerifierKey.parse(vkey), *url))
                self.names.add(name)
            case ["group", name, needed, *members] if members:
                self._require_above(members)
                self.groups.append(Group(name, needed, tuple(members)))
                self.names.add(name)
            case ["quorum", name] if self.quorum is None:
                self._require_above({name} - {NO_QUORUM})
                self.quorum = name
            case _:
                raise ProofError("not a log, a witness, a group or the one quorum")

    def _require_above(self, names: Iterable[str]) -> None:
        for name in names:
            if name not in self.names:
                raise ProofError(f"{name!r} is not defined above")


def _lines(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """The lines that say something, numbered from 1, as their words."""
    if len(data) > MAX_POLICY_BYTES:
        raise ProofError(f"the policy is longer than {MAX_POLICY_BYTES} bytes")
    text = data.decode("utf-8", "surrogateescape")
    if _CONTROL.search(text):
        raise ProofError("the policy holds a control character; lines end in a newline only")
    lines = text.split("\n")
    if lines.pop() != "":
        raise ProofError("the policy's last line does not end in a newline")
    for number, line in enumerate(lines, start=1):
        bare = line.strip(" \t")
        if bare and not bare.startswith("#"):
            yield number, _SPACE.split(bare)


def _require_word(word: str) -> None:
    if not word or _CONTROL.search(word) or set(word) & set(" \t\n"):
        raise ProofError(f"{word!r} is empty or holds a space or a control character")
    try:
        word.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        raise ProofError(f"{word!r} is not text") from error


def _require_keys(keys: Iterable[VerifierKey], kind: SignatureType, what: str) -> None:
    seen: set[bytes] = set()
    for key in keys:
        if key.kind is not kind:
            raise ProofError(f"the key of {key.name} is not of the type of a {what}'s key")
        if key.public_key in seen:
            raise ProofError(f"the key of {key.name} is listed for another {what} already")
        seen.add(key.public_key)


def _require_groups(witnesses: list[str], groups: Iterable[Group]) -> None:
    """Names are defined once and before use; each is a member once; no number is impossible."""
    defined: set[str] = {NO_QUORUM}
    free: set[str] = set()
    for name in witnesses:
        _define(name, defined)
        free.add(name)
    for group in groups:
        for member in group.members:
            if member not in free:
                raise ProofError(
                    f"{member!r} in group {group.name} is not defined before, or in a group already"
                )
            free.discard(member)
        if not 1 <= group.count <= len(group.members):
            raise ProofError(f"group {group.name} cannot ask for {group.needed} of its members")
        _define(group.name, defined)
        free.add(group.name)


def _define(name: str, defined: set[str]) -> None:
    if name in defined:
        raise ProofError(f"the name {name!r} is taken")
    defined.add(name)
