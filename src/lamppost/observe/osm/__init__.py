"""OpenStreetMap files: cameras, buildings, ways to walk and places."""
