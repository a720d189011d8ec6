"""The same traffic as a capture and as logs of Zeek, Suricata and nfdump gives the same devices and destinations.

What is left of differences is named here, and explained in `docs/reference/logs-and-captures.md`.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.flows import beside
from tools.made_logs.packets import read_packets
from tools.made_logs.writing import write_packets

import lamppost as package
from lamppost import pipeline
from lamppost.pipeline.observing import READERS, files_of, observe

SAMPLE = Path(package.__file__).parent / "samples" / "made-cameras.pcap"
NAMED = tuple(beside.KEPT)
FORMS = (
    "zeek",
    pytest.param("zeek-json", marks=pytest.mark.slow),
    "eve-3",
    pytest.param("eve-2", marks=pytest.mark.slow),
)
OWN_BRAND = "58:5b:69:00:53:31"
"""Its own words name another brand than its MAC block's registrant, so that the capture names no maker."""
PEOPLE = ("anna-iphone", "annas-diary", "02:00:00:00:53:41", "192.168.70.41", "198.51.100.99")
"""Of a made phone: its name, whom it calls, its addresses."""
IN_WORDS_ALONE = {"74:da:38:80:7a:08"}
"""Cameras whose MAC block is of a maker of many things, and that nothing but a text of mDNS calls a camera."""

pytestmark = pytest.mark.skipif(shutil.which("tshark") is None, reason="needs tshark")


