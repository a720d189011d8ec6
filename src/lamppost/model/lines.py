"""A folded document as text: each row of a table on a line of its own, made when it is written where there are many."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from lamppost.model.sharing import Shared

_ENCODER = msgspec.json.Encoder(order="deterministic")
_ROWS = 4096
"""Rows that are written at once."""


class Lines(Sequence[Any]):
    """Lines of a table, each made when it is written."""

    def __init__(self, n: int, line: Callable[[int], Any]) -> None:
        """Hold how many there are, and what makes one of them."""
        self._n, self._line = n, line

    def __len__(self) -> int:
        return self._n

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return [self._line(one) for one in range(*at.indices(self._n))]
        return self._line(at)


def document_pieces(document: Any) -> Iterator[bytes]:
    """A folded document as JSON, some rows at a time.

    Args:
        document: A `SharedDocument`; its tables may be `Lines`.
    """
    yield b"{\n"
    for at, (name, value) in enumerate(_fields(document)):
        if at:
            yield b",\n"
        yield from _field(name, value)
    yield b"\n}\n"


def _fields(part: Any) -> list[tuple[str, Any]]:
    held = ((name, getattr(part, name)) for name in part.__struct_fields__)
    return [(name, value) for name, value in held if value is not msgspec.UNSET]


def _field(name: str, value: Any) -> Iterator[bytes]:
    yield b' "' + name.encode() + b'": '
    if isinstance(value, Shared):
        yield b"{\n"
        for at, one in enumerate(_fields(value)):
            if at:
                yield b",\n"
            yield from _field(*one)
        yield b"\n }"
    elif not isinstance(value, list | Lines) or not value:
        yield _ENCODER.encode(value)
    else:
        yield b"[\n  "
        for at in range(0, len(value), _ROWS):
            lines = _ENCODER.encode_lines(value[at : at + _ROWS]).rstrip(
                b"\n"
            )  # JSON has no line end within a text
            yield (b",\n  " if at else b"") + lines.replace(b"\n", b",\n  ")
        yield b"\n ]"
