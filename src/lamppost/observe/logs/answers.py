"""What kernels make of the cells of a column: asked for, or made ready before it is."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from lamppost.model.observations import Column
from lamppost.observe.logs.cells.answering import ADDRESS, CELL, FILL, STEP, TEXT, TOLD, answer_cells
from lamppost.observe.logs.cells.octets import AT_ONCE, LENGTH, MOST
from lamppost.observe.logs.cells.texts import ENTRY, LATELY
from lamppost.observe.logs.distinct import Distinct
from lamppost.observe.logs.running import Run

MOST_QUESTIONS = 512
"""Of a file, that are answered before they are asked again."""

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
            columns=tuple(one.copy() if places is None else one.take(places) for one in self.columns)
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
    n, count = len(cells), columns_of(what)
    if what == TEXT:
        distinct.make_room(run, n, int(((cells >> LENGTH) & MOST).sum()))
    distinct.begin()
    out, wrong = np.empty(max(1, count * n), np.int64), np.zeros(1, np.int64)
    steps = np.array((what, 0, 0, *(*how, 0, 0, 0)[:3]), np.int64)
    run(
        answer_cells, data, len(data), cells, n, steps, out, n, wrong, distinct.heap, len(distinct.heap),
        distinct.entries, distinct.slots, len(distinct.slots) - 1, distinct.state, lately(1),
    )  # fmt: skip
    columns = tuple(out[at * n : (at + 1) * n] for at in range(count))
    return Answer(columns, int(wrong[0]), distinct if what == TEXT else None)


def columns_of(what: int) -> int:
    """How many columns a step gives."""
    return 3 if what == ADDRESS else 1


def lately(steps: int) -> Column:
    """Room for texts that stood in the columns of so many steps before."""
    return np.zeros(AT_ONCE + steps * LATELY, np.int64)


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
                columns += columns_of(what)
        self.n_steps = len(steps)
        self.steps = np.array(steps or [(0,) * STEP], np.int64).reshape(-1)
        self._columns = columns

    def answers(
        self,
        run: Run,
        rooms: Rooms | None,
        distinct: Distinct,
        n: int,
        kernel: Callable[..., int],
        before: Sequence[Any],
    ) -> tuple[Column, dict[Question, Answer]]:
        """Which lines are rows, and the answers for these.

        Args:
            run: How kernels are called.
            rooms: Where answers are put; None: in columns of their own.
            distinct: Where texts get numbers.
            n: How many lines.
            kernel: One of `answering`.
            before: What it takes: up to the line that is read first, and behind it up to the program.
        """
        head, tail = before
        size, lines = n * self._columns, np.empty(n, np.int64)
        out = np.empty(max(1, size), np.int64) if rooms is None else rooms.next(size)
        wrong, texts = np.zeros(max(1, self.n_steps), np.int64), lately(self.n_steps)
        distinct.begin()
        line = 0
        while line < n:
            begun, most = line, len(distinct.entries) // ENTRY
            line = run(
                kernel, *head, begun, n, *tail, self.steps, self.n_steps, out, n, lines, wrong, distinct.heap,
                len(distinct.heap), distinct.entries, most, distinct.slots, len(distinct.slots) - 1, distinct.state, texts,
            )  # fmt: skip
            if line < n:
                length = int(head[3][line] - head[2][line])
                distinct.make_room(run, most + self.n_steps * AT_ONCE, max(length, len(distinct.heap)))
        rows = int(distinct.state[2])
        found = {}
        for question, step, first in self._places:
            columns = tuple(
                out[at * n : at * n + rows] for at in range(first, first + columns_of(question[0]))
            )
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
        """The answer for some rows, where it is ready.

        Args:
            question: What is asked.
            places: Which rows; None: all.
        """
        if len(self._questions) < MOST_QUESTIONS:
            self._questions[question] = None
        found = self.ready.get(question)
        return None if found is None or (found.wrong and question[0] == TEXT) else found.of(places)

    def cells(self, field: str) -> Column | None:
        """The cells of a column, where they are ready."""
        found = self.ready.get((CELL, field, ()))
        return None if found is None else found.columns[0]
