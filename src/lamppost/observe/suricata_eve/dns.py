"""Names that clients look up, and the addresses that they are given: `dns` events of the versions 1, 2 and 3.

Version 1 tells each record of an answer in an event of its own, version 2 (up to Suricata 7) all of them in one, version 3
(Suricata 8) the questions too as a list. As in captures (`docs/reference/self-descriptions.md`), questions for A, AAAA, HTTPS
and SVCB count, and the addresses of an answer are those of the name that was asked for, through every alias.
"""

import re
from collections.abc import Sequence

import msgspec
import numpy as np

from lamppost.model.observations import NAME_SOURCES, Column
from lamppost.model.saying import noted
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.rows import Addresses, Rows, Unread, Unreads
from lamppost.observe.logs.spelled import addresses_of
from lamppost.observe.logs.texts import are_host_names, host_name, leaving
from lamppost.observe.suricata_eve.ends import Ends, chosen, some_of

_DNS = NAME_SOURCES.index("dns")
_PORT = 53
_ASKED = ("A", "AAAA", "HTTPS", "SVCB", "65", "64")
"""Types of questions that are for addresses; versions that do not know a type write its number (RFC 9460 §14.1)."""
_OTHER_PORT = re.compile(r"_\d{1,5}\._https\.", re.ASCII | re.IGNORECASE).match
_KINDS = ("query", "request", "answer", "response")
_FIRST_ANSWER = 2
_GROUPS = ("dns.grouped.A", "dns.grouped.AAAA")
_ADDRESSES = frozenset({"A", "AAAA"})
_MOST_KEPT = 1 << 16
_MOST_RECORDS = 256
_BOTH_ENDS_ARE_FLOW = 2  # the version whose answers tell the client as `src`


class _Record(msgspec.Struct):
    rrname: str = ""
    rrtype: str = ""
    rdata: str = ""


_RECORDS = msgspec.json.Decoder(list[_Record])
Aliases = dict[str, str]
"""Of each canonical name the one that leads to it."""


class LookUps:
    """Look-ups of one file, given on as they come."""

    def __init__(self, evidence: int, into: Gathering) -> None:
        """None yet.

        Args:
            evidence: Which file.
            into: Where they go.
        """
        self._evidence, self._into = evidence, into
        self._asked: dict[bytes, int] = {}  # what lists of questions mean
        self._aliases: dict[tuple[int, int], Aliases] = {}
        self._aliases_before: dict[tuple[int, int], Aliases] = {}

    def take(self, rows: Rows, unread: Unreads) -> None:
        """The events of one block."""
        asker = _Asker(rows, unread)
        self._aliases_before, self._aliases = self._aliases, {}
        name, single = np.full(len(rows), -1, np.int64), _told(rows, "dns.rdata") & asker.is_answer
        if rows.has("dns.queries"):
            questions = rows.raw("dns.queries")
            lists = np.array([cell is not None for cell in questions], bool)
            name[:], single = self._listed(questions, rows.lines, unread), single & ~lists
        else:
            lists = np.zeros(len(rows), bool)
        plain = np.flatnonzero(~lists & ~single)
        plain = plain[rows.where(plain).words("dns.rrtype", _ASKED) >= 0]
        name[plain] = rows.where(plain).numbers("dns.rrname", self._into.host_names, _asked_name)
        is_answered = self._grouped(rows, asker, name, unread)
        is_answered |= self._detailed(rows, asker, name, ~is_answered & ~single, unread)
        self._give(asker, np.flatnonzero(~is_answered), name[~is_answered], None)
        if single.any():
            self._one_by_one(rows, asker, np.flatnonzero(single), unread)

    def _give(self, asker: "_Asker", at: Column, name: Column, address: Addresses | None) -> None:
        if len(at):
            self._into.names(
                self._evidence,
                asker.rows.lines[at],
                source=_DNS,
                client=some_of(asker.client, at),
                name=name,
                seen_at=asker.seen_at[at],
                address=address,
                client_mac=asker.client_mac[at],
            )

    def _listed(self, cells: list[bytes | None], lines: Column, unread: Unreads) -> list[int]:
        """The name that each list of questions is for, -1 where there is none, or more than one question."""
        found = []
        for line, cell in zip(lines.tolist(), cells, strict=True):
            number = self._asked.get(cell or b"")
            if number is None and cell is not None:
                if len(self._asked) >= _MOST_KEPT:
                    self._asked.clear()
                number = self._asked[cell] = self._name_of(_records(cell, "dns.queries", line, unread))
            found.append(-1 if number is None else number)
        return found

    def _name_of(self, questions: list[_Record]) -> int:
        if len(questions) != 1 or questions[0].rrtype not in _ASKED:
            return -1
        name = _asked_name(questions[0].rrname)
        return -1 if name is None else self._into.host_names.number(name)

    def _grouped(self, rows: Rows, asker: "_Asker", name: Column, unread: Unreads) -> Column:
        """Addresses that are told by their type; per row whether there are some."""
        answered = np.zeros(len(rows), bool)
        for group in _GROUPS:
            if rows.has(group):
                told, address, wrong = rows.addresses_within(group)
                for one, text in wrong:
                    unread.append(Unread(int(rows.lines[told[one]]), group, text[:60], noted("an address")))
                some = address.is_told & (name[told] >= 0)
                at = told[some]
                self._give(asker, at, name[at], some_of(address, some))
                answered[at] = True
        return answered

    def _detailed(self, rows: Rows, asker: "_Asker", name: Column, some: Column, unread: Unreads) -> Column:
        """Addresses in lists of records, where they are not told by type too; per row whether there are some."""
        answered = np.zeros(len(rows), bool)
        if not rows.has("dns.answers"):
            return answered
        at, texts, names = [], [], []
        places = np.flatnonzero(some)
        cells = rows.where(places).raw("dns.answers")
        for place, line, cell in zip(places.tolist(), rows.lines[places].tolist(), cells, strict=True):
            if cell is not None:
                number = int(name[place])
                records = _records(cell, "dns.answers", line, unread)
                found = _of_one(records, self._into.host_names[number]) if number >= 0 else []
                at += [place] * len(found)
                texts += found
                names += [number] * len(found)
        where = np.array(at, np.int64)
        address = _addresses(texts, rows.lines[where], "dns.answers", unread)
        told = address.is_told
        self._give(asker, where[told], np.array(names, np.int64)[told], some_of(address, told))
        answered[where[told]] = True
        return answered

    def _one_by_one(self, rows: Rows, asker: "_Asker", some: Column, unread: Unreads) -> None:
        """Records of version 1; an alias stands in an event before those that it leads to."""
        all_lines, rows = rows.lines, rows.where(some)
        columns = (
            rows.texts("dns.rrname"), rows.texts("dns.rrtype"), rows.texts("dns.rdata"),
            rows.keys("flow_id").tolist(), rows.integers("dns.id").tolist(),
        )  # fmt: skip
        at, names, texts = [], [], []
        for place, owner, kind, data, flow, message in zip(some.tolist(), *columns, strict=True):
            asked = self._asked_for((flow, message), owner or "")
            if kind == "CNAME":
                self._aliases.setdefault((flow, message), {})[_same(data or "")] = asked
            elif kind in _ADDRESSES:
                at.append(place)
                names.append(_asked_name(asked))
                texts.append(data or "")
        where = np.array(at, np.int64)
        address = _addresses(texts, all_lines[where], "dns.rdata", unread)
        self._give(asker, where, self._into.host_names.numbers(names), address)

    def _asked_for(self, message: tuple[int, int], owner: str) -> str:
        """The name that leads to an owner of records, as far as this message tells."""
        for kept in (self._aliases, self._aliases_before):
            if found := kept.get(message, {}).get(_same(owner)):
                return found
        return owner


