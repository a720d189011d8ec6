"""Recog's fingerprints, read where they lie, as a pack of the user's (rapid7/recog, README and xml/*.xml).

A folder of Recog's XML files may be given with `--packs`. Read are the databases on fields that our readers
fill; of a fingerprint the vendor (`hw.vendor`, where it is the name of an organisation that the packs hold),
the kind (`hw.device`), the model (`hw.product`, `hw.model`) and the version of the hardware. Patterns that
capture the name or address of a host are left out, for those are people's words, and so are patterns that
could take for ever. Nothing is written; how many were left out stands in the pack's own words.
"""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lamppost.knowledge.endless import fault_of
from lamppost.knowledge.files import read_text
from lamppost.knowledge.packs import Packs
from lamppost.knowledge.spelling import normalised
from lamppost.knowledge.structs import Fingerprint, Manifest, Shows, Source
from lamppost.model.errors import PackError
from lamppost.model.language import tr
from lamppost.model.result import PackRef
from lamppost.model.vocabulary import Confidence, DeviceKind, EvidenceKind

if TYPE_CHECKING:
    from xml.etree import ElementTree as ET

MAX_BYTES = 8 << 20
FIELDS = {
    "http_header.server": "http.server",
    "http_header.x-powered-by": "http.powered_by",
    "html_title": "http.title",
    "rtsp_header.server": "rtsp.server",
    "dhcp_vendor_class": "dhcp.vendor_class",
    "sip_header.server": "sip.server",
    "sip_header.user_agent": "sip.user_agent",
    "snmp.sys_description": "snmp.sys_descr",
    "x509.subject": "tls.certificate_subject",
    "x509.issuer": "tls.certificate_issuer",
    "telnet.banner": "telnet.banner",
}
"""`matches` of a database, and our field of the same content."""
KINDS: dict[str, DeviceKind] = {
    "IP Camera": "camera",
    "Web cam": "camera",
    "DVR": "recorder",
    "Cloud Network Video Recorder": "recorder",
    "Video Conferencing": "conference",
    "Printer": "printer",
    "Multifunction Device": "printer",
    "Print Server": "printer",
    "Router": "router",
    "Broadband Router": "router",
    "WAP": "router",
    "Switch": "router",
    "Firewall": "router",
    "Smart TV": "tv",
    "Mobile Phone": "phone",
    "Tablet": "phone",
    "Desktop": "computer",
    "Laptop": "computer",
    "NAS": "computer",
    "Light Bulb": "light",
    "Sensor": "sensor",
}
"""`hw.device` of Recog, where a kind of ours means the same."""
PEOPLES_WORDS = ("host.", "cookie", "system.")
_MOST_DIGITS = 4
FLAGS = {"REG_ICASE": "i", "REG_DOT_NEWLINE": "s", "REG_MULTILINE": "m"}
LOW_CERTAINTY = 0.6
NOTHING = ""
"""The one counter-example that every pattern has: a device that says nothing."""
END_OF_TIME = date(9999, 12, 31)


def is_recog(folder: Path) -> bool:
    """Whether a folder holds Recog's XML files and no packs."""
    return not any(folder.glob("*/pack.yml")) and any(
        "<fingerprints" in path.read_text("utf-8", "replace")[:4096] for path in folder.glob("*.xml")
    )


