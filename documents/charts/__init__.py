"""Charts: pure functions from rows to Altair, each with a finding as its title."""
