"""A made capture of any size, quickly: conversations as rows of octets, many of a kind at a time."""
