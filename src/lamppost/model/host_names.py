"""Many host names, each as the octets of one heap: they become words when they are asked for."""

from collections.abc import Iterator, Sequence
from typing import overload

from lamppost.model.columns import parts_of
from lamppost.model.observations import Column


class HostNames(Sequence[str]):
    """Names by their numbers; a word of Python takes several times the room of its letters."""

    def __init__(self, octets: Column, starts: Column, lengths: Column) -> None:
        """Keep where the names stand.

        Args:
            octets: ASCII letters, shape (k,).
            starts: Where each name begins, shape (n,).
            lengths: Its letters, shape (n,).
        """
        self._octets, self._starts, self._lengths = octets, starts, lengths

    def heap(self) -> tuple[Column, Column, Column]:
        """Letters, where each name begins among them, and its letters."""
        return self._octets, self._starts, self._lengths

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> list[str]: ...
    def __getitem__(self, number: int | slice) -> str | list[str]:
        if isinstance(number, slice):
            return [self[one] for one in range(*number.indices(len(self)))]
        start = int(self._starts[number])
        return self._octets[start : start + int(self._lengths[number])].tobytes().decode("ascii")

    def __iter__(self) -> Iterator[str]:
        for part in parts_of(len(self)):
            yield from self[part]

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Sequence)
            and len(self) == len(other)
            and all(one == another for one, another in zip(self, other, strict=True))
        )

    __hash__ = None  # type: ignore[assignment]
