"""Rows as Zeek writes them into files: tab-separated with a header, or JSON.

Columns: docs.zeek.org, *script reference*, `base/protocols/{conn,dns,ssl,quic,http,dhcp}/main.zeek`, `base/frameworks/software`,
`policy/protocols/conn/mac-logging.zeek` and `vlan-logging.zeek`; in the order that `testing/btest/Baseline` of Zeek shows
for versions 4 to 7. Forms of cells: *logging framework, ASCII writer* (`base/frameworks/logging/writers/ascii.zeek`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_ID = {
    "ts": "time",
    "uid": "string",
    "id.orig_h": "addr",
    "id.orig_p": "port",
    "id.resp_h": "addr",
    "id.resp_p": "port",
}
COLUMNS: dict[str, dict[str, str]] = {
    "conn": _ID | {
        "proto": "enum", "service": "string", "duration": "interval", "orig_bytes": "count", "resp_bytes": "count",
        "conn_state": "string", "local_orig": "bool", "local_resp": "bool", "missed_bytes": "count",
        "history": "string", "orig_pkts": "count", "orig_ip_bytes": "count", "resp_pkts": "count",
        "resp_ip_bytes": "count", "tunnel_parents": "set[string]",
    },
    "dns": _ID | {
        "proto": "enum", "trans_id": "count", "rtt": "interval", "query": "string", "qclass": "count",
        "qclass_name": "string", "qtype": "count", "qtype_name": "string", "rcode": "count", "rcode_name": "string",
        "AA": "bool", "TC": "bool", "RD": "bool", "RA": "bool", "Z": "count", "answers": "vector[string]",
        "TTLs": "vector[interval]", "rejected": "bool",
    },
    "ssl": _ID | {
        "version": "string", "cipher": "string", "curve": "string", "server_name": "string", "resumed": "bool",
        "last_alert": "string", "next_protocol": "string", "established": "bool",
        "cert_chain_fuids": "vector[string]", "client_cert_chain_fuids": "vector[string]", "subject": "string",
        "issuer": "string", "client_subject": "string", "client_issuer": "string",
    },
    "http": _ID | {
        "trans_depth": "count", "method": "string", "host": "string", "uri": "string", "referrer": "string",
        "version": "string", "user_agent": "string", "origin": "string", "request_body_len": "count",
        "response_body_len": "count", "status_code": "count", "status_msg": "string", "info_code": "count",
        "info_msg": "string", "tags": "set[enum]", "username": "string", "password": "string",
        "proxied": "set[string]", "orig_fuids": "vector[string]", "orig_filenames": "vector[string]",
        "orig_mime_types": "vector[string]", "resp_fuids": "vector[string]", "resp_filenames": "vector[string]",
        "resp_mime_types": "vector[string]",
    },
    "quic": _ID | {
        "version": "string", "client_initial_dcid": "string", "client_scid": "string", "server_scid": "string",
        "server_name": "string", "client_protocol": "string", "history": "string",
    },
    "dhcp": {
        "ts": "time", "uids": "set[string]", "client_addr": "addr", "server_addr": "addr", "mac": "string",
        "host_name": "string", "client_fqdn": "string", "domain": "string", "requested_addr": "addr",
        "assigned_addr": "addr", "lease_time": "interval", "client_message": "string", "server_message": "string",
        "msg_types": "vector[string]", "duration": "interval",
    },
    "software": {
        "ts": "time", "host": "addr", "host_p": "port", "software_type": "enum", "name": "string",
        "version.major": "count", "version.minor": "count", "version.minor2": "count", "version.minor3": "count",
        "version.addl": "string", "unparsed_version": "string",
    },
}  # fmt: skip
MAC_COLUMNS = {"orig_l2_addr": "string", "resp_l2_addr": "string"}
VLAN_COLUMNS = {"vlan": "int", "inner_vlan": "int"}

Row = dict[str, Any]
"""Column → value; what is not there is unset."""

_SECOND = 1_000_000


def write(
    rows: Mapping[str, list[Row]], folder: Path, *, is_json: bool, macs: bool, vlans: bool
) -> list[Path]:
    """The files that were written, one a log.

    Args:
        rows: As of `rows_of`.
        folder: Where to; made where it is not.
        is_json: Whether as JSON, one object a line.
        macs: As in `rows_of`.
        vlans: As in `rows_of`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, found in rows.items():
        columns = COLUMNS[name]
        if name == "conn":
            columns = columns | (VLAN_COLUMNS if vlans else {}) | (MAC_COLUMNS if macs else {})
        text = _as_json(found, columns) if is_json else _as_columns(name, found, columns)
        path = folder / f"{name}.log"
        path.write_text(text, encoding="utf-8", newline="\n")
        paths.append(path)
    return paths


def _as_json(rows: Iterable[Row], columns: Mapping[str, str]) -> str:
    """One object a line; what is unset is left out, times are seconds since 1970."""
    lines = []
    for row in rows:
        told = {
            name: _in_json(row[name], kind) for name, kind in columns.items() if row.get(name) is not None
        }
        lines.append(json.dumps(told, separators=(",", ":"), ensure_ascii=False) + "\n")
    return "".join(lines)


def _in_json(value: Any, kind: str) -> Any:
    if kind in ("time", "interval"):
        return value / _SECOND
    if kind == "vector[interval]":
        return [one / _SECOND for one in value]
    return value


def _as_columns(name: str, rows: Iterable[Row], columns: Mapping[str, str]) -> str:
    rows = list(rows)
    opened = datetime.fromtimestamp(rows[0]["ts"] // _SECOND, UTC).strftime("%Y-%m-%d-%H-%M-%S")
    head = [
        "#separator \\x09",
        "#set_separator\t,",
        "#empty_field\t(empty)",
        "#unset_field\t-",
        f"#path\t{name}",
        f"#open\t{opened}",
        "#fields\t" + "\t".join(columns),
        "#types\t" + "\t".join(columns.values()),
    ]
    body = ["\t".join(_cell(row.get(column), kind) for column, kind in columns.items()) for row in rows]
    return "\n".join([*head, *body, f"#close\t{opened}"]) + "\n"


def _cell(value: Any, kind: str) -> str:
    if value is None:
        return "-"
    if isinstance(value, list):
        inner = kind.partition("[")[2].rstrip("]")
        return ",".join(_cell(one, inner).replace(",", "\\x2c") for one in value) or "(empty)"
    if kind in ("time", "interval"):
        return f"{value // _SECOND}.{value % _SECOND:06d}"
    if isinstance(value, bool):
        return "T" if value else "F"
    return _escaped(value) if isinstance(value, str) else str(value)


def _escaped(text: str) -> str:
    """Control characters, backslashes and what would read as a mark, as `xNN` behind a backslash."""
    if text == "-":
        return "\\x2d"
    if not text or text == "(empty)":
        return "(empty)" if not text else "\\x28empty)"
    return "".join(
        "\\\\"
        if letter == "\\"
        else f"\\x{ord(letter):02x}"
        if ord(letter) < 32 or ord(letter) == 127
        else letter
        for letter in text
    )
