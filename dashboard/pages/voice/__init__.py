"""The Voice page."""
