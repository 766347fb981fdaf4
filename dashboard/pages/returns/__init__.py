"""The Returns page."""
