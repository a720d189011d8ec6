"""Names of connections in a table of hashes are those that a dictionary holds."""

import numpy as np
import pytest
from checked_runs import run_checked

from lamppost.model.columns import mixed
from lamppost.model.observations import NOT_TOLD
from lamppost.observe.logs import connections, running
from lamppost.observe.logs.connections import SEVERAL, ConnectionNames


class Twin:
    """Sets of names by key, as the words of `ConnectionNames` have it."""

    def __init__(self, *, is_taken_out):
        self.names, self.is_taken_out = {}, is_taken_out

    def put(self, keys, names):
        for key, name in zip(keys.tolist(), names.tolist(), strict=True):
            if key and name >= 0:
                self.names.setdefault(key, set()).add(name)

    def find(self, keys):
        found = [self.names.get(key, set()) for key in keys.tolist()]
        if self.is_taken_out:
            for key in keys.tolist():
                self.names.pop(key, None)
        return [_of(names) for names in found]

    def rows(self):
        return [(key, _of(self.names[key])) for key in sorted(self.names)]


def _of(names):
    return -1 if not names else SEVERAL if len(names) > 1 else next(iter(names))


@pytest.fixture(params=["as it is written", "as machine code"])
def path(request, monkeypatch):
    run = running.run_plain if request.param == "as it is written" else running.run_compiled
    monkeypatch.setattr(connections, "run_for_rows", lambda _: run)


def made_keys(rng, count, *, are_alike):
    """Keys of which many are the same, and some have the same lowest bits; 0 is among them."""
    keys = rng.integers(0, 300, count).astype(np.uint64)
    return keys << np.uint64(40) if are_alike else keys * np.uint64(0x9E3779B97F4A7C15)


@pytest.mark.usefixtures("path")
@pytest.mark.parametrize("is_taken_out", [False, True])
@pytest.mark.parametrize("are_alike", [False, True])
def test_names_are_those_of_a_dictionary(is_taken_out, are_alike):
    rng, names = np.random.default_rng(7), ConnectionNames()
    twin = Twin(is_taken_out=is_taken_out)
    names.is_taken_out = is_taken_out
    for _ in range(40):
        keys, numbers = made_keys(rng, 50, are_alike=are_alike), rng.integers(-1, 4, 50)
        names.put(keys, numbers)
        twin.put(keys, numbers)
        asked = made_keys(rng, 8, are_alike=are_alike)
        assert names.find(asked).tolist() == twin.find(asked)
        assert list(zip(*(one.tolist() for one in names.rows().values()), strict=True)) == twin.rows()


@pytest.mark.usefixtures("path")
def test_a_table_grows_as_names_come_and_not_as_they_are_taken_out():
    kept, taken = ConnectionNames(), ConnectionNames()
    taken.is_taken_out = True
    for start in range(1, 40_001, 400):
        keys = np.arange(start, start + 400, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        for one in (kept, taken):
            one.put(keys, np.arange(400))
            assert one.find(keys).tolist() == list(range(400))
    assert len(kept.rows()["key"]) == 40_000
    assert len(taken.rows()["key"]) == 0
    assert len(kept._table) >= 80_000 > 4_096 >= len(taken._table)


@pytest.mark.usefixtures("path")
def test_what_rows_gave_is_restored_several_names_too_whatever_the_order():
    keys, numbers = np.array([5, 5, 9, 1 << 63], np.uint64), np.array([1, 2, 3, 4])
    names = ConnectionNames()
    names.put(keys, numbers)
    told = names.rows()
    assert told["name"].tolist() == [SEVERAL, 3, 4]
    for order in ([0, 1, 2], [2, 1, 0]):
        again = ConnectionNames()
        again.put(np.array([5], np.uint64), np.array([1]))
        again.restore(told["key"][order], told["name"][order])
        assert again.find(np.array([5, 9, 1 << 63, 7, 0], np.uint64)).tolist() == [SEVERAL, 3, 4, -1, -1]


def test_columns_that_are_not_in_one_piece_are_read_as_they_are():
    names, keys = ConnectionNames(), np.arange(1, 41, dtype=np.uint64)
    names.put(keys[::2], np.arange(20))
    assert names.find(keys[::-2]).tolist() == [-1] * 20
    assert names.find(keys[::2]).tolist() == list(range(20))


@pytest.mark.parametrize("run", [running.run_plain, running.run_compiled, run_checked])
def test_keys_are_joined_with_two_numbers_in_either_order_as_columns_are_hashed(monkeypatch, run):
    monkeypatch.setattr(connections, "run_for_rows", lambda _: run)
    rng = np.random.default_rng(4)
    keys = rng.integers(0, 1 << 64, 200, np.uint64)
    keys[::7] = 0
    ones, others = (rng.choice([0, 53, 443, NOT_TOLD, 65535], 200) for _ in range(2))
    found = connections.joined_keys(keys, ones, others)
    expected = mixed((keys, np.minimum(ones, others), np.maximum(ones, others)))
    assert found.tolist() == np.where(keys == 0, 0, expected).tolist()
    assert found.tolist() == connections.joined_keys(keys, others, ones).tolist()
