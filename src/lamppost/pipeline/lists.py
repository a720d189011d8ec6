"""Which files are lists, by their endings and first bytes, and what reads each."""

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from lamppost.model.asset_rows import ListRead
from lamppost.model.sheets import ReadAs

if TYPE_CHECKING:
    from lamppost.knowledge.base import Knowledge

Knows = Callable[[str], bool]
Progress = Callable[[str, int, int], None]
Read = Callable[[Path, str, Knows, ReadAs, Progress | None], ListRead]
TEXTS = (".csv", ".tsv", ".tab")
NAMES = (".txt", ".text", ".lst")
BOOKS = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods", ".numbers")
HEAD_BYTES = 1 << 16
_TEXT = "supplier_list"
_BY_ENDING = (
    dict.fromkeys(TEXTS, _TEXT) | dict.fromkeys(NAMES, "name_list") | dict.fromkeys(BOOKS, "workbook")
)
_BILL = re.compile(rb'"bomFormat"\s*:\s*"CycloneDX"')
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_MOST_ODD = 0.05
"""So great a part of its bytes are control characters in a text that is damaged; of a capture, far more."""
_UTF_16 = 0.4
"""So great a part of its bytes are zeros, in every second place, where each letter takes two."""


def is_list(path: Path) -> bool:
    """Whether a file is a list."""
    return format_of(path) is not None


def format_of(path: Path) -> str | None:
    """What kind of list a file is: by its ending, else by its first bytes; None where it is none.

    Args:
        path: A file; one that is not there is known by its ending alone.
    """
    ending = path.suffix.lower()
    if ending in BOOKS:
        return _BY_ENDING[ending]
    try:
        if not path.is_file():
            return _BY_ENDING.get(ending)
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
            if ending in TEXTS:
                return None if _is_binary(head) else _TEXT
            found = format_of_bytes(head)
            if found is None and head.lstrip()[:1] == b"{":
                file.seek(max(0, path.stat().st_size - HEAD_BYTES))
                return "cyclonedx" if _BILL.search(file.read(HEAD_BYTES)) else None  # some write it last
    except OSError:
        return None
    return _BY_ENDING.get(ending) if found == "name_list" else found


def format_of_bytes(head: bytes) -> str | None:
    """What kind of list begins so; `name_list` for any other text, which may be a table too; None for what is no text.

    Args:
        head: The first bytes of a file, `HEAD_BYTES` or all.
    """
    start = head.removeprefix(_MARKS[0]).lstrip()
    if start[:1] == b"<":
        if b"<nmaprun" in head:
            return "nmap"
        return "cyclonedx" if b"cyclonedx.org/schema/bom" in head else None
    if start[:1] in (b"{", b"["):
        if b'"schema_version"' in start[:64]:
            return None  # a document of lamppost's own
        if b'"bomFormat"' in head and b"CycloneDX" in head:
            return "cyclonedx"
        return "netbox" if b'"device_type"' in head and b'"manufacturer"' in head else None
    if start.startswith(b"PK\x03\x04") and b"xl/" in head:
        return "workbook"
    return "name_list" if head and is_text(head) else None


def is_text(head: bytes) -> bool:
    """Whether what begins so is a text: of one with a mark that is known, else no byte of it is one that texts have not."""
    if head.startswith(_MARKS):
        return True
    return all(byte >= 0x20 or byte in b"\t\n\r\f" for byte in head[:4096])


def _is_binary(head: bytes) -> bool:
    """Whether what begins so is no text, whatever its name ends in; a text with some bytes of damage is one."""
    if head.startswith(_MARKS) or not head:
        return False
    of_two = max(head[0::2].count(0), head[1::2].count(0)) / len(head)
    odd = sum(byte < 0x20 and byte not in b"\t\n\r\f" for byte in head) / len(head)
    return odd > _MOST_ODD and of_two < _UTF_16


def read_list(path: Path, shown_as: str, knows: Knows, chosen: ReadAs, progress: Progress | None) -> ListRead:
    """The rows of a list, whatever it is written in.

    Args:
        path: The file.
        shown_as: How results call it.
        knows: Whether the packs know a maker or brand by a name.
        chosen: How the user wants it read.
        progress: Called with file name, bytes done, and in all.

    Raises:
        LamppostError: It is missing or no regular file.
    """
    kind = format_of(path) or "name_list"
    if kind == "name_list" and path.is_file():
        from lamppost.observe.name_list.reader import is_table

        kind = _TEXT if is_table(path, chosen) else kind
    read = cast("Read", import_module(f"lamppost.observe.{kind}.reader").read_list)
    return read(path, shown_as, knows, chosen, progress)


@contextmanager
def handed_in(stream_start: bytes, rest: Iterator[bytes]) -> Iterator[Path]:
    """A file of a list that came in by standard input, as long as it is read.

    Args:
        stream_start: Its first bytes.
        rest: Those behind them.
    """
    with tempfile.TemporaryDirectory(prefix="lamppost-") as folder:
        kind = format_of_bytes(stream_start)
        path = Path(folder).resolve() / ("standard input.txt" if kind == "name_list" else "standard input")
        with path.open("wb") as file:
            file.write(stream_start)
            file.writelines(rest)
        yield path


def known_names(knowledge: "Knowledge") -> Knows:
    """Whether the packs know a maker or brand by a name."""
    from lamppost.attribute.labels import names_meant

    @lru_cache(maxsize=4096)
    def knows(name: str) -> bool:
        return len(name) > 1 and bool(names_meant(name, knowledge))

    return knows
