"""A JSON object from a stranger, read within fixed bounds (RFC 8259 §9 lets a reader set them)."""

import json
from typing import Any

MAX_BYTES = 64 * 1024
MAX_BRACKETS = 256  # so that nothing nests deeper


def read_object(raw: bytes) -> dict[str, Any] | None:
    """The object, or None where it is no object, too long, too nested or broken.

    Args:
        raw: UTF-8, broken or not, perhaps padded with NUL bytes and white space.
    """
    text = raw.strip(b"\0 \t\r\n")
    if not text.startswith(b"{") or len(text) > MAX_BYTES:
        return None
    if text.count(b"{") + text.count(b"[") > MAX_BRACKETS:
        return None
    try:
        value = json.loads(text.decode("utf-8", "replace"))
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def inner_object(value: dict[str, Any] | None, *names: str) -> dict[str, Any]:
    """The object at a path of member names; empty where there is none."""
    for name in names:
        inner = value.get(name) if value else None
        value = inner if isinstance(inner, dict) else None
    return value or {}


def inner_text(value: dict[str, Any], name: str) -> str:
    """The text of a member; empty where it is absent or no text."""
    text = value.get(name)
    return text if isinstance(text, str) else ""
