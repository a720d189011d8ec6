"""Kernels that decode the blocks of a PBF file (https://wiki.openstreetmap.org/wiki/PBF_Format)."""
