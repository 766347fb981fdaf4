"""What the ledger promises about the record, worded as everywhere else."""

from __future__ import annotations

PROMISE = (
    "no entry covered by a checkpoint that somebody else holds can be altered, removed, reordered"
    " or back-dated without that somebody being able to prove it, offline, with a tool they can"
    " read. What is not yet covered is shown as a number."
)
