"""What logs tell, put together: connections as sums, names, senders, and what devices say of themselves."""

from typing import Protocol

from lamppost.model.observations import Column, Coverage, Issue
from lamppost.observe.logs.numbered import Numbered
from lamppost.observe.logs.rows import Addresses


class Gathered(Protocol):
    """Where readers of logs put what they read; row by row, in columns of one length.

    Columns that may be left out are None. Where a log does not tell a number of one row, it is `NOT_TOLD` there.
    """

    host_names: Numbered
    """Names of hosts: lower case, no final dot."""
    values: Numbered
    """What devices say of themselves."""
    coverage: Coverage
    issues: list[Issue]

    def flows(
        self,
        evidence: int,
        row: Column,
        *,
        first_seen_at: Column,
        src: Addresses,
        dst: Addresses,
        proto: Column,
        last_seen_at: Column | None = None,
        src_port: Column | None = None,
        dst_port: Column | None = None,
        src_bytes: Column | None = None,
        dst_bytes: Column | None = None,
        src_packets: Column | None = None,
        dst_packets: Column | None = None,
        conn_state: Column | None = None,
        src_mac: Column | None = None,
        dst_mac: Column | None = None,
        vlan_id: Column | None = None,
        server_name: Column | None = None,
        connection: Column | None = None,
        connections: Column | None = None,
    ) -> None:
        """Two-way connections; `src` opened them. Rows without a time or an address are the reader's to report.

        Args:
            evidence: Which file.
            row: Line or record number, from 1.
            first_seen_at: Microseconds since 1970.
            src: Who opened the connection.
            dst: Who was called.
            proto: IANA protocol number.
            last_seen_at: Microseconds since 1970; not told: nobody knows how long it lasted.
            src_port: -1: none.
            dst_port: -1: none.
            src_bytes: IP bytes that src sent.
            dst_bytes: IP bytes that dst sent.
            src_packets: Packets that src sent.
            dst_packets: Packets that dst sent.
            conn_state: Index into `CONN_STATES`.
            src_mac: MAC of the frames that src's packets came in, NO_MAC where not told.
            dst_mac: MAC of the frames that dst's packets came in, NO_MAC where not told.
            vlan_id: -1: untagged.
            server_name: Number in `host_names` of the name that was sent in the connection itself; -1: none, -2: several.
            connection: Key of the connection (`Rows.keys`), by which `names` tells its server name; 0: none.
            connections: How many connections a row stands for; else one.
        """

    def names(
        self,
        evidence: int,
        row: Column,
        *,
        source: int,
        client: Addresses,
        name: Column,
        seen_at: Column,
        address: Addresses | None = None,
        client_mac: Column | None = None,
        connection: Column | None = None,
    ) -> None:
        """Names that clients asked for or called; rows whose name is -1 are passed over.

        Args:
            evidence: Which file.
            row: Line number.
            source: Index into `NAME_SOURCES`.
            client: Who asked or called.
            name: Numbers in `host_names`.
            seen_at: Microseconds since 1970.
            address: The answer, or the server spoken to; both halves 0 for an unanswered question.
            client_mac: NO_MAC where not told.
            connection: Key of the connection that the name was sent in; None for look-ups.
        """

    def held(
        self,
        evidence: int,
        row: Column,
        *,
        mac: Column,
        address: Addresses,
        seen_at: Column,
    ) -> None:
        """Addresses that belong to MACs, as a lease of DHCP or an answer of ARP says; address 0: a MAC that is here.

        Args:
            evidence: Which file.
            row: Line number.
            mac: 48-bit numbers; rows with NO_MAC are passed over.
            address: Its address.
            seen_at: Microseconds since 1970.
        """

    def here(self, evidence: int, row: Column, *, address: Addresses, seen_at: Column) -> None:
        """Addresses that were seen to send, as an inventory of the log says (`known_hosts`), without a connection."""

    def says(
        self,
        evidence: int,
        row: Column,
        *,
        field: str,
        value: Column,
        seen_at: Column,
        address: Addresses | None = None,
        mac: Column | None = None,
    ) -> None:
        """What devices say of themselves; rows whose value is -1 are passed over, each thing is kept once.

        Args:
            evidence: Which file.
            row: Line number.
            field: As in docs/reference/self-descriptions.md.
            value: Numbers in `values`.
            seen_at: Microseconds since 1970.
            address: Who says it.
            mac: Its MAC, NO_MAC where not told.
        """
