"""What HTTP/1 says: the host and path asked for, the software at both ends, realms, pages and device descriptions.

Written from RFC 9110 (§7.2 Host, §9.3.6 CONNECT, §10.1.5 User-Agent, §10.2.4 Server, §11 challenges) and RFC 9112
(§3.2 request targets: a target that holds a host overrules the Host field).
"""

import re
from collections.abc import Iterator

import msgspec

from lamppost.observe.capture.payloads.descriptions import read_description
from lamppost.observe.capture.payloads.heard import NOTHING, Heard, HeardName
from lamppost.observe.capture.payloads.messages import Message, read_messages
from lamppost.observe.capture.payloads.text import host_name, say
from lamppost.observe.capture.payloads.tls_hello import read_client_hello
from lamppost.observe.capture.payloads.web_page import path_of, read_page, read_upload

_ABSOLUTE = re.compile(rb"[A-Za-z]+ https?://(?:[^/?#@ ]*@)?([^/?#@ ]+)", re.IGNORECASE).match
_CONNECT = re.compile(rb"CONNECT ([^ /]+) ").match
_TUNNELLED_HELLO = re.compile(rb"\r?\n\r?\n(?=\x16\x03)").search


def read_requests(head: bytes) -> Heard:
    """The hosts and paths that a client asks for, its User-Agent, and the kinds of record that it uploads.

    A host that stands in the request target is asked of a proxy. What a client says through a tunnel that it asked
    for with CONNECT is read where it is TLS.
    """
    names: dict[HeardName, None] = {}
    told: list[tuple[str, bytes]] = []
    for message in read_messages(head, b" HTTP/1."):
        target = _ABSOLUTE(message.start) or _CONNECT(message.start)
        name = host_name(_without_port(target[1] if target else message.first(b"host")))
        if name:
            names[HeardName("http_host", "sender", name, is_proxied=bool(target))] = None
        told.append(("http.user_agent", message.first(b"user-agent")))
        told.append(("http.path", path_of(message.start.partition(b" ")[2])))
        told.append(("viid.request", read_upload(message)))
    said = say(told)
    tunnel = _TUNNELLED_HELLO(head) if head.startswith(b"CONNECT ") else None
    if tunnel:
        heard = read_client_hello(head[tunnel.end() :])
        names |= dict.fromkeys(msgspec.structs.replace(name, is_proxied=True) for name in heard.names)
        return msgspec.structs.replace(heard, names=tuple(names), said=said + heard.said)
    return Heard(names=tuple(names), said=said) if names or said else NOTHING


def read_responses(head: bytes) -> Heard:
    """The Server, the realms and the UPnP or HNAP description that a server sends.

    An answer that came through a proxy (RFC 9110 §7.6.3 Via) describes another machine than the one that hands
    it over, and says nothing here.
    """
    messages = [message for message in read_messages(head, b"HTTP/1.") if not message.first(b"via")]
    said = say(pair for message in messages for pair in _response(message))
    return Heard(said=said) if said else NOTHING


def _response(message: Message) -> Iterator[tuple[str, bytes | str]]:
    yield "http.server", message.first(b"server")
    for realm in message.realms():
        yield "http.realm", realm
    yield from read_page(message)
    yield from read_description(message.body)


def _without_port(host: bytes) -> bytes:
    name, colon, port = host.rpartition(b":")
    return name if colon and (port.isdigit() or not port) else host
