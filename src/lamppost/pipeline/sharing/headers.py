"""Whether what a ZIP says of its files at its end is what it says in front of each of them (APPNOTE.TXT 4.3.7, 4.3.12, 4.3.16)."""

import struct
import zipfile
from collections.abc import Sequence
from typing import BinaryIO

LOCAL, CENTRAL, END = 30, 46, 22
"""Bytes of the header in front of a file, of its entry in the directory, and of the end; the names aside."""
_MAGICS = b"PK\3\4", b"PK\1\2"
_END = struct.Struct("<4s4H2LH")


def changed_header(file: BinaryIO, directory_at: int, entries: Sequence[zipfile.ZipInfo]) -> str | None:
    """The name of the first file that stands elsewhere, or with another header, than the directory says; empty for the end.

    Python's zipfile goes by the directory; other programs go by the headers in front of the files, so both must say one thing.

    Args:
        file: The ZIP, of which nothing is compressed and no entry bears more than its name.
        directory_at: Where the directory begins.
        entries: What the directory holds.

    Returns:
        The name as the directory has it; None where all is as it says.
    """
    file.seek(directory_at)
    directory = file.read()
    at = place = 0
    for one in entries:
        name = one.orig_filename.encode()
        entry = directory[at : at + CENTRAL + len(name)]
        file.seek(place)
        header = file.read(LOCAL + len(name))
        same = header[4:LOCAL] == entry[6:32] and header[LOCAL:] == entry[CENTRAL:]
        if (header[:4], entry[:4]) != _MAGICS or not same or one.header_offset != place:
            return one.orig_filename
        at, place = at + len(entry), place + len(header) + one.file_size
    count = len(entries)
    end = _END.pack(b"PK\5\6", 0, 0, count, count, at, directory_at, 0)
    return None if (place, directory[at:]) == (directory_at, end) else ""
