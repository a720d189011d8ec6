"""The evidence chain of one finding, in words."""
