"""Proof that the record was not rewritten."""
