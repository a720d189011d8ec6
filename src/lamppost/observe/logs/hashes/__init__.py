"""Kernels of tables of hashes; they stand in a folder of their own because a change of it has all of them compiled anew."""
