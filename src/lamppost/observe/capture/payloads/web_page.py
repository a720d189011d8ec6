"""What an HTTP answer shows beside its software: title of a page, redirect, names of cookies.

Written from RFC 9110 (§8.4.1 content codings, §10.2.2 Location, §15.4 redirects), RFC 6265 §4.1 (Set-Cookie), RFC 1952
and RFC 1950 (gzip, deflate), and the HTML standard (title element). Values of cookies and queries are never kept.
"""

import re
import zlib
from collections.abc import Iterator

from lamppost.observe.capture.payloads.messages import Message

_MAX_PAGE = 16 * 1024
_WINDOW = {b"gzip": 31, b"x-gzip": 31, b"deflate": 15}
_REDIRECTS = frozenset({b"301", b"302", b"303", b"307", b"308"})
_TITLE = re.compile(rb"<title(?:\s[^<>]{0,100})?>([^<]{1,600})</title", re.IGNORECASE).search
_CHINESE = re.compile(rb"charset\s{0,4}=\s{0,4}[\"']?(?:gb2312|gbk|gb18030)", re.IGNORECASE).search
_COOKIE = re.compile(rb"\s*([!#$%&'*+.^_`|~0-9A-Za-z-]{1,100})\s*=").match
_AUTHORITY = re.compile(rb"(?:[A-Za-z][A-Za-z0-9+.-]{0,20}:)?//[^/?#]{0,500}").match
_PATH_END = re.compile(rb"[?#;&=\s]").search
_VIID = re.compile(rb"/VIID/[A-Za-z]{1,40}(?:/[A-Za-z]{1,40})?(?![^/])", re.IGNORECASE).match
_UPLOADS = (b"POST ", b"PUT ")


def path_of(target: bytes) -> bytes:
    """The path of a URL or request target, up to the first of `? # ; & =`: no query, parameter or password.

    Args:
        target: As sent; may be absolute, then scheme and host are dropped.

    Returns:
        The path, empty where there is none.
    """
    authority = _AUTHORITY(target)
    path = target[authority.end() :] if authority else target
    end = _PATH_END(path)
    path = path[: end.start()] if end else path
    return path if path.startswith(b"/") else b""


def read_page(message: Message) -> Iterator[tuple[str, bytes | str]]:
    """What one answer of a server shows of the pages that it serves."""
    status = message.start[9:12]
    yield "http.powered_by", message.first(b"x-powered-by")
    for value in message.fields.get(b"set-cookie", []):
        name = _COOKIE(value)
        if name:
            yield "http.cookie_name", name[1]
    if status in _REDIRECTS:
        yield "http.location", path_of(message.first(b"location"))
    if status == b"200":
        yield "http.title", _title(message)


def read_upload(message: Message) -> bytes:
    """Which record of GA/T 1400 a client sends in: the words of a `/VIID/…` path, no names, no content."""
    method, _, rest = message.start.partition(b" ")
    found = _VIID(path_of(rest)) if method + b" " in _UPLOADS else None
    return found[0] if found else b""


def _title(message: Message) -> str:
    from html import unescape  # with all names of characters: most captures hold no page

    page = _plain(message)
    found = _TITLE(page)
    if not found:
        return ""
    is_chinese = _CHINESE(message.first(b"content-type")) or _CHINESE(page)
    return unescape(found[1].decode("gb18030" if is_chinese else "utf-8", "replace"))


def _plain(message: Message) -> bytes:
    """The beginning of the page, uncompressed; empty where it cannot be."""
    window = _WINDOW.get(message.first(b"content-encoding").lower())
    if window is None:
        return message.body[:_MAX_PAGE]
    try:
        return zlib.decompressobj(window).decompress(message.body, _MAX_PAGE)
    except zlib.error:
        return b""
