"""The door for reading."""
