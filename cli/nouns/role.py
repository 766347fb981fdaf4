"""`assure role`: what each person is trusted with."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import options
from cli.commands import records
from cli.door import Recording
from cli.nouns import noun
from domain.kernel.vocabulary import Role

app = noun("role")

RoleArg = Annotated[Role, typer.Argument(help="What the person may be trusted with.")]


@records(app)
def grant(
    door: Recording, person: options.PersonArg, role: RoleArg, agency: options.OfAgency = None
) -> None:
    """Grant a role. Auditors and agency leads hold theirs for one agency.

    Example: `assure role grant p-kaur auditor --agency police`
    """
    from domain.directory.decisions import GrantRole

    door.ask(GrantRole, person=person, role=role, agency=agency)


@records(app)
def withdraw(
    door: Recording,
    person: options.PersonArg,
    role: RoleArg,
    reason: options.Reason,
    agency: options.OfAgency = None,
) -> None:
    """Withdraw a role. What the person recorded while holding it stands."""
    from domain.directory.decisions import WithdrawRole

    door.ask(WithdrawRole, person=person, role=role, agency=agency, reason=reason)
