"""What devices say of themselves in XML datagrams: ONVIF, Hikvision SADP and Bosch.

Written from OASIS WS-Discovery 1.1 §4.1 (Hello) and §5.3 (ProbeMatches), the ONVIF Core
Specification §7.3 (scopes), and for SADP and Bosch, which publish no specification, from the answer
samples of UniversalScanner and its protocol list. A Probe or an inquiry says nothing of its sender.
"""

from collections.abc import Iterator
from urllib.parse import unquote

from lamppost.observe.capture.payloads.heard import NOTHING, Heard
from lamppost.observe.capture.payloads.markup import Element, read_elements
from lamppost.observe.capture.payloads.text import say

_SCOPE = "onvif://www.onvif.org/"
_SCOPES = {"hardware": "onvif.hardware", "name": "onvif.name", "type": "onvif.scope_type"}
_MAX_WORDS = 64  # types or scopes of one answer

_SADP = {
    "DeviceDescription": "sadp.device_description",
    "DeviceType": "sadp.device_type",
    "SoftwareVersion": "sadp.software_version",
    "OEMInfo": "sadp.oem_info",
}
_SADP_PROOF = {"DeviceDescription", "DeviceType", "DeviceSN"}

_BOSCH = {
    "deviceType": "bosch_discovery.device_type",
    "friendlyName": "bosch_discovery.friendly_name",
}
_BOSCH_PROOF = {"deviceType", "unitIPAddress", "physAddress"}

Pairs = Iterator[tuple[str, str]]


def read_xml_discovery(payload: bytes) -> Heard:
    """The self-description in an XML datagram; nothing where it is none of the three."""
    if not payload.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return NOTHING
    elements = read_elements(payload)
    if not elements:
        return NOTHING
    root = elements[0].path[0]
    if root == "Envelope":
        said = say(_onvif(elements))
    elif root == "ProbeMatch":
        said = say(_sadp(elements))
    elif root == "root":
        said = say(_bosch(elements))
    else:
        return NOTHING
    return Heard(said=said) if said else NOTHING


def _onvif(elements: list[Element]) -> Pairs:
    described = [
        (path[-1], text.split(None, _MAX_WORDS)[:_MAX_WORDS])
        for path, text in elements
        if path[-2:-1] in (("Hello",), ("ProbeMatch",)) and path[-1] in ("Types", "Scopes")
    ]
    types = [word.rpartition(":")[2] for kind, words in described if kind == "Types" for word in words]
    if "DiscoveryProxy" in types:
        return  # it speaks for others
    for word in types:
        yield "onvif.types", word
    for kind, words in described:
        if kind == "Scopes":
            for word in words:
                yield from _scope(word)


def _scope(word: str) -> Pairs:
    if word[: len(_SCOPE)].lower() == _SCOPE:
        key, _, value = word[len(_SCOPE) :].partition("/")
        if key.lower() in _SCOPES:
            yield _SCOPES[key.lower()], unquote(value, errors="replace")


def _sadp(elements: list[Element]) -> Pairs:
    texts = _children(elements, ("ProbeMatch",))
    if _SADP_PROOF.isdisjoint(texts):
        return
    yield "sadp.answer", "ProbeMatch"
    for name, field in _SADP.items():
        yield field, texts.get(name, "")


def _bosch(elements: list[Element]) -> Pairs:
    texts = _children(elements, ("root", "device"))
    if not texts.keys() >= _BOSCH_PROOF:
        return
    yield "bosch_discovery.answer", "xml"
    for name, field in _BOSCH.items():
        yield field, texts.get(name, "")


def _children(elements: list[Element], parent: tuple[str, ...]) -> dict[str, str]:
    return {path[-1]: text for path, text in elements if path[:-1] == parent}
