"""The Grade history page."""
