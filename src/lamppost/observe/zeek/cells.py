r"""What cells of Zeek's logs mean: escapes undone, distinguished names turned into the order of their certificate.

Zeek writes a byte that is not printable, and one that would part cells, as `\xNN`; newer versions double backslashes in
tables too (src/Desc.cc, src/threading/formatters/Ascii.cc and JSON.cc of github.com/zeek/zeek). Names of certificates are
written by OpenSSL with `XN_FLAG_RFC2253` (src/file_analysis/analyzer/x509/X509.cc): the last attribute first, parted by
commas, those of one set by `+`, and escaped as RFC 2253 §2.4 and RFC 4514 §2.4 say.
"""

import re

from lamppost.observe.logs.texts import are_host_names, host_name, leaving, one_line, without_port

_MOST_ATTRIBUTES = 32
_KINDS = frozenset({"CN", "serialNumber", "C", "L", "ST", "O", "OU", "emailAddress"})
"""As captures read them; others are left out."""
_BYTE = re.compile(rb"\\x([0-9a-fA-F]{2})")
_BYTE_OR_BACKSLASH = re.compile(rb"\\(?:x([0-9a-fA-F]{2})|\\)")
_ATTRIBUTE = re.compile(r"((?:[^\\,+]|\\.)*)[,+]?", re.DOTALL)
_IN_NAME = re.compile(rb"\\([0-9a-fA-F]{2})|\\(.)", re.DOTALL)
_HTTPS_WITH_PORT = re.compile(r"_[0-9]{1,5}\._https\.")
_ABSOLUTE = re.compile(r"https?://(?:[^/?#@ ]*@)?([^/?#@ ]+)", re.IGNORECASE)


class Cells:
    """Cells of one kind of log."""

    def __init__(self, *, is_json: bool) -> None:
        """Which kind it is: in JSON backslashes are not doubled."""
        self._escape = _BYTE if is_json else _BYTE_OR_BACKSLASH

    def plain(self, cell: str) -> str:
        """The text that a cell stands for."""
        if "\\" not in cell:
            return cell
        return self._escape.sub(_unescaped, cell.encode()).decode("utf-8", "replace")

    @leaving(are_host_names)
    def host(self, cell: str) -> str | None:
        """A host name; the port that a question for HTTPS may begin with (RFC 9460 §2.3) is none of it."""
        found = _HTTPS_WITH_PORT.match(cell.lower())
        return host_name(cell[found.end() :] if found else cell)

    def called(self, cell: str) -> str | None:
        """The host name in a Host field."""
        return host_name(without_port(cell))

    def tunnelled(self, cell: str) -> str:
        """The host name in the target of CONNECT, up to what some clients put behind a space; empty: it is none."""
        return self.called(cell.partition(" ")[0]) or ""

    def proxied(self, cell: str) -> str | None:
        """The host name in a request target that holds a host (RFC 9112 §3.2.2), empty where it is no name; None: a path."""
        found = _ABSOLUTE.match(cell)
        return None if found is None else host_name(without_port(found[1])) or ""

    def said(self, cell: str) -> str | None:
        """A self-description."""
        return one_line(self.plain(cell))

    def subject(self, cell: str) -> str | None:
        """A distinguished name in the form `CN=…, O=…, C=…`, in the order of its certificate."""
        return one_line(", ".join(reversed(_attributes(self.plain(cell)))))


def _unescaped(found: re.Match[bytes]) -> bytes:
    return b"\\" if found[1] is None else bytes.fromhex(found[1].decode())


def _attributes(name: str) -> list[str]:
    """The attributes that captures keep, in the order in which they stand here."""
    kept: list[str] = []
    at = 0
    while at < len(name):
        found = _ATTRIBUTE.match(name, at)
        if found is None or found.end() == at:
            break
        at = found.end()
        kind, equals, value = found[1].partition("=")
        if equals and kind in _KINDS and not value.startswith("#"):
            kept.append(f"{kind}={_value(value)}")
    return kept[-_MOST_ATTRIBUTES:]


def _value(escaped: str) -> str:
    raw = _IN_NAME.sub(lambda one: bytes.fromhex(one[1].decode()) if one[1] else one[2], escaped.encode())
    return raw.decode("utf-8", "replace")
