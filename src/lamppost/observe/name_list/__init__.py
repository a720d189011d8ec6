"""Names one to a line."""
