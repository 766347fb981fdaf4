"""Verification, and everything that it is made of."""
