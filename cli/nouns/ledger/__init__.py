"""`assure ledger`: the record itself, and its proof."""
