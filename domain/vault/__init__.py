"""The keys of confidential text: issued, held, erased, opened by break-glass."""
