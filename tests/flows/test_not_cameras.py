"""Ordinary things, each made from what is published about it: none of them is called a camera.

Read on 2026-11-27; "Recog" is Rapid7's list of fingerprints, "MUD" the profiles of 28 devices of UNSW Sydney.
"""

import json

import pytest
from made_things import Thing, h264, kasa_plug, lifx_answer, miio_answer, quic, rtp, tuya, wireguard

SEEING = {"camera", "doorbell", "recorder", "baby_monitor", "plate_reader", "access_terminal"}
TP_LINK = "50:c7:bf:00:53:0a"
PROBE = (
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/'
    'addressing"><s:Header><a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action><a:MessageID>'
    "uuid:1</a:MessageID></s:Header><s:Body><Probe xmlns='http://schemas.xmlsoap.org/ws/2005/04/discovery'><d:Types "
    "xmlns:d='http://schemas.xmlsoap.org/ws/2005/04/discovery' xmlns:dn='http://www.onvif.org/ver10/network/wsdl'>"
    "{types}</d:Types></Probe></s:Body></s:Envelope>"
)
OFFER = (
    "v=0\no=- 0 0 IN IP4 0.0.0.0\ns=x\nt=0 0\nm=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\na=control:t0\n"
)
DESCRIBED = f"RTSP/1.0 200 OK\nCSeq: 1\n{{server}}Content-Type: application/sdp\nContent-Length: {len(OFFER)}\n\n{OFFER}"
ASKED = "DESCRIBE rtsp://192.168.1.21/x RTSP/1.0\nCSeq: 1\n\n"
BROWSER = "GET / HTTP/1.1\nHost: www.example.net\nUser-Agent: {}\n\n"


def dhip_search() -> bytes:
    body = b'{ "method" : "DHDiscover.search", "params" : { "mac" : "", "uni" : 1 } }\n'
    return (
        b"\x20\0\0\0DHIP"
        + bytes(8)
        + len(body).to_bytes(4, "little")
        + bytes(4)
        + len(body).to_bytes(4, "little")
        + bytes(4)
        + body
    )


def viewer() -> Thing:
    """What a program for cameras sends: every search, and a client of RTSP."""
    sadp = b'<?xml version="1.0" encoding="utf-8"?><Probe><Uuid>0</Uuid><Types>inquiry</Types></Probe>'
    thing = Thing().lease("desk", "MSFT 5.0")
    thing.to_group(
        "239.255.255.250", 3702, PROBE.format(types="dn:NetworkVideoTransmitter").encode(), source=40_100
    )
    thing.to_group("239.255.255.251", 37_810, dhip_search(), source=40_101)
    thing.to_group("239.255.255.250", 37_020, sadp, source=37_020)
    return thing.requests(
        "OPTIONS rtsp://192.168.1.8/Streaming/Channels/101 RTSP/1.0\nCSeq: 1\n"
        "User-Agent: LibVLC/3.0.16 (LIVE555 Streaming Media v2016.11.28)\n\n", port=554, to="192.168.1.8",
    )  # fmt: skip


