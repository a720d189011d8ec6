"""What HTTP/1 says: the host and path asked for, the software at both ends, realms, pages and device descriptions.

Written from RFC 9110 (§7.2 Host, §10.1.5 User-Agent, §10.2.4 Server, §11 challenges) and RFC 9112.
"""

from collections.abc import Iterator

from lamppost.observe.capture.payloads.descriptions import read_description
from lamppost.observe.capture.payloads.heard import NOTHING, Heard, HeardName
from lamppost.observe.capture.payloads.messages import Message, read_messages
from lamppost.observe.capture.payloads.text import host_name, say
from lamppost.observe.capture.payloads.web_page import path_of, read_page, read_upload


def read_requests(head: bytes) -> Heard:
    """The hosts and paths that a client asks for, its User-Agent, and the kinds of record that it uploads."""
    names: dict[HeardName, None] = {}
    told: list[tuple[str, bytes]] = []
    for message in read_messages(head, b" HTTP/1."):
        name = host_name(_without_port(message.first(b"host")))
        if name:
            names[HeardName("http_host", "sender", name)] = None
        told.append(("http.user_agent", message.first(b"user-agent")))
        told.append(("http.path", path_of(message.start.partition(b" ")[2])))
        told.append(("viid.request", read_upload(message)))
    said = say(told)
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
