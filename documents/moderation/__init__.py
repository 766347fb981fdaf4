"""The audit moderation day on paper (framework section 5)."""
