"""What exporters say of themselves: how many packets they look at, and when they started (RFC 5476 §6.5, RFC 7012)."""

import numpy as np

from lamppost.model.observations import Column

_MOST_MS = 1 << 52


def greatest(records: Column, name: str) -> int:
    """The greatest number of an element among some records."""
    column = records[name]
    if column.ndim == 1:
        return int(column.max())
    return max(int.from_bytes(bytes(one)) for one in np.unique(column, axis=0))


def rate_of(records: Column) -> int:
    """One packet in how many is looked at, as some records of options say; 0 where they do not.

    Either an interval, or how many packets are taken in a row and how many are passed over then.
    """
    names = records.dtype.names or ()
    rate = greatest(records, "sampled_one_in") if "sampled_one_in" in names else 0
    if "sampled_packets" in names and "skipped_packets" in names:
        taken, skipped = greatest(records, "sampled_packets"), greatest(records, "skipped_packets")
        if taken:
            rate = max(rate, (taken + skipped) // taken)
    return rate


def boot_of(records: Column) -> int | None:
    """When the exporter started, in microseconds since 1970; None where the records do not say."""
    if "booted_ms" not in (records.dtype.names or ()):
        return None
    told = greatest(records, "booted_ms")
    return told * 1000 if 0 < told < _MOST_MS else None
