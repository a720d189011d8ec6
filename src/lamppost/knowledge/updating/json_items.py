"""The values of one array of a large JSON document, one at a time."""

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lamppost.knowledge.updating.rows import UpdateError

BLOCK = 1024 * 1024
MOST_ITEM = 8 * 1024 * 1024
"""Characters in one value; no published record is longer."""
_GAP = re.compile(r"[\s,]*")


def read_items(path: Path, key: str) -> Iterator[Any]:
    """The values of the first array called `key`, in order.

    Args:
        path: The document; only a window of it is held.
        key: The name of the array; it stands near the beginning.

    Raises:
        UpdateError: There is no such array, or it ends in the middle.
    """
    decoder = json.JSONDecoder()
    with path.open("rb") as file:
        blocks = _texts(path, iter(lambda: file.read(BLOCK), b""))
        text = next(blocks, "")
        found = re.search(rf'"{re.escape(key)}"\s*:\s*\[', text)
        if not found:
            raise UpdateError(f"{path.name}: no array {key!r}", hint="Is the file what --format says?")
        at, ended = found.end(), False
        while True:
            gap = _GAP.match(text, at)
            at = gap.end() if gap else at
            if text.startswith("]", at):
                return
            try:
                value, at = decoder.raw_decode(text, at)
            except (ValueError, RecursionError):
                if ended or len(text) - at > MOST_ITEM:
                    raise UpdateError(
                        f"{path.name}: no JSON at {text[at : at + 40]!r}", hint="Was the file cut?"
                    ) from None
                more = next(blocks, "")
                ended, text, at = not more, text[at:] + more, 0
                continue
            yield value


def _texts(path: Path, blocks: Iterator[bytes]) -> Iterator[str]:
    decode = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        for block in blocks:
            yield decode.decode(block)
        yield decode.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise UpdateError(f"{path.name}: not UTF-8: {error.reason}", hint="Was the file cut?") from None
