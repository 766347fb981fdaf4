"""What people give: from a file's bytes to values, strictly, whole, each fault with its remedy."""
