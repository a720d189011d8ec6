"""The shipped fingerprints and networks, held against captures of real devices."""

import ipaddress
import re
from functools import cache
from pathlib import Path

import pytest
from tests.engines.observed import plain_names

from lamppost.knowledge.loading import load_packs
from lamppost.knowledge.ranges import PrefixTable
from lamppost.knowledge.structs import Shows
from lamppost.model.vocabulary import WATCHING_KINDS
from lamppost.observe.capture.reader import observe_captures

CAPTURES = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "captures"
SETUPS = CAPTURES / "iot-sentinel"

pytestmark = pytest.mark.skipif(not CAPTURES.is_dir(), reason="the captures of real devices are not here")


@cache
def _patterns() -> dict[str, list[tuple[re.Pattern[str], Shows]]]:
    by_field: dict[str, list[tuple[re.Pattern[str], Shows]]] = {}
    for row in load_packs().fingerprints.values():
        by_field.setdefault(row.field, []).append((re.compile(row.pattern, re.IGNORECASE), row.shows))
    return by_field


def _shown(capture: Path, mac: int | None = None) -> list[Shows]:
    """What the fingerprints show of one device, or of every sender in the capture."""
    said = observe_captures([capture]).self_descriptions
    return [
        shows
        for row in said
        if mac is None or row.mac == mac
        for pattern, shows in _patterns().get(row.field, [])
        if pattern.search(row.value)
    ]


def _device(folder: str) -> list[Shows]:
    mac = int((SETUPS / folder / "_iotdevice-mac.txt").read_text().strip().replace(":", ""), 16)
    return _shown(min((SETUPS / folder).glob("*.pcap")), mac)


def _makers(shows: list[Shows]) -> set[str]:
    return {maker for row in shows if (maker := row.maker or row.builder)}


@pytest.mark.parametrize(
    ("folder", "maker", "kind"),
    [
        ("D-LinkCam", "d-link", "camera"),
        ("HueBridge", "signify", "hub"),
        ("Lightify", "osram", "hub"),
        ("TP-LinkPlugHS110", "tp-link", "plug"),
        ("WeMoSwitch2", "belkin", "plug"),
    ],
)
def test_a_device_is_named_by_its_maker_and_kind_alone(folder: str, maker: str, kind: str) -> None:
    shows = _device(folder)
    assert _makers(shows) == {maker}
    assert {row.kind for row in shows if row.kind} == {kind}


def test_a_siren_of_a_camera_maker_is_no_camera() -> None:
    shows = _device("D-LinkSiren")
    assert _makers(shows) == {"d-link"}
    assert not [row for row in shows if row.kind == "camera" or row.watches]


@pytest.mark.parametrize("folder", ["EdnetCam1", "EdimaxPlug1101W", "SmarterCoffee"])
def test_generic_software_names_no_maker(folder: str) -> None:
    assert not _makers(_device(folder))


@pytest.mark.parametrize(
    ("capture", "maker"),
    [
        ("Axis", "axis"),
        ("Bosch.bin", "bosch"),
        ("Bosch.xml", "bosch"),
        ("Dahua1", "dahua"),
        ("Foscam", "foscam"),
        ("Hanwha", "hanwha-vision"),
        ("Hikvision", "hikvision"),
        ("Sony", "sony"),
    ],
)
def test_a_discovery_answer_names_its_maker_even_without_a_model(capture: str, maker: str) -> None:
    shows = _shown(CAPTURES / "discovery-answers" / f"{capture}.pcap")
    assert _makers(shows) == {maker}
    assert any(row.watches or row.kind in WATCHING_KINDS for row in shows)


def test_a_reolink_camera_shows_itself_by_its_own_protocol() -> None:
    (capture,) = (CAPTURES / "neolink-reolink").glob("*.pcapng")
    assert _makers(_shown(capture)) == {"reolink"}


def test_every_public_address_the_camera_speaks_to_has_an_operator() -> None:
    packs = load_packs()
    operators = PrefixTable(
        (prefix, network.id)
        for network in packs.networks.values()
        for row in network.ranges
        for prefix in row.prefixes
    )
    found = observe_captures(sorted((SETUPS / "D-LinkCam").glob("*.pcap")))
    spoken_to = {row.address for row in plain_names(found) if row.address}
    public = {text for text in spoken_to if ipaddress.ip_address(text).is_global}
    assert public
    assert {held[1] for text in public if (held := operators.longest(text))} == {"amazon"}
    assert not [text for text in public if not operators.longest(text)]
    held = operators.longest("8.209.104.12")
    assert held is not None
    assert held[1] == "alibaba"
