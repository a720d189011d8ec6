"""What kernels make of the cells of a column: asked for, or made ready before it is."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from sys import getrefcount
from typing import Any, NamedTuple

import numpy as np

from lamppost.model.observations import Column
from lamppost.model.spilling import in_small_pages
from lamppost.observe.logs.cells.answering import (
    ADDRESS,
    BEGIN,
    CELL,
    FILL,
    GROUP,
    HASH,
    ROWS,
    STEP,
    STOP,
    TEXT,
    TOLD,
    answer_cells,
)
from lamppost.observe.logs.cells.octets import AT_ONCE, LENGTH, MOST, NOT_TOLD
from lamppost.observe.logs.cells.texts import ENTRY, LATELY
from lamppost.observe.logs.distinct import Distinct
from lamppost.observe.logs.running import Run

MOST_QUESTIONS = 512
"""Of a file, that are answered before they are asked again."""

Question = tuple[int, str, tuple[int, ...]]
"""What is done, see `answering`; a column; and what is told beside."""


IN_ORDER = np.arange(AT_ONCE)
"""The rows that kernels look at in one go, one after the other."""


class Answer(NamedTuple):
    """Columns of one length."""

    columns: tuple[Column, ...]
    wrong: int
    """How many cells hold something else, or have to be looked at more closely."""
    distinct: Distinct | None = None
    """Where numbers of texts come from."""
    is_told: bool = True
    """Whether a cell of any row may tell something."""

    def of(self, places: Column | None) -> "Answer":
        """That of some rows, in columns of its own where anything is told.

        Args:
            places: Which rows; None: all.
        """
        if not self.is_told:
            return (
                self
                if places is None
                else self._replace(columns=tuple(one[: len(places)] for one in self.columns))
            )
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
    out, wrong, told_of = np.empty(max(1, count * n), np.int64), np.zeros(1, np.int64), np.zeros(1, np.int64)
    steps = np.array((what, 0, 0, *(*how, 0, 0, 0)[:3]), np.int64)
    run(
        answer_cells, data, len(data), cells, n, IN_ORDER, steps, out, n, wrong, told_of, distinct.heap, len(distinct.heap),
        distinct.entries, distinct.slots, len(distinct.slots) - 1, distinct.state, lately(1),
    )  # fmt: skip
    columns = tuple(out[at * n : (at + 1) * n] for at in range(count))
    return Answer(columns, int(wrong[0]), distinct if what == TEXT else None)


def columns_of(what: int) -> int:
    """How many columns a step gives."""
    return 3 if what == ADDRESS else 1


def _nothing(what: int, rows: int) -> Column:
    """What a step gives for rows that tell nothing, which is not to be written to."""
    value = {CELL: 0, ADDRESS: 0, HASH: 0, TEXT: -1}.get(what, NOT_TOLD)
    return _same(value, 1 << rows.bit_length())[:rows]


@lru_cache(maxsize=64)
def _same(value: int, rows: int) -> Column:
    column = np.full(rows, value, np.int64)
    column.flags.writeable = False
    return column


def lately(steps: int) -> Column:
    """Room for texts that stood in the columns of so many steps before."""
    return np.zeros(AT_ONCE + steps * LATELY, np.int64)


class Rooms:
    """Columns that are used again once nobody holds any part of them, so that memory that is at hand is written to.

    Where rows are in groups, they come in small pages: each group has room for all lines, and most of it is not written to.
    """

    def __init__(self) -> None:
        """None yet."""
        self._rooms: list[Column] = []

    def next(self, size: int, groups: int) -> Column:
        """A column of so many numbers at least, which nobody holds.

        Args:
            size: How many.
            groups: Into how many groups of rows it is parted.
        """
        more = size + size // 4
        for at in range(len(self._rooms)):
            if getrefcount(self._rooms[at]) <= _UNHELD:
                if len(self._rooms[at]) < size:
                    self._rooms[at] = _room(more, groups)
                return self._rooms[at]
        self._rooms.append(_room(more, groups))
        return self._rooms[-1]


def _room(size: int, groups: int) -> Column:
    return np.empty(size, np.int64) if groups == 1 else in_small_pages(size)


_UNHELD = 2
"""References to a room that nobody holds: of the list, and of the question how many there are."""


class Program:
    """Questions as steps of a kernel that answers all of them row by row."""

    def __init__(
        self, groups: Sequence[Sequence[Question]], places: Callable[[str], Sequence[int]], *, has_marks: bool
    ) -> None:
        """Steps.

        Args:
            groups: What is asked of each group of rows.
            places: Gives the cells of a row that a column may be, the nearest first; none where the log has none.
            has_marks: Whether cells may be marks that nothing is told.
        """
        self._places: list[list[tuple[Question, int, int]]] = []  # each with its step, and its first column
        begun = np.zeros((len(groups), GROUP), np.int64)
        steps: list[tuple[int, ...]] = []
        columns = 0
        for number, questions in enumerate(groups):
            begun[number, BEGIN] = len(steps)
            for field in dict.fromkeys(field for _, field, _ in questions):
                nearest, *others = places(field) or [0]
                steps += [(TOLD, nearest, 0, 0, 0, 0)] if has_marks else []
                steps += [(FILL, nearest, 0, other, 0, 0) for other in others]
            asked: list[tuple[Question, int, int]] = []
            for what, field, how in questions:
                if first := [*places(field)][:1]:
                    asked.append(((what, field, how), len(steps), columns))
                    steps.append((what, *first, columns, *(*how, 0, 0, 0)[:3]))
                    columns += columns_of(what)
            self._places.append(asked)
            begun[number, STOP] = len(steps)
        self._begun, self.n_steps = begun, len(steps)
        self._longest = int((begun[:, STOP] - begun[:, BEGIN]).max())
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
    ) -> list[tuple[Column, dict[Question, Answer]]]:
        """Of each group, which lines are its rows, and the answers for these.

        Args:
            run: How kernels are called.
            rooms: Where answers are put.
            distinct: Where texts get numbers.
            n: How many lines.
            kernel: One of `answering`.
            before: What it takes: up to the line that is read first, and behind it up to the groups.
        """
        head, tail = before
        size, count, groups = n * self._columns, len(self._begun), self._begun.copy()
        room, longest = rooms.next(count * n + size, count), self._longest
        lines, out = room[: count * n], room[count * n :]
        picks = IN_ORDER if count == 1 else np.zeros(count * AT_ONCE, np.int64)
        wrong, told_of = np.zeros((2, max(1, self.n_steps)), np.int64)
        texts = lately(self.n_steps)
        distinct.begin()
        line = 0
        while line < n:
            begun, most = line, len(distinct.entries) // ENTRY
            line = run(
                kernel, *head, begun, n, *tail, groups.reshape(-1), picks, self.steps, longest, out, n, lines, wrong, told_of,
                distinct.heap, len(distinct.heap), distinct.entries, most, distinct.slots, len(distinct.slots) - 1, distinct.state, texts,
            )  # fmt: skip
            if line < n:
                length = int(head[3][line] - head[2][line])
                distinct.make_room(run, most + longest * AT_ONCE, max(length, len(distinct.heap)))
        out.flags.writeable = lines.flags.writeable = False
        answered = []
        for number, asked in enumerate(self._places):
            rows = int(groups[number, ROWS])
            found = {}
            for question, step, first in asked:
                width, is_told = columns_of(question[0]), bool(told_of[step])
                columns = tuple(out[at * n : at * n + rows] for at in range(first, first + width))
                if not is_told:
                    columns = (_nothing(question[0], rows),) * width
                of = distinct if question[0] == TEXT else None
                found[question] = Answer(columns, int(wrong[step]), of, is_told)
            answered.append((lines[number * n : number * n + rows], found))
        return answered


class Asked:
    """The questions of a file, and their answers for the rows of one block where they are ready."""

    def __init__(self, questions: dict[Question, None], *, copies: bool) -> None:
        """Nothing is ready.

        Args:
            questions: What was asked in this file by now; grows.
            copies: Answers are copied, so that whoever keeps them keeps no others; else they are given as they are, where all is right
                and all rows are meant, and must not be written to.
        """
        self._questions, self._copies = questions, copies
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
        if found is None or (found.wrong and question[0] == TEXT):
            return None
        return found.of(places) if self._copies or places is not None or found.wrong else found

    def cells(self, field: str) -> Column | None:
        """The cells of a column, where they are ready."""
        found = self.ready.get((CELL, field, ()))
        return None if found is None else found.columns[0]
