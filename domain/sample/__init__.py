"""The sample of cases: frame, seed, draw and replacements."""
