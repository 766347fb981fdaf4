"""How the ledger is kept provable: its name, checkpoints, receipts, packs."""
