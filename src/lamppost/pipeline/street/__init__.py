"""Maps and registers of cameras in, what is seen of a place or a walk out."""
