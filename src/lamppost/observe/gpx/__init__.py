"""Walks as GPX."""
