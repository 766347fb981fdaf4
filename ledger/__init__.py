"""How the record is kept and proved."""
