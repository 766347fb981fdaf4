"""What goes out and comes in on paper."""
