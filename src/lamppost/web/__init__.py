"""Pages and an interface for programs over result documents, for the user of this machine alone (`lamppost serve`)."""
