"""`assure ledger`: the record itself, and its proof."""

from cli.nouns.ledger.begin import app

__all__ = ["app"]
