"""Logs that grow, followed: what is new is added to what was there, exactly once, and told when it matters."""
