"""Audit tools: areas of work, prompts and a grade scale (framework section 5)."""
