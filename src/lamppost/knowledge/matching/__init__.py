"""Names that are nearly a held one: how they are written, found among many, and compared word by word."""
