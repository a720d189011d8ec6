"""Reads logs of Zeek, tables and JSON, rotated and packed or not, into what other evidence is read into.

Which log is which: `recognition`. What becomes of its columns: `connections` (conn), `naming` (dns, ssl, http, quic),
`announcements` (multicast DNS in
dns), `inventories` (dhcp, software, ssh, snmp, known_hosts, known_services, known_devices, known_certs, x509). Other logs of Zeek tell nothing that
is used here; they are read to their end, for their hash. A header in the middle of a table, as of logs that were put together,
changes the columns from there on. The format: docs.zeek.org, *Zeek Log Formats and Inspection*.
"""

import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np

from lamppost.model.observations import Evidence, Issue
from lamppost.model.saying import say, say_n
from lamppost.observe.logs.blocks import Block
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.numbered import Numbered
from lamppost.observe.logs.opened import Progress
from lamppost.observe.logs.reading import read_lines
from lamppost.observe.logs.rows import Rows
from lamppost.observe.logs.texts import lacks_zone
from lamppost.observe.logs.trouble import zone_left_out
from lamppost.observe.zeek import connections, inventories, naming, recognition
from lamppost.observe.zeek.header import FIELDS, SEPARATOR, Header
from lamppost.observe.zeek.log import Log, tell_before, told_before
from lamppost.observe.zeek.scoped_rows import ScopedRows, is_scoped

__all__ = ["rank", "read", "recognise", "tell_before", "told_before"]

Take = Callable[[Rows, Log], None]
recognise = recognition.recognise
_TAKES: dict[str, Take] = {
    "conn": connections.take_connections,
    "conn_long": connections.take_open_connections,
    "open_conn": connections.take_open_connections,
    "dns": naming.take_look_ups,
    "http": naming.take_requests,
    "ssl": naming.take_handshakes,
    "quic": naming.take_quic,
    "dhcp": inventories.take_leases,
    "software": inventories.take_software,
    "ssh": inventories.take_ssh,
    "snmp": inventories.take_snmp,
    "known_hosts": inventories.take_hosts,
    "known_services": inventories.take_hosts,
    "known_devices": inventories.take_devices,
    "known_certs": inventories.take_known_certificates,
    "x509": inventories.take_certificates,
}
_NEEDED: dict[str, tuple[str, ...]] = {
    "conn": ("ts", "id.orig_h", "id.resp_h", "proto"),
    "conn_long": ("ts", "id.orig_h", "id.resp_h", "proto"),
    "open_conn": ("ts", "id.orig_h", "id.resp_h", "proto"),
    "dns": ("ts", "id.orig_h", "query", "qtype"),
    "http": ("ts", "id.orig_h", "id.resp_h"),
    "ssl": ("ts", "id.orig_h", "id.resp_h"),
    "quic": ("ts", "id.orig_h", "id.resp_h"),
    "dhcp": ("ts", "mac"),
    "software": ("ts", "host", "software_type", "unparsed_version"),
    "ssh": ("ts", "id.orig_h", "id.resp_h"),
    "snmp": ("ts", "id.orig_h", "id.resp_h"),
    "known_hosts": ("ts", "host"),
    "known_services": ("ts", "host"),
    "known_devices": ("ts", "mac"),
    "known_certs": ("ts", "host"),
    "x509": ("certificate.subject",),
}
"""Columns without which a table tells nothing of its kind."""
_MARKS: dict[str, tuple[str, ...]] = {
    "conn": ("conn_state",),
    "dns": ("trans_id", "rejected"),
    "http": ("trans_depth",),
    "ssl": ("established", "cipher", "ssl_history"),
    "quic": ("client_initial_dcid",),
    "dhcp": ("mac",),
    "software": ("software_type",),
    "ssh": ("auth_attempts",),
    "snmp": ("get_requests",),
    "known_services": ("port_proto",),
    "known_certs": ("issuer_subject",),
    "x509": ("certificate.version", "certificate.subject"),
    "files": ("seen_bytes",),
    "weird": ("peer",),
    "notice": ("note",),
}
"""Of JSON that does not say of which log a row is: keys of which rows of that log have one, and those of no other here."""
_TIME = "ts"
_TOLD_TIME = re.compile(rb'"ts"\s*:\s*"(?P<time>[^"\\]*)"').search
"""Of an object, the time that is written as text."""
_FIRST, _NAMES, _MIXED, _CONNECTIONS, _NOTHING = 0, 1, 5, 10, 20
_KINDS = tuple(_TAKES)
_MOST_KINDS = 64
"""Of entries that tell nothing, that are counted apart."""


