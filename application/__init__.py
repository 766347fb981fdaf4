"""What somebody does: one act, one file. No terminal, no page, no SQL."""
