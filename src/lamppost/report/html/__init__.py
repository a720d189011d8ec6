"""The answer as one page that loads nothing."""
