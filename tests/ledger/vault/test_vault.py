"""An event sealed, stored and opened; and what must stop that."""

from __future__ import annotations

import json
import traceback
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from domain.kernel.command import Refusal
from domain.returns.events import GradeGiven, NotApplicable, ReturnAppended
from domain.vault.events import ErasureBegun, KeyIssued
from domain.vault.state import KeyState, evolve
from ledger.errors import IntegrityFailureError, UnusableError
from ledger.keys.keystore import ErasedError, Keystore
from ledger.keys.sealed_fields import open_fields
from ledger.keys.sealing import commitment, seal
from ledger.keys.vault import Vault
from tests.ledger.vault.keys import KEK

SUBJECT, OTHER = "2026-neglect/C07", "2026-neglect/C08"
STREAM, VERSION = "return/2026-neglect/C07/police", 2
PLANTED = "PLANTED words of Zoë, aged 7"
GRADE = GradeGiven(
    audit="2026-neglect",
    case="C07",
    agency="police",
    area="voice",
    grade="good",
    evidence=PLANTED,
    strengths="PLANTED strengths",
    developments="",
)


@pytest.fixture
def vault(keystore: Keystore) -> Vault:
    return Vault(keystore)


BEGUN = ErasureBegun(subject=SUBJECT, request=1, authority="Dana Officer", although_open=None)


def _issue(vault: Vault, subject: str = SUBJECT) -> KeyState:
    event = vault.issued(subject, KeyState())
    assert isinstance(event, KeyIssued)
    return evolve(KeyState(), event)


def _fields(vault: Vault) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(vault.sealed_json(GRADE, SUBJECT, STREAM, VERSION))
    return fields


def _open(
    vault: Vault | None, fields: dict[str, Any], words: KeyState, stream: str = STREAM
) -> frozenset[str]:
    return open_fields(vault, fields, stream, VERSION, lambda _: words)


def test_an_event_is_sealed_and_opened_to_the_same_event(vault: Vault) -> None:
    words = _issue(vault)
    stored = vault.sealed_json(GRADE, SUBJECT, STREAM, VERSION)
    assert b"PLANTED" not in stored
    fields = json.loads(stored)
    clear = {name: value for name, value in fields.items() if not isinstance(value, dict)}
    assert clear == {
        "audit": "2026-neglect",
        "case": "C07",
        "agency": "police",
        "area": "voice",
        "grade": "good",
    }
    assert list(fields) == list(GradeGiven.model_fields), "in the event's own order"
    assert _open(vault, fields, words) == frozenset()
    assert GradeGiven.model_validate(fields) == GRADE


def test_words_deep_in_an_event_are_sealed_in_their_place(vault: Vault) -> None:
    words = _issue(vault)
    areas = [NotApplicable(area=f"area-{n}", reason=f"PLANTED {n}") for n in range(3)]
    event = ReturnAppended(
        audit="2026-neglect",
        case="C07",
        agency="police",
        auditor="pat-police",
        tool="neglect",
        tool_version=1,
        independent=True,
        involvement="",
        not_applicable=tuple(areas),
    )
    stored = vault.sealed_json(event, SUBJECT, STREAM, VERSION)
    assert b"PLANTED" not in stored
    fields = json.loads(stored)
    first, second = (fields["not_applicable"][n]["reason"] for n in (0, 1))
    swapped = json.loads(stored)
    swapped["not_applicable"][0]["reason"] = second
    swapped["not_applicable"][1]["reason"] = first
    with pytest.raises(IntegrityFailureError, match="not_applicable/0/reason"):
        _open(vault, swapped, words)
    assert _open(vault, fields, words) == frozenset()
    assert ReturnAppended.model_validate_json(json.dumps(fields)) == event


def test_an_empty_field_looks_like_a_full_one(vault: Vault) -> None:
    words = _issue(vault)
    empty = GRADE.model_copy(update={"evidence": "", "strengths": ""})
    stored = vault.sealed_json(empty, SUBJECT, STREAM, VERSION)
    full = vault.sealed_json(GRADE, SUBJECT, STREAM, VERSION)
    assert len(stored) == len(full)
    fields, of_full = json.loads(stored), json.loads(full)
    for name in ("evidence", "strengths", "developments"):
        assert fields[name].keys() == of_full[name].keys()
    assert _open(vault, fields, words) == frozenset()
    assert GradeGiven.model_validate(fields) == empty


def test_without_the_key_the_words_are_empty_and_named(vault: Vault, tmp_path: Path) -> None:
    words = _issue(vault)
    elsewhere = Vault(Keystore(tmp_path / "blank.db", KEK, create=True))
    for closed in (None, elsewhere):
        fields = _fields(vault)
        assert _open(closed, fields, words) == {"evidence", "strengths", "developments"}
        assert GradeGiven.model_validate(fields).evidence == ""
    elsewhere.key(SUBJECT)
    assert _open(elsewhere, _fields(vault), words) == {"evidence", "strengths", "developments"}


def test_from_the_moment_that_an_erasure_has_begun_nothing_opens(vault: Vault) -> None:
    words = evolve(_issue(vault), BEGUN)
    assert _open(vault, _fields(vault), words) == {"evidence", "strengths", "developments"}


@pytest.mark.parametrize("stream", ["return/2026-neglect/C07/health", "return/x/C07/police"])
def test_words_moved_to_another_entry_stop(vault: Vault, stream: str) -> None:
    words = _issue(vault)
    with pytest.raises(IntegrityFailureError, match=r"field evidence.*moved"):
        _open(vault, _fields(vault), words, stream)


