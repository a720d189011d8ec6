"""Self-descriptions: what devices say of themselves, and what is not theirs to say."""

import json
import struct

import pytest
from made_payloads import (
    DESCRIPTION,
    HELLO_ONVIF,
    NOTIFY,
    PTR,
    SRV,
    TXT,
    A,
    dhcp,
    dhip,
    dns,
    dvrip,
    record,
    tuya,
    wire_name,
)

from lamppost.observe.capture.payloads.dispatch import read_datagram, read_stream
from lamppost.observe.capture.payloads.heard import NOTHING, Bound, Heard
from lamppost.observe.capture.payloads.text import clean


def said(heard: Heard) -> list[tuple[str, str]]:
    assert heard.malformed is None
    return [(row.field, row.value) for row in heard.said]


def datagram(payload: bytes, port: int = 40000) -> list[tuple[str, str]]:
    return said(read_datagram(40001, port, payload))


def answer(head: bytes) -> list[tuple[str, str]]:
    return said(read_stream(head, from_opener=False, server_port=80))


SERVICE = "_axis-video._tcp.local"
INSTANCE = "Example 1._axis-video._tcp.local"
RECORDS = (
    record(wire_name("_services._dns-sd._udp.local"), PTR, wire_name("_rtsp._tcp.local")),
    record(wire_name(SERVICE), PTR, wire_name(INSTANCE)),
    record(wire_name(INSTANCE), SRV, bytes(6) + wire_name("example-1.local")),
    record(wire_name(INSTANCE), TXT, b"\x09model=EX1\x0emacaddress=001\x08note=hi!\x04MD=x"),
    record(wire_name("example-1.local"), A, bytes([192, 0, 2, 9])),
)
MDNS_SAID = [
    ("mdns.service", "_rtsp._tcp.local"),
    ("mdns.service", SERVICE),
    ("mdns.instance", INSTANCE),
    ("mdns.host", "example-1.local"),
    ("mdns.txt", "model=EX1"),
    ("mdns.txt", "md=x"),
]


def test_a_multicast_dns_response_describes_its_sender():
    assert datagram(dns(None, flags=0x8400, answers=RECORDS), 5353) == MDNS_SAID
    assert datagram(dns(None, flags=0x8400, answers=RECORDS[:1], additional=RECORDS[1:]), 5353) == MDNS_SAID


def test_a_subtype_names_the_service_it_narrows():
    pointer = record(wire_name("_cam._sub._http._tcp.local"), PTR, wire_name("x._http._tcp.local"))
    assert datagram(dns(None, flags=0x8400, answers=(pointer,)), 5353) == [
        ("mdns.service", "_http._tcp.local"),
        ("mdns.instance", "x._http._tcp.local"),
    ]


def test_a_service_is_not_an_instance_of_itself():
    texts = record(wire_name(SERVICE), TXT, b"\x05md=EX")
    assert datagram(dns(None, flags=0x8400, answers=(texts,)), 5353) == [("mdns.txt", "md=EX")]


@pytest.mark.parametrize(
    ("instance", "text", "said"),
    [
        ("x._hap._tcp.local", b"\x05ci=17", ["ci=17"]),
        ("x._hap._udp.local", b"\x04CI=5", ["ci=5"]),
        ("x._matterc._udp.local", b"\x06DT=257\x05CM=1 ", ["dt=257"]),
        ("x._http._tcp.local", b"\x05ci=17\x06DT=257", []),
        ("x._matter._tcp.local", b"\x06DT=257", []),
    ],
)
def test_a_number_of_a_kind_is_kept_only_of_the_service_that_numbers_kinds(instance, text, said):
    message = dns(None, flags=0x8400, answers=(record(wire_name(instance), TXT, text),))
    assert [value for field, value in datagram(message, 5353) if field == "mdns.txt"] == said


def test_a_multicast_dns_query_says_nothing_but_a_probe_claims_its_authority_records():
    assert datagram(dns(SERVICE, kind=PTR, flags=0, answers=RECORDS), 5353) == []
    probe = dns("x.local", kind=255, flags=0, answers=RECORDS[:2], authority=RECORDS[4:])
    assert datagram(probe, 5353) == [("mdns.host", "example-1.local")]


