"""What a host says of itself by multicast DNS: its services, instances, host name and model.

Written from RFC 6762 (messages, §8.1 probes) and RFC 6763 (service instances, §6 TXT records,
§7.1 subtypes, §9 service type enumeration). A query says nothing of its sender, except that the
authority section of a probe holds the records it is about to claim.
"""

import struct
from collections.abc import Iterator

from lamppost.observe.capture.payloads.domain_names import (
    AAAA,
    ENDS_EARLY,
    HEADER,
    PTR,
    SRV,
    TXT,
    A,
    BrokenMessageError,
    Record,
    contradiction,
    read_name,
    read_records,
    skip_questions,
)
from lamppost.observe.capture.payloads.heard import NOTHING, Heard
from lamppost.observe.capture.payloads.text import say

TXT_KEYS = frozenset({b"md", b"model", b"manufacturer", b"ty", b"am", b"vendor"})
"""TXT keys that name a product; every other key, and all free text, is left out."""

KIND_KEYS = {
    b"ci": (b"._hap._tcp.", b"._hap._udp."),
    b"dt": (b"._matterc._udp.", b"._matterd._udp."),
}
"""TXT keys that number the kind of a device, and the services where alone they do.

`ci` is the accessory category of HomeKit (HomeKit Accessory Protocol Specification, section 13),
`DT` the device type of a Matter device that waits to be set up, or of one that sets others up.
"""

_RESPONSE = 0x8000
_OPCODE = 0x7800
_ENUMERATION = b"_services._dns-sd._udp."
_MAX_TXT_STRINGS = 64


def read_mdns(message: bytes) -> Heard:
    """The self-descriptions in one message.

    Args:
        message: UDP data to or from port 5353.

    Returns:
        Services, instances, hosts and TXT pairs, each once; nothing for a plain query; `malformed`
        where the message contradicts its format.
    """
    try:
        said = say(_read(message))
    except BrokenMessageError as broken:
        return Heard(malformed=contradiction("mDNS", str(broken)))
    except (IndexError, struct.error):
        return Heard(malformed=contradiction("mDNS", ENDS_EARLY))
    return Heard(said=said) if said else NOTHING


def _read(message: bytes) -> Iterator[tuple[str, bytes]]:
    _id, flags, n_questions, n_answers, n_authority, n_additional = HEADER.unpack_from(message)
    if flags & _OPCODE or not (flags & _RESPONSE or n_authority):
        return
    count = n_answers + n_authority + n_additional
    known = 0 if flags & _RESPONSE else n_answers  # a query's answers are what it has heard before
    ends = count if flags & _RESPONSE else n_answers + n_authority
    at = skip_questions(message, n_questions)
    for index, record in enumerate(read_records(message, at, ends)):
        if index >= known:
            yield from _said(message, record)


def _said(message: bytes, record: Record) -> Iterator[tuple[str, bytes]]:
    owner = record.owner
    if record.type == PTR:
        yield from _pointer(owner, read_name(message, record.data_at)[0])
    elif record.type == SRV and record.size > 6:
        yield from _instance(owner)
        yield from _host(read_name(message, record.data_at + 6)[0])
    elif record.type == TXT:
        yield from _instance(owner)
        yield from _pairs(owner, message[record.data_at : record.data_at + record.size])
    elif record.type in (A, AAAA):
        yield from _host(owner)


def _pointer(owner: bytes, target: bytes) -> Iterator[tuple[str, bytes]]:
    lower = owner.lower()
    if lower.startswith(_ENUMERATION):
        yield from _service(target)
    elif lower.startswith(b"_"):
        yield from _service(owner[lower.find(b"._sub.") + 6 :] if b"._sub." in lower else owner)
        yield from _instance(target)


def _service(name: bytes) -> Iterator[tuple[str, bytes]]:
    lower = name.lower()
    if lower.startswith(b"_") and (b"._tcp." in lower or b"._udp." in lower):
        yield "mdns.service", name


def _instance(name: bytes) -> Iterator[tuple[str, bytes]]:
    lower = name.lower()
    if not lower.startswith(b"_") and (b"._tcp." in lower or b"._udp." in lower):
        yield "mdns.instance", name


def _host(name: bytes) -> Iterator[tuple[str, bytes]]:
    if not name.startswith(b"_"):
        yield "mdns.host", name


def _pairs(owner: bytes, data: bytes) -> Iterator[tuple[str, bytes]]:
    at = 0
    for _ in range(_MAX_TXT_STRINGS):
        if at >= len(data):
            return
        end = at + 1 + data[at]
        key, equals, value = data[at + 1 : end].partition(b"=")
        if not equals and b" " in key.strip():
            yield "mdns.text", key  # words where RFC 6763 §6.4 foresees a bare key: some put their model here
        elif equals and value.strip() and _is_kept(owner, key.lower()):
            yield "mdns.txt", key.lower() + b"=" + value
        at = end


def _is_kept(owner: bytes, key: bytes) -> bool:
    """Whether a TXT key of the named instance says what product or what kind of device it is."""
    lower = owner.lower()
    return key in TXT_KEYS or any(service in lower for service in KIND_KEYS.get(key, ()))
