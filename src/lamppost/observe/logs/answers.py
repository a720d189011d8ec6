"""What kernels make of the cells of a column: asked for, or made ready before it is."""

from collections.abc import Callable
from typing import NamedTuple, Protocol

import numpy as np

from lamppost.model.observations import Column
from lamppost.observe.logs.cells.addresses import read_addresses
from lamppost.observe.logs.cells.texts import hash_cells, number_cells
from lamppost.observe.logs.distinct import Distinct, Held
from lamppost.observe.logs.running import Run

Question = tuple[Callable[..., int], str, tuple[int, ...]]
"""A kernel, a column, and what the kernel is told beside its cells."""


class Answer(NamedTuple):
    """Columns of one length."""

    columns: tuple[Column, ...]
    wrong: int
    """How many cells hold something else, or have to be looked at more closely."""
    distinct: Distinct | None = None
    """Where numbers of texts come from."""

    def of(self, places: Column | None) -> "Answer":
        """That of some rows, in columns of its own; none of all rows may be wrong."""
        return self._replace(
            columns=tuple(one.copy() if places is None else one[places] for one in self.columns)
        )


class Answering(Protocol):
    """Cells that are asked for."""

    data: Column
    run: Run
    held: Held

    def column(self, field: str) -> Column | None:
        """The cells of a column, shape (n,); None where the log has none."""


def answer(table: Answering, question: Question, cells: Column) -> Answer:
    """What a kernel makes of cells.

    Args:
        table: Where they stand.
        question: What is asked.
        cells: Those of the column, of all rows or of some.
    """
    kernel, field, how = question
    n, data = len(cells), table.data
    if kernel is number_cells:
        distinct, out = table.held.column(field), np.empty(n, np.int64)
        return Answer((out,), distinct.number(table.run, data, cells, out), distinct)
    if kernel is read_addresses:
        columns = tuple(np.empty(n, np.int64) for _ in range(3))
        return Answer(columns, table.run(kernel, data, cells, n, *columns))
    out = np.empty(n, np.int64)
    if kernel is hash_cells:
        return Answer((out,), table.run(kernel, data, len(data), cells, n, out))
    return Answer((out,), table.run(kernel, data, cells, n, *how, out))


class Asked:
    """Questions of a file, and their answers for the rows of one block where they are ready."""

    def __init__(self, questions: dict[Question, None]) -> None:
        """Nothing is ready.

        Args:
            questions: What was asked in this file by now; grows.
        """
        self._questions = questions
        self._ready: dict[Question, Answer] = {}

    def make_ready(self, table: Answering) -> None:
        """Answer for all rows what was asked of blocks before."""
        for question in list(self._questions):
            cells = table.column(question[1])
            if cells is not None:
                self._ready[question] = answer(table, question, cells)

    def answered(self, question: Question, places: Column | None) -> Answer | None:
        """The answer for some rows, where it is ready and all of it can be taken as it is.

        Args:
            question: What is asked.
            places: Which rows; None: all.
        """
        self._questions[question] = None
        found = self._ready.get(question)
        return None if found is None or found.wrong else found.of(places)
