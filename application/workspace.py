"""An open ledger and the person who works on it: what every act is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, TypedDict

from pydantic import ValidationError

from domain.kernel.access import Standing
from domain.kernel.command import Command, Measure, Refusal, cannot_measure
from domain.kernel.event import OnBehalf
from domain.kernel.vocabulary import StreamId
from ledger.deciding import ForWhom, own_act
from ledger.decision import Outcome
from ledger.errors import UnusableError
from ledger.identity import Identity
from ledger.screening import NOTHING_CONFIRMED, Confirmation
from ledger.service import Ledger
from ledger.two_at_once import NOTHING_SEEN

if TYPE_CHECKING:
    from application.reading import Reader
    from documents.files.input_file import GivenFile
    from ledger.custodian import Custodian


class How(TypedDict, total=False):
    """How an act is to be recorded: as `Workspace.record` takes it."""

    command_id: str | None
    dry_run: bool
    confirmed: Confirmation


@dataclass(frozen=True, slots=True)
class Entered:
    """That somebody enters what another person sent in. `received_on`: when that had come.

    `document`: what it came as, such as an e-mail; None: the very file that is recorded.
    """

    person: str
    received_on: date
    document: GivenFile | None = None

    def of(self, file: GivenFile) -> OnBehalf:
        """For whom what stands in a file is entered. Refuses what is no person's short name."""
        document = file if self.document is None else self.document
        try:
            return OnBehalf(
                person=self.person,
                document=sha256(document.data).hexdigest(),
                received_on=self.received_on,
            )
        except ValidationError as error:
            raise Refusal(
                "bad-person",
                f"{self.person!r} is not a person's short name.",
                "Name whose act it is, as `assure person list` has them.",
            ) from error


@dataclass(frozen=True, slots=True)
class Workspace:
    """An open ledger, and who works on it. Whoever opened the ledger closes it."""

    ledger: Ledger
    identity: Identity

    @property
    def person(self) -> str:
        return self.identity.person

    @property
    def today(self) -> date:
        """The day by the service's clock, where the partnership is."""
        return self.ledger.today()

    @property
    def custodian(self) -> Custodian:
        """The ledger's custodian. Raises UnusableError where the keys are missing."""
        if self.ledger.custodian is None:
            raise UnusableError(
                "The keys of this ledger are not on this machine, so nothing can be signed.",
                "Do it where its keys are, or set ASSURE_HOME to their folder.",
            )
        return self.ledger.custodian

    def require_keys(self) -> None:
        """Refuses to go on where the ledger's keys are not."""
        _ = self.custodian

    def read(self, as_at: int | None = None, day: date | None = None) -> Reader:
        """The record as this person may read it, up to a position (None: the last entry).

        `day`: to which ages are counted; None for today.

        Raises NotPermittedError for a person without a role here.
        """
        from application.reading import Reader

        reader = Reader(self.ledger, self.person, as_at, day)
        reader.require_known()
        return reader

    @property
    def viewer(self) -> Standing:
        """The roles this person holds. Raises NotPermittedError for one who holds none."""
        return self.read().standing

    def require_viewer(self) -> None:
        """Refuses a person without a role here, and a ledger that cannot be read."""
        self.read()

    def require_permitted(self, commands: Sequence[Command], whose: ForWhom = own_act) -> None:
        """Refuses whoever may not give the commands, before anything is said of them."""
        self.ledger.require_permitted(commands, self.identity, whose)

    def record(
        self,
        *commands: Command,
        command_id: str | None = None,
        dry_run: bool = False,
        confirmed: Confirmation = NOTHING_CONFIRMED,
        measure: Measure = cannot_measure,
        whose: ForWhom = own_act,
        seen: Mapping[StreamId, int] = NOTHING_SEEN,
    ) -> Outcome:
        """Records the events that the commands lead to, or returns them in a dry run.

        `seen`: how long each stream was that this person looked at: somebody else who was first
        is a conflict. Raises what `Ledger.record` raises, Suspected among it.
        """
        return self.ledger.record(
            *commands,
            actor=self.identity,
            command_id=command_id,
            dry_run=dry_run,
            confirmed=confirmed,
            measure=measure,
            whose=whose,
            seen=seen,
        )