def rank(form: str) -> int:
    """When a file is read: certificates, QUIC and tunnels through proxies before TLS, names before connections.

    One of several logs holds both, in the order in which Zeek wrote them: it is read between.

    Args:
        form: As `recognise` told it.
    """
    kind = form.partition(" ")[2]
    if kind in ("x509", "quic", "http"):
        return _FIRST
    if kind == "conn" or kind in recognition.OPEN:
        return _CONNECTIONS
    if kind == recognition.JSON:
        return _MIXED
    return _NAMES if kind in _TAKES else _NOTHING


_ORDER = sorted(range(len(_KINDS)), key=lambda number: rank(f"zeek {_KINDS[number]}"))
"""In which order rows that stand together are taken: names before connections."""


def read(
    path: Path, evidence: int, name: str, form: str, into: Gathering, progress: Progress | None = None
) -> Evidence:
    """What the file was and how much of it was read; what it tells is in `into`.

    Args:
        path: The file, packed or not.
        evidence: Its number.
        name: How results call it.
        form: As `recognise` told it.
        into: Where rows and issues go.
        progress: Called with the name, bytes done and bytes in all.
    """
    reading = _Reading(evidence, name, form, into)
    into.copies = False  # columns are made for whom they are given to
    try:
        told = read_lines(path, name, form, reading.take, into, progress)
    finally:
        into.copies = True
    return reading.settled(told)


