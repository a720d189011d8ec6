"""The answer to an `ask`, in words."""
