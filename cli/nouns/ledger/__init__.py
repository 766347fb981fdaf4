"""`assure ledger`: the record itself, and its proof."""

from cli.nouns.ledger.init import app

__all__ = ["app"]
