"""Things of a document of which many are the same but for their place; what is the same is held once."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar, overload

import msgspec

Thing = TypeVar("Thing", bound=msgspec.Struct)


class Repeated(Sequence[Thing]):
    """Things of which many are the same but for the row; each is made anew whenever it is asked for."""

    @abstractmethod
    def counted(self) -> list[tuple[Thing, int]]:
        """What differs in more than its place and the words of a model, and how many things are so."""

    @abstractmethod
    def numbers(self) -> Iterator[int]:
        """Of each thing, in their order, the place in `counted()` of what it is one of."""

    @abstractmethod
    def told_otherwise(self, change: Callable[[Thing], Thing]) -> "Repeated[Thing]":
        """The same in the same places, changed.

        Args:
            change: Makes of what is told of some words what is told instead.
        """

    @abstractmethod
    def one(self, at: int) -> Thing:
        """The thing at a place."""

    @overload
    def __getitem__(self, at: int) -> Thing: ...
    @overload
    def __getitem__(self, at: slice) -> list[Thing]: ...
    def __getitem__(self, at: int | slice) -> Thing | list[Thing]:
        if isinstance(at, slice):
            return [self.one(place) for place in range(*at.indices(len(self)))]
        if not -len(self) <= at < len(self):
            raise IndexError(at)
        return self.one(at % len(self))

    def __iter__(self) -> Iterator[Thing]:
        return map(self.one, range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or len(other) != len(self):
            return False
        return all(one == two for one, two in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]


def counted(things: Sequence[Thing]) -> Sequence[tuple[Thing, int]]:
    """Things that differ in more than their place, and how many are so; of those that are held one by one each, once.

    Args:
        things: Rows or verdicts of a document.
    """
    return things.counted() if isinstance(things, Repeated) else [(one, 1) for one in things]


def numbered(things: Sequence[Thing]) -> tuple[list[Thing], Iterable[int]]:
    """Things that differ in more than their place, and of each thing the number of its own; those that are held one by one are each their own.

    Args:
        things: Rows or verdicts of a document.
    """
    if isinstance(things, Repeated):
        return [one for one, _ in things.counted()], things.numbers()
    return list(things), range(len(things))
