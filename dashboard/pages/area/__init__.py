"""The page of one area of work."""