def sums_of(folder: Path) -> dict[str, str]:
    """The hash of every XML file, by name."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("*.xml"))}


def load_recog(folder: Path, held: Packs) -> Packs:
    """The fingerprints of a folder of Recog's files.

    Args:
        folder: The folder.
        held: The packs that organisations are looked up in.

    Raises:
        PackError: A file is no XML, or has no fingerprints in it.
    """
    names = _names(held)
    found: dict[str, Fingerprint] = {}
    for path in sorted(folder.glob("*.xml")):
        for one in _fingerprints(path, names):
            if one is not None:
                found.setdefault(one.id, one)
    digest = hashlib.sha256(repr(sorted(sums_of(folder).items())).encode()).hexdigest()
    manifest = manifest_of(folder)
    ref = PackRef(
        id=manifest.id,
        version=manifest.version,
        day=manifest.day.isoformat(),
        sha256=digest,
        licence=manifest.licence,
        origin="user",
    )
    own = frozenset(("fingerprints", one) for one in found)
    return Packs(
        refs=[ref], fingerprints=found, own=own, organisations={}, brands={}, networks={}, lists={}, policies={},
        laws={}, editions={}, projects={}, places={}, unions={}, corrections={},
    )  # fmt: skip


def manifest_of(folder: Path) -> Manifest:
    """What such a folder would say of itself if it were a pack."""
    files = sorted(folder.glob("*.xml"))
    return Manifest(
        id="recog",
        version="as given",
        day=max(_day(path) for path in files),
        licence="as the COPYING or LICENSE beside it says",
        attribution="Recog, by Rapid7 and its contributors (the user's own copy)",
        missing=f"Read of {len(files)} files: fingerprints on fields that are heard here, with a kind or a maker that is known here.",
    )


def _names(held: Packs) -> dict[str, str]:
    """Organisations by each name that one alone bears."""
    by_name: dict[str, set[str]] = {}
    for organisation in held.organisations.values():
        said = [row.value for row in organisation.statements if row.property in ("legal_name", "other_name")]
        for name in (organisation.name, *said):
            by_name.setdefault(normalised(name), set()).add(organisation.id)
    return {name: next(iter(ids)) for name, ids in by_name.items() if len(ids) == 1}


def _fingerprints(path: Path, names: Mapping[str, str]) -> Iterator[Fingerprint | None]:
    """Each fingerprint of a file; None for one that is left out."""
    from xml.etree import ElementTree as ET

    text = read_text(path, MAX_BYTES, tr("an XML file of Recog"))
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise PackError(f"{path.name}: declares a document type", hint="Give Recog's own XML files.")
    try:
        root = ET.fromstring(text)  # noqa: S314 - no document type, so no entities
    except ET.ParseError as error:
        raise PackError(f"{path.name}: {error}", hint="Give Recog's own XML files.") from None
    field = FIELDS.get(root.get("matches", ""))
    for element in root.iter("fingerprint"):
        yield _fingerprint(path, element, field, names) if field else None


def _fingerprint(
    path: Path, element: "ET.Element", field: str, names: Mapping[str, str]
) -> Fingerprint | None:
    params = [
        (_position(path, one), one.get("name", ""), one.get("value", "")) for one in element.iter("param")
    ]
    fixed = {name: value for pos, name, value in params if pos == 0}
    kind = KINDS.get(fixed.get("hw.device", ""))
    maker = names.get(normalised(fixed.get("hw.vendor", "")))
    captures = {name: pos for pos, name, _ in params if pos}
    pattern = _pattern(element, captures)
    is_peoples = any(name.startswith(PEOPLES_WORDS) for name in captures)
    examples = list(_examples(element))
    if pattern is None or is_peoples or not examples or (kind is None and maker is None):
        return None
    certainty = float(fixed.get("hw.certainty") or element.get("certainty") or 1)
    confidence: Confidence = "low" if certainty < LOW_CERTAINTY else "medium"
    evidence: EvidenceKind = "certificate" if field.startswith("tls.") else "self_description"
    identity = hashlib.sha256(f"{field} {pattern}".encode()).hexdigest()[:8]
    return Fingerprint(
        id=f"recog-{path.stem.replace('_', '-')}-{identity}",
        field=field,
        pattern=pattern,
        shows=Shows(kind=kind, maker=maker),
        evidence=evidence,
        confidence=confidence,
        examples=examples,
        non_examples=[NOTHING],
        sources=[_source(path, element)],
        review_by=END_OF_TIME,
    )


def _position(path: Path, param: "ET.Element") -> int:
    """Which group of the pattern a param is of; 0 for none.

    Raises:
        PackError: It is no number.
    """
    text = param.get("pos", "0")
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS):
        raise PackError(
            tr("{file}: pos is {text}, not a number", file=path.name, text=repr(text[:40])),
            hint=tr("Was the file edited or cut?"),
        )
    return int(text)


def _examples(element: "ET.Element") -> Iterator[str]:
    """Its examples, as far as they stand in the file as text."""
    for one in element.iter("example"):
        text = one.text or ""
        if one.get("_filename"):
            continue
        if one.get("_encoding") == "base64":
            try:
                text = base64.b64decode(text).decode("utf-8", "replace")
            except ValueError:
                continue
        if text:
            yield text


def _source(path: Path, element: "ET.Element") -> Source:
    return Source(
        title=f"Recog: {path.name}",
        url="https://github.com/rapid7/recog",
        publisher="Rapid7",
        source_class="independent",
        retrieved=_day(path),
        read="here",
        locator=" ".join((element.findtext("description") or "").split()) or None,
    )


def _day(path: Path) -> date:
    """The day the file was last written here."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()


def _pattern(element: "ET.Element", captures: Mapping[str, int]) -> str | None:
    """The pattern with its model and version named; None where it cannot be used here."""
    text = element.get("pattern", "")
    wanted = {
        "model": captures.get("hw.product") or captures.get("hw.model"),
        "firmware": captures.get("hw.version"),
    }
    named = _with_names(text, {pos: name for name, pos in wanted.items() if pos})
    flags = "".join(FLAGS.get(one, "") for one in (element.get("flags") or "").split(","))
    on, off = flags.replace("i", ""), "" if "i" in flags else "-i"
    pattern = f"(?{on}{off}:{named})"
    try:
        matches_nothing = re.compile(pattern, re.IGNORECASE).search(NOTHING)
    except (re.error, RecursionError, OverflowError):
        return None
    return None if matches_nothing or fault_of(pattern) is not None else pattern


def _with_names(pattern: str, names: Mapping[int, str]) -> str:
    """A pattern with some of its numbered groups named."""
    out: list[str] = []
    group = at = 0
    in_class = False
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            out.append(pattern[at : at + 2])
            at += 2
            continue
        in_class = char == "[" or (in_class and char != "]")
        out.append(char)
        if char == "(" and not in_class and pattern[at + 1 : at + 2] != "?":
            group += 1
            if group in names:
                out.append(f"?P<{names[group]}>")
        at += 1
    return "".join(out)
