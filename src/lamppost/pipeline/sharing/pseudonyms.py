"""Names in the place of names: the same thing has the same one throughout a bundle, and none can be traced without the key."""

import hashlib
import hmac
import secrets
from pathlib import Path

from lamppost.knowledge.files import read_small
from lamppost.model.errors import LamppostError
from lamppost.model.language import tr

KEY_BYTES = 32
MOST_KEY_BYTES = 4096
_DIGITS = 12
_PURPOSE = b"lamppost share 1\x1f"


def new_key() -> bytes:
    """A key that nobody has had before."""
    return secrets.token_bytes(KEY_BYTES)


def read_key(path: Path) -> bytes:
    """The key that a file holds, blanks at its ends aside.

    Raises:
        LamppostError: It cannot be read, or is too short to keep anything secret.
    """
    key = read_small(path, MOST_KEY_BYTES, tr("a key"), error=LamppostError).strip()
    if len(key) < KEY_BYTES:
        raise LamppostError(
            tr(
                "{name}: {held} bytes are too few for a key; expected are {least} or more",
                name=path.name,
                held=len(key),
                least=KEY_BYTES,
            ),
            hint=tr("Have one made with --new-key FILE."),
        )
    return key


class Pseudonyms:
    """Pseudonyms under one key: HMAC-SHA-256 (RFC 2104), for each kind of thing under a key of its own."""

    def __init__(self, key: bytes) -> None:
        """Keep the key."""
        self._key = key
        self._keys: dict[str, bytes] = {}

    def digest(self, kind: str, text: str) -> str:
        """64 hex digits in the place of a text.

        Args:
            kind: What it is: a MAC address, a file, …; the same text of another kind has another pseudonym.
            text: In one spelling.
        """
        if kind not in self._keys:
            self._keys[kind] = hmac.digest(self._key, _PURPOSE + kind.encode(), "sha256")
        return hmac.new(self._keys[kind], text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

    def of(self, kind: str, text: str) -> str:
        """A word in the place of a text: its kind, and twelve hex digits."""
        return f"{kind}-{self.digest(kind, text)[:_DIGITS]}"
