"""Impact on paper."""
