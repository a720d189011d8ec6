"""The result document for machines."""