THINGS = {
    # what it is: (its frames, what it is counted as, the description that it was written from)
    "an iPhone": (
        lambda: Thing().lease("Annas-iPhone").mdns("_companion-link._tcp.local", "Annas-iPhone", "rpVr=1"), "phone",
        "names: ZDNet, “Jo's iPhone, Pat's laptop”; service: K. Yao, “Discover Local Chromecast Devices Using DNS-SD”"),
    "an Android telephone": (
        lambda: Thing().lease("Pixel", "android-dhcp-13").requests(BROWSER.format(
            "Dalvik/2.1.0 (Linux; U; Android 5.1.1; SM-N7505 Build/LMY47X)")), "phone",
        "Recog, dhcp_vendor_class.xml; Android's RuntimeInit, as quoted by Juejin"),
    "a Windows computer that looks for printers": (
        lambda: Thing().lease("DESKTOP-1", "MSFT 5.0").to_group(
            "239.255.255.250", 3702, PROBE.format(types="wsdp:Device").encode(), source=40_100), "computer",
        "Microsoft, MS-DHCPE §2.2.3 and “Probe Message”"),
    "a Mac": (
        lambda: Thing().mdns("_device-info._tcp.local", "Annas Mac", "model=MacBookPro18,3"), "computer",
        "Recog, mdns_device-info_txt.xml"),
    "a Linux computer with SSH": (
        lambda: Thing().serves("SSH-2.0-client\n", "SSH-2.0-OpenSSH_3.8.1p1 Debian-11ubuntu3\n", port=22), "unknown",
        "Recog, ssh_banners.xml"),
    "a Chromecast": (
        lambda: Thing().mdns("_googlecast._tcp.local", "Chromecast-b838", "md=Chromecast", "fn=Annas room"), "tv",
        "K. Yao, “Discover Local Chromecast Devices Using DNS-SD”"),
    "an Apple TV": (
        lambda: Thing().mdns("_airplay._tcp.local", "Apple TV", "model=AppleTV2,1", "srcvers=130.14"), "tv",
        "openairplay, Unofficial AirPlay Specification, Service Discovery"),
    "an AirPlay receiver that speaks RTSP": (
        lambda: Thing().mdns("_raop._tcp.local", "5855CA1AE288@Apple TV", "am=AppleTV3,2").serves(
            "OPTIONS * RTSP/1.0\nCSeq: 1\n\n", "RTSP/1.0 200 OK\nCSeq: 1\nServer: AirTunes/220.68\n\n", port=7000), "tv",
        "air-display, _raop._tcp: the service points to an RTSP server; vs 220.68"),
    "a Roku": (
        lambda: Thing().ssdp("Roku/9.2.0 UPnP/1.0 Roku/9.2.0", "roku:ecp"), "tv", "Recog, http_servers.xml, Roku"),
    "a television on Android": (
        lambda: Thing().requests(BROWSER.format("Dalvik/2.1.0 (Linux; U; Android 9; Example TV Build/PTT1)"))
        .mdns("_androidtvremote2._tcp.local", "TV", "bt=0"), "tv",
        "Android's RuntimeInit, as quoted by Juejin: the runtime alone says no kind"),
    "a printer": (
        lambda: Thing().lease("NPI1", "Hewlett-Packard JetDirect").page(
            "HP HTTP Server; HP Photosmart C309a series - CC335A; Serial Number: abc123; Vader Built:Wed", "HP"), "printer",
        "Recog, dhcp_vendor_class.xml and http_servers.xml"),
    "a store with a DLNA server": (
        lambda: Thing().ssdp("Linux/2.6.36+ DLNADOC/1.50 UPnP/1.0 MiniDLNA/1.0",
                             "urn:schemas-upnp-org:device:MediaServer:1"), None, "Recog, http_servers.xml, MiniDLNA"),
    "a Synology store": (
        lambda: Thing().page("nginx", "DiskStation&nbsp;-&nbsp;Synology&nbsp;DiskStation"), None,
        "Recog, html_title.xml"),
    "a router with UPnP": (
        lambda: Thing().ssdp("Linux UPnP/1.0 MiniUPnPd/1.4", "urn:schemas-upnp-org:device:InternetGatewayDevice:1"),
        "router", "Home Assistant, generated/ssdp.py, upnp"),
    "a FRITZ!Box": (lambda: Thing().page("webserver", "FRITZ!Box"), None, "Recog, html_title.xml"),
    "a Hue bridge": (
        lambda: Thing().lease("Philips-hue").asks_for("ws.meethue.com", "diagnostics.meethue.com", "bridge.meethue.com"),
        "unknown", "MUD, HueBulb; the name in its lease from an IoT Sentinel capture"),
    "a LIFX lamp": (
        lambda: Thing().asks_for("v2.broker.lifx.co").answers(56_700, lifx_answer()), "unknown",
        "MUD, lifxbulb; LIFX, LAN protocol"),
    "a Kasa plug whose maker makes cameras too": (
        lambda: Thing(TP_LINK).asks_for("devs.tplinkcloud.com").answers(9999, kasa_plug()), "unknown",
        "MUD, tplinkplug; python-kasa"),
    "a plug on Tuya's platform": (lambda: Thing().broadcasts(6667, tuya()), "unknown", "nDPI, tuya_lp.c"),
    "a smoke alarm whose maker makes cameras too": (
        lambda: Thing().asks_for("czfe03.front01.iad01.production.nest.com", "czfe04.front01.iad01.production.nest.com"),
        "unknown", "MUD, nestsmokesensor"),
    "a weather station whose maker makes cameras too": (
        lambda: Thing().asks_for("netcom.netatmo.net"), "unknown", "MUD, NetatmoWeatherStation"),
    "a scale whose maker makes baby monitors too": (
        lambda: Thing().asks_for("scalews.withings.net").requests(
            "POST /cgi-bin/once HTTP/1.1\nHost: scalews.withings.net\nUser-Agent: Withings UserAgent\n\n"), "unknown",
        "MUD, withingssleepsensor"),
    "a switch whose maker makes cameras too": (
        lambda: Thing().asks_for("api.xbcs.net", "nat.xbcs.net"), "unknown", "MUD, wemoswitch"),
    "a photo frame": (lambda: Thing().asks_for("api.pix-star.com"), "unknown", "MUD, pixstarphotoframe"),
    "a robot vacuum": (
        lambda: Thing().lease("rockrobo").answers(54_321, miio_answer()), "unknown",
        "XiaomiRobotVacuumProtocol, Protocol.md"),
    "a game console": (
        lambda: Thing().lease("XBOX", "MSFT 5.0 XBOX"), None, "Microsoft, MS-DHCPE §2.2.3"),
    "a desk telephone": (
        lambda: Thing().lease("vvx", "Polycom-VVX410").sends(5060, (
            b"REGISTER sip:pbx.example.net SIP/2.0\r\nVia: SIP/2.0/UDP 192.168.1.21:5060\r\nCSeq: 1 REGISTER\r\n"
            b"User-Agent: PolycomVVX-VVX_400-UA/4.1.4.7430\r\nContent-Length: 0\r\n\r\n"), source=5060), "phone",
        "Recog, dhcp_vendor_class.xml and sip_user_agents.xml"),
    "a 3D printer's OctoPrint": (
        lambda: Thing().mdns("_octoprint._tcp.local", "OctoPrint instance on octopi", "path=/").page(
            "TornadoServer/4.0.2", "OctoPrint Login"), None,
        "docs.octoprint.org, Discovery Plugin; Recog, http_servers.xml, Tornado"),
    "a computer with a viewer for cameras": (viewer, "computer", "UniversalScanner, protocols.html; RFC 2326"),
    "a telephone with the apps of camera makers": (
        lambda: Thing().lease("Annas-iPhone").asks_for(
            "dev.hik-connect.com", "ipc.tplinkcloud.com", "babyws.withings.net", "www.canaryis.com"), "phone",
        "MUD, cameras: the apps ask for the cloud of the devices"),
    "WireGuard on the port of Dahua's search": (
        lambda: Thing().sends(37_810, *wireguard()), "unknown", "notes on WireGuard's first octets, int.yurait6.ru"),
    "IRC on the port of Tuya": (
        lambda: Thing().requests("NICK anna\nUSER anna 0 * :Anna\nJOIN #x\n", port=6667), "unknown", "RFC 1459 §4.1"),
    "QUIC on the port of WS-Discovery": (lambda: Thing().sends(3702, quic()), "unknown", "RFC 9000 §17.2"),
    "a video call, encrypted": (
        lambda: Thing().lease("Annas-iPhone").streams(rtp([wireguard(1)[0]] * 12)), "phone", "RFC 3711; RFC 3550 §5.1"),
}  # fmt: skip


