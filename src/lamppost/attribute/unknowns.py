"""Devices that are counted and not described: how many of a kind, and why the unknown ones stay unknown."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

import msgspec

from lamppost.model.addresses import is_randomised, mac_number, mac_text
from lamppost.model.result import Device, ResultDocument, Unknown
from lamppost.model.saying import say

Reason = tuple[str | None, str]
"""MAC block and reason, and nothing else about a device."""


def why_unknown(
    mac: int | None, registrant: str | None, fields: Collection[str], *, of_log: bool = False
) -> Reason:
    """Why a device stays unknown.

    Args:
        mac: Its MAC address, where it is its own.
        registrant: Who registered the block.
        fields: What it said of itself, by field.
        of_log: Whether a log told of it first.
    """
    if mac is None and of_log:
        return None, say("seen only behind a router, or in a log that tells no MAC address of it")
    if mac is None:
        return None, say("seen only behind a router, or on a link without MAC addresses")
    if is_randomised(mac):
        return None, say("its MAC address is randomised and nothing it says is known")
    block = mac_text(mac)[:8]
    if registrant is None:
        return block, say("its MAC block is in no table and nothing it says is known")
    said = say("nothing it says is known") if fields else say("it says nothing of itself")
    return f"{block} {registrant}", said


def unknown_rows(reasons: Mapping[Reason, int]) -> list[Unknown]:
    """One row per block and reason, in a fixed order."""
    return [
        Unknown(mac_block=block, reason=reason, count=count)
        for (block, reason), count in sorted(reasons.items(), key=lambda row: (row[0][0] or "", row[0][1]))
    ]


def count_out(result: ResultDocument, devices: Iterable[Device]) -> ResultDocument:
    """A document with these devices in it, those that do not watch as counts alone.

    Args:
        result: The document, with its counts as they were.
        devices: Its devices as they are attributed now.
    """
    described = list(devices)
    kept = [device for device in described if device.watches is not False]
    gone = [device for device in described if device.watches is False]
    counts = Counter(result.device_counts) + Counter(device.kind for device in gone)
    unknown = Counter({(row.mac_block, row.reason): row.count for row in result.unknown_devices})
    unknown.update(
        why_unknown(_mac(device), device.mac_registrant, device.heard, of_log=bool(device.row_kind))
        for device in gone
        if device.kind == "unknown"
    )
    return msgspec.structs.replace(
        result,
        devices=kept,
        device_counts=dict(sorted(counts.items())),
        unknown_devices=unknown_rows(unknown),
    )


def _mac(device: Device) -> int | None:
    try:
        return mac_number(device.mac) if device.mac else None
    except ValueError:
        return None
