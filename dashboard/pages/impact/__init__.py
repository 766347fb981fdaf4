"""The Impact page."""
