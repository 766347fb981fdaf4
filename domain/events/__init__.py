"""The stored vocabulary: a file per noun, names and versions that never change meaning."""
