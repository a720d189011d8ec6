"""Of a device that talks to many: those that it sends most to, so that its page stays short."""

from typing import Any

from lamppost.model.result import Device
from lamppost.report import reaching

TOP = 10
"""Destinations that the page of a device shows; the others stand on Flows."""
_MOST_LAWS = 12


def foremost(device: Device, flows: str) -> dict[str, Any]:
    """What the page of a device shows of its destinations, those with most bytes sent, and of the laws over them.

    Args:
        device: The device.
        flows: Address of the screen that shows all destinations.
    """
    top = sorted(
        device.destinations,
        key=lambda one: (-(one.sent_bytes or 0), -(one.received_bytes or 0), one.first_row),
    )[:TOP]
    first = {law.ground for law in (*device.laws, *(law for one in top for law in one.laws))}
    rows = sorted(reaching.law_rows(device), key=lambda row: row.ground not in first)
    most = max(_MOST_LAWS, len({law.ground for law in device.laws}))
    return {
        "destinations_at": f"{flows}?device={device.id}",
        "destination_at": f"{flows}/{device.id}/",
        "shown_destinations": top,
        "shown_laws": rows[:most],
        "grounds_here": {row.ground for row in rows[:most]},
        "more_laws": max(0, len(rows) - most),
    }
