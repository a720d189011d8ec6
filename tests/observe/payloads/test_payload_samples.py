"""Real answers of real devices give the fields that they hold; read in place, never copied."""

import pytest
from real_datagrams import CAPTURES, datagrams, stream_heads

from lamppost.observe.capture.payloads.dispatch import read_datagram, read_stream
from lamppost.observe.capture.payloads.heard import Bound, Said

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not CAPTURES.is_dir(), reason="the real captures are not on this machine"),
]

ANSWERS = {
    "Axis": [
        ("mdns.service", "_axis-video._tcp.local"),
        ("mdns.instance", "Virtual - 001122334455._axis-video._tcp.local"),
        ("mdns.service", "_rtsp._tcp.local"),
        ("mdns.instance", "AXIS M5014 - ACCC8E3C0419 H.264._axis-video._tcp.local"),
    ],
    "Bosch.bin": [("bosch_discovery.answer", "binary")],
    "Bosch.xml": [
        ("bosch_discovery.answer", "xml"),
        ("bosch_discovery.device_type", "OEMExt00:device:deviceID0"),
        ("bosch_discovery.friendly_name", "Virtual (XML)"),
    ],
    "Dahua1": [
        ("dahua_discovery.answer", "b3"),
        ("dahua_discovery.name", "Dahua"),
        ("dahua_discovery.device", "Virtual"),
    ],
    "Foscam": [("foscam_discovery.answer", "MO_I"), ("foscam_discovery.name", "Virtual device")],
    "Hanwha": [("hanwha_discovery.answer", "0b"), ("hanwha_discovery.model", "Virtual")],
    "Hikvision": [
        ("sadp.answer", "ProbeMatch"),
        ("sadp.device_description", "Virtual"),
        ("sadp.device_type", "123456"),
        ("sadp.software_version", "V1.0build 200101"),
    ],
    "SSDP": [
        ("ssdp.server", "Universal Scanner/0.0, Virtual/1.0"),
        ("ssdp.nt", "uuid:unique-id-12345678"),
    ],
    "Sony": [
        ("sony_discovery.answer", "02"),
        ("sony_discovery.model", "Virtual"),
        ("sony_discovery.software_version", "3.0.0"),
    ],
    "Wsdiscovery": [("onvif.types", "Virtual"), ("onvif.types", "Device")],
}


def test_every_sample_of_a_discovery_answer_has_its_expected_fields_here():
    names = {path.name.removesuffix(".pcap") for path in (CAPTURES / "discovery-answers").glob("*.pcap")}
    assert names == set(ANSWERS)


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_a_discovery_answer_gives_its_fields(name):
    ((src_port, dst_port, payload),) = datagrams(CAPTURES / "discovery-answers" / f"{name}.pcap")
    heard = read_datagram(src_port, dst_port, payload)
    assert [(row.field, row.value) for row in heard.said] == ANSWERS[name]
    assert heard.malformed is None
    if "mdns" not in ANSWERS[name][0][0]:  # multicast DNS has no mark of its own but the port
        assert read_datagram(40000, 40001, payload) == heard


def all_heard(path: str):
    return [read_datagram(*datagram) for datagram in datagrams(CAPTURES / path)]


def all_said(path: str) -> set[tuple[str, str]]:
    return {(row.field, row.value) for heard in all_heard(path) for row in heard.said}


def test_every_tuya_broadcast_and_ubiquiti_announcement_is_known():
    assert all(h.said == (Said("tuya_discovery.answer", "000055aa"),) for h in all_heard("ndpi/tuya_lp.pcap"))
    assert all_said("ndpi/ubntac2.pcap") == {
        ("ubnt_discovery.model", "UGW3"),
        ("ubnt_discovery.firmware", "UniFiSecurityGateway.ER-e120.v4.3.33.4936086.161203.2031"),
    }


def test_searches_and_other_protocols_say_nothing():
    for name in ("upnp", "ssdp-m-search", "tplink_shp", "TivoDVR"):
        assert all_said(f"ndpi/{name}.pcap") == set()


def test_a_damaged_dhcp_message_is_malformed():
    (heard,) = all_heard("ndpi/dhcp-fuzz.pcapng")
    assert heard.malformed == "DHCP: an option is longer than the message"


