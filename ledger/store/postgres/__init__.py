"""The engine for many writers on a network: a ledger in a schema of a PostgreSQL server."""
