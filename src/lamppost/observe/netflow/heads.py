"""What the messages of records say, record by record."""

from typing import NamedTuple

import numpy as np

from lamppost.model.observations import Column


class Heads(NamedTuple):
    """Columns of one length."""

    row: Column
    """The frame that each record came in."""
    sent_us: Column
    """When its message was sent."""
    booted_us: Column
    """When its exporter started, NOT_TOLD where nobody says."""
    exporter: Column
    """Who sent it, as a number."""


def repeated(one: tuple[int, int, int, int], count: int) -> Heads:
    """The same for each of some records."""
    row, sent_us, booted_us, exporter = (np.full(count, value, np.int64) for value in one)
    return Heads(row, sent_us, booted_us, exporter)


def joined(heads: list[Heads]) -> Heads:
    """Those of several sets, one behind the other."""
    row, sent_us, booted_us, exporter = (np.concatenate(columns) for columns in zip(*heads, strict=True))
    return Heads(row, sent_us, booted_us, exporter)