@pytest.fixture
def look(capture, lamppost):
    def run(thing):
        done = lamppost("look", capture(*thing.frames), "--json", "--as-of", "2026-11-27")
        assert done.status == 0
        return json.loads(done.out)

    return run


def test_there_are_many_of_them_and_each_names_its_description():
    assert len(THINGS) >= 30
    assert all(len(source) > 8 for _, _, source in THINGS.values())


@pytest.mark.parametrize("name", THINGS)
def test_an_ordinary_thing_is_counted_and_not_listed(look, name):
    frames, counted, _ = THINGS[name]
    result = look(frames())
    assert result["devices"] == []
    assert not SEEING & result["device_counts"].keys()
    assert counted is None or result["device_counts"].get(counted)


LISTENING = {
    "a HomePod": (
        lambda: Thing().mdns("_raop._tcp.local", "0@HomePod", "am=AudioAccessory1,1"), "speaker",
        "openairplay; Recog, mdns_device-info_txt.xml"),
    "a Google Home": (
        lambda: Thing().mdns("_googlecast._tcp.local", "Google-Home-1", "md=Google Home Mini"), "speaker",
        "Home Assistant, cast"),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTENING)
def test_a_speaker_listens_and_is_listed_as_what_it_is(look, name):
    frames, kind, _ = LISTENING[name]
    (device,) = look(frames())["devices"]
    assert (device["kind"], device["watches"]) == (kind, True)


