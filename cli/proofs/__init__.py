"""The verbs of `assure ledger` that keep it provable, by what they are for."""
