"""Audits that one agency makes by itself (framework section 7)."""