def test_a_real_camera_describes_itself_in_many_ways():
    assert all_said("iot-sentinel/D-LinkCam/Setup-A-1-STA.pcap") >= {
        ("dhcp.host_name", "DCS-935L"),
        ("dhcp.vendor_class", "udhcp 1.22.1"),
        ("mdns.service", "_dhnap._tcp.local"),
        ("mdns.host", "DCS-935L-B0C554255B0E.local"),
        ("ssdp.server", "Linux, UPnP/1.0 DCS-935L/1.0"),
        ("ssdp.nt", "hnap:NetworkCamera"),
    }


def test_a_real_camera_asks_for_its_makers_names():
    heard = all_heard("iot-sentinel/D-LinkCam/Setup-A-1-STA.pcap")
    names = {(row.name, row.whose) for each in heard for row in each.names}
    wanted = ("signal.mydlink.com", "ntp1.dlink.com", "mp-eu-signal.auto.mydlink.com")
    assert names == {(name, whose) for name in wanted for whose in ("sender", "receiver")}
    (signal,) = [r for e in heard for r in e.names if r.name == wanted[0] and r.whose == "receiver"]
    assert len(signal.addresses) == 18
    assert "52.8.178.58" in signal.addresses


def test_a_real_lease_is_bound_to_the_client():
    bound = {row for heard in all_heard("iot-sentinel/HueBridge/Setup-A-1-STA.pcap") for row in heard.bound}
    assert bound == {Bound(0x0017882476FF, "10.10.10.6")}


def heard_streams(path: str, port: int, *, from_opener: bool):
    heads = stream_heads(CAPTURES / path, port)
    return [
        read_stream(head, from_opener=from_opener, server_port=port)
        for key, head in heads.items()
        if key[2] is from_opener
    ]


def test_a_real_camera_answers_hnap():
    answers = heard_streams("iot-sentinel/D-LinkCam/Setup-A-1-STA.pcap", 80, from_opener=False)
    assert {row for heard in answers for row in heard.said} >= {
        Said("hnap.vendor_name", "D-Link"),
        Said("hnap.model_name", "DCS-935L"),
        Said("hnap.model_description", "Wireless Internet Camera"),
    }


def test_only_the_real_camera_says_baichuan():
    path = "neolink-reolink/EncryptionProtocol02_login.pcapng"
    (camera,) = heard_streams(path, 9000, from_opener=False)
    (app,) = heard_streams(path, 9000, from_opener=True)
    assert camera.said == (Said("baichuan.header", "f0debc0a"),)
    assert app.said == ()


def test_a_real_rtsp_server_offers_video_and_sound():
    answers = heard_streams("ndpi/rtsp.pcap", 8554, from_opener=False)
    assert {row for heard in answers for row in heard.said} == {
        Said("rtsp.server", "VLC/3.0.12"),
        Said("rtsp.media", "video"),
        Said("rtsp.media", "audio"),
        Said("rtsp.content_base", "/"),
        Said("rtsp.content_base", "/trackID"),
    }


def test_a_real_certificate_that_spans_segments_is_read():
    (server,) = heard_streams("ndpi/long_tls_certificate.pcap", 443, from_opener=False)
    assert server.said == (
        Said(
            "tls.certificate_subject",
            "C=CN, ST=ZheJiang, L=HangZhou, O=Alibaba (China) Technology Co., Ltd., CN=*.aliyun.com",
        ),
        Said(
            "tls.certificate_issuer",
            "C=BE, O=GlobalSign nv-sa, CN=GlobalSign Organization Validation CA - SHA256 - G2",
        ),
    )


def test_real_hellos_give_their_server_names():
    hellos = heard_streams("ndpi/sites.pcapng", 443, from_opener=True)
    names = {row.name for heard in hellos for row in heard.names}
    assert len(names) > 30
    assert all(heard.malformed is None for heard in hellos)


def test_no_real_capture_but_the_damaged_one_is_malformed():
    paths = [*CAPTURES.glob("discovery-answers/*.pcap"), *CAPTURES.glob("iot-sentinel/*/*.pcap")]
    malformed = {h.malformed for path in paths for d in datagrams(path) if (h := read_datagram(*d)).malformed}
    assert malformed == set()


def test_a_question_to_a_plug_says_nothing_of_who_asks():
    assert {heard.said for heard in all_heard("ndpi/tplink_shp.pcap")} == {()}
