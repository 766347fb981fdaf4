"""Text that can be forgotten: keys by case, kept apart from the record they open."""
