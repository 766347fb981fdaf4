"""The page of a moderation day."""
