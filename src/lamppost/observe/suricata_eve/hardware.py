"""Which MAC has which address: leases of `dhcp` events, senders of `arp` events."""

import numpy as np

from lamppost.model.observations import Column
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.rows import Addresses, Rows, Unreads
from lamppost.observe.logs.texts import one_line
from lamppost.observe.suricata_eve.ends import given, some_of, told_addresses, told_times

_TYPES = ("discover", "request", "decline", "release", "inform", "ack")
"""Types of message (RFC 2132 §9.6): five that clients send, and the server's word that an address is held."""
_ACK = _TYPES.index("ack")
_SIDES = ("request", "reply")
_OPCODES = ("request", "reply")
_SAID = {"dhcp.vendor_class": "dhcp.vendor_class_identifier", "dhcp.host_name": "dhcp.hostname"}


class Hardware:
    """MACs of one file, given on as they come."""

    def __init__(self, evidence: int, into: Gathering) -> None:
        """None yet.

        Args:
            evidence: Which file.
            into: Where they go.
        """
        self._evidence, self._into = evidence, into

    def dhcp(self, rows: Rows, unread: Unreads) -> None:
        """Addresses that servers confirm, and what clients say of themselves."""
        seen_at, mac = told_times(rows, "timestamp", unread), rows.macs("dhcp.client_mac")
        side, kind = rows.words("dhcp.type", _SIDES), rows.words("dhcp.dhcp_type", _TYPES)
        assigned = given(rows.addresses("dhcp.assigned_ip"))
        leased = np.flatnonzero((side == 1) & (kind == _ACK) & assigned.is_told)
        self._held(rows, leased, mac, assigned, seen_at)
        asks = np.flatnonzero((side == 0) & (kind >= 0) & (kind != _ACK))
        if len(asks):
            self._client(rows.where(asks), mac[asks], seen_at[asks])

    def arp(self, rows: Rows, unread: Unreads) -> None:
        """What senders of requests and replies say of themselves (RFC 826: `ar$sha`, `ar$spa`).

        A probe (RFC 5227 §1.1) says 0.0.0.0: a MAC is here, and has no address yet.
        """
        seen_at, mac = told_times(rows, "timestamp", unread), rows.macs("arp.src_mac")
        sender = told_addresses(rows, "arp.src_ip", unread)
        some = np.flatnonzero((rows.words("arp.opcode", _OPCODES) >= 0) & sender.is_told)
        self._held(rows, some, mac, given(sender), seen_at)

    def _client(self, rows: Rows, mac: Column, seen_at: Column) -> None:
        """What clients say of themselves; their address is the one that they have, if any."""
        address = given(rows.addresses("src_ip"))
        for field, key in _SAID.items():
            if rows.has(key):
                self._into.says(
                    self._evidence,
                    rows.lines,
                    field=field,
                    value=rows.numbers(key, self._into.values, one_line),
                    seen_at=seen_at,
                    address=address,
                    mac=mac,
                )

    def _held(self, rows: Rows, some: Column, mac: Column, address: Addresses, seen_at: Column) -> None:
        if len(some):
            self._into.held(
                self._evidence,
                rows.lines[some],
                mac=mac[some],
                address=some_of(address, some),
                seen_at=seen_at[some],
            )
