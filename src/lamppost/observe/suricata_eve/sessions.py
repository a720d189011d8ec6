"""What is said when a connection begins: names in `tls`, `quic` and `http` events, and what both sides say of themselves."""

import re
from collections.abc import Iterator

import msgspec
import numpy as np

from lamppost.model.observations import NAME_SOURCES, Column
from lamppost.model.saying import noted
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.numbered import Numbered
from lamppost.observe.logs.rows import Addresses, Rows, Unread, Unreads
from lamppost.observe.logs.texts import host_name, one_line
from lamppost.observe.suricata_eve.ends import Ends, some_of

_REALM = re.compile(
    r'(?:basic|digest)\b.*?\brealm\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))', re.IGNORECASE
).match
_RTSP = ("RTSP/1.0", "RTSP/2.0")
_WITH_HOST, _OF_RTSP = "http", "rtsp"
_SCHEMES = {"http://": _WITH_HOST, "https://": _WITH_HOST, "rtsp://": _OF_RTSP}


class Sessions:
    """Names and software of one file, given on as they come."""

    def __init__(self, evidence: int, into: Gathering) -> None:
        """Nothing yet.

        Args:
            evidence: Which file.
            into: Where it goes.
        """
        self._evidence, self._into = evidence, into

    def tls(self, rows: Rows, unread: Unreads) -> None:
        """Names of TLS hellos, their fingerprints, and whose certificate the server presents; `src` is the client."""
        ends = Ends(rows, unread)
        self._called(ends, "tls_sni", rows.numbers("tls.sni", self._into.host_names, host_name))
        self._say_client(ends, "tls.ja4", "tls.ja4")
        self._say_server(ends, "tls.certificate_subject", "tls.subject")
        self._say_server(ends, "tls.certificate_issuer", "tls.issuerdn")

    def quic(self, rows: Rows, unread: Unreads) -> None:
        """Names of QUIC's hellos and their fingerprints; `src` is the client."""
        ends = Ends(rows, unread)
        self._called(ends, "quic_sni", rows.numbers("quic.sni", self._into.host_names, host_name))
        self._say_client(ends, "tls.ja4", "quic.ja4")

    def http(self, rows: Rows, unread: Unreads) -> None:
        """Hosts that are asked for, and the software of both sides; `src` is the client.

        Suricata reads RTSP as HTTP; what its sides say is said of RTSP, and its hosts are not kept, as of captures.
        """
        ends = Ends(rows, unread)
        hosts = rows.numbers("http.hostname", self._into.host_names, host_name)
        targets = Numbered()
        with_host, of_rtsp = targets.number(_WITH_HOST), targets.number(_OF_RTSP)
        target = rows.numbers("http.url", targets, _scheme)
        is_rtsp = (rows.words("http.protocol", _RTSP) >= 0) | (target == of_rtsp)
        hosts[is_rtsp] = -1
        proxied = (rows.words("http.http_method", ("CONNECT",)) == 0) | (target == with_host)
        self._called(ends, "http_host", np.where(proxied, -1, hosts))
        if proxied.any():
            self._asked_of_proxy(ends, np.where(proxied, hosts, -1))
        for scheme, some in (("http", ~is_rtsp), ("rtsp", is_rtsp)):
            if some.any():
                self._say_client(ends, f"{scheme}.user_agent", "http.http_user_agent", some)
                self._say_server(ends, f"{scheme}.server", "http.server", some)
        if rows.has("http.response_headers"):
            self._headers(ends, np.where(is_rtsp, "rtsp", "http"), unread)

    def _called(self, ends: Ends, source: str, name: Column) -> None:
        """Names of the servers that clients spoke to."""
        self._into.names(
            self._evidence,
            ends.rows.lines,
            source=NAME_SOURCES.index(source),
            client=ends.src,
            name=name,
            seen_at=ends.seen_at,
            address=ends.dst,
            client_mac=ends.src_mac,
            connection=ends.connection,
        )

    def _asked_of_proxy(self, ends: Ends, name: Column) -> None:
        """Names that stand in a request's target (RFC 9112 §3.2): the proxy is not named after them."""
        self._into.names(
            self._evidence,
            ends.rows.lines,
            source=NAME_SOURCES.index("http_host"),
            client=ends.src,
            name=name,
            seen_at=ends.seen_at,
            client_mac=ends.src_mac,
        )

    def _say_client(self, ends: Ends, field: str, key: str, some: Column | None = None) -> None:
        if ends.rows.has(key):
            value = self._values(ends, key, some)
            self._say(ends.rows.lines, field, value, ends.seen_at, ends.src, ends.src_mac)

    def _say_server(self, ends: Ends, field: str, key: str, some: Column | None = None) -> None:
        if ends.rows.has(key):
            value = self._values(ends, key, some)
            self._say(ends.rows.lines, field, value, ends.seen_at, ends.dst, ends.dst_mac)

    def _values(self, ends: Ends, key: str, some: Column | None) -> Column:
        value = ends.rows.numbers(key, self._into.values, one_line)
        return value if some is None else np.where(some, value, -1)

    def _say(
        self, row: Column, field: str, value: Column, seen_at: Column, address: Addresses, mac: Column
    ) -> None:
        self._into.says(
            self._evidence, row, field=field, value=value, seen_at=seen_at, address=address, mac=mac
        )

    def _headers(self, ends: Ends, scheme: Column, unread: Unreads) -> None:
        """What servers say in headers that are logged whole."""
        lines, said = ends.rows.lines.tolist(), []
        for at, cell in enumerate(ends.rows.raw("http.response_headers")):
            if cell is not None:
                said += [
                    (at, f"{scheme[at]}.{what}", value) for what, value in _said(cell, lines[at], unread)
                ]
        for field in sorted({one for _, one, _ in said}):
            rows = np.array([at for at, one, _ in said if one == field], np.int64)
            texts = [text for _, one, text in said if one == field]
            if texts:
                values = self._into.values.numbers(map(one_line, texts))
                self._say(
                    ends.rows.lines[rows],
                    field,
                    values,
                    ends.seen_at[rows],
                    some_of(ends.dst, rows),
                    ends.dst_mac[rows],
                )


class _Header(msgspec.Struct):
    name: str = ""
    value: str = ""


_HEADERS = msgspec.json.Decoder(list[_Header])


def _said(cell: bytes, line: int, unread: Unreads) -> Iterator[tuple[str, str]]:
    """Server and realms; nothing of an answer that came through a proxy (RFC 9110 §7.6.3)."""
    try:
        headers = [(one.name.lower(), one.value) for one in _HEADERS.decode(cell)]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        unread.append(Unread(line, "http.response_headers", "", noted("headers of HTTP")))
        return
    if any(name == "via" for name, _ in headers):
        return
    for name, value in headers:
        if name == "server":
            yield "server", value
        elif name == "www-authenticate" and (realm := _REALM(value)):
            yield "realm", realm[2] or re.sub(r"\\(.)", r"\1", realm[1] or "")


def _scheme(url: str) -> str | None:
    """A word for targets that hold a host; the target itself is not kept."""
    head = url[:8].lower()
    return next((word for scheme, word in _SCHEMES.items() if head.startswith(scheme)), None)
