"""Flow records that nfdump's collectors wrote into binary files."""
