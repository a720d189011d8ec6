"""Tables of things as people keep them, whichever file they stand in: which column is what, and which row is one."""
