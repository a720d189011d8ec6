"""Lists of suppliers or things as CSV (RFC 4180)."""
