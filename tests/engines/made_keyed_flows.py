"""A small table of flows, and what each shared statement makes of it, as one digest that every engine must give."""

import hashlib
from pathlib import Path

import numpy as np

from lamppost.engine.keyed_flows import BOUNDS, KEYED_FLOWS, KEYS, SUMS, places
from lamppost.engine.statements import STATEMENTS

GOLDEN = Path(__file__).parent / "keyed_flows.digests"


def made_keyed_flows(rows=600, seed=9):
    """Few keys, so that they meet; sums that some rows, all rows or no row of a key tell."""
    rng = np.random.default_rng(seed)
    few = {
        "src_mac": [-1, 0x00005E005301, 0x00005E0053FF],
        "dst_mac": [-1, 0x00005E005302],
        "vlan_id": [-1, 7],
        "src_ip_high": [0],
        "src_ip_low": [0xFFFF << 32 | 0xC0000200 | host for host in range(5)],
        "dst_ip_high": [0x20010DB8_00000000, -(1 << 63)],
        "dst_ip_low": [1, -1, (1 << 63) - 1],
        "dst_port": [-1, 53, 443, 65535],
        "proto": [6, 17, 255],
        "server_name": [-2, -1, 0, 3],
        "conn_state": [0, 3],
    }
    flows = {name: rng.choice(np.array(few[name]), rows).astype(kind) for name, kind in KEYS.items()}
    flows["conn_state"][: rows // 2] = 0
    for name in ("src_mac", "dst_mac", "vlan_id", "dst_ip_high", "conn_state"):
        flows[name][rows // 4 :] = flows[name][rows // 4]
    flows["connections"] = rng.integers(1, 1 << 40, rows)
    for name in list(SUMS)[1:]:
        values = rng.integers(0, 3, rows) * rng.integers(0, 1 << 50, rows)
        flows[name] = np.ma.MaskedArray(values, rng.random(rows) < 0.4)
    flows["first_seen_at"] = 1_760_000_000_000_000 + rng.integers(0, 86_400_000_000, rows)
    flows["last_seen_at"] = np.ma.MaskedArray(
        flows["first_seen_at"] + rng.integers(0, 7_200_000_000, rows), rng.random(rows) < 0.1
    )
    flows["first_place"] = places(rng.integers(0, 3, rows), np.arange(rows) + 1, rng.integers(0, 65536, rows))
    assert set(flows) == set(KEYED_FLOWS), set(BOUNDS)
    return flows


def all_rows(engine, statement):
    """The rows of a statement as tuples with None for null, in order."""
    found = []
    for batch in engine.rows(statement):
        found += zip(*(column.tolist() for column in batch.values()), strict=True)
    return sorted(found, key=lambda row: [(one is not None, one) for one in row])


def digests(engine):
    """What `GOLDEN` holds, of an engine that holds `made_keyed_flows` as `flows`."""
    lines = []
    for name, statement in STATEMENTS.items():
        rows = all_rows(engine, statement)
        said = "\n".join(" ".join("null" if one is None else str(int(one)) for one in row) for row in rows)
        lines.append(f"{name} {len(rows)} {hashlib.sha256(said.encode()).hexdigest()}\n")
    return "".join(lines)
