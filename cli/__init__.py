"""The door for recording."""
