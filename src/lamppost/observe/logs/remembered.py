"""What is kept from one block of a file to the next: it changes no answer, and makes them come sooner."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from lamppost.engine.instructions import AT_ONCE
from lamppost.model.observations import Column
from lamppost.observe.logs.answers import Question, Rooms
from lamppost.observe.logs.distinct import Held
from lamppost.observe.logs.running import Run, run_for, run_plain

Parting = tuple[Sequence[str], bytes, Sequence[bytes], bytes | None, bytes | None]
"""Columns, separator, marks for what is not told, what parts the members of lists, and quotation mark."""

Grouping = tuple[str, tuple[str, ...]]
"""The name of a key, and the texts by which objects are grouped, those with any other behind them."""


class Shapes:
    """What the kernels keep of lines that they have read, as long as the same keys are asked for."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._fields: tuple[str, ...] | None = None
        self._room: tuple[Column, ...] = ()

    def of(self, fields: tuple[str, ...], make: Callable[[], tuple[Column, ...]]) -> tuple[Column, ...]:
        """What is kept while these keys are asked for, one after the other.

        Args:
            fields: Names of the keys.
            make: Gives room for it, when other keys were asked for before.
        """
        if fields != self._fields:
            self._fields, self._room = fields, make()
        return self._room


class Remembered:
    """What the reader of a file has asked for by now."""

    def __init__(self, octets: int) -> None:
        """Nothing yet.

        Args:
            octets: How much is going to be read, as far as is known.
        """
        self._expected, self._done = octets, 0
        self._lines, self._of_octets = 0, 1
        self.run: Run = run_for(octets, octets)
        self.held, self.held_ahead = Held(), Held()
        """Texts of the thread that asks, and of the one that makes ready."""
        self.shapes, self.shapes_ahead = Shapes(), Shapes()
        """Lines of objects that were read, of the same two."""
        self.rooms = Rooms()
        """Of answers that are made ready."""
        self.fields: dict[str, None] = {}
        """Names of keys, in logs of objects."""
        self.questions: defaultdict[int, dict[Question, None]] = defaultdict(dict)
        """What was asked, by groups of rows; where there are none, all is of group 0."""
        self.marks: dict[bytes, None] = {}
        """What lines were looked for that begin with it."""
        self.grouping: Grouping | None = None
        """How objects were grouped last; None: they were not."""
        self.parting: Parting | None = None
        """How cells were parted last; None: they were objects, or nothing was asked for."""

    def lines_expected(self, octets: int) -> int:
        """For how many lines there should be room in so many octets, by those found last."""
        return octets * self._lines // self._of_octets + 2 * AT_ONCE

    def found_lines(self, lines: int, octets: int) -> None:
        """Know how many lines were found in so many octets; a quarter more are expected from then on."""
        self._lines, self._of_octets = lines + lines // 4, max(1, octets)

    def read(self, octets: int) -> None:
        """Know that so much more was read; of pipes, and of what is packed, more may come than was expected."""
        self._done += octets
        if self.run is run_plain and self._done > self._expected:
            self.run = run_for(self._done, octets)