def test_dhcp_speaks_for_the_hardware_address_in_the_message():
    payload = dhcp(1, (53, b"\x03"), (60, b"udhcp 1.20"), (12, b"EX-"), (12, b"100\0"))
    heard = read_datagram(68, 67, payload)
    assert said(heard) == [("dhcp.vendor_class", "udhcp 1.20"), ("dhcp.host_name", "EX-100")]
    assert {row.mac for row in heard.said} == {0x00005E005301}


def test_a_dhcp_query_about_others_describes_nobody():
    assert read_datagram(68, 67, dhcp(1, (53, b"\x0a"), (12, b"EX-100"))) is NOTHING


def test_a_dhcp_acknowledgement_binds_an_address_and_an_offer_does_not():
    address = bytes([192, 0, 2, 33])
    ack = read_datagram(67, 68, dhcp(2, (53, b"\x05"), (12, b"server"), yiaddr=address))
    assert ack == Heard(bound=(Bound(0x00005E005301, "192.0.2.33"),))
    assert read_datagram(67, 68, dhcp(2, (53, b"\x02"), yiaddr=address)) is NOTHING
    assert read_datagram(67, 68, dhcp(2, (53, b"\x05"))) is NOTHING  # answers an INFORM


def test_a_dhcp_option_past_the_end_is_malformed():
    payload = dhcp(1, (53, b"\x01"), (12, b"name"))[:-3]
    assert read_datagram(68, 67, payload).malformed == "DHCP: an option is longer than the message"


def test_ssdp_notices_and_answers_describe_their_sender_and_searches_do_not():
    expected = [("ssdp.server", "Linux/4.9 UPnP/1.0 Example-Cam/2.1"), ("ssdp.nt", "upnp:rootdevice")]
    assert datagram(NOTIFY, 1900) == expected
    assert datagram(NOTIFY[:-2], 1900) == expected
    response = NOTIFY.replace(b"NOTIFY * HTTP/1.1", b"HTTP/1.1 200 OK").replace(b"NT:", b"ST:")
    assert datagram(response) == expected
    assert datagram(response.replace(b"ST:", b"X:")) == []
    assert datagram(NOTIFY.replace(b"NOTIFY", b"M-SEARCH").replace(b"NT:", b"ST:"), 1900) == []


def test_an_onvif_hello_gives_types_and_decoded_scopes():
    assert datagram(HELLO_ONVIF) == [
        ("onvif.types", "NetworkVideoTransmitter"),
        ("onvif.types", "Device"),
        ("onvif.scope_type", "video_encoder"),
        ("onvif.hardware", "EX-100"),
        ("onvif.name", "Example Cam"),
    ]


def test_probes_and_proxies_do_not_describe_their_sender():
    assert datagram(HELLO_ONVIF.replace(b"d:Hello", b"d:Probe"), 3702) == []
    assert datagram(HELLO_ONVIF.replace(b"tds:Device", b"d:DiscoveryProxy"), 3702) == []


def test_sadp_is_known_by_its_elements_on_any_port():
    body = b"<ProbeMatch><DeviceDescription>EX-2</DeviceDescription><OEMInfo>N/A</OEMInfo></ProbeMatch>"
    expected = [
        ("sadp.answer", "ProbeMatch"),
        ("sadp.device_description", "EX-2"),
        ("sadp.oem_info", "N/A"),
    ]
    assert datagram(body, 9) == expected
    assert datagram(b"<Probe><Uuid>1</Uuid><Types>inquiry</Types></Probe>", 37020) == []
    assert datagram(b"<ProbeMatch><Types>inquiry</Types></ProbeMatch>", 37020) == []


def notice(**info) -> bytes:
    return json.dumps({"method": "client.notifyDevInfo", "params": {"deviceInfo": info}}).encode()


def test_dhip_notices_describe_their_sender_and_searches_do_not():
    body = notice(
        Vendor="Example", DeviceType="EX-3", DeviceClass="IPC", Version="2.8", SerialNo="1", Port=37777
    )
    assert datagram(dhip(body + b"\n\0"), 9) == [
        ("dhip.answer", "client.notifyDevInfo"),
        ("dhip.vendor", "Example"),
        ("dhip.device_type", "EX-3"),
        ("dhip.device_class", "IPC"),
        ("dhip.version", "2.8"),
    ]
    assert datagram(dhip(b'{"method":"DHDiscover.search","params":{}}'), 37810) == []
    assert datagram(body, 37810) == []
    assert read_datagram(1, 37810, dhip(body)[:-1]).malformed.startswith("DHIP: ")


