"""The result as a database of one file."""
