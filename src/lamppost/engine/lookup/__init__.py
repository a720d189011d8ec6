"""Rows that others are looked up among."""
