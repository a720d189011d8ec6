"""Registers of cameras that somebody keeps: tables, GeoJSON, lists of objects, and shapefiles of points."""
