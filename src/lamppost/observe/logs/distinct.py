"""The distinct texts of a file, each held once, over all its blocks."""

from collections.abc import Callable, Sequence

import numpy as np

from lamppost.model.observations import Column
from lamppost.observe.logs.cells.instants import MEMO
from lamppost.observe.logs.cells.texts import ENTRY, seat_entries
from lamppost.observe.logs.numbered import Numbered
from lamppost.observe.logs.running import Run
from lamppost.observe.logs.texts import are_left

MOST_TEXTS = 1 << 20
MOST_OCTETS = 1 << 26
"""What is held at most; above it all is forgotten, and begun anew with the next block."""

STATE = 2 + MEMO
"""Numbers of the state of the kernels: texts, the octets that these take, and those of `answering`."""

_FEWEST = 1 << 10
_MOST_ASKING = 64
_UNKNOWN = -2
_MOST_BETWEEN = 8
"""Times the octets of texts that are read, which may be read with them where others stand between."""

Meaning = Callable[[Sequence[str]], list[int]]
"""Gives the numbers that texts mean to whom they are asked for; -1: none."""


class Distinct:
    """Texts, each with a number, and what they mean to those who asked.

    One thread may number more of them while another asks for those that have numbers.
    """

    def __init__(self) -> None:
        """None yet."""
        self.state = np.zeros(STATE, np.int64)
        self.heap = np.zeros(1 << 16, np.uint8)
        self.entries = np.zeros(_FEWEST * ENTRY, np.int64)
        self.slots = np.zeros(2 * _FEWEST, np.int64)
        self._meant: dict[object, Column] = {}

    @property
    def is_full(self) -> bool:
        """Whether it holds so much that it should be begun anew."""
        return bool(self.state[0] > MOST_TEXTS or self.state[1] > MOST_OCTETS)

    def begin(self) -> None:
        """Be ready for a kernel: of the state, only the texts are kept."""
        self.state[2:] = -1

    def make_room(self, run: Run, texts: int, octets: int) -> None:
        """Room for so many texts more, of so many octets in all."""
        count, taken = self.state[:2].tolist()
        if taken + octets + 8 > len(self.heap):
            self.heap = _grown(self.heap, taken, 2 * (taken + octets + 8))
        if (count + texts) * ENTRY > len(self.entries):
            self.entries = _grown(self.entries, count * ENTRY, 2 * (count + texts) * ENTRY)
        if 2 * (len(self.entries) // ENTRY) > len(self.slots):
            self.slots = np.zeros(1 << (2 * (len(self.entries) // ENTRY)).bit_length(), np.int64)
            run(seat_entries, self.entries, count, self.slots, len(self.slots) - 1)

    def meant(self, who: object, numbers: Column, meaning: Meaning) -> Column:
        """What the texts of some numbers mean; each is asked for once, in the order of the numbers.

        Args:
            who: Whom they are asked for: the same asks for the same meanings.
            numbers: Numbers of texts, -1: none, shape (n,).
            meaning: Gives the meanings of texts.
        """
        if len(self._meant) > _MOST_ASKING:
            self._meant.clear()
        held = self._meant.get(who)
        count = int(self.state[0])  # all numbers that were given are below it
        if held is None or len(held) <= count:
            grown = np.full(max(64, 2 * count) + 1, _UNKNOWN, np.int64)
            if held is not None:
                grown[: len(held) - 1] = held[:-1]
            grown[-1] = -1  # of those that have no number
            held = self._meant[who] = grown
        found = held.take(numbers)
        if found.min(initial=-1) == _UNKNOWN:
            new = numbers[found == _UNKNOWN]
            first = np.unique(new, return_index=True)[1]
            first.sort()
            numbered = new[first]
            held[numbered] = meaning(self._texts(numbered))
            found = held.take(numbers)
        return np.asarray(found)

    def _texts(self, numbers: Column) -> list[str]:
        """The texts of some numbers."""
        starts, lengths = self.entries[numbers * ENTRY], self.entries[numbers * ENTRY + 1]
        first, end = int(starts.min()), int((starts + lengths).max())
        places = zip((starts - first).tolist(), lengths.tolist(), strict=True)
        if end - first <= _MOST_BETWEEN * int(lengths.sum()):
            octets = self.heap[first:end].tobytes()
            if octets.isascii():
                text = octets.decode("ascii")
                return [text[start : start + length] for start, length in places]
        heap = memoryview(self.heap.data)[first:]
        return [str(heap[start : start + length], "utf-8", "backslashreplace") for start, length in places]


def _grown(column: Column, taken: int, size: int) -> Column:
    """The same in more room."""
    grown = np.zeros(size, column.dtype)
    grown[:taken] = column[:taken]
    return grown


class Held:
    """The distinct texts of a file, as one thread numbers them."""

    def __init__(self) -> None:
        """None yet."""
        self._texts = Distinct()

    def texts(self) -> Distinct:
        """Those of the block that comes next."""
        if self._texts.is_full:
            self._texts = Distinct()
        return self._texts


def meaning_of_words(known: Sequence[str]) -> Meaning:
    """The place of a text among some."""
    places = {word: at for at, word in enumerate(known)}
    return lambda texts: [places.get(text, -1) for text in texts]


def meaning_in(into: Numbered, clean: Callable[[str], str | None] | None) -> Meaning:
    """The number of a text, or of what is made of it."""

    def numbers(texts: Sequence[str]) -> list[int]:
        if clean is None or are_left(clean, texts):
            return into.of_all(texts)
        return [-1 if text is None else into.number(text) for text in map(clean, texts)]

    return numbers
