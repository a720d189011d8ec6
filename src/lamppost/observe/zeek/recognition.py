"""Which log of Zeek a file is, by its beginning and its name.

Tables begin with lines that name the log and its columns (docs.zeek.org, *Zeek Log Formats and Inspection*); Zeek also writes
tables whose first line holds the names of the columns alone (`tsv` in src/logging/writers/ascii/Ascii.cc). JSON tells its log
by `_path` where a script or a forwarder adds it, else by its keys, else by the name of the file.
"""

import codecs
import re
from collections.abc import Collection, Mapping
from typing import Any

import msgspec

from lamppost.observe.zeek.header import SEPARATOR, Header, scoped

LOG, JSON = "log", "json"
"""A log of a kind that is not known by name; one that holds several kinds."""
KEYS: dict[str, tuple[frozenset[str], ...]] = {
    "conn": (frozenset({"conn_state"}), frozenset({"orig_ip_bytes"}), frozenset({"missed_bytes", "proto"})),
    "dns": (frozenset({"AA", "RA", "rejected"}), frozenset({"trans_id", "qtype"})),
    "http": (frozenset({"trans_depth", "request_body_len"}), frozenset({"trans_depth", "method"})),
    "ssl": (frozenset({"established", "resumed"}), frozenset({"cipher", "version"})),
    "dhcp": (frozenset({"uids", "msg_types"}), frozenset({"mac", "assigned_ip"})),
    "software": (frozenset({"host", "software_type"}),),
    "x509": (frozenset({"certificate.subject"}), frozenset({"certificate.version"})),
    "quic": (frozenset({"client_initial_dcid"}), frozenset({"client_scid"})),
    "ssh": (frozenset({"auth_attempts", "version"}),),
    "snmp": (frozenset({"get_requests", "set_requests"}),),
    "known_services": (frozenset({"host", "port_num", "port_proto"}),),
    "known_certs": (frozenset({"host", "issuer_subject"}), frozenset({"host", "subject", "serial"})),
    "known_devices": (frozenset({"mac", "dhcp_host_name"}),),
}
"""Columns that no other log has all of."""
OPEN = ("conn_long", "open_conn")
"""Logs with the columns of conn, that tell connections anew while they are open (corelight/zeek-long-connections, activecm/zeek-open-connections)."""
NAMED = (*KEYS, "known_hosts", *OPEN)
"""The logs that tell what is used here."""
OTHERS = frozenset(
    {
        "analyzer", "broker", "capture_loss", "cluster", "config", "dce_rpc", "dnp3", "dpd", "files", "ftp",
        "intel", "irc", "kerberos", "known_modbus", "ldap", "ldap_search", "loaded_scripts", "modbus",
        "modbus_register_change", "mysql", "netcontrol", "notice", "notice_alarm", "ntlm", "ntp", "ocsp", "openflow",
        "packet_filter", "pe", "postgresql", "print", "prof", "radius", "rdp", "reporter", "rfb", "signatures", "sip",
        "smb_cmd", "smb_files", "smb_mapping", "smtp", "socks", "stats", "stderr", "stdout", "syslog",
        "telemetry", "traceroute", "tunnel", "unified2", "weird", "weird_stats", "websocket",
    }
)  # fmt: skip
"""Other logs that Zeek writes (docs.zeek.org, *Log Files*)."""
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ROW = re.compile(rb"\d{9,10}\.\d{1,9}\t[^\t]+\t")
_WORD = re.compile(r"[a-z][a-z0-9_]{0,39}")
_MOST_LINES = 64


def recognise(start: bytes, name: str) -> str | None:
    """What log of Zeek a file is: `zeek conn`; None where it is none.

    Args:
        start: Its first bytes, unpacked.
        name: Its name.
    """
    start = _as_utf8(start)
    lines = [line.rstrip(b"\r") for line in start.split(b"\n", _MOST_LINES)[:_MOST_LINES]]
    first = next((line for line in lines if line.strip()), b"")
    if first.startswith(b"#"):
        kind = _of_header(lines, name)
    elif first.startswith(b"{"):
        kind = _of_objects(lines, start.endswith(b"\n"), name)
    else:
        kind = _of_rows(first, name)
    return None if kind is None else f"zeek {kind}"


def kind_of_columns(columns: Collection[str]) -> str | None:
    """The log that has these columns; None where they are those of none in particular."""
    held = set(map(scoped, columns))
    return next((kind for kind, some in KEYS.items() if any(one <= held for one in some)), None)


def kind_of_path(path: str) -> str | None:
    """The log by what Zeek calls it; None where it is no word."""
    word = path.lower().rpartition("/")[2].replace("-", "_")
    return word if _WORD.fullmatch(word) else None


def kind_of_name(name: str) -> str | None:
    """The log by the name of its file, as `conn.2026-11-27-10-00-00.log.gz`."""
    stem = name.lower().partition(".")[0].replace("-", "_")
    known = [one for one in (*NAMED, *OTHERS) if stem == one or stem.startswith(f"{one}_")]
    return max(known, key=len, default=None)


def _as_utf8(start: bytes) -> bytes:
    form = next((form for mark, form in _MARKS if start.startswith(mark)), None)
    if form is None:
        return start
    return codecs.getincrementaldecoder(form)("replace").decode(start).encode()


def _of_header(lines: list[bytes], name: str) -> str | None:
    """By the lines of a header, cut or whole."""
    header = Header()
    for line in lines:
        if line.startswith(b"#"):
            header = header.with_line(line)
    is_zeek = lines[0].startswith(SEPARATOR) or "ts" in header.columns
    if not is_zeek or (header.path is None and not header.columns):
        return None
    word = kind_of_name(name) if header.path is None else kind_of_path(header.path)
    if word in NAMED:
        return word
    return kind_of_columns(header.columns) or word or LOG


def _of_objects(lines: list[bytes], is_whole: bool, name: str) -> str | None:
    """By the keys of the first objects."""
    rows = [row for line in (lines if is_whole or len(lines) > 1 else lines[:1]) if (row := _object(line))]
    paths = {path for row in rows if isinstance(path := row.get("_path"), str)}
    if not rows or "ts" not in rows[0] or "event_type" in rows[0]:
        return None
    if len(paths) > 1:
        return JSON
    if paths:
        word = kind_of_path(paths.pop())
        return word if word in NAMED else kind_of_columns(rows[0]) or word or LOG
    kinds = list(dict.fromkeys(kind for row in rows if (kind := kind_of_columns(row)) is not None))
    if len(kinds) > 1:
        return JSON
    kind, word = next(iter(kinds), None), kind_of_name(name)
    if kind is None and word is None:
        return LOG if {"uid", "id.orig_h"} <= set(map(scoped, rows[0])) else None
    return word if kind == "conn" and word in OPEN else kind or word


def _object(line: bytes) -> Mapping[str, Any] | None:
    try:
        return msgspec.json.decode(line, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _of_rows(first: bytes, name: str) -> str | None:
    """By a first line that names the columns alone, or by rows without any header in a file that has a log's name."""
    columns = first.decode("utf-8", "replace").split("\t")
    if columns[0] == "ts" and len(columns) > 1:
        return kind_of_columns(columns) or kind_of_name(name)
    kind = kind_of_name(name)
    return kind if kind is not None and _ROW.match(first) else None
