"""Joins observations to statements: maker, owner chain, destination, listing."""
