"""What hosts say of themselves by multicast DNS: `mdns` events (Suricata 8).

As in captures (`docs/reference/self-descriptions.md`): a response, and the authority section of a probe (RFC 6762 §8.1), hold the
sender's own records; services, instances, hosts and keys that name a product are kept (RFC 6763). Both ends of an
event stand as the connection was opened (`src/output-json-mdns.c`), so that the sender is certain only of what was sent to
the group.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np

from lamppost.model.addresses import ip_numbers
from lamppost.model.observations import Column
from lamppost.model.saying import noted
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.rows import Rows, Unread, Unreads
from lamppost.observe.logs.texts import one_line
from lamppost.observe.suricata_eve.ends import Ends, some_of

_GROUPS = tuple(ip_numbers(group) for group in ("224.0.0.251", "ff02::fb"))  # RFC 6762 §3
_TYPES = ("request", "response")
_SECTIONS = (("mdns.authorities",), ("mdns.answers", "mdns.authorities", "mdns.additionals"))
_ENUMERATION = "_services._dns-sd._udp."
_TXT_KEYS = frozenset({"md", "model", "manufacturer", "ty", "am", "vendor"})
_KIND_KEYS = {"ci": ("._hap._tcp.", "._hap._udp."), "dt": ("._matterc._udp.", "._matterd._udp.")}
"""HomeKit's category of accessories, Matter's type of device: said of these services alone."""
_MOST_SAID = 64
_MOST_KEPT = 1 << 14
Said = tuple[str, str]


class _Record(msgspec.Struct):
    """A record, its data under its type in small letters; as in `dns` events in versions before the first of 8."""

    rrname: str = ""
    rrtype: str = ""
    rdata: Any = None
    a: Any = None
    aaaa: Any = None
    ptr: Any = None
    srv: Any = None
    txt: Any = None


_RECORDS = msgspec.json.Decoder(list[_Record])


class Announcements:
    """What hosts of one file announce, given on as it comes."""

    def __init__(self, evidence: int, into: Gathering) -> None:
        """Nothing yet.

        Args:
            evidence: Which file.
            into: Where it goes.
        """
        self._evidence, self._into = evidence, into
        self._said: dict[bytes, tuple[Said, ...]] = {}

    def take(self, rows: Rows, unread: Unreads) -> None:
        """The events of one block."""
        ends, kind = Ends(rows, unread), rows.words("mdns.type", _TYPES)
        to_group = np.zeros(len(rows), bool)
        for high, low in _GROUPS:
            to_group |= (ends.dst.high == np.uint64(high)) & (ends.dst.low == np.uint64(low))
        said: dict[str, list[tuple[int, int]]] = {}
        for place, sections in enumerate(_SECTIONS):
            some = np.flatnonzero(to_group & (kind == place))
            for section in sections if len(some) else ():
                self._read(rows, some, section, said, unread)
        for field, pairs in said.items():
            at, value = (np.array(one, np.int64) for one in zip(*pairs, strict=True))
            self._give(ends, field, at, value)

    def _read(
        self, rows: Rows, some: Column, section: str, said: dict[str, list[tuple[int, int]]], unread: Unreads
    ) -> None:
        if not rows.has(section):
            return
        cells = rows.where(some).raw(section)
        for at, line, cell in zip(some.tolist(), rows.lines[some].tolist(), cells, strict=True):
            for field, value in () if cell is None else self._what(cell, section, line, unread):
                said.setdefault(field, []).append((at, self._into.values.number(value)))

    def _what(self, cell: bytes, section: str, line: int, unread: Unreads) -> tuple[Said, ...]:
        """Field and value of what a section says; hosts repeat the same again and again."""
        found = self._said.get(cell)
        if found is None:
            if len(self._said) >= _MOST_KEPT:
                self._said.clear()
            found = self._said[cell] = _section(cell, section, line, unread)
        return found

    def _give(self, ends: Ends, field: str, at: Column, value: Column) -> None:
        self._into.says(
            self._evidence,
            ends.rows.lines[at],
            field=field,
            value=value,
            seen_at=ends.seen_at[at],
            address=some_of(ends.src, at),
            mac=ends.src_mac[at],
        )


def _section(cell: bytes, section: str, line: int, unread: Unreads) -> tuple[Said, ...]:
    try:
        records = _RECORDS.decode(cell)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        unread.append(Unread(line, section, "", noted("records of DNS")))
        return ()
    told = ((field, one_line(text)) for record in records for field, text in _record(record))
    return tuple(dict.fromkeys((field, text) for field, text in told if text))[:_MOST_SAID]


def _record(record: _Record) -> Iterator[Said]:
    owner, kind = record.rrname, record.rrtype.lower()
    if isinstance(pointer := record.ptr or (record.rdata if kind == "ptr" else None), str):
        yield from _pointer(owner, pointer)
    elif record.srv is not None:
        yield from _instance(owner)
        target = record.srv.get("name") if isinstance(record.srv, dict) else None
        yield from _host(target) if isinstance(target, str) else ()
    elif (text := record.txt or (record.rdata if kind == "txt" else None)) is not None:
        yield from _instance(owner)
        yield from _pairs(owner, text if isinstance(text, list) else [text])
    elif record.a or record.aaaa or kind in ("a", "aaaa"):
        yield from _host(owner)


def _pointer(owner: str, target: str) -> Iterator[Said]:
    lower = owner.lower()
    if lower.startswith(_ENUMERATION):
        yield from _service(target)
    elif lower.startswith("_"):
        yield from _service(owner[lower.find("._sub.") + 6 :] if "._sub." in lower else owner)
        yield from _instance(target)


def _is_of_service(name: str) -> bool:
    lower = name.lower()
    return "._tcp." in lower or "._udp." in lower


def _service(name: str) -> Iterator[Said]:
    if name.startswith("_") and _is_of_service(name):
        yield "mdns.service", name


def _instance(name: str) -> Iterator[Said]:
    if not name.startswith("_") and _is_of_service(name):
        yield "mdns.instance", name


def _host(name: str) -> Iterator[Said]:
    if not name.startswith("_"):
        yield "mdns.host", name


def _pairs(owner: str, texts: list[Any]) -> Iterator[Said]:
    lower = owner.lower()
    for text in texts[:_MOST_SAID]:
        key, equals, value = text.partition("=") if isinstance(text, str) else ("", "", "")
        if not equals and " " in key.strip():
            yield "mdns.text", key  # where RFC 6763 §6.4 foresees a bare key, some put their model
        elif value.strip() and (
            key.lower() in _TXT_KEYS or any(one in lower for one in _KIND_KEYS.get(key.lower(), ()))
        ):
            yield "mdns.txt", f"{key.lower()}={value}"