class Twins:
    """A capture and the logs of it, each answered once."""

    def __init__(self, capture, folder, packets=None, *, macs=True):
        self.capture, self.packets = capture, packets or read_packets(capture)
        self.logs = {form: folder / form for form in NAMED}
        write_packets(self.packets, folder, self.logs, macs=macs)
        self._results = {}

    def of(self, form):
        if form not in self._results:
            self._results[form] = beside.look(self.capture if form == "capture" else self.logs[form])
        return self._results[form]

    def devices(self, form):
        return beside.devices(self.of(form))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return Twins(SAMPLE, tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def without_macs(made, tmp_path_factory):
    return Twins(SAMPLE, tmp_path_factory.mktemp("without"), made.packets, macs=False)


def assert_same_devices(twins, form):
    captured, logged = twins.devices("capture"), twins.devices(form)
    provable = {key for key, one in captured.items() if beside.proofs(one) & beside.KEPT[form]}
    assert set(logged) == provable - IN_WORDS_ALONE
    for key in logged:
        assert logged[key].addresses == captured[key].addresses
        assert_same_maker(captured[key], logged[key], form)
        assert logged[key].kind in (captured[key].kind, "unknown")
        if {link.property for link in captured[key].kind_chain} & (
            beside.KEPT[form] - {"mac.registrant", "http.server"}
        ):
            assert logged[key].kind == captured[key].kind


def assert_same_maker(captured, logged, form):
    if captured.maker is not None and {link.property for link in captured.maker.chain} & beside.KEPT[form]:
        assert logged.maker is not None
        assert logged.maker.id == captured.maker.id
    elif captured.mac != OWN_BRAND:
        assert logged.maker is None


def assert_same_talks(twins, form):
    captured, logged = twins.devices("capture"), twins.devices(form)
    for key, device in logged.items():
        ours, theirs = beside.talks(captured[key]), beside.talks(device)
        assert {talk: told[0] for talk, told in theirs.items()} == {
            talk: told[0] for talk, told in ours.items()
        }
        assert beside.packets(device) == beside.packets(captured[key])
        if form.startswith("zeek"):
            assert theirs == ours


@pytest.mark.parametrize("form", FORMS)
def test_logs_show_the_devices_of_their_capture_that_something_in_them_proves(made, form):
    assert len(made.devices(form)) >= 11
    assert_same_devices(made, form)


@pytest.mark.parametrize("form", FORMS)
def test_destinations_ports_openers_and_connections_are_those_of_the_capture(made, form):
    assert_same_talks(made, form)


@pytest.mark.parametrize("form", FORMS[2:])
def test_bytes_of_suricata_are_those_of_frames(made, form):
    captured, logged = made.devices("capture"), made.devices(form)
    for key, device in logged.items():
        ours, counts = beside.talks(captured[key]), beside.packets(device)
        for talk, (_, sent, received) in beside.talks(device).items():
            header = [count * beside.LINK_HEADER for count in counts[talk]]
            assert (sent - header[0], received - header[1]) == ours[talk][1:]


@pytest.mark.parametrize("form", ["zeek", "eve-3"])
def test_leases_in_logs_without_mac_addresses_tell_whose_connections_they_are(without_macs, form):
    assert_same_devices(without_macs, form)
    assert_same_talks(without_macs, form)


def test_a_capture_beside_its_own_logs_counts_nothing_twice(made):
    both = beside.look(made.capture, made.logs["zeek"], made.logs["eve-3"])
    captured = made.of("capture")
    assert beside.devices(both).keys() == beside.devices(captured).keys()
    for key, device in beside.devices(captured).items():
        assert beside.talks(beside.devices(both)[key]) == beside.talks(device)
    assert both.device_counts == captured.device_counts
    assert both.coverage.connections == captured.coverage.connections


@pytest.mark.parametrize("form", FORMS)
def test_what_logs_tell_of_people_is_in_no_answer(made, form):
    files = [path.read_text(encoding="utf-8") for path in made.logs[form].iterdir()]
    answer = pipeline.render(made.of(form), "json").lower()
    for text in PEOPLE:
        assert any(text in file.lower() for file in files), (
            f"{text} is not in the logs, so this shows nothing"
        )
        assert text not in answer


CAPTURES = (
    "iot-sentinel/D-LinkCam/Setup-A-1-STA.pcap",
    "iot-sentinel/EdimaxCam1/Setup-A-1-STA.pcap",
    "iot-sentinel/D-LinkSiren/Setup-A-1-STA.pcap",
    "iot-sentinel/HueBridge/Setup-A-1-STA.pcap",
    "iot-sentinel/WeMoSwitch2/Setup-C-1-STA.pcap",
    "iot-sentinel/WeMoSwitch2/Setup-C-2-STA.pcap",
    "iot-sentinel/Withings/Setup-A-1-STA.pcap",
    "ndpi/alicloud.pcap",
    "ndpi/rtsp.pcap",
    "ndpi/sites.pcapng",
    "ndpi/tplink_shp.pcap",
    "ndpi/tuya_lp.pcap",
    "ndpi/xiaomi.pcap",
)

TURNED = {("ndpi/xiaomi.pcap", "zeek"): 4, ("ndpi/xiaomi.pcap", "eve"): 1}
"""Connections whose beginning is missing, and which Zeek and Suricata think were opened by the other side."""


def compare_connections(name, form, captured, logged):
    """Fails where a connection, a packet or an octet is told by one side alone, but for the differences in the tables."""
    ours, theirs = beside.connections(captured), beside.connections(logged)
    is_zeek = form.startswith("zeek")
    if is_zeek:
        ours = {ends: sums for ends, sums in ours.items() if ends.proto in beside.CONNECTIONS}
    turned = [ends for ends in ours.keys() - theirs.keys() if _taken_back(ends, ours, theirs)]
    assert ours.keys() - theirs.keys() == set(turned), form
    assert len(theirs) == len(ours), form
    leases = [ends for ends in turned if is_zeek and (ends.proto, ends.dst_port) == (17, 68)]
    assert len(turned) - len(leases) == TURNED.get(
        (name, form[: form.find("-")] if "-" in form else form), 0
    ), form
    for ends in ours.keys() & theirs.keys():
        one, other = ours[ends], theirs[ends]
        assert (other.src_packets, other.dst_packets) == (one.src_packets, one.dst_packets), ends
        if is_zeek:
            assert other[3:] == one[3:], ends
        if one.connections != other.connections:
            assert is_idle(ends, one, other, is_zeek=is_zeek), (ends, one, other)


def _taken_back(ends, ours, theirs):
    """Whether the log has the same packets as a connection that the other side opened."""
    for other, sums in theirs.items():
        if (other.src, other.dst, other.proto) == (ends.dst, ends.src, ends.proto) and other not in ours:
            mine = ours[ends]
            return (sums.src_packets, sums.dst_packets) == (mine.dst_packets, mine.src_packets)
    return False


def is_idle(ends, captured, logged, *, is_zeek):
    """Whether the tools' own times explain that one connection is several, or several are one."""
    if is_zeek:  # 5 s after a SYN that nobody answers, and after a close
        return ends.proto == 6 and logged.connections > captured.connections
    if ends.proto == 6 or captured.dst_packets:  # 600 s instead of 300, and 300 s instead of 60
        return logged.connections < captured.connections
    return captured.dst_packets == 0 and logged.connections > captured.connections  # 30 s without an answer


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Captures and their logs, each written once."""
    made = {}

    def twins(capture):
        if capture not in made:
            made[capture] = Twins(capture, tmp_path_factory.mktemp("real"))
        return made[capture]

    return twins


@pytest.mark.parametrize("form", FORMS)
def test_all_connections_and_names_of_the_made_network_are_those_of_its_logs(made, form):
    captured, logged = observe([SAMPLE]), observe(files_of([made.logs[form]]))
    compare_connections(SAMPLE.name, form, captured, logged)
    assert beside.names(logged) == beside.names(captured)
    assert {kind for kind, *_ in beside.names(logged)} == {"asked", "called"}


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.parametrize("name", CAPTURES)
def test_the_connections_and_names_of_a_real_capture_are_those_of_its_logs(captures, kept, name):
    twins = kept(captures / name)
    captured = observe([twins.capture])
    for form in NAMED:
        logged = observe(files_of([twins.logs[form]]))
        assert logged.issues == []
        compare_connections(name, form, captured, logged)
        assert beside.names(logged) == beside.names(captured), form


@pytest.mark.data
@pytest.mark.parametrize("form", ["zeek", "eve-3"])
def test_a_real_camera_in_logs_has_the_destinations_of_its_capture(captures, kept, form):
    twins = kept(captures / CAPTURES[0])
    assert_same_devices(twins, form)
    assert_same_talks(twins, form)


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.parametrize("name", CAPTURES[1:])
@pytest.mark.parametrize("form", NAMED)
def test_every_real_capture_is_answered_alike_from_its_logs(captures, kept, name, form):
    twins = kept(captures / name)
    assert_same_devices(twins, form)
    assert_same_talks(twins, form)


def compare_rows(captured, logged):
    """Fails where rows of one direction tell other packets or octets than the capture, but for what ICMP is called."""
    ours, theirs = (
        {ends: sums for ends, sums in beside.connections(seen).items() if ends.proto in (6, 17)}
        for seen in (captured, logged)
    )
    assert theirs.keys() == ours.keys()
    for ends, sums in theirs.items():
        told = [0 if count is None else count for count in sums]
        assert told[1:] == list(ours[ends])[1:], ends


@pytest.mark.skipif("flow_table" not in READERS, reason="no reader of tables of flows is here")
def test_rows_that_nfdump_prints_are_the_connections_of_the_made_network(made, tmp_path):
    write_packets(made.packets, tmp_path, ["nfdump"])
    compare_rows(observe([SAMPLE]), observe(files_of([tmp_path])))


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.skipif("flow_table" not in READERS, reason="no reader of tables of flows is here")
@pytest.mark.parametrize("name", CAPTURES)
def test_rows_that_nfdump_prints_are_the_connections_of_a_real_capture(captures, kept, tmp_path, name):
    write_packets(kept(captures / name).packets, tmp_path, ["nfdump"], macs=True)
    compare_rows(observe([captures / name]), observe(files_of([tmp_path])))


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.skipif(shutil.which("nfpcapd") is None, reason="needs nfdump")
@pytest.mark.skipif("nfdump" not in READERS, reason="no reader of nfdump's files is here")
@pytest.mark.parametrize("name", CAPTURES)
def test_what_nfpcapd_makes_of_a_capture_is_read_as_the_capture_is(captures, tmp_path, name):
    # it ends flows when it looks for old ones, so their number is its own; it stops at a hop-by-hop header of IPv6
    command = ["nfpcapd", "-r", str(captures / name), "-w", str(tmp_path), "-o", "fat"]
    subprocess.run(command, env={**os.environ, "TZ": "UTC"}, capture_output=True, check=False)
    ours, theirs = (beside.connections(observe(files_of([path]))) for path in (captures / name, tmp_path))
    hidden = {ends._replace(dst_port=0, proto=58) for ends in theirs if ends.proto == 0}
    assert {ends for ends in theirs if ends.proto} == ours.keys() - hidden
    for ends in ours.keys() - hidden:
        told = [0 if count is None else count for count in theirs[ends]]
        assert told[1:] == list(ours[ends])[1:], ends
