"""Archives as evidence of their own, where some of what they hold is not read."""
