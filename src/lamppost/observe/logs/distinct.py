"""The distinct texts of a column, each held once, over all blocks of a file."""

from collections.abc import Callable, Sequence
from threading import Lock

import numpy as np

from lamppost.model.observations import Column
from lamppost.observe.logs.cells.octets import LENGTH, MOST
from lamppost.observe.logs.cells.texts import ENTRY, number_cells, seat_entries
from lamppost.observe.logs.numbered import Numbered
from lamppost.observe.logs.running import Run

MOST_TEXTS = 1 << 20
MOST_OCTETS = 1 << 26
"""What is held at most; above it all is forgotten, and begun anew with the next block."""

_FEWEST = 1 << 10
_MOST_ASKING = 16
_UNKNOWN = -2

Meaning = Callable[[str], int]
"""Gives the number that a text means to whom it is asked for; -1: none."""


class Distinct:
    """Texts, each with a number, and what they mean to those who asked."""

    def __init__(self) -> None:
        """None yet."""
        self._state = np.zeros(2, np.int64)
        self._heap = np.zeros(1 << 14, np.uint8)
        self._entries = np.zeros(_FEWEST * ENTRY, np.int64)
        self._slots = np.zeros(2 * _FEWEST, np.int64)
        self._meant: dict[object, Column] = {}
        self._mine = Lock()  # one thread numbers what comes next while another asks for what is there

    @property
    def is_full(self) -> bool:
        """Whether it holds so much that it should be begun anew."""
        return bool(self._state[0] > MOST_TEXTS or self._state[1] > MOST_OCTETS)

    def number(self, run: Run, data: Column, cells: Column, out: Column) -> int:
        """How many cells were left out, as `number_cells` says; the numbers of the others are in `out`."""
        with self._mine:
            self._make_room(run, len(cells), int(((cells >> LENGTH) & MOST).sum()))
            return run(
                number_cells, data, len(data), cells, len(cells), self._heap, len(self._heap), self._entries,
                self._slots, len(self._slots) - 1, self._state, out,
            )  # fmt: skip

    def meant(self, who: object, numbers: Column, meaning: Meaning) -> Column:
        """What the texts of some numbers mean; each is asked for once, in the order of the numbers.

        Args:
            who: Whom they are asked for: the same asks for the same meanings.
            numbers: Numbers of texts, -1: none, shape (n,).
            meaning: Gives the meaning of a text.
        """
        if len(self._meant) > _MOST_ASKING:
            self._meant.clear()
        held = self._meant.get(who)
        count = int(self._state[0])
        if held is None or len(held) <= count:
            grown = np.full(max(64, 2 * count) + 1, _UNKNOWN, np.int64)
            if held is not None:
                grown[: len(held) - 1] = held[:-1]
            grown[-1] = -1  # of those that have no number
            held = self._meant[who] = grown
        found = held[numbers]
        new = numbers[found == _UNKNOWN]
        if len(new):
            first = np.unique(new, return_index=True)[1]
            first.sort()
            for number in new[first].tolist():
                held[number] = meaning(self.text(number))
            found = held[numbers]
        return np.asarray(found)

    def octets(self, number: int) -> bytes:
        """A text as it stands in the file."""
        with self._mine:
            start, length = self._entries[number * ENTRY : number * ENTRY + 2].tolist()
            return self._heap[start : start + length].tobytes()

    def text(self, number: int) -> str:
        """A text."""
        return self.octets(number).decode("utf-8", "backslashreplace")

    def _make_room(self, run: Run, texts: int, octets: int) -> None:
        """Room for so many texts more, of so many octets in all."""
        count, taken = self._state.tolist()
        if taken + octets + 8 > len(self._heap):
            self._heap = _grown(self._heap, taken, 2 * (taken + octets + 8))
        if (count + texts) * ENTRY > len(self._entries):
            self._entries = _grown(self._entries, count * ENTRY, 2 * (count + texts) * ENTRY)
        if 2 * (count + texts) > len(self._slots):
            self._slots = np.zeros(1 << (2 * (count + texts)).bit_length(), np.int64)
            run(seat_entries, self._entries, count, self._slots, len(self._slots) - 1)


def _grown(column: Column, taken: int, size: int) -> Column:
    """The same in more room."""
    grown = np.zeros(size, column.dtype)
    grown[:taken] = column[:taken]
    return grown


class Held:
    """The distinct texts of the columns of a file, each under its name."""

    def __init__(self) -> None:
        """None yet."""
        self._columns: dict[object, Distinct] = {}

    def column(self, name: object) -> Distinct:
        """Those of a column."""
        found = self._columns.get(name)
        if found is None or found.is_full:
            found = self._columns[name] = Distinct()
        return found


def meaning_of_words(known: Sequence[str]) -> Meaning:
    """The place of a text among some."""
    places = {word: at for at, word in enumerate(known)}
    return lambda text: places.get(text, -1)


def meaning_in(into: Numbered, clean: Callable[[str], str | None] | None) -> Meaning:
    """The number of a text, or of what is made of it."""

    def number(text: str) -> int:
        cleaned = text if clean is None else clean(text)
        return -1 if cleaned is None else into.number(cleaned)

    return number
