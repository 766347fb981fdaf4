"""What may be said: commands, and the decisions that turn them into events or a refusal."""
