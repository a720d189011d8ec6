"""Names that connections tell of themselves: each client, name and server once, by the first that told it."""

import numpy as np
import pytest

from lamppost.model.observations import NAME, NAME_SOURCES
from lamppost.observe.logs import added, hashed, sent_names
from lamppost.observe.logs import asked as asked_names
from lamppost.observe.logs.added import AddedUp
from lamppost.observe.logs.asked import NAMED, AskedNames
from lamppost.observe.logs.rows import Addresses
from lamppost.observe.logs.running import run_compiled, run_plain
from lamppost.observe.logs.sent_names import names_of
from lamppost.observe.logs.sums import ROW, place_of, row_of

TLS, QUIC, HTTP = (NAME_SOURCES.index(one) for one in ("tls_sni", "quic_sni", "http_host"))


def made(count, n_named, seed):
    rng = np.random.default_rng(seed)
    flows = {name: np.zeros(count, kind) for name, kind in ROW.items()}
    for side in ("src", "dst"):
        flows[f"{side}_ip_high"] = rng.choice(np.array([0, 1 << 63], np.uint64), count)
        flows[f"{side}_ip_low"] = rng.integers(0, 3, count).astype(np.uint64)
    flows["src_mac"] = rng.integers(-1, 3, count)
    flows["server_name"] = rng.integers(-2, 3, count).astype(np.int32)
    flows["proto"] = rng.choice([6, 17], count).astype(np.uint8)
    flows["first_seen_at"] = rng.integers(-3, count // 4, count)
    flows["first_place"] = place_of(1, np.arange(count) + 1, np.full(count, -1))
    named = {name: rng.integers(0, 2, n_named).astype(kind) for name, kind in NAMED.items()}
    named["source"][:] = HTTP
    named["seen_at"] = rng.integers(0, 9, n_named)
    return named, flows


def expected(named, flows):
    """The same by dictionaries, from the sentence that says what the table is."""
    rows = [tuple(int(named[name][at]) for name in NAME) for at in range(len(named["name"]))]
    known = {(row[1], row[2], row[4]) for row in rows}
    for at in range(len(flows["proto"])):
        one = {name: int(column[at]) for name, column in flows.items()}
        key = one["src_ip_high"], one["src_ip_low"], one["server_name"]
        if one["server_name"] >= 0 and key not in known:
            source = QUIC if one["proto"] == 17 else TLS
            ends = one["dst_ip_high"], one["dst_ip_low"]
            rows.append(
                (
                    source,
                    *key[:2],
                    one["src_mac"],
                    key[2],
                    *ends,
                    one["first_seen_at"],
                    row_of(one["first_place"]),
                    1,
                )
            )
    rows.sort(key=lambda row: row[7])
    first = {}
    for row in rows:
        first.setdefault((*row[:3], *row[4:7]), row)
    return list(first.values())


@pytest.mark.parametrize("is_held", [False, True])
@pytest.mark.parametrize("is_asked", [False, True])
@pytest.mark.parametrize("run", [run_plain, run_compiled])
@pytest.mark.parametrize(("count", "n_named"), [(0, 0), (0, 5), (1, 0), (700, 0), (700, 12)])
def test_each_name_is_told_once_by_who_told_it_first(monkeypatch, run, count, n_named, is_asked, is_held):
    monkeypatch.setattr(sent_names, "run_for_rows", lambda _: run)
    monkeypatch.setattr(hashed, "_FEWEST", 2)
    monkeypatch.setattr(asked_names, "_FEWEST", 2)
    monkeypatch.setattr(
        sent_names, "parts_of", lambda n, most=50: (slice(at, min(at + most, n)) for at in range(0, n, most))
    )
    named, flows = made(count, n_named, count + n_named)
    monkeypatch.setattr(added, "run_compiled", run)
    if is_held:
        sums = AddedUp()
        sums.add(flows)
        flows = sums.held()
    asked = AskedNames()
    if is_asked:  # by the log, of which the rows that tell something new or earlier are the table
        ends = (Addresses(named[f"{one}_high"], named[f"{one}_low"]) for one in ("client_ip", "ip"))
        client, server = ends
        told = client, named["name"], server, named["seen_at"], named["client_mac"]
        asked.put(1, named["first_row"], HTTP, *told)
        named = asked.table.columns()
    found = names_of(named, asked, flows)
    assert {name: column.dtype for name, column in found.items()} == {
        name: np.dtype(kind) for name, kind in NAME.items()
    }
    assert list(zip(*(found[name].tolist() for name in NAME), strict=True)) == expected(
        named, {name: column[:] for name, column in flows.items()}
    )
