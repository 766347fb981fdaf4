"""What all pages share: dates, tables, colours, and facts kept by position."""
