"""What the partnership's yearly report takes from the record."""
