"""What kernels make of the cells of a column: asked for, or made ready before it is."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from lamppost.model.observations import Column
from lamppost.observe.logs.cells.addresses import read_addresses, read_macs
from lamppost.observe.logs.cells.answering import (
    ADDRESS,
    AT_ONCE,
    CELL,
    FILL,
    HASH,
    INSTANT,
    MAC,
    STEP,
    TEXT,
    TOLD,
)
from lamppost.observe.logs.cells.instants import read_instants
from lamppost.observe.logs.cells.numbers import read_decimals
from lamppost.observe.logs.cells.octets import LENGTH, MOST
from lamppost.observe.logs.cells.texts import ENTRY, hash_cells, number_cells
from lamppost.observe.logs.distinct import Distinct
from lamppost.observe.logs.running import Run

Question = tuple[int, str, tuple[int, ...]]
"""What is done, see `answering`; a column; and what is told beside."""


class Answer(NamedTuple):
    """Columns of one length."""

    columns: tuple[Column, ...]
    wrong: int
    """How many cells hold something else, or have to be looked at more closely."""
    distinct: Distinct | None = None
    """Where numbers of texts come from."""

    def of(self, places: Column | None) -> "Answer":
        """That of some rows, in columns of its own."""
        return self._replace(
            columns=tuple(one.copy() if places is None else one[places] for one in self.columns)
        )


def answer(run: Run, data: Column, question: Question, cells: Column, distinct: Distinct) -> Answer:
    """What a kernel makes of cells.

    Args:
        run: How kernels are called.
        data: The octets in which they stand.
        question: What is asked.
        cells: Those of the column, of all rows or of some.
        distinct: Where texts get numbers.
    """
    what, _, how = question
    n, out = len(cells), np.empty(len(cells), np.int64)
    if what == TEXT:
        distinct.make_room(run, n, int(((cells >> LENGTH) & MOST).sum()))
        left = run(
            number_cells, data, len(data), cells, n, distinct.heap, len(distinct.heap), distinct.entries,
            distinct.slots, len(distinct.slots) - 1, distinct.state, out,
        )  # fmt: skip
        return Answer((out,), left, distinct)
    if what == ADDRESS:
        columns = out, np.empty(n, np.int64), np.empty(n, np.int64)
        return Answer(columns, run(read_addresses, data, cells, n, *columns))
    if what == HASH:
        return Answer((out,), run(hash_cells, data, len(data), cells, n, out))
    if what == INSTANT:
        return Answer((out,), run(read_instants, data, cells, n, np.full(2, -1, np.int64), out))
    if what == MAC:
        return Answer((out,), run(read_macs, data, cells, n, out))
    return Answer((out,), run(read_decimals, data, cells, n, *how, out))


class Rooms:
    """Two columns in turn, so that memory that is at hand is used again: one is read while the other is written."""

    def __init__(self) -> None:
        """None yet."""
        self._rooms = [np.empty(1, np.int64), np.empty(1, np.int64)]

    def next(self, size: int) -> Column:
        """A column of so many numbers at least; what is in it goes with the next but one."""
        room, other = self._rooms
        self._rooms = [other, room if len(room) >= size else np.empty(size + size // 4, np.int64)]
        return self._rooms[1]


class Program:
    """Questions as steps of a kernel that answers all of them row by row."""

    def __init__(
        self, questions: Sequence[Question], places: Callable[[str], Sequence[int]], *, has_marks: bool
    ) -> None:
        """Steps.

        Args:
            questions: What is asked.
            has_marks: Whether cells may be marks that nothing is told.
            places: Gives the cells of a row that a column may be, the nearest first; none where the log has none.
        """
        self._places: list[tuple[Question, int, int]] = []  # each with its step, and its first column
        steps: list[tuple[int, ...]] = []
        columns = 0
        for field in dict.fromkeys(field for _, field, _ in questions):
            nearest, *others = places(field) or [0]
            steps += [(TOLD, nearest, 0, 0, 0, 0)] if has_marks else []
            steps += [(FILL, nearest, 0, other, 0, 0) for other in others]
        for what, field, how in questions:
            if first := [*places(field)][:1]:
                self._places.append(((what, field, how), len(steps), columns))
                steps.append((what, *first, columns, *(*how, 0, 0, 0)[:3]))
                columns += 2 if what == ADDRESS else 1
        self.n_steps = len(steps)
        self.steps = np.array(steps or [(0,) * STEP], np.int64).reshape(-1)
        self._columns = columns

    def answers(
        self,
        run: Run,
        rooms: Rooms,
        distinct: Distinct,
        n: int,
        kernel: Callable[..., int],
        before: Sequence[Any],
    ) -> tuple[Column, dict[Question, Answer]]:
        """Which lines are rows, and the answers for these.

        Args:
            run: How kernels are called.
            rooms: Where answers are put.
            distinct: Where texts get numbers.
            n: How many lines.
            kernel: One of `answering`.
            before: What it takes: up to the line that is read first, and behind it up to the program.
        """
        head, tail = before
        lines, out = np.empty(n, np.int64), rooms.next(n * self._columns)
        wrong = np.zeros(max(1, self.n_steps), np.int64)
        distinct.state[2:] = 0, -1, -1
        line = 0
        while line < n:
            begun, most = line, len(distinct.entries) // ENTRY
            line = run(
                kernel, *head, begun, n, *tail, self.steps, self.n_steps, out, n, lines, wrong, distinct.heap,
                len(distinct.heap), distinct.entries, most, distinct.slots, len(distinct.slots) - 1, distinct.state,
            )  # fmt: skip
            if line < n:
                length = int(head[3][line] - head[2][line])
                distinct.make_room(run, most + self.n_steps * AT_ONCE, max(length, len(distinct.heap)))
        rows = int(distinct.state[2])
        found = {}
        for question, step, first in self._places:
            count = 2 if question[0] == ADDRESS else 1
            columns = tuple(out[at * n : at * n + rows] for at in range(first, first + count))
            found[question] = Answer(columns, int(wrong[step]), distinct if question[0] == TEXT else None)
        return lines[:rows], found


class Asked:
    """The questions of a file, and their answers for the rows of one block where they are ready."""

    def __init__(self, questions: dict[Question, None]) -> None:
        """Nothing is ready.

        Args:
            questions: What was asked in this file by now; grows.
        """
        self._questions = questions
        self.ready: dict[Question, Answer] = {}

    def answered(self, question: Question, places: Column | None) -> Answer | None:
        """The answer for some rows, where it is ready and all of it can be taken as it is.

        Args:
            question: What is asked.
            places: Which rows; None: all.
        """
        self._questions[question] = None
        found = self.ready.get(question)
        return None if found is None or found.wrong else found.of(places)

    def cells(self, field: str) -> Column | None:
        """The cells of a column, where they are ready."""
        found = self.ready.get((CELL, field, ()))
        return None if found is None else found.columns[0]
