"""The My work page."""
