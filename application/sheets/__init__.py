"""Many things at once: each kind of sheet says what its rows become; the act is one for all."""
