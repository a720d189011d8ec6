"""Records of nfdump 1.6: a common part, then extensions in the order that an extension map gives (phaag/nfdump: nffile.h)."""

from collections.abc import Mapping

import numpy as np

from lamppost.model.observations import Column
from lamppost.observe.logs.one_way import as_counter, joined, one_way, set_ipv4, set_ports, some
from lamppost.observe.nfdump.found import Found, as_macs, as_vlans
from lamppost.observe.nfdump.gathering import gather, shorts

COMMON_V0, EXTENSION_MAP, COMMON = 1, 2, 10
_IS_IPV6, _WIDE_PACKETS, _WIDE_OCTETS, _EVENT, _SAMPLED = 1, 2, 4, 64, 128
_MAP_HEADER = 8
_TIMES = [
    ("msec_first", "<u2"),
    ("msec_last", "<u2"),
    ("first", "<u4"),
    ("last", "<u4"),
    ("status", "u1"),
    ("tcp_flags", "u1"),
    ("proto", "u1"),
    ("service", "u1"),
    ("src_port", "<u2"),
    ("dst_port", "<u2"),
]
_COMMON: dict[int, list[tuple[str, str]]] = {
    COMMON_V0: [("type", "<u2"), ("size", "<u2"), ("flags", "u1"), ("tag", "u1"), ("map", "<u2"), *_TIMES],
    COMMON: [
        ("type", "<u2"), ("size", "<u2"), ("flags", "<u2"), ("map", "<u2"), *_TIMES,
        ("exporter", "<u2"), ("reserved", "<u2"),
    ],
}  # fmt: skip
_VLAN, _MAC_1, _MAC_2 = 13, 20, 21
_SIZES = {
    4: 4, 5: 8, 6: 4, 7: 8, 8: 4, 9: 4, 10: 16, 11: 4, 12: 16, 13: 4, 14: 4, 15: 8, 16: 4, 17: 8, 18: 4, 19: 8,
    20: 16, 21: 16, 22: 40, 23: 4, 24: 16, 25: 4, 26: 8, 27: 8, 37: 20, 38: 4, 39: 8, 40: 32, 41: 24, 42: 24,
    43: 72, 45: 24, 46: 12, 48: 8,
}  # fmt: skip
"""Octets of each extension (phaag/nfdump: nfx.c)."""
_WANTED: dict[int, list[tuple[str, str]]] = {
    _VLAN: [("src_vlan", "<u2"), ("dst_vlan", "<u2")],
    _MAC_1: [("in_src_mac", "<u8"), ("out_dst_mac", "<u8")],
    _MAC_2: [("in_dst_mac", "<u8"), ("out_src_mac", "<u8")],
}
_US, _MS = 1_000_000, 1000

Maps = Mapping[int, tuple[int, ...]]
"""Extensions of each map, by its number; the first three of a record are always there."""