@pytest.mark.parametrize(
    "body",
    [
        b'{"method":' + b"[" * 60000,
        b'{"method":"client.notifyDevInfo","params":' + b'{"a":' * 300 + b"1" + b"}" * 301,
        b'{"method":"client.notifyX","n":' + b"9" * 6000 + b"}",
        b'["client.notifyDevInfo"]',
        b'{"method":{"client.notify":1}}',
    ],
)
def test_hostile_json_says_nothing(body):
    assert datagram(dhip(body), 37810) == []


def test_tuya_frames_need_their_length_and_tail_and_a_command_that_devices_send():
    assert datagram(tuya()) == [("tuya_discovery.answer", "000055aa")]
    assert datagram(tuya(0x25)) == []
    assert datagram(tuya()[:-1]) == []
    assert datagram(tuya() + b"\0") == []
    assert datagram(tuya()[:-1] + b"\0") == []


def test_dvrip_needs_a_length_that_fits_and_json_behind():
    body = b'{ "NetWork.NetCommon" : { "TCPPort" : 34567 } }\n\0'
    assert datagram(dvrip(body)) == [("dvrip.header", "ff01")]
    assert datagram(dvrip(body, version=0)) == [("dvrip.header", "ff00")]
    assert datagram(dvrip(b"", message_id=1530), 34569) == []
    assert datagram(dvrip(body, message_id=1530), 34569) == []
    assert datagram(dvrip(b"x" * 40)) == []
    assert datagram(dvrip(b"{" * 40)) == []
    assert datagram(dvrip(body, size=0x7FFFFFFF)) == []
    assert answer(dvrip(body)[:30]) == [("dvrip.header", "ff01")]
    assert said(read_stream(dvrip(body), from_opener=True, server_port=34567)) == []


def test_only_the_side_that_listens_says_baichuan():
    head = bytes.fromhex("f0debc0a010000002c0700000000000101dc1465")
    assert answer(head) == [("baichuan.header", "f0debc0a")]
    assert said(read_stream(head, from_opener=True, server_port=9000)) == []
    assert answer(head[:-2] + b"\x99\x99") == []


def test_a_server_gives_its_software_and_realms():
    head = (
        b'HTTP/1.1 401 Unauthorized\r\nServer: App-webs/\r\nWWW-Authenticate: Digest qop="auth", '
        b'realm="IP \\"Camera\\"(C1)", nonce="x"\r\nWWW-Authenticate: Basic realm=DVR\r\n'
        b'WWW-Authenticate: Bearer realm="token"\r\nContent-Length: 0\r\n\r\n'
        b"HTTP/1.1 200 OK\r\nServer: Second/1\r\n\r\n"
    )
    assert answer(head) == [
        ("http.server", "App-webs/"),
        ("http.realm", 'IP "Camera"(C1)'),
        ("http.realm", "DVR"),
        ("http.server", "Second/1"),
    ]


UPNP_SAID = [
    ("upnp.device_type", "urn:schemas-upnp-org:device:Basic:1"),
    ("upnp.manufacturer", "Example & Sons"),
    ("upnp.model_name", "EX-100"),
    ("upnp.model_number", "2.1"),
]


def chunked(body: bytes) -> bytes:
    parts = [body[at : at + 37] for at in range(0, len(body), 37)]
    return b"".join(b"%x;x=y\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    "message",
    [
        b"\r\n" + DESCRIPTION,
        b"Content-Length: %d\r\n\r\n%s" % (len(DESCRIPTION), DESCRIPTION),
        b"Transfer-Encoding: chunked\r\n\r\n" + chunked(DESCRIPTION),
        b"Content-Length: 99999\r\n\r\n" + DESCRIPTION[: DESCRIPTION.index(b"<deviceList")],
    ],
)
def test_a_upnp_description_gives_the_root_devices_maker_and_model(message):
    assert answer(b"HTTP/1.1 200 OK\r\n" + message) == UPNP_SAID


def test_an_hnap_answer_gives_vendor_and_model():
    body = (
        b'<s:Envelope xmlns:s="x"><s:Body><GetDeviceSettingsResponse xmlns="http://purenetworks.com/HNAP1/">'
        b"<DeviceName>Anna</DeviceName><VendorName>Example</VendorName><ModelName>EX-1</ModelName>"
        b"<ModelDescription>Camera</ModelDescription></GetDeviceSettingsResponse></s:Body></s:Envelope>"
    )
    assert answer(b"HTTP/1.0 200 OK\r\n\r\n" + body) == [
        ("hnap.vendor_name", "Example"),
        ("hnap.model_name", "EX-1"),
        ("hnap.model_description", "Camera"),
    ]


