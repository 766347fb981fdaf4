"""Documents for Word: a template that anybody can change, filled from the record."""
