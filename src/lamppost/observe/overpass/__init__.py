"""Answers of Overpass in JSON: elements of OpenStreetMap with their tags."""