def test_words_of_a_key_that_was_never_issued_stop(vault: Vault) -> None:
    """Also when that key is at hand, and when no key is: it is the record that is wrong."""
    words = _issue(vault)
    other = vault.key(OTHER)
    fields = _fields(vault)
    fields["evidence"] = seal("x", other.key, other.kid, STREAM, VERSION, ("evidence",))
    for at_hand in (vault, None):
        with pytest.raises(IntegrityFailureError, match="never issued"):
            _open(at_hand, dict(fields), words)
        with pytest.raises(IntegrityFailureError, match="never issued"):
            _open(at_hand, _fields(vault), KeyState())


def test_a_key_other_than_the_one_committed_to_stops(vault: Vault) -> None:
    """The keystore's row exchanged under the same id: the two-key attack from inside."""
    words = _issue(vault)
    fields = _fields(vault)
    key = words.key
    assert key is not None
    other = key.model_copy(update={"commitment": commitment(bytes(32))})
    with pytest.raises(IntegrityFailureError, match="ledger committed to"):
        _open(vault, fields, KeyState(key=other))


@pytest.mark.parametrize("spoilt", [{"c": 5}, {"n": None}, {"c": "é"}, {"sealed": "v9"}, {"x": ""}])
def test_a_spoilt_sealed_field_stops(vault: Vault, spoilt: dict[str, Any]) -> None:
    words = _issue(vault)
    fields = _fields(vault)
    fields["evidence"] |= spoilt
    with pytest.raises(IntegrityFailureError, match="field evidence"):
        _open(vault, fields, words)


def test_a_key_is_issued_once_and_bound_to_the_ledger(vault: Vault) -> None:
    event = vault.issued(SUBJECT, KeyState())
    assert event == vault.issued(SUBJECT, KeyState()), "the ledger did not keep it: the same again"
    assert event is not None
    key = vault.key(SUBJECT)
    assert (event.subject, event.kid, event.commitment) == (SUBJECT, key.kid, key.commitment)
    assert vault.issued(SUBJECT, evolve(KeyState(), event)) is None


def test_a_keystore_that_lost_the_key_seals_nothing_and_makes_none(
    vault: Vault, tmp_path: Path
) -> None:
    """With a fresh key the words would be sealed for nobody."""
    words = _issue(vault)
    lost = Vault(Keystore(tmp_path / "blank.db", KEK, create=True))
    with pytest.raises(UnusableError, match="does not hold the key"):
        lost.issued(SUBJECT, words)
    assert not lost.keystore.knows(SUBJECT)
    lost.key(SUBJECT)
    with pytest.raises(UnusableError, match="does not hold the key"):
        lost.issued(SUBJECT, words)


def test_no_new_words_after_an_erasure_has_begun(vault: Vault) -> None:
    words = evolve(_issue(vault), BEGUN)
    with pytest.raises(Refusal) as caught:
        vault.issued(SUBJECT, words)
    assert caught.value.code == "words-erased"


def test_a_key_that_another_process_destroyed_is_forgotten_here(vault: Vault, path: Path) -> None:
    words = _issue(vault)
    assert vault.find(SUBJECT) is not None
    Keystore(path, KEK).destroy(SUBJECT)
    assert vault.find(SUBJECT) is None
    with pytest.raises(ErasedError):
        vault.sealed_json(GRADE, SUBJECT, STREAM, VERSION)
    with pytest.raises(UnusableError, match="does not hold the key"):
        vault.issued(SUBJECT, words)
    with pytest.raises(UnusableError, match="does not hold the key"):
        vault.issued(SUBJECT, KeyState())


def test_forgetting_takes_the_key_from_memory_and_disk(vault: Vault) -> None:
    _issue(vault)
    wrapped = vault.forget(SUBJECT)
    assert wrapped is not None
    assert not vault.keystore.holds(wrapped)
    assert vault.find(SUBJECT) is None
    assert vault.forget(SUBJECT) is None


def test_no_words_and_no_key_in_any_message_of_the_vault(vault: Vault) -> None:
    """Messages, their causes, and every representation on the way."""
    words = _issue(vault)
    key = vault.key(SUBJECT)
    told = [repr(vault), repr(key), repr(vault.keystore)]
    fields = _fields(vault)
    fields["evidence"]["c"] = fields["strengths"]["c"]
    with pytest.raises(IntegrityFailureError) as caught:
        _open(vault, fields, words)
    told += traceback.format_exception(caught.value)
    assert len(told) > 10
    for secret in (PLANTED, "PLANTED", key.key.hex(), repr(key.key)):
        assert not [line for line in told if secret in line]


class _Blind(str):
    """Confidential text as `domain.kernel.vocabulary` is to have it: its repr tells the length."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{len(self)} characters>"


def test_a_text_with_a_blind_repr_keeps_models_and_their_errors_blind() -> None:
    """What the vocabulary's confidential text rests on, shown on a model of the same settings."""

    class Model(BaseModel):
        model_config = ConfigDict(
            frozen=True, strict=True, extra="forbid", hide_input_in_errors=True
        )
        words: Annotated[str, AfterValidator(_Blind)]
        listed: tuple[Annotated[str, AfterValidator(_Blind)], ...] = ()
        number: int = 0

    model = Model(words="PLANTED", listed=("PLANTED",))
    assert repr(model) == "Model(words=<7 characters>, listed=(<7 characters>,), number=0)"
    assert "PLANTED" not in f"{model} {model.model_dump()} {[model]}"
    assert model.model_dump_json() == '{"words":"PLANTED","listed":["PLANTED"],"number":0}'
    again = Model.model_validate_json(model.model_dump_json())
    assert (again, type(again.words), type(again.listed[0])) == (model, _Blind, _Blind)
    with pytest.raises(ValidationError) as caught:
        Model.model_validate({"words": "ok", "number": "PLANTED", "PLANTED": 1})
    assert "PLANTED" not in str(caught.value).replace("\nPLANTED\n", "\n"), "but a field's name"
