"""Whatever a person writes is looked through before it is recorded, in every command."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path as File
from typing import Any

import pytest
import typer

from application.screening import place
from cli import screening
from cli.door import Flags, RecordingDoor
from cli.output import Output
from domain.directory.decisions import FormPartnership
from domain.identifiers import Identifier
from domain.kernel import registry
from domain.kernel.command import Command
from domain.kernel.confidential import Path, written
from domain.kernel.event import Value
from domain.kernel.vocabulary import AGENCY_ROLES, Role
from domain.returns.decisions import AppendReturn
from ledger import service
from ledger.errors import NotPermittedError
from tests.cli.harness import (
    AUDITORS,
    CHAIR,
    COORDINATOR,
    PLAN,
    Assure,
    Clock,
    form_partnership,
    plan,
    publish_tool,
)
from tests.cli.keeping import KEEPER, entries, wait, with_keeper
from tests.projections.examples import fields

COMMANDS = registry.commands().values()

CODE = "2026-neglect"
NAMING = {
    Identifier.BIRTH: "A girl, born on 12 March 2014.",
    Identifier.NAME_AND_BIRTH: "Jane Smith, 12/03/2014",
    Identifier.NHS: "NHS 943 476 5919",
    Identifier.UPN: "UPN H801200001001",
    Identifier.NINO: "NI number AB 12 34 56 C",
    Identifier.POSTCODE: "They live at NG1 5FS.",
    Identifier.PHONE: "Ring 07700 900123.",
    Identifier.EMAIL: "Write to a.b@school.sch.uk",
}
NO_PROSE = {
    *("AgreePlan.plan.at_risk", "AmendPlan.plan.at_risk"),  # whom to ring, by name and number
    "VouchForKeys.note",
    # Names of people, agencies and whoever stands outside: they are meant to be there.
    "FormPartnership.name",
    "FormPartnership.full_name",
    "RenamePartnership.name",
    "JoinAgency.title",
    "CorrectAgencyName.title",
    "RenameAgency.title",
    "EnrolPerson.full_name",
    "RenamePerson.full_name",
    "PublishCheckpoint.to_whom",
    "TimeCheckpoint.by",
    "IssueReceipt.to_whom",
    "ExportPack.to_whom",
    # What a program makes or checks against the record.
    "NameLedger.key",
    "RotateLogKey.new_key",
    "ContinueLedger.new_key",
    "RecordFinding.evidenced_by[]",
    "ReviseFinding.evidenced_by[]",
    "DrawSeed.seed",
    # Spellings of the list, which is looked through itself.
    "CommitFrame.different[]",
    "ReplaceFrame.different[]",
}
"""Every text of a command that is not looked through: a new one has to be thought about."""


def full(kind: type[Command]) -> Command:
    """A command with a text wherever one may stand."""
    return kind.model_validate(fields(kind, sparse=False))


def without_pattern(kind: type[Command]) -> Iterator[str]:
    """Where a command holds text of no fixed grammar, by its JSON schema: the marks are not asked.

    As `plan.issues[]`.
    """
    schema = kind.model_json_schema()

    def walk(node: dict[str, Any], at: str) -> Iterator[str]:
        if "$ref" in node:
            yield from walk(schema["$defs"][node["$ref"].rpartition("/")[2]], at)
        for one in node.get("anyOf", ()):
            yield from walk(one, at)
        for name, inner in node.get("properties", {}).items():
            yield from walk(inner, f"{at}.{name}")
        if "items" in node:
            yield from walk(node["items"], f"{at}[]")
        if node.get("type") == "string" and not node.keys() & {"pattern", "enum", "format"}:
            yield at

    return walk(schema, kind.__name__)


def shape(kind: type[Command], path: Path) -> str:
    text = "".join("[]" if isinstance(step, int) else f".{step}" for step in path)
    return f"{kind.__name__}{text}"


def saying(node: Any, path: Path, text: str) -> Any:
    """The same value with another text at a place in it."""
    first, *rest = path
    if isinstance(node, Value):
        given = {name: getattr(node, name) for name in type(node).model_fields}
        inner = saying(given[str(first)], tuple(rest), text) if rest else text
        return type(node).model_validate({**given, str(first): inner})
    assert isinstance(node, tuple)
    assert isinstance(first, int)
    inner = saying(node[first], tuple(rest), text) if rest else text
    return (*node[:first], inner, *node[first + 1 :])


def texts_of(kind: type[Command]) -> list[Path]:
    """Each place once: of several in a list, the first."""
    return [path for path, _ in written(full(kind)) if not any(step == 1 for step in path)]


def test_every_text_is_looked_through_but_names_and_what_programs_make() -> None:
    every = {text for kind in COMMANDS for text in without_pattern(kind)}
    looked = {shape(kind, path) for kind in COMMANDS for path in texts_of(kind)}
    assert len(looked) > 100
    assert every - looked == NO_PROSE
    assert looked <= every


EVERY_ROLE = "of-every-role"


@pytest.fixture(scope="module")
def any_role_folder(tmp_path_factory: pytest.TempPathFactory) -> File:
    """Made once: one person holds every role, and leads the audit, that `full` names."""
    folder = tmp_path_factory.mktemp("any-role")
    whole = full(AppendReturn)
    assert isinstance(whole, AppendReturn)
    with pytest.MonkeyPatch.context() as patch:
        clock = Clock()
        patch.setattr(service, "utc_now", clock)
        assure = Assure(folder, clock)
        form_partnership(assure)
        publish_tool(assure)
        joins = ("agency", "join", whole.agency, "--title", "Of every command")
        assure(*joins, "--sector", "housing")
        enrols = ("person", "enrol", EVERY_ROLE, "--full-name", "Of Every Role")
        assure(*enrols, "--agency", whole.agency)
        for role in Role:
            of = ("--agency", whole.agency) if role in AGENCY_ROLES else ()
            assure("role", "grant", EVERY_ROLE, role, *of)
        clock.put("2026-01-10")
        plan(assure, whole.audit, 2026)
        assure("plan", "appoint", whole.audit, EVERY_ROLE, actor=CHAIR)
    return folder


@pytest.fixture
def any_role(assure: Assure, any_role_folder: File) -> Assure:
    """A ledger in which one person may give every command."""
    shutil.copytree(any_role_folder, assure.folder, dirs_exist_ok=True)
    assure.clock.put("2026-01-20")
    return assure


@pytest.mark.parametrize("kind", [kind for kind in COMMANDS if texts_of(kind)])
def test_each_identifier_in_each_text_of_a_command_is_noticed(
    any_role: Assure, kind: type[Command], capsys: pytest.CaptureFixture[str]
) -> None:
    prepared = any_role
    flags = Flags(str(prepared.ledger), EVERY_ROLE, prepared.path("home"))
    before = prepared.ledger.read_bytes()
    door = RecordingDoor(flags, Output.TABLE, dry_run=False, command_id=None)
    with door:
        for path in texts_of(kind):
            for identifier, text in NAMING.items():
                command = saying(full(kind), path, text)
                with pytest.raises(typer.Exit) as stopped:
                    door.record(command)
                assert stopped.value.exit_code == 3
                said = capsys.readouterr().err
                assert f"  {place(command, path)} seems to hold {identifier}.\n" in said
                assert said.endswith("Nothing was recorded.\n[identifiers]\n")
                assert text not in said
    assert prepared.ledger.read_bytes() == before


@pytest.mark.parametrize("kind", [kind for kind in COMMANDS if texts_of(kind)])
def test_whoever_may_not_record_is_told_that_and_nothing_of_the_text(
    any_role: Assure, kind: type[Command], capsys: pytest.CaptureFixture[str]
) -> None:
    if kind is FormPartnership:
        return  # Nobody holds a role before it.
    flags = Flags(str(any_role.ledger), "nobody", any_role.path("home"))
    door = RecordingDoor(flags, Output.TABLE, dry_run=False, command_id=None)
    with door:
        path = texts_of(kind)[0]
        with pytest.raises(NotPermittedError, match="nobody is not enrolled here"):
            door.record(saying(full(kind), path, NAMING[Identifier.NHS]))
    assert "seems to hold" not in capsys.readouterr().err


def test_a_place_is_said_as_whoever_wrote_it_knows_it() -> None:
    named = {
        shape(kind, path): place(full(kind), path) for kind in COMMANDS for path in texts_of(kind)
    }
    assert named["AppendReturn.answers[].evidence"] == "case C07, area neglect, evidence"
    assert named["ReviseGrade.reason"] == "case C07, area neglect, reason"
    assert named["AgreeAreaGrade.dissent[].words"] == "case C07, area neglect, dissent[0].words"
    assert named["AgreePlan.plan.issues[]"] == "issues[0]"
    assert named["PublishTool.sheet.areas[].prompts[]"] == "areas[0].prompts[0]"
    assert named["DraftReport.summary"] == "audit neglect, summary"
    assert named["AgreeAction.text"] == "text"


LEAVE = ("agency", "leave", "health", "--reason", NAMING[Identifier.PHONE])
RAISE = ("concern", "raise", CODE, "--text", NAMING[Identifier.NHS])


@pytest.mark.parametrize(
    ("words", "actor", "where", "sealed"),
    [
        (LEAVE, COORDINATOR, "reason seems to hold a telephone number", False),
        (RAISE, AUDITORS["police"], f"audit {CODE}, words seems to hold an NHS number", True),
    ],
    ids=["clear", "sealed"],
)
def test_it_is_recorded_only_when_somebody_says_that_it_is_no_such_thing(
    prepared: Assure, words: tuple[str, ...], actor: str, where: str, sealed: bool
) -> None:
    size = entries(prepared)
    said = prepared(*words, actor=actor, code=3).stderr
    assert where in said
    assert "--confirm-identifiers" in said
    assert ("can never be erased" in said) is not sealed
    shown = prepared(*words, "--dry-run", actor=actor)
    assert where in shown.stderr
    assert entries(prepared) == size
    prepared(*words, "--confirm-identifiers", actor=actor)
    assert entries(prepared) > size


def test_a_file_is_looked_through_as_flags_are(prepared: Assure) -> None:
    days = dict.fromkeys(("briefing", "returns", "day"), "2026-06-01")
    text = PLAN.format(code="2026-other", start="2025-07-01", end="2025-12-31", **days)
    path = prepared.file("other.yaml", text.replace("More second plans.", "See NG1 5FS"))
    said = prepared("plan", "agree", path, actor=CHAIR, code=3).stderr
    assert "issues[0] seems to hold a postcode." in said
    prepared("plan", "agree", prepared.file("again.yaml", text), actor=CHAIR)


def test_what_is_recorded_after_a_rehearsal_is_asked_once_and_before_anything_is_written(
    prepared: Assure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(prepared.folder)
    with_keeper(prepared)
    pack = ("ledger", "pack", CODE, "--out", "a.zip", "--reason", NAMING[Identifier.EMAIL])
    size = entries(prepared)
    prepared(*pack, actor=KEEPER, code=3)
    assert (File("a.zip").exists(), entries(prepared)) == (False, size)
    monkeypatch.setattr(screening, "is_terminal", lambda: True)
    said = prepared(*pack, actor=KEEPER, stdin="y\n").stderr
    assert said.count("recorded as it is?") == 1
    assert (File("a.zip").exists(), entries(prepared) > size) == (True, True)


def test_carrying_a_ledger_on_is_looked_through_too(
    prepared: Assure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It opens the ledger as it is, and records by another door than most commands."""
    monkeypatch.chdir(prepared.folder)
    with_keeper(prepared)
    prepared("ledger", "publish", "--to", "Police, p.records@police.example", "--out", "last")
    asking = ("request", "continue", "--origin", "north.example/2", "--reason")
    assert "reason seems to hold" in prepared(*asking, NAMING[Identifier.BIRTH], code=3).stderr
    prepared(*asking, "The disk failed")
    wait(prepared, 1)
    size = entries(prepared)
    words = ("ledger", "continue", "--origin", "north.example/2", "--last-outside", "last")
    told = (*words, "--reason", NAMING[Identifier.BIRTH])
    assert "reason seems to hold" in prepared(*told, actor=KEEPER, code=3).stderr
    assert entries(prepared) == size
    prepared(*told, "--confirm-identifiers", actor=KEEPER)
