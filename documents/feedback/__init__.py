"""Individual audits for those whose work they are about (framework section 10)."""
