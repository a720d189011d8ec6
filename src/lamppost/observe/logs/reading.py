"""A log from its first byte to its last: opened, unpacked, hashed, and given to its reader in blocks of whole lines."""

from collections.abc import Callable
from pathlib import Path

from lamppost.model.observations import Evidence
from lamppost.observe.logs.blocks import Block
from lamppost.observe.logs.gathered import Gathered

Progress = Callable[[str, int, int], None]
Take = Callable[[Block], None]


def read_lines(
    path: Path, name: str, form: str, take: Take, into: Gathered, progress: Progress | None = None
) -> Evidence:
    """What the file was, its hash, and how much of it was read; every whole line was given to `take`, in order.

    Lines end with LF or CRLF. UTF-16 with a mark, and UTF-8 with one, are read as UTF-8 without. What was not read is
    put into `into.issues`: cells that are not what their column should hold and lines that are none, one issue a kind
    with the first line and how many there are, and a line that the end of the file cuts.

    Args:
        path: The file, packed or not; `-` is standard input.
        name: How results call it.
        form: What it is: `zeek conn`.
        take: Takes each block of lines.
        into: Where issues go.
        progress: Called with the name, bytes done and bytes in all.
    """
    raise NotImplementedError
