"""Safeguarding concerns met during an audit (framework section 10)."""
