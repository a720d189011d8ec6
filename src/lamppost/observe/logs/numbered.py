"""Texts, each once, with a number."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import overload

import numpy as np

from lamppost.model.observations import Column


class Numbered(Sequence[str]):
    """Texts in the order in which they were first told; the number of each is its place."""

    def __init__(self) -> None:
        """None yet."""
        self._texts: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        """The number of a text, a new one where it is new."""
        found = self._numbers.get(text)
        if found is None:
            found = self._numbers[text] = len(self._texts)
            self._texts.append(text)
        return found

    def of_all(self, texts: Iterable[str]) -> list[int]:
        """The number of each text, new ones where they are new."""
        known = self._numbers
        before = len(known)
        found = [known.setdefault(text, len(known)) for text in texts]
        if len(known) > before:
            self._texts += [*islice(reversed(known), len(known) - before)][::-1]
        return found

    def numbers(self, texts: Iterable[str | None]) -> Column:
        """The number of each text, -1 where there is none, shape (n,)."""
        return np.fromiter((-1 if one is None else self.number(one) for one in texts), np.int32)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        return self._texts[at]

    def __len__(self) -> int:
        return len(self._texts)

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)
