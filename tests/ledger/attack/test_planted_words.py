"""Words planted in every confidential field, and looked for in every byte that is kept.

A small ledger is driven through everything that touches words: recording, dry runs, refusals,
a failure that nobody foresaw, projecting, receipts, a backup, an inspector's pack, erasure.
"""

from __future__ import annotations

import gzip
import io
import sqlite3
import tempfile
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from application.identity import local
from cli.errors import told
from documents.pack.pack import make_pack
from documents.pack.scope import scope_of
from domain.audit.report import DraftReport
from domain.case.decisions import (
    AgreeAreaGrade,
    AgreeLearning,
    AgreeOverallGrade,
    FindNotApplicable,
    ModerateGrade,
    WithdrawLearning,
)
from domain.case.events import Dissent
from domain.directory.decisions import EnrolPerson, GrantRole
from domain.kernel import registry
from domain.kernel.command import Command, Refusal
from domain.kernel.confidential import is_confidential, texts
from domain.kernel.event import Event, Value
from domain.kernel.vocabulary import Role
from domain.returns.decisions import (
    Answer,
    AppendReturn,
    DeclareNoInvolvement,
    ReviseGrade,
    WithdrawReturn,
    WithdrawSecondJudgement,
)
from domain.returns.events import NotApplicable
from domain.sample.changes import CallNotGradable, FindGradable, SayFamily
from domain.sample.decisions import DrawSample
from domain.sample.frame import Frame, FrameRow
from ledger.custodian import Custodian
from ledger.home import ERROR_LOG
from ledger.integrity.backup import back_up
from ledger.integrity.scan import audit
from ledger.proof.receipt import verify_receipt
from ledger.service import Ledger
from ledger.store.engines import engine_of
from projections.engine.projector import Projection
from tests.ledger import partnership, two_people
from tests.ledger.attack import searching
from tests.ledger.attack.planted import AT_A_LATER_AUDIT, DAY, ENTERED, MODERATED, SHUT, TAKEN_BACK
from tests.ledger.attack.scene import ORIGIN, Scene, begin
from tests.ledger.partnership import AUDIT, SHEET, open_moderation, prepare

REGISTRY = registry.events()

SUBJECT = f"{AUDIT}/C01"
DISSENT = (Dissent(agency="health", words="planted-dissent-in-health's-words"),)
FRAME = Frame(
    salt="00112233445566778899aabbccddeeff",
    rows=tuple(
        FrameRow(ref=f"planted-frame-ref-{n}", stratum=f"planted-stratum-{n % 2}", second="")
        for n in range(4)
    ),
)
RETURN = AppendReturn(
    audit=AUDIT,
    case="C01",
    agency="police",
    independent=True,
    involvement="planted-involvement",
    answers=(
        Answer(
            area="voice",
            grade="good",
            evidence="planted-evidence " * 20,
            strengths="planted-strengths",
            developments="planted-developments",
        ),
    ),
    not_applicable=(NotApplicable(area="home", reason="planted-not-applicable"),),
)
AGAIN = RETURN.model_copy(
    update={
        "involvement": "planted-second-involvement",
        "answers": (
            Answer(
                area="voice",
                grade="inadequate",
                evidence="planted-second-evidence",
                strengths="planted-second-strengths",
                developments="planted-second-developments",
            ),
        ),
        "not_applicable": (NotApplicable(area="home", reason="planted-second-not-applicable"),),
    }
)
"""The same case, as a second auditor of the same agency judges it."""
CASE = {"audit": AUDIT, "case": "C01"}
RETURNS: tuple[tuple[str, Command], ...] = (
    ("pat-police", RETURN),
    (
        "pat-police",
        ReviseGrade(
            **CASE,
            agency="police",
            area="voice",
            grade="inadequate",
            reason="planted-revision-reason",
        ),
    ),
    ("sam-police", AGAIN.model_copy(update={"involvement": "planted-in-haste"})),
    (
        "sam-police",
        WithdrawSecondJudgement(**CASE, agency="police", reason="planted-second-withdrawal"),
    ),
    ("sam-police", AGAIN),
    ("noor-health", DeclareNoInvolvement(**CASE, agency="health", reason="planted-no-involvement")),
    ("pat-police", RETURN.model_copy(update={"case": "C02"})),
    (
        "pat-police",
        WithdrawReturn(audit=AUDIT, case="C02", agency="police", reason="planted-withdrawal"),
    ),
)
MODERATION: tuple[Command, ...] = (
    ModerateGrade(
        **CASE,
        agency="police",
        area="voice",
        grade="good",
        reason="planted-moderation-reason",
        dissent=DISSENT,
    ),
    AgreeAreaGrade(
        **CASE, area="voice", grade="good", reason="planted-area-reason", dissent=DISSENT
    ),
    AgreeOverallGrade(**CASE, grade="good", reason="planted-overall-reason", dissent=DISSENT),
    AgreeLearning(**CASE, learning="planted-learning"),
    WithdrawLearning.model_validate({**CASE, "reason": "planted-why-not-learnt"}),
    FindNotApplicable(**CASE, area="home", reason="planted-not-for-us", dissent=DISSENT),
    SayFamily(audit=AUDIT, case="C01", with_case="C02", reason="planted-brothers"),
    CallNotGradable(audit=AUDIT, case="C02", reason="planted-nobody-can-grade"),
    FindGradable(audit=AUDIT, case="C02", reason="planted-gradable-after-all"),
)
FRAME_WORDS = [row.ref for row in FRAME.rows]
"""Not the strata: which there are and how large is a fact about the whole list, in the clear. Which
of them a child is in is sealed (`test_which_stratum_a_child_is_in_is_sealed`)."""


