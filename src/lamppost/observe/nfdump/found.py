"""What the records of a block come to."""

from typing import NamedTuple

import numpy as np

from lamppost.model.observations import NO_MAC, Column

MOST_VLAN = 4094
MAC_BITS = 48
_MOST_MAC = (1 << MAC_BITS) - 1


class Found(NamedTuple):
    """The flows among some records, and what else there was."""

    rows: Column
    """Rows of `ONE_WAY`, in the order of the file."""
    broken: Column
    """The numbers of the records that could not be read, rising."""
    events: Column
    """The numbers of the records that tell of events of a firewall or of address translation, not of flows."""
    sampled: int
    """How many of the rows the collector multiplied, as they say."""


def as_vlans(numbers: Column) -> Column:
    """Tags as the table holds them, shape (n,): -1 where there is none (IEEE 802.1Q: 0 and 4095 are none)."""
    told = numbers.astype(np.int64)
    return np.where((told > 0) & (told <= MOST_VLAN), told, -1)


def as_macs(numbers: Column) -> Column:
    """MACs as the table holds them, shape (n,): NO_MAC for zero, and for what no 48 bits hold."""
    is_told = (numbers > 0) & (numbers <= np.uint64(_MOST_MAC))
    return np.where(is_told, numbers, np.uint64(0)).astype(np.int64) - np.where(is_told, 0, -NO_MAC)
