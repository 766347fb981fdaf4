"""The rolling three-year programme (framework section 3)."""
