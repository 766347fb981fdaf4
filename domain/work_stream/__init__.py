"""Themed work streams that recommendations are placed in."""
