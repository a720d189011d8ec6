"""A result made fit for others to see, as a bundle that can be checked byte by byte."""