class _Asker:
    """Who asked, of each event."""

    def __init__(self, rows: Rows, unread: Unreads) -> None:
        """The side whose other end has port 53; where that does not tell, the sender of a question.

        Answers of version 1 and 3 stand as they were sent, so that the server is `src`; those of version 2 as the connection was
        opened (`src/output-json-dns.c`).
        """
        ends = Ends(rows, unread)
        self.rows, self.seen_at = rows, ends.seen_at
        self.is_answer = rows.words("dns.type", _KINDS) >= _FIRST_ANSWER
        to_server, from_server = ends.dst_port == _PORT, ends.src_port == _PORT
        as_sent = self.is_answer & (rows.integers("dns.version") != _BOTH_ENDS_ARE_FLOW)
        is_src = np.where(to_server != from_server, to_server, ~as_sent)
        self.client = chosen(is_src, ends.src, ends.dst)
        self.client_mac = np.where(is_src, ends.src_mac, ends.dst_mac)


@leaving(are_host_names)
def _asked_name(text: str) -> str | None:
    """The host name that DNS was asked for; of a service on another port (RFC 9460 §2.3) that of its host."""
    port = _OTHER_PORT(text)
    return host_name(text[port.end() :] if port else text)


def _told(rows: Rows, field: str) -> Column:
    """Per row, whether it has the key."""
    if not rows.has(field):
        return np.zeros(len(rows), bool)
    return np.array([cell is not None for cell in rows.raw(field)], bool)


def _records(cell: bytes, field: str, line: int, unread: Unreads) -> list[_Record]:
    try:
        return _RECORDS.decode(cell)[:_MOST_RECORDS]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        unread.append(Unread(line, field, "", noted("records of DNS")))
        return []


def _of_one(records: list[_Record], asked: str) -> list[str]:
    """Addresses of a name and of the names that its aliases lead to, in whatever order they stand."""
    aliases = {_same(one.rrname): _same(one.rdata) for one in records if one.rrtype == "CNAME"}
    wanted = {asked}
    for _ in aliases:
        asked = aliases.get(asked, asked)
        wanted.add(asked)
    told = (one.rdata for one in records if one.rrtype in _ADDRESSES and _same(one.rrname) in wanted)
    return list(dict.fromkeys(told))


def _same(name: str) -> str:
    return name.lower().removesuffix(".")


def _addresses(texts: Sequence[str], lines: Column, field: str, unread: Unreads) -> Addresses:
    """Addresses of records, shape (n,); none where a text is no address, which `unread` is told."""
    found, wrong = addresses_of(texts)
    for at in wrong.tolist():
        unread.append(Unread(int(lines[at]), field, texts[at][:60], noted("an address")))
    return found
