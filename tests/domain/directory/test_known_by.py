"""Keys, sign-ins, an agency's list of keys, and what is required of whoever records."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.directory.events import (
    AgencyKeyNamed,
    KeysVouchedFor,
    KnownAtLeast,
    PersonKeyAdded,
    PersonKeyWithdrawn,
    PersonLeft,
    ProofRequired,
    SignInAdded,
    SignInWithdrawn,
    VouchedKey,
)
from domain.directory.keys import fingerprint_of
from domain.directory.known_by import (
    AddPersonKey,
    AddSignIn,
    NameAgencyKey,
    RequireProof,
    VouchForKeys,
    WithdrawPersonKey,
    WithdrawSignIn,
)
from domain.directory.state import Directory
from domain.kernel import streams
from domain.kernel.event import Event
from domain.kernel.vocabulary import KnownBy
from domain.request.decisions import RequestProof
from domain.request.events import Act, ActRequested
from tests.domain.scene import JOINED
from tests.domain.spec import TODAY, History, at, given

KEY, OTHER_KEY = (f"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{letter * 43}" for letter in "AB")
LEAD = "inspector-of-police"
ADDED = PersonKeyAdded(person="pc", key=KEY, agency="police")
ADD = AddPersonKey(person="pc", key=KEY, agency="police")
WITHDRAWN = PersonKeyWithdrawn(person="pc", fingerprint=fingerprint_of(KEY), reason="Stolen.")
WITHDRAW = WithdrawPersonKey(person="pc", fingerprint=fingerprint_of(KEY), reason="Stolen.")
NAMED = AgencyKeyNamed(agency="police", key=f"police+{'0a' * 4}+{'A' * 44}", reason="As given.")
DAY = date(2026, 12, 1)


def after(*events: Event) -> History:
    return given(*JOINED, *at(streams.DIRECTORY, *events))


def directory(history: History) -> Directory:
    state = history.look(streams.DIRECTORY)
    assert isinstance(state, Directory)
    return state


def test_the_lead_of_a_persons_own_agency_says_which_key_is_theirs() -> None:
    given(*JOINED).when(ADD, actor=LEAD).then(ADDED)
    after(ADDED).when(ADD, actor=LEAD).then_nothing()
    for actor in ("ruth", "matron"):
        given(*JOINED).when(ADD, actor=actor).refused("not-their-agency", "police")
    other = AddPersonKey(person="pc", key=KEY, agency="health")
    given(*JOINED).when(other, actor="matron").refused("other-agency", "police")
    none = AddPersonKey(person="pc", key=KEY)
    given(*JOINED).when(none, actor="ruth").refused("other-agency", "police")


def test_the_coordinator_vouches_for_people_of_no_agency() -> None:
    add = AddPersonKey(person="chair", key=KEY)
    given(*JOINED).when(add, actor="ruth").then(
        PersonKeyAdded(person="chair", key=KEY, agency=None)
    )
    wrong = AddPersonKey(person="chair", key=KEY, agency="police")
    given(*JOINED).when(wrong, actor=LEAD).refused("other-agency", "of no agency")


def test_a_key_is_one_persons_for_ever() -> None:
    taken = AddPersonKey(person="sergeant", key=KEY, agency="police")
    after(ADDED).when(taken, actor=LEAD).refused("key-known", "pc")
    after(ADDED, WITHDRAWN).when(ADD, actor=LEAD).refused("key-known", "withdrawn")
    after(ADDED, WITHDRAWN).when(taken, actor=LEAD).refused("key-known")
    second = AddPersonKey(person="pc", key=OTHER_KEY, agency="police")
    after(ADDED).when(second, actor=LEAD).then(
        PersonKeyAdded(person="pc", key=OTHER_KEY, agency="police")
    )


@pytest.mark.parametrize("actor", [LEAD, "ruth", "keeper"])
def test_a_key_is_withdrawn_by_those_who_look_after_the_person_or_the_ledger(actor: str) -> None:
    after(ADDED).when(WITHDRAW, actor=actor).then(
        PersonKeyWithdrawn(person="pc", fingerprint=fingerprint_of(KEY), reason="Stolen.")
    )
    after(ADDED, WITHDRAWN).when(WITHDRAW, actor=actor).then_nothing()
    after(ADDED).when(WITHDRAW, actor="matron").refused("not-their-agency", "pc")
    assert directory(after(ADDED, WITHDRAWN)).key_owner(fingerprint_of(KEY)) is None


def test_whoever_leaves_has_no_key_and_no_sign_in() -> None:
    sign_in = SignInAdded(person="pc", issuer="https://l.example", subject="7", agency="police")
    left = PersonLeft(person="pc", left_on=DAY, reason="Moved.")
    state = directory(after(ADDED, sign_in, left))
    assert state.key_owner(fingerprint_of(KEY)) is None
    assert state.signed_in("https://l.example", "7") is None


def test_a_sign_in_means_one_person() -> None:
    told = {"issuer": "https://login.example", "subject": "7f3a"}
    add = AddSignIn(person="pc", agency="police", **told)
    added = SignInAdded(person="pc", agency="police", **told)
    given(*JOINED).when(add, actor=LEAD).then(added)
    given(*JOINED).when(add, actor="ruth").refused("not-their-agency")
    taken = AddSignIn(person="sergeant", agency="police", **told)
    after(added).when(taken, actor=LEAD).refused("sign-in-taken", "pc")
    withdraw = WithdrawSignIn(person="pc", reason="Another tenant.", **told)
    gone = SignInWithdrawn(person="pc", reason="Another tenant.", **told)
    after(added).when(withdraw, actor="ruth").then(
        SignInWithdrawn(person="pc", reason="Another tenant.", **told)
    )
    after(added).when(withdraw, actor="matron").refused("not-their-agency")
    after(added, gone).when(taken, actor=LEAD).then(
        SignInAdded(person="sergeant", agency="police", **told)
    )


def test_once_an_agencys_key_is_on_record_only_its_signed_list_counts() -> None:
    name = NameAgencyKey(agency="police", key=NAMED.key, reason="As given.")
    given(*JOINED).when(name, actor="ruth").then(NAMED)
    after(NAMED).when(ADD, actor=LEAD).refused("takes-a-list", "agency vouch")
    other = NameAgencyKey(agency="police", key=f"police+{'0b' * 4}+{'B' * 44}", reason="Lost.")
    after(NAMED).when(other, actor="ruth").refused("agency-key-named", "police")
    after(NAMED).when(other, actor=LEAD).then(
        AgencyKeyNamed(agency="police", key=other.key, reason="Lost.")
    )


def _listed(*keys: tuple[str, str], note: str = "signed") -> dict[str, Any]:
    lines = tuple(VouchedKey(person=person, key=key) for person, key in keys)
    return {"agency": "police", "keys": lines, "note": note}


def test_an_agencys_list_replaces_the_one_before() -> None:
    first = KeysVouchedFor(**_listed(("pc", KEY), ("sergeant", OTHER_KEY)))
    command = VouchForKeys(**_listed(("sergeant", OTHER_KEY)))
    second = KeysVouchedFor(**_listed(("sergeant", OTHER_KEY)))
    after(NAMED, first).when(command, actor="ruth").then(
        KeysVouchedFor(**_listed(("sergeant", OTHER_KEY)))
    )
    state = directory(after(NAMED, first, second))
    assert state.people["pc"].keys == frozenset()
    assert state.people["sergeant"].keys == {OTHER_KEY}
    back = VouchForKeys(**_listed(("pc", KEY)))
    after(NAMED, first, second).when(back, actor="ruth").refused("key-known", "withdrawn")
    foreign = VouchForKeys(**_listed(("nurse", KEY)))
    after(NAMED).when(foreign, actor="ruth").refused("other-agency", "Line 1", "nurse")


# What is required of whoever records

ASKED = ActRequested(
    number=1,
    act=Act.REQUIRE_PROOF,
    about="signature/2026-12-01",
    authority=None,
    reason="Every agency has its keys.",
    asked_by="ruth",
    asked_on=date(2026, 8, 2),
    not_before=date(2026, 8, 2),
)
REQUIRE = RequireProof(at_least=KnownAtLeast.SIGNATURE, from_day=DAY)
REQUIRED = ProofRequired(at_least=KnownAtLeast.SIGNATURE, from_day=DAY, request=1)


def _asked_by(person: str) -> History:
    asked = ASKED.model_dump() | {"asked_by": person}
    return given(*JOINED, *at(streams.REQUESTS, ActRequested.model_validate(asked)))


def test_the_coordinator_and_the_chair_require_it_together() -> None:
    _asked_by("ruth").signed().when(REQUIRE, actor="chair").then(
        ProofRequired(at_least=KnownAtLeast.SIGNATURE, from_day=DAY, request=1)
    )
    _asked_by("chair").signed().when(REQUIRE, actor="ruth").then(REQUIRED)
    _asked_by("chair").signed().when(REQUIRE, actor="chair").refused("same-person")
    _asked_by("member").signed().when(REQUIRE, actor="chair").refused("coordinator-and-chair")
    given(*JOINED).signed().when(REQUIRE, actor="chair").refused("no-request", "request proof")


def test_it_is_asked_for_with_its_day() -> None:
    ask = RequestProof(
        at_least=KnownAtLeast.SIGNATURE,
        from_day=DAY,
        reason="Every agency has its keys.",
        asked_on=ASKED.asked_on,
    )
    given(*JOINED).when(ask, actor="ruth").then(
        ActRequested.model_validate(ASKED.model_dump() | {"not_before": TODAY})
    )


def test_whoever_requires_it_shows_that_it_works() -> None:
    _asked_by("ruth").when(REQUIRE, actor="chair").refused("not-so-known", "signature")


def test_the_newest_requirement_that_has_begun_counts() -> None:
    later = ProofRequired(at_least=KnownAtLeast.ACCOUNT, from_day=date(2027, 1, 1), request=2)
    state = directory(after(REQUIRED, later))
    assert state.required_on(date(2026, 11, 30)) is None
    assert state.required_on(DAY) == REQUIRED
    assert state.required_on(date(2027, 1, 1)) == later


@pytest.mark.parametrize(
    ("at_least", "known"),
    [
        (KnownAtLeast.ACCOUNT, {KnownBy.ACCOUNT, KnownBy.OIDC, KnownBy.SSH}),
        (KnownAtLeast.OIDC, {KnownBy.OIDC, KnownBy.SSH}),
        (KnownAtLeast.SSH, {KnownBy.SSH}),
        (KnownAtLeast.SIGNATURE, set()),
    ],
)
def test_what_counts_as_known_enough(at_least: KnownAtLeast, known: set[KnownBy]) -> None:
    assert {way for way in KnownBy if at_least.holds_for(way, is_signed=False)} == known
    assert all(at_least.holds_for(way, is_signed=True) for way in KnownBy)
    assert not at_least.holds_for(None, is_signed=False)
