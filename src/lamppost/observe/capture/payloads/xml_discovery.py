"""What devices say of themselves in XML datagrams: ONVIF, Uniview, Hikvision SADP and Bosch.

Written from OASIS WS-Discovery 1.1 §4.1 (Hello) and §5.3 (ProbeMatches), the ONVIF Core
Specification §7.3 (scopes), and for SADP and Bosch, which publish no specification, from the answer
samples of UniversalScanner and its protocol list. Uniview's own probe (namespace
`http://www.uniview.com/Ver10/Device/wsdl`, UniviewProbeMatches) is written from an answer in the tests of
dronservice-updates (internal/ipcamera/unv_probe_test.go); its scopes have kinds of their own. A Probe or an inquiry says nothing of its sender.
"""

from collections.abc import Iterator
from urllib.parse import unquote

from lamppost.observe.capture.payloads.heard import NOTHING, Heard
from lamppost.observe.capture.payloads.markup import Element, read_elements
from lamppost.observe.capture.payloads.text import say

_SCOPE = "onvif://www.onvif.org/"
_SCOPES = {"hardware": "onvif.hardware", "name": "onvif.name", "type": "onvif.scope_type"}
_UNIVIEW_SCOPES = {
    "type": "uniview_discovery.type",
    "manufacturer": "uniview_discovery.manufacturer",
    "hardware": "uniview_discovery.hardware",
    "version": "uniview_discovery.version",
}
_UNIVIEW = {"UniviewProbe", "UniviewProbeMatches"}
_MAX_WORDS = 64  # types or scopes of one answer

_SADP = {
    "DeviceDescription": "sadp.device_description",
    "DeviceType": "sadp.device_type",
    "SoftwareVersion": "sadp.software_version",
    "OEMInfo": "sadp.oem_info",
    "DetailOEMCode": "sadp.detail_oem_code",
    "EHomeVer": "sadp.ehome_version",
}
_SADP_PROOF = {"DeviceDescription", "DeviceType", "DeviceSN"}

_BOSCH = {
    "deviceType": "bosch_discovery.device_type",
    "friendlyName": "bosch_discovery.friendly_name",
}
_BOSCH_PROOF = {"deviceType", "unitIPAddress", "physAddress"}

Pairs = Iterator[tuple[str, str]]


def read_xml_discovery(payload: bytes) -> Heard:
    """The self-description in an XML datagram; nothing where it is none of the four."""
    if not payload.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return NOTHING
    elements = read_elements(payload)
    if not elements:
        return NOTHING
    root = elements[0].path[0]
    if root == "Envelope":
        said = say((*_onvif(elements), *_uniview(elements)))
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
                yield from _scope(word, _SCOPES)


def _uniview(elements: list[Element]) -> Pairs:
    """What an answer to Uniview's own probe says; nothing where a recorder answers for several cameras."""
    scopes = [text for path, text in elements if path[-1] == "Scopes" and not _UNIVIEW.isdisjoint(path)]
    if len(scopes) != 1 or not scopes[0].strip():
        return
    yield "uniview_discovery.answer", "UniviewProbeMatches"
    for word in scopes[0].split(None, _MAX_WORDS)[:_MAX_WORDS]:
        yield from _scope(word, _UNIVIEW_SCOPES)


def _scope(word: str, fields: dict[str, str]) -> Pairs:
    if word[: len(_SCOPE)].lower() == _SCOPE:
        key, _, value = word[len(_SCOPE) :].partition("/")
        if key.lower() in fields:
            yield fields[key.lower()], unquote(value, errors="replace")


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
