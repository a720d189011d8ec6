"""Stable short names for things in a result document."""

import hashlib


def make_id(prefix: str, *parts: str) -> str:
    """The prefix and the first 12 hex digits of the SHA-256 over what identifies the thing.

    Args:
        prefix: `dev`, `ver`, `dst`, …, without the hyphen.
        parts: The identifying values, in a fixed order; joined by a unit separator so that
            ("ab", "c") and ("a", "bc") differ.
    """
    digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
    return f"{prefix}-{digest[:12]}"
