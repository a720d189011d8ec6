"""The page of the report, printed."""
