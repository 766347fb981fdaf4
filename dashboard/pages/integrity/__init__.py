"""The Integrity page."""