SDP = b"v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\nm=video 0 RTP/AVP 96\r\nm=audio 0 RTP/AVP 97\r\nm=application 0 x\r\n"


def test_rtsp_gives_software_realm_and_the_media_offered():
    head = (
        b'RTSP/1.0 401 Unauthorized\r\nCSeq: 1\r\nWWW-Authenticate: Digest realm="Login to EX", nonce="1"\r\n\r\n'
        b"$\x00\x00\x06ab\r\ncd"
        b"RTSP/1.0 200 OK\r\nCSeq: 2\r\nServer: Rtsp Server/3.0\r\nContent-Length: %d\r\n\r\n%s"
        % (len(SDP), SDP)
    )
    expected = [("rtsp.realm", "Login to EX"), ("rtsp.server", "Rtsp Server/3.0")]
    assert answer(head) == [*expected, ("rtsp.media", "video"), ("rtsp.media", "audio")]


def test_an_rtsp_client_gives_its_user_agent_and_media_only_where_it_announces_them():
    for method, media in ((b"ANNOUNCE", ["video", "audio"]), (b"DESCRIBE", [])):
        head = (
            b"%s rtsp://192.0.2.1/ RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: Example/1\r\nContent-Length: %d\r\n\r\n%s"
            % (method, len(SDP), SDP)
        )
        heard = said(read_stream(head, from_opener=True, server_port=554))
        assert heard == [("rtsp.user_agent", "Example/1"), *(("rtsp.media", kind) for kind in media)]


def test_a_message_behind_a_chunked_one_is_read():
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(DESCRIPTION)
    assert answer(head + b"HTTP/1.1 200 OK\r\nServer: EX/1\r\n\r\n") == [*UPNP_SAID, ("http.server", "EX/1")]


@pytest.mark.parametrize("interim", [b"100 Continue", b"103 Early Hints", b"204 No Content"])
def test_an_answer_without_a_body_hides_no_later_one(interim):
    head = b"HTTP/1.1 " + interim + b"\r\n\r\nHTTP/1.1 200 OK\r\nServer: EX/1\r\n\r\n"
    assert answer(head) == [("http.server", "EX/1")]


def test_a_field_with_the_wrong_lengths_is_not_a_ubiquiti_or_foscam_answer():
    tlvs = b"\x01\x00\x06" + bytes(6) + b"\x0c\x00\x03EX1"
    good = b"\x01\x00" + struct.pack(">H", len(tlvs)) + tlvs
    assert datagram(good) == [("ubnt_discovery.model", "EX1")]
    assert datagram(good[:-1]) == []
    assert datagram(b"\x01\x00\x00\x00", 10001) == []
    overrun = b"\x01\x00" + struct.pack(">H", len(tlvs)) + tlvs[:-5] + b"\x04EX1"
    assert datagram(overrun[:2] + struct.pack(">H", len(overrun) - 4) + overrun[4:]) == []
    size = struct.pack("<I", 64)
    answered = b"MO_I\x01\0" + bytes(9) + size + bytes(17) + b"EX-1" + bytes(47)
    assert datagram(answered) == [("foscam_discovery.answer", "MO_I"), ("foscam_discovery.name", "EX-1")]
    assert datagram(answered.replace(b"MO_I\x01", b"MO_I\x00")) == []
    assert datagram(answered + b"\0") == []


def test_a_search_is_not_a_bosch_or_sony_answer():
    assert datagram(b"\x99\x39\xa4\x27" + bytes(8), 1757) == []
    assert datagram(b"\x02ENQ:network\xff\x03", 2380) == []
    assert datagram(b"\x02MODEL:EX\xff\x03", 2380) == []


def test_values_lose_control_characters_and_length():
    assert clean(b"a\x00b\x1b[31m \t\r\n c\xff") == "ab[31m c\N{REPLACEMENT CHARACTER}"
    assert clean("right\N{RIGHT-TO-LEFT OVERRIDE}left\N{NO-BREAK SPACE}x") == "rightleft x"
    assert len(clean(b"x" * 100_000)) == 200
    assert clean(b" \0 ") == ""
