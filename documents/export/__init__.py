"""The facts and main views as tables for other programs."""