def words() -> list[str]:
    commands = [
        *MODERATION,
        *(command for _, command in (*RETURNS, *SHUT, *MODERATED, *TAKEN_BACK, *ENTERED)),
    ]
    spoken = {text.split()[0] for command in commands for _, text in texts(command)}
    return sorted({*spoken, *FRAME_WORDS, "planted-never-recorded", "planted-in-a-crash"})


@pytest.fixture
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, of Python and of the libraries."""
    folder = tmp_path / "temp"
    folder.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def told_of(tmp_path: Path, temp: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """The ledger with all words recorded, and still open: its write-ahead log is searched too."""
    two_areas = SHEET.model_copy(
        update={"areas": (SHEET.areas[0], SHEET.areas[0].model_copy(update={"id": "home"}))}
    )
    monkeypatch.setattr(partnership, "FRAME", FRAME)
    monkeypatch.setattr(partnership, "DRAW", DrawSample(audit=AUDIT, frame=FRAME))
    scene, ledger = begin(tmp_path)
    with ledger:
        prepare(ledger, sheet=two_areas)
        ledger.record(
            EnrolPerson(person="kit-keeper", full_name="Kit Keeper"),
            GrantRole(person="kit-keeper", role=Role.KEEPER),
            actor=local("ruth-haldane"),
        )
        for actor, command in (*RETURNS, *SHUT):
            ledger.record(command, actor=local(actor), dry_run=True)
            ledger.record(command, actor=local(actor))
        open_moderation(ledger)
        ledger.record(*MODERATION, actor=local("lee-lead"), dry_run=True)
        ledger.record(*MODERATION, actor=local("lee-lead"))
        for actor, command in (*MODERATED, *AT_A_LATER_AUDIT, *TAKEN_BACK, *ENTERED):
            ledger.record(command, actor=local(actor))
        custodian = ledger.custodian
        assert isinstance(custodian, Custodian)
        scene.note = custodian.checkpoint()
        scene.size = ledger.size()
        scene.receipts = {n: custodian.receipt(n) for n in range(1, scene.size + 1)}
        for position, receipt in scene.receipts.items():
            (tmp_path / f"{position}.tlog-proof").write_bytes(receipt)
        yield scene


def test_every_confidential_field_that_can_be_recorded_here_is_planted(told_of: Scene) -> None:
    """A new confidential field must be planted, or the search below would not know of it."""
    spoken: set[tuple[str, str]] = set()
    with Ledger.open(told_of.path, vault=told_of.home.open_vault()) as ledger:
        for position in range(1, told_of.size + 1):
            entry = ledger.entry(position)
            assert entry is not None
            spoken |= {(entry.name, _field(path)) for path, _ in texts(entry.event)}
    marked = {
        (name, field) for name, kind in REGISTRY.items() for field in _confidential_fields(kind)
    }
    assert marked - spoken == set()
    assert len(marked) > 15


def _field(path: tuple[str | int, ...]) -> str:
    return ".".join(step for step in path if isinstance(step, str))


def _confidential_fields(kind: type[Value]) -> Iterator[str]:
    for name, field in kind.model_fields.items():
        if is_confidential(kind.model_construct(), name):
            yield name
        for inner in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if isinstance(inner, type) and issubclass(inner, Value):
                yield from (f"{name}.{deeper}" for deeper in _confidential_fields(inner))


def test_the_search_finds_a_word_wherever_it_could_hide(tmp_path: Path) -> None:
    word = words()[0].encode()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("inner.txt", b"so " + word)
    hidden = {
        "plain": b"x" + word,
        "wide": word.decode().encode("utf-16-le"),
        "zip": archive.getvalue(),
        "gzip-of-zip": gzip.compress(archive.getvalue()),
        **{f"base64-{n}": b64encode(b"y" * n + b" " + word + b".") for n in range(3)},
    }
    for name, data in hidden.items():
        (tmp_path / name).write_bytes(data)
    hits = searching.found([word.decode()], tmp_path)
    assert [hit.rpartition("/")[2] for hit in hits] == sorted(hidden)


def test_no_word_stands_anywhere_in_what_recording_leaves(told_of: Scene, tmp_path: Path) -> None:
    log = told_of.path.with_name(f"{told_of.path.name}-wal")
    assert log.stat().st_size > 0
    assert searching.found(words(), tmp_path) == []
    with Ledger.open(told_of.path, vault=told_of.home.open_vault()) as ledger:
        entry = next(
            entry
            for n in range(1, told_of.size + 1)
            if (entry := ledger.entry(n)) is not None and entry.name == "GradeGiven"
        )
    opened = " ".join(text for _, text in texts(entry.event))
    assert "planted-evidence" in opened, "they are there for whoever may read them"


def test_no_word_stands_in_what_fails(
    told_of: Scene,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """A refusal, and a failure in the midst of sealing, logged with its traceback."""
    custodian = told_of.custodian()
    crash = ReviseGrade(
        **CASE, agency="police", area="voice", grade="good", reason="planted-never-recorded"
    )
    with custodian.ledger as ledger:
        with pytest.raises(Refusal) as refused:
            ledger.record(crash, actor=local("pat-police"))
        assert "planted" not in f"{refused.value!r} {refused.value}"
        failing = DraftReport(audit=AUDIT, drafted_on=DAY, summary="planted-in-a-crash")

        def fail(event: Event, *_: object) -> bytes:
            raise RuntimeError(f"cannot seal {event!r}")

        monkeypatch.setattr(custodian.vault, "sealed_json", fail)
        with (
            pytest.raises(BaseException, match="1"),
            told(lambda: told_of.settings.home, lambda: None),
        ):
            ledger.record(failing, actor=local("lee-lead"))
    log = told_of.settings.home / ERROR_LOG
    assert "RuntimeError" in log.read_text()
    out = "".join(capfd.readouterr())
    assert "Something went wrong that should not have: RuntimeError" in out
    assert "planted" not in out
    assert searching.found(words(), tmp_path) == []


def test_no_word_stands_in_projections_backups_and_packs(told_of: Scene, tmp_path: Path) -> None:
    custodian = told_of.custodian()
    projection = Projection.of(str(told_of.path))
    with closing(projection), custodian.ledger as ledger:
        projection.catch_up()
        with projection.session(ledger.standing("ina-inspector", AUDIT)) as session:
            assert session.rows("SELECT count(*) AS n FROM main.grade_given")
            scope = scope_of(ledger, session, AUDIT)
        assert searching.found(words(), tmp_path) == []
        pack = make_pack(custodian, scope, "ina-inspector", "Ofsted")
        assert pack.entries > 10
    told_of.home.exports.mkdir(parents=True, exist_ok=True)
    (told_of.home.exports / "pack.zip").write_bytes(pack.data)
    back_up(engine_of(told_of.path), tmp_path / "backup.db", told_of.home)
    assert searching.found(words(), tmp_path) == []


def test_which_stratum_a_child_is_in_is_sealed(told_of: Scene) -> None:
    with closing(sqlite3.connect(told_of.path)) as db:
        naming = db.execute(
            "SELECT topic FROM stored_events WHERE instr(state, 'planted-stratum') > 0"
        ).fetchall()
    assert sorted(naming) == [("FrameCommitted",), ("SampleDrawn",)]


def key_bytes(keystore: Path) -> dict[str, bytes]:
    """Each subject's wrapped key, as it stands in the keystore."""
    with closing(sqlite3.connect(keystore)) as db:
        return dict(db.execute("SELECT subject, wrapped FROM key"))


