"""Of names that clients asked for, a row is kept where it tells something new, or tells it earlier."""

import random

import numpy as np
import pytest
from checked_runs import run_checked

from lamppost.model.observations import NOT_TOLD
from lamppost.observe.logs import asked, running
from lamppost.observe.logs.asked import AskedNames
from lamppost.observe.logs.rows import Addresses

ENDS = [(0, 0), (0, (0xFFFF << 32) | 0xC0000201), (0x20010DB8 << 32, 1), (1 << 63, 1 << 63)]


def halves(pairs):
    columns = np.array(pairs, np.uint64)
    return Addresses(columns[:, 0].copy(), columns[:, 1].copy())


@pytest.mark.parametrize("run", [running.run_plain, running.run_compiled, run_checked])
def test_a_row_is_kept_where_it_tells_something_new_or_earlier(monkeypatch, run):
    monkeypatch.setattr(asked, "run_for_rows", lambda _: run)
    monkeypatch.setattr(asked, "_FEWEST", 4)
    chance, names, earliest = random.Random(5), AskedNames(), {}
    kept = 0
    for _ in range(30):
        source, wanted = chance.randrange(3), []
        rows = [
            (
                chance.choice(ENDS),
                chance.randrange(-1, 6),
                chance.choice(ENDS),
                chance.choice((NOT_TOLD, *range(9))),
            )
            for _ in range(70)
        ]
        for at, (client, name, address, seen_at) in enumerate(rows):
            key = source, client, name, address
            if client == (0, 0) or name < 0 or seen_at == NOT_TOLD:
                continue
            if key not in earliest or seen_at < earliest[key]:
                earliest[key] = seen_at
                wanted.append(at)
        clients, numbers, addresses, times = zip(*rows, strict=True)
        found = names.put(
            1,
            np.arange(70),
            source,
            halves(clients),
            np.array(numbers, np.int32),
            halves(addresses),
            np.array(times),
        )
        assert found == len(wanted)
        table = names.table.since(kept)
        assert table["first_row"].tolist() == wanted
        assert table["name"].tolist() == [numbers[at] for at in wanted]
        kept += len(wanted)
        for told in range(3):
            held = names.hold(told, halves(clients), np.array(numbers, np.int32), halves(addresses))
            pairs = zip(clients, numbers, addresses, strict=True)
            assert held.tolist() == [(told, *one) in earliest for one in pairs]
        assert len(names) == len(earliest)
    assert kept > len(earliest) > 100
