"""The Moderation page."""
