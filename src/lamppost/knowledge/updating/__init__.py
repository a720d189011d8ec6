"""Bringing packs up to date from what others publish: read, compare, write; nothing is ever taken away."""
