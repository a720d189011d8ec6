"""Runs what is written elsewhere in the house: kernels, compiled when that pays."""
