"""The list that a sample is drawn from: as an agency gives it, and as it is kept."""
