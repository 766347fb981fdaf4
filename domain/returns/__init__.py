"""An agency's return for one case, its grades, and what is asked about it."""
