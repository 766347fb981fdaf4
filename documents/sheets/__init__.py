"""What concerns many things is one sheet: written prefilled, filled in, and read back whole."""