def test_after_an_erasure_no_byte_of_its_key_is_left(told_of: Scene, tmp_path: Path) -> None:
    custodian = told_of.custodian()
    keystore = told_of.home.keystore
    before = key_bytes(keystore)
    opened = custodian.vault.find(SUBJECT)
    assert opened is not None
    held = {"wrapped": before[SUBJECT], "id": opened.kid.encode(), "key": opened.key}
    assert before[SUBJECT] in keystore.read_bytes(), "it stands there while it is needed"
    with custodian.ledger as ledger:
        two_people.erase(ledger, SUBJECT, "kit-keeper")
        size = ledger.size()
        entry = next(e for n in range(1, size) if (e := ledger.entry(n)) and e.name == "GradeGiven")
        assert entry.closed
        assert next(texts(entry.event), None) is None
    for what, data in held.items():
        left = [f for f in searching.files(keystore.parent) if data in f.read_bytes()]
        assert left == [], what
    everywhere = searching.files(tmp_path)
    for data in (held["wrapped"], held["key"]):
        assert [f for f in everywhere if data in f.read_bytes()] == []
    kept = {name for name in key_bytes(keystore) if name.startswith(f"{AUDIT}/")}
    assert kept == {f"{AUDIT}/{name}" for name in ("C02", "concern-1", "report")}
    assert searching.found(words(), tmp_path) == []
    assert audit(told_of.path).ok
    for position, receipt in told_of.receipts.items():
        assert verify_receipt(receipt, ORIGIN, [told_of.vkey]).position == position
        assert told_of.receipt(position) == "well"
