"""One module per published format; each has `FORMAT`, `sniff` and `read`, and knows nothing of the others."""
