r"""The lines before the rows of a table, which say what its columns are and how its cells are parted.

    #separator \x09
    #set_separator	,
    #empty_field	(empty)
    #unset_field	-
    #path	conn
    #open	2026-11-27-10-00-00
    #fields	ts	uid	…
    #types	time	string	…

docs.zeek.org, *Zeek Log Formats and Inspection*; src/logging/writers/ascii/Ascii.cc (`WriteHeader`). The first of them is parted
by a space, of which some tools make a tab; the value is escaped as cells are. Where `Log::default_scope_sep` is `_`
(zeek/zeek, scripts/base/frameworks/logging/main.zeek), `id.orig_h` is called `id_orig_h`, and so on: `scoped`.
"""

import re
from dataclasses import dataclass, replace

SEPARATOR, FIELDS = b"#separator", b"#fields"
_ESCAPED = re.compile(r"\\x([0-9a-fA-F]{2})")
_SCOPE = re.compile(r"(id|certificate)_(?=[a-z])")


def scoped(column: str) -> str:
    """What a column is called where a point stands between a record and its field."""
    return _SCOPE.sub(r"\1.", column, count=1) if _SCOPE.match(column) else column


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What holds for the rows behind it; at first Zeek's defaults."""

    separator: str = "\t"
    lists: str = ","
    empty: str = "(empty)"
    unset: str = "-"
    path: str | None = None
    columns: tuple[str, ...] = ()

    def with_line(self, line: bytes) -> "Header":
        """The header with one more of its lines; what is none of it changes nothing."""
        if line.startswith(SEPARATOR):
            return Header(separator=_plain(line.decode("utf-8", "replace")[len(SEPARATOR) + 1 :]) or "\t")
        key, _, value = line.decode("utf-8", "replace").partition(self.separator)
        match key:
            case "#set_separator":
                return replace(self, lists=_plain(value) or ",")
            case "#empty_field":
                return replace(self, empty=_plain(value))
            case "#unset_field":
                return replace(self, unset=_plain(value))
            case "#path":
                return replace(self, path=_plain(value))
            case "#fields":
                return replace(self, columns=tuple(map(scoped, value.split(self.separator))))
        return self

    @property
    def is_readable(self) -> bool:
        """Whether one byte parts cells."""
        return len(self.separator.encode()) == 1

    @property
    def not_told(self) -> tuple[bytes, ...]:
        """Cells that tell nothing."""
        return tuple(one.encode() for one in dict.fromkeys((self.unset, self.empty)) if one)


def _plain(value: str) -> str:
    return _ESCAPED.sub(lambda one: chr(int(one[1], 16)), value)
