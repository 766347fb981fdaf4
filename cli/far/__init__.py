"""Commands from another desk: OpenSSH carries their words and files to where the ledger is."""