def test_an_echo_that_only_asks_for_its_cloud_is_not_listed_for_that(look):
    """MUD, amazonEcho: the app on a phone asks for such names too, so that they alone list nobody."""
    thing = (
        Thing()
        .asks_for("pindorama-us-west-2.amazon.com", "softwareupdates.amazon.com")
        .ssdp_search("ssdp:all")
    )
    assert look(thing)["devices"] == []


MAYBE = {
    # some of its maker's players have microphones and some have none
    "a Sonos player": (
        lambda: Thing().ssdp("Linux UPnP/1.0 Sonos/47.2-59120 (ZPS3)", "urn:schemas-upnp-org:device:ZonePlayer:1"),
        "other", "Recog, http_servers.xml, Sonos; learn.sonos.com: One SL has no microphones"),
    # it sends moving pictures, and nothing says whether of a room or of a film: listed, and nothing claimed
    "a server of films over RTSP": (
        lambda: Thing().serves(ASKED, DESCRIBED.format(server="Server: GStreamer RTSP server\n"), port=554),
        "unknown", "Recog, rtsp_servers.xml; RFC 2326 §10.2"),
    "a computer that offers a stream with VLC": (
        lambda: Thing().serves(ASKED, DESCRIBED.format(server="Server: VLC/3.0.12\n"), port=8554), "computer",
        "VideoLAN, VLS user guide: VLC can be used as a server"),
    "a video call, not encrypted": (lambda: Thing().streams(rtp(h264())), "unknown", "RFC 6184; RFC 3550 §5.1"),
    # a server that hands on cameras, or a hub with a lens of its own: both say both
    "a home server that hands on cameras to HomeKit": (
        lambda: Thing().mdns("_hap._tcp.local", "Bridge", "md=Bridge", "ci=2").mdns(
            "_hap._tcp.local", "Porch", "md=Camera", "ci=17"), "unknown",
        "HomeKit-Bridge wiki, Camera Support: each camera appears as an accessory of its own"),
}  # fmt: skip


@pytest.mark.parametrize("name", MAYBE)
def test_what_may_watch_or_listen_is_listed_and_not_called_a_camera(look, name):
    frames, kind, _ = MAYBE[name]
    (device,) = look(frames())["devices"]
    assert (device["kind"], device["watches"]) == (kind, None)
