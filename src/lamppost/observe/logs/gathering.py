"""What logs tell, gathered into observation tables whose size follows what differs, not how many rows there are.

Connections of one client, server, port, protocol, name and state are one row (`SUMMED_FLOW`). Rows are put together
some at a time, and what comes of that once more at the end.
"""

from threading import Thread

import numpy as np

from lamppost.engine.kept import KeptEngine
from lamppost.model.columns import distinct_rows, parts_of
from lamppost.model.observations import NO_MAC, NOT_TOLD, Column, Coverage, Ends, Issue
from lamppost.model.summing import GrowingTable, put_together
from lamppost.observe.logs.added import AddedUp, is_compiled_for
from lamppost.observe.logs.behind import link_beside
from lamppost.observe.logs.coded import Coded
from lamppost.observe.logs.covering import DNS_OVER_TLS, HOUR, cover, cover_coded
from lamppost.observe.logs.grouping import grouped
from lamppost.observe.logs.held import HeldSums
from lamppost.observe.logs.joined import FIRST_AT, TURN_SHIFT, Told, as_rows, joined
from lamppost.observe.logs.leases import Leases
from lamppost.observe.logs.named import Named
from lamppost.observe.logs.numbered import Numbered
from lamppost.observe.logs.rows import Addresses
from lamppost.observe.logs.said import Said
from lamppost.observe.logs.sums import FIRST, PLACE, ROW, SUMMING

HELD_ROWS = 1 << 16
"""Rows that are put together in one go: as many as lie near the processor."""
HELD_SUMS = 1 << 19
"""What came of that, from which on it is put together once more."""
_ENDS = ("src_ip_high", "src_ip_low", "src_mac", "dst_ip_high", "dst_ip_low", "dst_mac")


