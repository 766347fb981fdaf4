"""Certificates of taking part, for files of continued professional development (section 2)."""
