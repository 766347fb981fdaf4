"""Facts in DuckDB: read from the ledger, typed, limited to what a viewer may read."""
