"""`assure role`: what each person is trusted with."""

from __future__ import annotations

from cli.nouns import noun
from cli.verbs import asks

app = noun("role")

asks(app, "grant", "GrantRole")
asks(app, "withdraw", "WithdrawRole")
