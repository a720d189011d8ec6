"""Texts that hold addresses, read by the kernels that read cells."""

from collections.abc import Sequence

import numpy as np

from lamppost.model.observations import Column
from lamppost.observe.logs.answers import answer
from lamppost.observe.logs.cells.answering import ADDRESS
from lamppost.observe.logs.cells.octets import KIND, LENGTH, TEXT
from lamppost.observe.logs.distinct import Distinct
from lamppost.observe.logs.rows import Addresses
from lamppost.observe.logs.running import run_for_rows


def addresses_of(texts: Sequence[str]) -> tuple[Addresses, Column]:
    """The addresses that texts are, both halves 0 where one is none; and the places of those, rising.

    Args:
        texts: As `Rows.addresses` takes cells.
    """
    joined = "".join(texts)
    octets = joined.encode("utf-8", "surrogatepass")
    sizes = texts if joined.isascii() else [one.encode("utf-8", "surrogatepass") for one in texts]
    lengths = np.fromiter(map(len, sizes), np.int64, len(texts))
    ends = np.cumsum(lengths)
    cells = TEXT << KIND | lengths << LENGTH | (ends - lengths)
    data = np.frombuffer(octets + b"\0", np.uint8)
    run = run_for_rows(len(texts))
    (high, low, is_wrong), *_ = answer(run, data, (ADDRESS, "", ()), cells, Distinct())
    return Addresses(high.view(np.uint64), low.view(np.uint64)), np.flatnonzero(is_wrong)
