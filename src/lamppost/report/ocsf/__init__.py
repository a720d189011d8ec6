"""The result as events of the Open Cybersecurity Schema Framework."""
