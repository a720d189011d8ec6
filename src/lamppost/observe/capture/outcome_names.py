"""The host names of all parts, each once, without a word of Python for each."""

import numpy as np

from lamppost.model.columns import ascending, mixed, parts_of
from lamppost.model.host_names import HostNames
from lamppost.model.observations import Column
from lamppost.model.spilling import Growing, zeros
from lamppost.observe.capture.decoder import Decoder
from lamppost.observe.capture.layout import NAME_AT, NAME_LENGTH, NAME_WIDTH, S_NAMES
from lamppost.observe.capture.naming import MOST_NAME

_NAMES = 1 << 14  # looked at in one go: each letter is some numbers of 64 bits meanwhile
_ODD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio, odd (Knuth, TAOCP 3, §6.4)
_WEIGHTS = np.multiply.accumulate(np.full(MOST_NAME + 2, _ODD))  # of letters by their places


def names_of(decoder: Decoder) -> tuple[HostNames, list[Column]]:
    """The names of all parts, each once, and for each part which of them its numbers mean."""
    tables = [
        part.names[: int(part.state[S_NAMES]) * NAME_WIDTH].reshape(-1, NAME_WIDTH) for part in decoder.parts
    ]
    heaps = [part.heap for part in decoder.parts]
    if len(tables) == 1:
        starts, lengths = tables[0][:, NAME_AT], tables[0][:, NAME_LENGTH]
        return HostNames(heaps[0], starts, lengths), [np.arange(len(starts))]
    octets, starts, lengths = _together(tables, heaps)
    like = like_names(octets, starts, lengths)
    is_first = like == np.arange(len(like))
    numbers = (np.cumsum(is_first) - 1)[like]
    bounds = np.cumsum([len(rows) for rows in tables])[:-1]
    return HostNames(octets, starts[is_first], lengths[is_first]), np.split(numbers, bounds)


def _together(tables: list[Column], heaps: list[Column]) -> tuple[Column, Column, Column]:
    """The names of all parts one behind the other: octets, where each begins, and its letters."""
    octets, done, at = Growing(np.uint8), 0, 0
    starts, lengths = (zeros(sum(map(len, tables))) for _ in range(2))
    for rows, heap in zip(tables, heaps, strict=True):
        if len(rows):
            begin, end = int(rows[0, NAME_AT]), int(rows[-1, NAME_AT] + rows[-1, NAME_LENGTH])
            octets.append(heap[begin:end])
            starts[at : at + len(rows)] = rows[:, NAME_AT] + (done - begin)
            lengths[at : at + len(rows)] = rows[:, NAME_LENGTH]
            done, at = done + end - begin, at + len(rows)
    return octets.appended(), starts, lengths


def like_names(octets: Column, starts: Column, lengths: Column) -> Column:
    """For each name the first one with the same letters.

    Args:
        octets: Letters, shape (k,).
        starts: Where each name begins, shape (n,).
        lengths: Its letters, 1 to 253, shape (n,).
    """
    hashes = zeros(len(starts))
    for part in parts_of(len(starts), _NAMES):
        letters, places, begins = _letters(octets, starts[part], lengths[part])
        sums = np.add.reduceat((letters + np.uint64(1)) * _WEIGHTS[places], begins)
        hashes[part] = mixed((sums, lengths[part])).view(np.int64)
    order = ascending(hashes)
    like = zeros(len(starts))
    leader = np.zeros(0, np.int64)
    for part in parts_of(len(order), _NAMES):
        numbers = order[part]
        held = np.concatenate([leader, numbers])
        differs = np.ones(len(held), bool)
        differs[1:] = hashes[held[1:]] != hashes[held[:-1]]
        first = held[np.maximum.accumulate(np.where(differs, np.arange(len(held)), 0))]
        if not _are_same(octets, starts, lengths, held, first):
            return _like_words(octets, starts, lengths)
        like[held] = first
        leader = first[-1:]
    return like


def _letters(octets: Column, starts: Column, lengths: Column) -> tuple[Column, Column, Column]:
    """The letters of some names, the place of each in its name, and where each name begins among them."""
    begins = np.cumsum(lengths) - lengths
    places = np.arange(int(lengths.sum())) - np.repeat(begins, lengths)
    return octets[np.repeat(starts, lengths) + places].astype(np.uint64), places, begins


def _are_same(octets: Column, starts: Column, lengths: Column, ours: Column, theirs: Column) -> bool:
    """Whether pairs of names have the same letters."""
    other = ours != theirs
    ours, theirs = ours[other], theirs[other]
    if not np.array_equal(lengths[ours], lengths[theirs]):
        return False
    one, another = (_letters(octets, starts[names], lengths[names])[0] for names in (ours, theirs))
    return np.array_equal(one, another)


def _like_words(octets: Column, starts: Column, lengths: Column) -> Column:
    """The same by the words themselves: names that were made to have one hash cost memory, and change nothing."""
    numbers: dict[str, int] = {}
    words = enumerate(HostNames(octets, starts, lengths))
    return np.array([numbers.setdefault(word, number) for number, word in words], np.int64)
