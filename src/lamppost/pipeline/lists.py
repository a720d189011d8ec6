"""Which files are lists, and what reads each."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from lamppost.model.assets import ListRead
from lamppost.model.sheets import ReadAs

if TYPE_CHECKING:
    from lamppost.knowledge.base import Knowledge

Knows = Callable[[str], bool]
Progress = Callable[[str, int, int], None]
TEXTS = (".csv", ".tsv", ".tab")
BOOKS = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods", ".numbers")
SUFFIXES = (*TEXTS, *BOOKS)
"""Endings of the files that are lists."""


def is_list(path: Path) -> bool:
    """Whether a path is named as a list is."""
    return path.suffix.lower() in SUFFIXES


def read_list(path: Path, shown_as: str, knows: Knows, chosen: ReadAs, progress: Progress | None) -> ListRead:
    """The rows of a list, whatever it is written in.

    Args:
        path: The file.
        shown_as: How results call it.
        knows: Whether the packs know a maker or brand by a name.
        chosen: How the user wants it read.
        progress: Called with file name, bytes or rows done, and in all.

    Raises:
        LamppostError: It is missing or no regular file.
    """
    from lamppost.observe.supplier_list import reader as texts
    from lamppost.observe.workbook import reader as books

    read = books.read_list if path.suffix.lower() in BOOKS else texts.read_list
    return read(path, shown_as, knows, chosen, progress)


def known_names(knowledge: "Knowledge") -> Knows:
    """Whether the packs know a maker or brand by a name."""
    from lamppost.attribute.labels import names_meant

    @lru_cache(maxsize=4096)
    def knows(name: str) -> bool:
        return len(name) > 1 and bool(names_meant(name, knowledge))

    return knows