def read_map(record: Column) -> tuple[int, tuple[int, ...]] | None:
    """The number of an extension map and its extensions, in order; None where it is broken."""
    if len(record) < _MAP_HEADER:
        return None
    number, _, *kinds = (int(one) for one in record[4 : len(record) // 2 * 2].view("<u2"))
    kinds = kinds[: kinds.index(0)] if 0 in kinds else kinds
    if any(kind not in _SIZES for kind in kinds):
        return None
    return number, tuple(kinds)


def read_v1(block: Column, places: Column, first_row: int, rows: Column, maps: Maps) -> Found:
    """What the records of a block tell, of those that stand between two extension maps.

    Args:
        block: Its octets.
        places: Where each record begins, shape (n,).
        first_row: The number of the first record of the block in the file.
        rows: The number of each record in the block, from 0, shape (n,).
        maps: Those that hold here.
    """
    kinds, sizes = shorts(block)[places], shorts(block)[places + 2]
    is_told = np.where(kinds == COMMON, sizes >= 32, sizes >= 28)
    head = np.zeros((len(places), 2), np.int64)  # flags and map
    whole = np.flatnonzero(is_told)
    head[whole, 0] = block[places[whole] + 4]
    head[whole, 1] = shorts(block)[places[whole] + 6]
    keys = ((kinds.astype(np.int64) << 17 | head[:, 1]) << 8 | head[:, 0]) << 1 | ~is_told
    found, broken, events, sampled = [], [], [], 0
    for key in np.unique(keys).tolist():
        mine = np.flatnonzero(keys == key)
        kind, number, flags = key >> 26, key >> 9 & 0x1FFFF, key >> 1 & 0xFF
        layout = None if key & 1 or number not in maps else _layout(kind, flags, maps[number])
        short = np.ones(len(mine), bool) if layout is None else sizes[mine] < layout.itemsize
        broken.append(rows[mine[short]])
        mine = mine[~short]
        if flags & _EVENT:
            events.append(rows[mine])
        elif layout is not None:
            told = _told(gather(block, places[mine], layout), is_ipv6=bool(flags & _IS_IPV6))
            told["row"] = first_row + rows[mine]
            found.append(told)
            sampled += len(mine) if flags & _SAMPLED else 0
    together = joined(found) if found else one_way(0)
    return Found(
        rows=some(together, np.argsort(together["row"], kind="stable")) if len(found) > 1 else together,
        broken=first_row + _rising(broken),
        events=first_row + _rising(events),
        sampled=sampled,
    )


def _rising(numbers: list[Column]) -> Column:
    return np.sort(np.concatenate(numbers)) if numbers else np.empty(0, np.int64)


def _layout(kind: int, flags: int, extensions: tuple[int, ...]) -> np.dtype:
    """The fields of a record with such flags and extensions."""
    address = "u8" if flags & _IS_IPV6 else "u4"
    shape = (2,) if flags & _IS_IPV6 else ()
    fields: list[tuple[str, str] | tuple[str, str, tuple[int, ...]]] = [
        *_COMMON[kind],
        ("src", f"<{address}", shape),
        ("dst", f"<{address}", shape),
        ("packets", "<u8" if flags & _WIDE_PACKETS else "<u4"),
        ("octets", "<u8" if flags & _WIDE_OCTETS else "<u4"),
    ]
    named: set[int] = set()
    for place, extension in enumerate(extensions):
        if extension in _WANTED and extension not in named:
            fields += _WANTED[extension]
        else:
            fields.append((f"other_{place}", f"V{_SIZES[extension]}"))
        named.add(extension)
    return np.dtype(fields)


def _told(records: Column, *, is_ipv6: bool) -> Column:
    """Rows of `ONE_WAY` for records of one layout."""
    rows = one_way(len(records))
    for ours, seconds, thousandths in (
        ("first_seen_at", "first", "msec_first"),
        ("last_seen_at", "last", "msec_last"),
    ):
        rows[ours] = records[seconds].astype(np.int64) * _US + records[thousandths].astype(np.int64) * _MS
    rows["octets"] = as_counter(records["octets"].astype(np.uint64))
    rows["packets"] = as_counter(records["packets"].astype(np.uint64))
    rows["proto"], rows["flags"] = records["proto"], records["tcp_flags"]
    set_ports(rows, records["src_port"].astype(np.int64), records["dst_port"].astype(np.int64))
    names = records.dtype.names or ()
    for side in ("src", "dst"):
        if is_ipv6:
            rows[f"{side}_high"], rows[f"{side}_low"] = records[side][:, 0], records[side][:, 1]
        else:
            set_ipv4(rows, side, records[side])
    if "exporter" in names:
        rows["exporter"] = records["exporter"]
    if "src_vlan" in names:
        rows["vlan_id"] = as_vlans(records["src_vlan"])
    if "in_src_mac" in names:
        rows["src_mac"] = as_macs(records["in_src_mac"])
    if "in_dst_mac" in names:
        rows["dst_mac"] = as_macs(records["in_dst_mac"])
    return rows