class _Reading:
    """One file on its way."""

    def __init__(self, evidence: int, name: str, form: str, into: Gathering) -> None:
        self._evidence, self._name, self._into = evidence, name, into
        self._kind = form.partition(" ")[2]
        self._header = Header()
        self._log: Log | None = None
        self._n_headless = self._n_unread = self._n_rows = 0
        self._is_all_understood, self._is_scoped, self._lacks_zone = True, False, False

    def take(self, block: Block) -> None:
        """Hand over the rows of some lines."""
        if self._log is None:
            first = next((line for at in range(len(block)) if (line := block.line(at)).strip()), b"")
            if not first:
                return
            self._log = Log(self._evidence, self._into, block.unread, is_json=first.startswith(b"{"))
            told = _TOLD_TIME(first)
            self._lacks_zone = told is not None and lacks_zone(told["time"].decode("ascii", "replace"))
            self._is_scoped = self._log.is_json and is_scoped(
                [block.line(at) for at in range(min(64, len(block)))]
            )
            if first.startswith(b"ts\t"):
                block = self._begun_without_marks(block)
        if self._log.is_json:
            rows = block.objects()
            self._take_objects(ScopedRows(rows) if self._is_scoped else rows, self._log)
        else:
            self._take_table(block, self._log)

    def settled(self, told: Evidence) -> Evidence:
        """The evidence, and what could not be understood as issues."""
        if self._log is not None:
            inventories.settle_leases(self._log)
        self._into.coverage.unread_lines += self._n_unread
        if self._n_headless:
            self._into.issues.append(self._without_header())
        if self._lacks_zone:
            self._into.issues.append(zone_left_out(self._name, _TIME))
        if told.read == "whole" and not self._is_all_understood:
            return msgspec.structs.replace(told, read="part" if self._n_rows else "none")
        return told

    def _begun_without_marks(self, block: Block) -> Block:
        """A table whose first line names its columns and nothing else, without that line."""
        at = next(at for at in range(len(block)) if block.line(at).strip())
        self._take_header(b"#fields\t" + block.line(at), block.first + at)
        return block.between(at + 1, len(block))

    def _take_table(self, block: Block, log: Log) -> None:
        """Rows between lines of headers."""
        at = 0
        for mark in [*block.beginning_with(b"#"), len(block)]:
            if mark > at:
                self._take_cells(block.between(at, mark), log)
            if mark < len(block):
                self._take_header(block.line(mark), block.first + mark)
            at = mark + 1

    def _take_header(self, line: bytes, number: int) -> None:
        """One line of a header; columns that are not enough are reported."""
        self._header = self._header.with_line(line)
        if line.startswith(SEPARATOR) and not self._header.is_readable:
            self._is_all_understood = False
            self._into.issues.append(_parted(self._name, number, self._header.separator))
        if not line.startswith(FIELDS):
            return
        missing = [one for one in _NEEDED.get(self._kind_here(), ()) if one not in self._header.columns]
        if missing:
            self._is_all_understood = False
            self._into.issues.append(_lacks(self._name, number, self._kind_here(), missing))

    def _take_cells(self, block: Block, log: Log) -> None:
        """Rows of the columns that the last header names."""
        header, kind = self._header, self._kind_here()
        if not header.columns:
            some = sum(bool(block.line(at)) for at in range(len(block)))
            self._n_headless, self._n_unread = self._n_headless + some, self._n_unread + some
            self._is_all_understood = self._is_all_understood and not some
            return
        if kind not in _TAKES:
            self._pass_over(kind, len(block))
            return
        if not header.is_readable or not set(_NEEDED[kind]) <= set(header.columns):
            self._n_unread += len(block)
            return
        separator, lists = header.separator.encode(), header.lists.encode()
        rows = block.delimited(header.columns, separator=separator, not_told=header.not_told, lists=lists)
        self._n_rows += len(rows)
        log.columns = header.columns
        _TAKES[kind](rows, log)

    def _kind_here(self) -> str:
        """What the rows behind the last header are, of a log that does not say it what the file is."""
        path, columns = self._header.path, self._header.columns
        if path is None:
            return self._kind
        word = recognition.kind_of_path(path)
        return word if word in _TAKES else recognition.kind_of_columns(columns) or word or recognition.LOG

    def _take_objects(self, rows: Rows, log: Log) -> None:
        """Rows of JSON, each kind by itself where they tell it."""
        if not len(rows):
            return
        self._n_rows += len(rows)
        if not rows.has("_path"):
            others = [] if self._is_one_kind(rows) else _others(rows, self._kind)
            if self._kind in _TAKES and not others:
                _TAKES[self._kind](rows, log)
            elif self._kind in (*_TAKES, recognition.JSON):
                self._take_marked(rows, log, [one for one in _MARKS if one in (*others, self._kind)])
            else:
                self._pass_over(self._kind, len(rows))
            return
        kind = rows.words("_path", _KINDS)
        if self._kind in _TAKES:
            kind[rows.keys("_path") == 0] = _KINDS.index(self._kind)
        self._pass_over_paths(rows.where(kind < 0))
        for number in _ORDER:
            some = kind == number
            if some.any():
                _TAKES[_KINDS[number]](rows if some.all() else rows.where(some), log)

    def _is_one_kind(self, rows: Rows) -> bool:
        """Whether each row is of the log that the file is taken for, or the file is none that others are told apart from."""
        if self._kind == recognition.JSON:
            return False
        marks = _MARKS.get(self._kind, ())
        return not marks or any(bool(rows.not_objects(one).all()) for one in marks)

    def _take_marked(self, rows: Rows, log: Log, kinds: list[str]) -> None:
        """Rows of several logs that were put together, each taken for what its keys say that it is."""
        kind = np.full(len(rows), -1)
        for number, word in enumerate(kinds):
            for mark in _MARKS[word]:
                kind[(kind < 0) & (rows.keys(mark) != 0)] = number
        for number in sorted(range(len(kinds)), key=lambda number: rank(f"zeek {kinds[number]}")):
            some = rows.where(kind == number)
            if kinds[number] in _TAKES and len(some):
                _TAKES[kinds[number]](some, log)
            else:
                self._pass_over(kinds[number], len(some))
        self._pass_over(recognition.LOG, int((kind < 0).sum()))

    def _pass_over_paths(self, rows: Rows) -> None:
        """Count rows of JSON that tell nothing that is used here, by what they are."""
        kinds = Numbered()
        number = rows.numbers("_path", kinds, recognition.kind_of_path)
        for at, count in enumerate(np.bincount(number[number >= 0], minlength=len(kinds)).tolist()):
            self._pass_over(kinds[at], count)
        self._pass_over(recognition.LOG, int((number < 0).sum()))

    def _pass_over(self, kind: str, count: int) -> None:
        """Count rows that tell nothing that is used here."""
        if count:
            passed_over, word = self._into.coverage.passed_over, f"zeek {kind}"
            known = word in passed_over or len(passed_over) < _MOST_KINDS
            word = word if known else f"zeek {recognition.LOG}"
            passed_over[word] = passed_over.get(word, 0) + count

    def _without_header(self) -> Issue:
        return Issue(
            evidence=self._name,
            row=1,
            what=say_n(
                "its header is missing, so that nobody knows which column is which; one line was not read",
                "its header is missing, so that nobody knows which column is which; {n} lines were not read",
                self._n_headless,
            ),
            expected=say("the lines #separator to #types before the first row"),
            hint=say(
                "Was its beginning cut off? Take the whole log, or put the header of another {kind}.log of the same "
                "sensor before it.",
                kind=self._kind,
            ),
        )


def _others(rows: Rows, kind: str) -> list[str]:
    """The other logs that some rows are of."""
    return [one for one, marks in _MARKS.items() if one != kind and any(map(rows.has, marks))]


def _parted(name: str, row: int, separator: str) -> Issue:
    return Issue(
        evidence=name,
        row=row,
        what=say("its cells are parted by {n} bytes, which is not read", n=len(separator.encode())),
        expected=say("one byte between cells, a tab as a rule"),
        hint=say("Have Zeek write it with LogAscii::separator as it is by default."),
    )


def _lacks(name: str, row: int, kind: str, missing: list[str]) -> Issue:
    return Issue(
        evidence=name,
        row=row,
        what=say("it has no column {missing}, so that its rows tell nothing here", missing=missing),
        expected=say("the columns of Zeek's {kind}.log", kind=kind),
        hint=say("Were columns left out when it was written? Take the log as Zeek wrote it."),
    )
