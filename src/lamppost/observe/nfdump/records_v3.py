"""Records of nfdump 1.7: a header, then elements of any order, each with its type and length (phaag/nfdump: nfxV3.h)."""

from collections.abc import Iterator

import numpy as np

from lamppost.model.observations import Column
from lamppost.observe.logs.one_way import as_counter, one_way, set_ipv4, set_ports
from lamppost.observe.nfdump.found import Found, as_macs, as_vlans
from lamppost.observe.nfdump.gathering import gather, shorts

RECORD_V3 = 11
_HEADER = np.dtype(
    [
        ("type", "<u2"),
        ("size", "<u2"),
        ("elements", "<u2"),
        ("engine", "u1", 2),
        ("exporter", "<u2"),
        ("flags", "u1"),
        ("version", "u1"),
    ]
)
_EVENT, _SAMPLED = 1, 2
_BY_NFPCAPD = 0x40
_FLOW, _IPV4, _IPV6, _VLAN, _MACS = 1, 2, 3, 6, 15
_ELEMENTS: dict[int, np.dtype] = {
    _FLOW: np.dtype(
        [
            ("first", "<u8"),
            ("last", "<u8"),
            ("received", "<u8"),
            ("packets", "<u8"),
            ("octets", "<u8"),
            ("src_port", "<u2"),
            ("dst_port", "<u2"),
            ("proto", "u1"),
            ("tcp_flags", "u1"),
            ("status", "u1"),
            ("service", "u1"),
        ]
    ),
    _IPV4: np.dtype([("src", "<u4"), ("dst", "<u4")]),
    _IPV6: np.dtype([("src", "<u8", 2), ("dst", "<u8", 2)]),
    _VLAN: np.dtype([("src", "<u4"), ("dst", "<u4")]),
    _MACS: np.dtype([("in_src", "<u8"), ("out_dst", "<u8"), ("in_dst", "<u8"), ("out_src", "<u8")]),
}
_LEAST_ELEMENT = 4
_MS = 1000
_MOST_MS = (1 << 62) // _MS


def read_v3(block: Column, places: Column, first_row: int, rows: Column) -> Found:
    """What the records of a block tell.

    Args:
        block: Its octets.
        places: Where each record begins, shape (n,).
        first_row: The number of the first record of the block in the file.
        rows: The number of each record in the block, from 0, shape (n,).
    """
    long_enough = shorts(block)[places + 2] >= _HEADER.itemsize
    broken = rows[~long_enough]
    places, rows = places[long_enough], rows[long_enough]
    header = gather(block, places, _HEADER)
    where, is_broken = _elements(block, places, header)
    has_address = (where[_IPV4] >= 0) ^ (where[_IPV6] >= 0)
    is_broken |= ~has_address & (header["flags"] & _EVENT == 0)
    is_broken |= where[_FLOW] < 0
    is_event = (header["flags"] & _EVENT != 0) & ~is_broken
    lost, events = np.sort(np.concatenate([broken, rows[is_broken]])), rows[is_event]
    good = np.flatnonzero(~is_broken & ~is_event)
    if len(good) < len(rows):
        header, rows = header[good], rows[good]
        where = {kind: found[good] for kind, found in where.items()}
    found = _told(block, header, where)
    found["row"] = first_row + rows
    return Found(
        rows=found,
        broken=first_row + lost,
        events=first_row + events,
        sampled=int((header["flags"] & _SAMPLED != 0).sum()),
    )


def _elements(block: Column, places: Column, header: Column) -> tuple[dict[int, Column], Column]:
    """Where each kind of element stands behind its own header, -1 where a record has none; and which are broken."""
    numbers = shorts(block)
    where = {kind: np.full(len(places), -1, np.int64) for kind in _ELEMENTS}
    is_broken = np.zeros(len(places), bool)
    at = places + _HEADER.itemsize
    end = places + header["size"]
    left = np.arange(len(places))
    count = 0
    while len(left := left[(header["elements"][left] > count) & ~is_broken[left]]):
        count += 1
        fits = at[left] + _LEAST_ELEMENT <= end[left]
        is_broken[left[~fits]] = True
        left = left[fits]
        kinds, sizes = numbers[at[left]], numbers[at[left] + 2].astype(np.int64)
        fits = (sizes >= _LEAST_ELEMENT) & (at[left] + sizes <= end[left])
        if not fits.all():
            is_broken[left[~fits]] = True
            left, kinds, sizes = left[fits], kinds[fits], sizes[fits]
        for kind, mine in _by_kind(kinds):
            whole = sizes[mine] >= _ELEMENTS[kind].itemsize + _LEAST_ELEMENT
            some = left[mine]
            where[kind][some] = np.where(whole, at[some] + _LEAST_ELEMENT, -1)
            is_broken[some] |= ~whole
        at[left] += sizes
    return where, is_broken


def _by_kind(kinds: Column) -> Iterator[tuple[int, Column | slice]]:
    """The kinds that are asked for, and which elements are of each; mostly all of them are of one."""
    if len(kinds) and (kinds == kinds[0]).all():
        if int(kinds[0]) in _ELEMENTS:
            yield int(kinds[0]), slice(None)
        return
    for kind in _ELEMENTS:
        mine = np.flatnonzero(kinds == kind)
        if len(mine):
            yield kind, mine


def _told(block: Column, header: Column, where: dict[int, Column]) -> Column:
    """Rows of `ONE_WAY` for records that have what a flow needs."""
    rows = one_way(len(header))
    flow = gather(block, where[_FLOW], _ELEMENTS[_FLOW])
    for ours, theirs in (("first_seen_at", "first"), ("last_seen_at", "last")):
        rows[ours] = np.minimum(flow[theirs], np.uint64(_MOST_MS)).astype(np.int64) * _MS
    rows["octets"], rows["packets"] = as_counter(flow["octets"]), as_counter(flow["packets"])
    rows["proto"], rows["flags"] = flow["proto"], flow["tcp_flags"]
    rows["exporter"] = header["exporter"]
    set_ports(rows, flow["src_port"].astype(np.int64), flow["dst_port"].astype(np.int64))
    has = np.flatnonzero(where[_IPV4] >= 0)
    four = gather(block, where[_IPV4][has], _ELEMENTS[_IPV4])
    has_six = np.flatnonzero(where[_IPV6] >= 0)
    six = gather(block, where[_IPV6][has_six], _ELEMENTS[_IPV6])
    for side in ("src", "dst"):
        set_ipv4(rows, side, four[side], has)
        rows[f"{side}_high"][has_six], rows[f"{side}_low"][has_six] = six[side][:, 0], six[side][:, 1]
    _set_link(block, header, rows, where)
    return rows


def _set_link(block: Column, header: Column, rows: Column, where: dict[int, Column]) -> None:
    """Put in VLANs and MACs of those that tell them; a zero is none."""
    has = np.flatnonzero(where[_VLAN] >= 0)
    rows["vlan_id"][has] = as_vlans(gather(block, where[_VLAN][has], _ELEMENTS[_VLAN])["src"])
    has = np.flatnonzero(where[_MACS] >= 0)
    macs = gather(block, where[_MACS][has], _ELEMENTS[_MACS])
    of_capture = header["version"][has] & _BY_NFPCAPD != 0  # which writes where the frame went as `out_dst`
    rows["src_mac"][has] = as_macs(macs["in_src"])
    rows["dst_mac"][has] = as_macs(np.where(of_capture, macs["out_dst"], macs["in_dst"]))
