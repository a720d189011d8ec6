"""A copy of the user's own sheet with what was found beside each row."""
