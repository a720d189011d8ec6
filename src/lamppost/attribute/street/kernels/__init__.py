"""Geometry that is compiled: what can be seen from a place, and which part of a way that is."""
