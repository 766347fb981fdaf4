"""Agencies, people and their roles."""
