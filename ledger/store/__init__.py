"""The event store: append-only and sealed in the same transaction."""
