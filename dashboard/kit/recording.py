"""Recording from a page: what would be recorded is shown, confirmed once, and receipted.

A page records just what a command records: the same act, the same rules, the same words. The
command id is made of the form and what it holds, so that a second click, a second tab with the
same answers or a try after a lost connection or a restart records nothing twice.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from hashlib import sha256
from itertools import count
from typing import TypeVar

import streamlit as st

from application import exports
from application.reading import Reader
from application.screening import Confirmation, Suspected, Suspicion, place
from application.workspace import Workspace
from dashboard.kit.dates import counted, moment_words
from dashboard.kit.legible import legible
from dashboard.kit.markdown import plain
from dashboard.reading import Door, Reading, served
from documents.files.errors import InputError
from documents.files.plain import plain as as_plain
from documents.workbooks.refused import FaultyWorkbookError
from domain.kernel.command import Command, Refusal
from domain.kernel.confidential import Path
from domain.kernel.how_known import way_in
from domain.kernel.vocabulary import StreamId
from ledger.decision import Outcome, Receipt
from ledger.errors import LedgerError

T = TypeVar("T")
Where = Callable[[Command, Path], str]
CONFIRM = "It names nobody: no child, family or member of staff is to be recognised by it"


def work_of(given: Reading) -> Workspace:
    """What an act of the person who reads is given."""
    return Workspace(given.ledger, given.identity)


def may_record_now(given: Reading) -> bool:
    """Whether the page stands at today; on another day it says that nothing is recorded there."""
    if given.is_past:
        st.text("The page stands at an earlier day. Go back to today to record something.")
    return not given.is_past


def how_it_will_be_known(given: Reading) -> None:
    """Says, before it is recorded, how the entry will show who recorded it, and why no better."""
    who = given.identity
    if who.signer is not None:
        st.text(f"You sign it with your key {who.signer.fingerprint}, as on a command line.")
        return
    remedy = (
        "A page cannot reach a key of yours; where a signature is asked for, use a command line."
        if who.sign_in is not None
        else "No key of yours is at hand: name it in ASSURE_SIGNING_KEY and start the dashboard"
        " again, and what you record here is signed."
    )
    issuer = None if who.sign_in is None else who.sign_in.issuer
    known = way_in(who.known_by, who.key, issuer)
    st.text(f"The entry will say: {known}, and that it is not signed. {remedy}")


def command_id(given: Reading, form: str, command: Command, seen: Mapping[StreamId, int]) -> str:
    """The id of what this form records: the same words of one sign-in are one record.

    So a second click, a second tab, a lost connection and a restart record nothing twice. The
    same words are a new act once this session has the receipt of the first, or when what they are
    about has changed since. Whoever reads the id cannot guess words by it: it is made with the
    door's own secret.
    """
    door = served()
    who = given.identity
    moment = None if who.sign_in is None else who.sign_in.model_dump_json()
    secret = b"" if door is None else door.secret
    about = [who.person, moment, form, type(command).__name__, sorted(seen.items())]
    words = as_plain(command)

    def nth(times: int) -> str:
        text = json.dumps([*about, times, words], ensure_ascii=False, sort_keys=True)
        return f"page-{hmac.new(secret, text.encode(), sha256).hexdigest()}"

    done = st.session_state.get(f"{form}_answered", frozenset())
    return next(name for name in map(nth, count()) if name not in done)


def answered(form: str, receipt: Receipt) -> None:
    """Keeps the receipt to be shown; the form is empty then, and the same words another act."""
    st.session_state[f"{form}_is_sent"] = True
    st.session_state[f"{form}_receipt"] = receipt
    done = st.session_state.get(f"{form}_answered", frozenset())
    st.session_state[f"{form}_answered"] = done | {receipt.command_id}


def is_to_be_emptied(form: str) -> bool:
    """Whether what a form recorded is still in its fields, which are set anew then.

    They keep their names, by which a browser gives back what was typed after a restart.
    """
    return bool(st.session_state.pop(f"{form}_is_sent", False))


def receipt_of(form: str) -> Receipt | None:
    """What this form recorded last, in this session."""
    kept: Receipt | None = st.session_state.get(f"{form}_receipt")
    return kept


def attempt(act: Callable[[], T]) -> T | None:
    """Does an act. Where a rule, a right or a file stands against it, that is said on the page.

    Raises Suspected, of which the writer is asked, and FaultyWorkbookError, which has a copy.
    """
    try:
        return act()
    except (Suspected, FaultyWorkbookError):
        raise
    except (Refusal, LedgerError) as error:
        st.error(plain(legible(error.message)))
        st.text(f"{legible(error.remedy)} Nothing was recorded.")
    except InputError as error:
        st.error(plain(f"{error.source} cannot be taken. Nothing was recorded."))
        st.text("\n".join(error.lines))
    return None


def confirmed(suspicions: Sequence[Suspicion], form: str, where: Where = place) -> Confirmation:
    """What the writer confirms of the texts that seem to name somebody; nothing until they do."""
    st.warning("Does it name somebody? A child, family or staff are not to be recognised by it.")
    for one in suspicions:
        kinds = " and ".join(one.kinds)
        st.text(f"{legible(where(one.command, one.path))} seems to hold {kinds}.")
    if not all(one.is_sealed for one in suspicions):
        st.text("What is not sealed is read by everybody here and can never be erased.")
    if not st.checkbox(CONFIRM, key=f"{form}_names_nobody"):
        return Confirmation()
    return Confirmation().with_suspicions(suspicions)


def show_receipt(given: Reading, receipt: Receipt) -> None:
    """What was recorded, by whom, how they were known, and at which entries."""
    count = counted(len(receipt.lines), "entry", "entries")
    when = moment_words(receipt.recorded_at)
    if not receipt.lines:
        st.success("Nothing had to be recorded: it is already so.")
    elif receipt.repeated:
        st.success(plain(f"Already recorded on {when}, {count}; this is that receipt."))
    else:
        who = f"{given.person(receipt.actor)}, {receipt.how_known}"
        st.success(plain(f"Recorded on {when} by {who}: {count}."))
    for warning in receipt.warnings:
        st.warning(plain(f"It is recorded, but {warning}"))


def receipts(given: Reading, positions: Sequence[tuple[str, int]], place: str = "") -> None:
    """A button for the receipt of each of these entries, named for what it is of.

    `place`: where on the page, if the same stand there twice.
    """
    door = served()
    if door is None or given.ledger.custodian is None or not positions:
        return
    st.text("A receipt proves, offline, that its entry stands in the record as it was recorded.")
    with st.container(horizontal=True):
        for name, position in positions:
            st.download_button(
                plain(f"Receipt of {name}"),
                data=partial(receipt_file, door, given.identity.person, position),
                file_name=f"{name}-entry-{position}.tlog-proof",
                mime="application/octet-stream",
                on_click="ignore",
                key=f"receipt_{place}_{position}",
            )


def receipt_file(door: Door, person: str, position: int) -> bytes:
    """The receipt of an entry, for a person who may read that."""
    with door.open() as ledger:
        return exports.kept_receipt(Reader(ledger, person), position)


def notes_of(outcome: Outcome) -> None:
    """What whoever records should know of it now, while it can be put right."""
    for note in outcome.notes:
        st.text(legible(note))