class Gathering:
    """Where readers of logs put what they read; row by row, in columns of one length.

    Columns that may be left out are None. Where a log does not tell a number of one row, it is `NOT_TOLD` there.
    """

    def __init__(self) -> None:
        """Nothing is read yet."""
        self.host_names = Numbered()
        """Names of hosts: lower case, no final dot."""
        self.values = Numbered()
        """What devices say of themselves."""
        self.coverage = Coverage()
        self.issues: list[Issue] = []
        self.view = 0
        """Which kind of evidence is being read; the connections of a higher one count where no lower one tells them."""
        self.by_hour = False
        """Keep what began in different hours apart, so that it can be forgotten by hours."""
        self.copies = True
        """Whoever gives columns may write to them again; else they are kept as they are."""
        self.lines_before = 0
        """Lines of the file that stand before the first one that is given, where only a part of it is read."""
        self.is_part = False
        """What is read of a file is a part of it: nothing is said of the whole."""
        self.sums = GrowingTable(ROW)
        self.leases = Leases()
        self.seen: dict[tuple[int, int], tuple[int, int, int]] = {}
        self.said = Said(self.values)
        self.hours: set[int] = set()
        self.names_told = Named()
        self.is_put_together = False
        """What `settled` gave has each key once, and is in the order of first rows."""
        self.ends: Ends | None = None
        """Of what `settled` gave, where it is put together."""
        self.engine = KeptEngine()
        """What reads tables of Parquet."""
        self._added: AddedUp | None = None
        self._made: dict[str, Column] | None = None
        """What came of that when it was asked for, which lets go of its memory."""
        self._rows: list[dict[str, Column]] = []
        self._joined_rows: list[tuple[list[Column], dict[str, Column]]] = []
        self._n_rows = self._n_seen = 0
        self._young: list[dict[str, Column]] = []
        self._n_young = 0

    @property
    def takes_codes(self) -> bool:
        """Whether rows are added up at once, whoever's MAC and whichever name it may be: their addresses may be coded."""
        return self._added is not None and not len(self.leases.table) and not len(self.names_told.look_ups)

    def flows(
        self,
        evidence: int,
        row: Column,
        *,
        first_seen_at: Column,
        src: Addresses | Coded,
        dst: Addresses | Coded,
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
            src: Who opened the connection; coded only where `takes_codes`, and no MAC is told.
            dst: Who was called; coded where `src` is.
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
        n = len(row)
        if not n:
            return
        told = Told(
            row + self.lines_before if self.lines_before else row, first_seen_at, last_seen_at, proto, src_port, dst_port,
            src_bytes, dst_bytes, src_packets, dst_packets, conn_state, vlan_id, server_name, connections,
        )  # fmt: skip
        if isinstance(src, Coded):
            assert self._added is not None
            assert isinstance(dst, Coded)
            self._added.add_coded(self._joined(evidence, told, copies=False), src, dst)
            return
        assert isinstance(dst, Addresses)
        names = self._names(n, server_name, connection)
        told = told._replace(server_name=names)
        macs = [_all(n, NO_MAC) if one is None else one for one in (src_mac, dst_mac)]
        ends = dict(zip(_ENDS, (*src, macs[0], *dst, macs[1]), strict=True))
        if self._added is not None:
            columns = self._joined(evidence, told, copies=self.copies)
            if self.copies:
                ends = {name: column.copy() for name, column in ends.items()}
            rest = {"server_name": names, FIRST: columns[FIRST_AT]}
            self._joined_rows.append((columns, ends | rest))
            self._hold(n)
            return
        hour = first_seen_at // HOUR if self.by_hour else _all(n, 0)
        table = as_rows(told, self.view, evidence) | {"hour": hour}
        cover(self.coverage, self.hours, table)
        table |= ends
        self._rows.append(
            {one: np.asarray(column).astype(ROW[one], copy=self.copies) for one, column in table.items()}
        )
        self._hold(n)

    def _hold(self, n: int) -> None:
        """Hold so many rows more, or put all that are held together."""
        self._n_rows += n
        if self._n_rows >= HELD_ROWS:
            self._settle()

    def _joined(self, evidence: int, told: Told, *, copies: bool) -> list[Column]:
        """Connections as they are added up in place, but for their ends; what they cover is counted."""
        columns, covered = joined(told, self.view, evidence, DNS_OVER_TLS, copies=copies)
        cover_coded(self.coverage, self.hours, covered, told)
        self._n_seen += len(told.lines)
        return columns

    def _add_joined(self, added: AddedUp, columns: list[Column], rows: dict[str, Column]) -> None:
        """Add connections up that were held, with MACs that leases tell, and which of several names they were made by."""
        self.leases.tell_macs(rows)
        turns = self._turns(rows)
        if turns.any():
            columns[1] |= turns.astype(np.int64) << TURN_SHIFT
        added.add_joined(columns, [rows[name] for name in _ENDS])

    def _names(self, n: int, server_name: Column | None, connection: Column | None) -> Column:
        """The name of each connection: that which it tells itself, else that which was told by its key."""
        if server_name is None:
            return _all(n, -1) if connection is None else self.names_told.sent.find(connection)
        name = server_name.astype(np.int32)
        if connection is not None:
            unnamed = np.flatnonzero(name == -1)
            name[unnamed] = self.names_told.sent.find(connection[unnamed])
        return name

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

        The columns must not be written to any more.

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
        self.names_told.tell(
            evidence,
            row + self.lines_before,
            source=source,
            client=client,
            name=name,
            seen_at=seen_at,
            address=address,
            client_mac=client_mac,
            connection=connection,
        )

    def held(self, evidence: int, row: Column, *, mac: Column, address: Addresses, seen_at: Column) -> None:
        """Addresses that belong to MACs, as a lease of DHCP or an answer of ARP says; address 0: a MAC that is here.

        Args:
            evidence: Which file.
            row: Line number.
            mac: 48-bit numbers; rows with NO_MAC are passed over.
            address: Its address.
            seen_at: Microseconds since 1970.
        """
        self.leases.put(evidence, row + self.lines_before, mac, address, seen_at)

    def here(self, evidence: int, row: Column, *, address: Addresses, seen_at: Column) -> None:
        """Addresses that were seen to send, as an inventory of the log says (`known_hosts`), without a connection."""
        told = np.flatnonzero(address.is_told & (seen_at != NOT_TOLD))
        first, _ = distinct_rows(address.high[told], address.low[told])
        for at in told[first].tolist():
            key = int(address.high[at]), int(address.low[at])
            self.seen.setdefault(key, (evidence, int(row[at]) + self.lines_before, int(seen_at[at])))

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
        n = len(row)
        nowhere = Addresses(np.zeros(n, np.uint64), np.zeros(n, np.uint64))
        self.said.put(
            evidence,
            row + self.lines_before,
            field,
            value,
            seen_at,
            _all(n, NO_MAC) if mac is None else mac,
            nowhere if address is None else address,
        )

    def add_sums(self, sums: dict[str, Column]) -> None:
        """Connections that were added up elsewhere, in any order.

        Args:
            sums: Table of `ROW` whose hours are not kept apart; it must not be written to any more.
        """
        added = self._adding(len(sums[PLACE]))
        if added is None:
            self.sums.append(sums)
        else:
            added.add(sums)

    def settled(self, *, in_place: bool = False) -> dict[str, Column]:
        """All connections that were told, as sums; table of `ROW`.

        Args:
            in_place: They may be given as `HeldSums`, whose columns are not all written down.
        """
        self.engine.close()
        self._settle()
        if self._added is not None:
            held, self._added = [self._added], None
            self._made, self.is_put_together = held[0].settled(in_place=in_place), True
            self.ends = held[0].ends
            Thread(target=held.clear, name="letting go").start()  # of half a gigabyte, and of files as large
        if self._made is not None:
            is_fine = in_place or not isinstance(self._made, HeldSums)
            return self._made if is_fine else {name: np.asarray(one) for name, one in self._made.items()}
        self._grow_old()
        return self.sums.columns()

    def _settle(self) -> None:
        """Put the rows that are held together."""
        ready, self._joined_rows = self._joined_rows, []
        for columns, rows in ready:
            assert self._added is not None
            self._add_joined(self._added, columns, rows)
            self._n_rows -= len(columns[0])
        if not self._rows:
            return
        held, n, self._rows, self._n_rows = self._rows, self._n_rows, [], 0
        if (added := self._adding(n)) is not None:
            for table in held:
                added.add(self._with_turns(table))
            return
        table = held[0]
        if len(held) > 1:
            table = {one: np.concatenate([part[one] for part in held]) for one in ROW if one != "turn"}
        table = self._with_turns(table)
        for part in parts_of(n, HELD_ROWS):
            some = {one: column[part] for one, column in table.items()}
            self._young.append(put_together(some, SUMMING, grouped))
            self._n_young += len(self._young[-1][PLACE])
            if self._n_young >= HELD_SUMS:
                self._grow_old()

    def _adding(self, n: int) -> AddedUp | None:
        """What adds up in place, where there are so many rows, with those that come now, that it pays; else None."""
        self._n_seen += n
        if self._added is None and not self.by_hour and is_compiled_for(self._n_seen):
            self._grow_old()
            link_beside()
            self._added, before, self.sums = AddedUp(), self.sums.columns(), GrowingTable(ROW)
            self._added.add(before)
            if self._made is not None:
                self._added.add(self._made)
                self._made, self.ends, self.is_put_together = None, None, False
        return self._added

    def _with_turns(self, table: dict[str, Column]) -> dict[str, Column]:
        """The rows with MACs that leases tell, and which of several names they were made by."""
        self.leases.tell_macs(table)
        table["turn"] = self._turns(table)
        return table

    def _turns(self, rows: dict[str, Column]) -> Column:
        """Which of several names each connection was made by."""
        src, dst = (Addresses(rows[f"{side}_ip_high"], rows[f"{side}_ip_low"]) for side in ("src", "dst"))
        return self.names_told.look_ups.turns(src, dst, rows["server_name"], rows[FIRST])

    def _grow_old(self) -> None:
        """Put sums that were made lately together once more, behind those made before."""
        if self._young:
            held, self._young, self._n_young = self._young, [], 0
            table = {one: np.concatenate([part[one] for part in held]) for one in ROW}
            self.sums.append(put_together(table, SUMMING, grouped))


def _all(n: int, value: int) -> Column:
    return np.full(n, value, np.int64)
