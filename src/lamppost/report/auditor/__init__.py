"""One page for whoever has to check a bundle."""
