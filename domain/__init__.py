"""What may be said, by whom, and what it means: pure Python, no clock, no I/O, no storage."""
