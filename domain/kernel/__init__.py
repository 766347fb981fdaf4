"""What every noun of the record shares: events, commands, access, vocabulary, and the registry."""
