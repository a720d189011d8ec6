"""Watch lists that the user brings: hundreds of thousands of names, compiled once and asked as of a day."""
