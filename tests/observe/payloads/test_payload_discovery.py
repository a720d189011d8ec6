"""Discovery answers of makers for which no capture is at hand: made ones give their fields, near misses nothing."""

import random
import struct

import made_discovery as made
import made_payloads
import pytest

from lamppost.model.addresses import mac_number
from lamppost.observe.capture.kernels import compiled_kernels, plain_kernels
from lamppost.observe.capture.payloads.dispatch import read_datagram
from lamppost.observe.capture.payloads.heard import NOTHING
from lamppost.observe.capture.reader import observe_captures

Answer = tuple[tuple[int, int], bytes, list[tuple[str, str]]]

ANSWERS: dict[str, Answer] = {
    "Uniview": ((3702, 40000), made.uniview(), [
        ("uniview_discovery.answer", "UniviewProbeMatches"), ("uniview_discovery.type", "IPC"),
        ("uniview_discovery.manufacturer", "UNIVIEW"), ("uniview_discovery.version", "DIPC-B1232.9.3.C00010.251208"),
        ("uniview_discovery.hardware", "IPC2000XX-EX-H"),
    ]),
    "TVT": ((9407, 23456), made.mhed(), [
        ("mhed.answer", "MHED"), ("mhed.vendor", "EXV"), ("mhed.model", "EX-BM8127"), ("mhed.firmware", "1.5-1428327"),
    ]),
    "VStarcam": ((8600, 40000), made.vstarcam(), [
        ("vstarcam_discovery.answer", "44480108"), ("vstarcam_discovery.firmware", "48.53.64.67"),
    ]),
    "NICE": ((2007, 40000), made.nice(), [("nice_discovery.answer", "NICE")]),
    "GigE Vision": ((3956, 40000), made.gvcp(), [
        ("gvcp.manufacturer", "Example Vision"), ("gvcp.model", "EX-2040C"), ("gvcp.version", "2.10"),
    ]),
    "miIO": ((54321, 40000), made.miio(), [("miio.answer", "2131")]),
    "LIFX": ((56700, 40000), made.lifx(), [("lifx.answer", "StateService")]),
    "LIFX tagged": ((56700, 56700), made.lifx(protocol=0x3400), [("lifx.answer", "StateService")]),
    "Panasonic": ((10670, 10669), made.panasonic(), [
        ("panasonic_discovery.answer", "0001"), ("panasonic_discovery.model", "WV-EX100"),
        ("panasonic_discovery.firmware", "1.30"),
    ]),
    "Vivotek": ((10000, 40000), made.vivotek(), [
        ("vivotek_discovery.answer", "list"), ("vivotek_discovery.model", "EX8136"),
    ]),
    "Synology": ((9999, 9999), made.synology(), [
        ("synology_finder.model", "DS100+"), ("synology_finder.version", "7.4.1"),
    ]),
    "360 Vision": ((3600, 40000), made.VISION360, [("vision360_discovery.type", "IPDOME")]),
    "HID": ((4070, 40000), made.HID, [("hid_discovery.type", "V2-V2000"), ("hid_discovery.firmware", "3.6.3.101")]),
    "Topsee": ((3001, 3001), made.topsee(), [
        ("topsee_discovery.answer", "3"), ("topsee_discovery.device_type", "EX_IPC"),
        ("topsee_discovery.device_module", "EXM-1"), ("topsee_discovery.version", "V1.0.0.7"),
    ]),
    "Yeelight": ((1982, 40000), made.YEELIGHT, [
        ("ssdp.server", "POSIX UPnP/1.0 YGLC/1"), ("yeelight.model", "color"),
    ]),
    "TDP": ((20002, 40000), made.tdp(), [
        ("tdp.device_type", "SMART.IPCAMERA"), ("tdp.device_model", "C000"),
        ("tdp.firmware_version", "1.4.3 Build 241010 Rel.33858n"), ("tdp.hardware_version", "2.0"),
    ]),
    "Kasa": ((9999, 40000), made.kasa(), [
        ("kasa.device_type", "IOT.SMARTPLUGSWITCH"), ("kasa.model", "EX110(EU)"),
        ("kasa.software_version", "1.2.6 Build 200727"),
    ]),
    "Kasa camera": ((9999, 40000), made.kasa({"system": {**made.SYSINFO, "mic_type": "IOT.IPCAMERA"}}), [
        ("kasa.device_type", "IOT.IPCAMERA"), ("kasa.model", "EX110(EU)"),
        ("kasa.software_version", "1.2.6 Build 200727"),
    ]),
    "PPPP punch": ((32108, 40000), made.pppp(0x41, made.uid()), [
        ("pppp.answer", "punch"), ("pppp.uid_prefix", "EXAM"),
    ]),
    "PPPP ready": ((32108, 40000), made.pppp(0x42, made.uid(b"EXA") + b"\1\2\3\0"), [
        ("pppp.answer", "ready"), ("pppp.uid_prefix", "EXA"),
    ]),
    "PPPP obfuscated": ((32108, 40000), bytes.fromhex("2ccb6293") + bytes(range(20)), [
        ("pppp.answer", "punch, obfuscated"),
    ]),
    "PPPP login": ((40000, 32100), made.PPPP_LOGIN, [("pppp.answer", "login"), ("pppp.uid_prefix", "EXAM")]),
    "BcUDP": ((2018, 40000), made.bcudp(made.CAMERA_ANSWERS), [("bcudp.answer", "D2C_C_R")]),
    "BcUDP wrapped key": ((2018, 40000), made.bcudp(made.CAMERA_ANSWERS, 2**32 - 1), [("bcudp.answer", "D2C_C_R")]),
    "Tuya 3.5": ((40000, 7000), made.tuya_new(), [("tuya_discovery.answer", "00006699")]),
    "Tuya clear": ((40000, 6666), made_payloads.tuya(0, made.TUYA_CLEAR), [
        ("tuya_discovery.answer", "000055aa"), ("tuya_discovery.product_key", "keyexample123456"),
    ]),
    "Tuya clear with a code": ((40000, 6666), made_payloads.tuya(0, bytes(4) + made.TUYA_CLEAR), [
        ("tuya_discovery.answer", "000055aa"), ("tuya_discovery.product_key", "keyexample123456"),
    ]),
    "XMEye": ((34569, 34569), made_payloads.dvrip(made.NET_COMMON, version=0), [
        ("dvrip.header", "ff00"), ("dvrip.device_type", "1"), ("dvrip.version", "V4.02.R12"),
        ("dvrip.build_date", "2020-01-01 00:00:00"),
    ]),
    "DHIP": ((37810, 40000), made_payloads.dhip(
        b'{"method":"client.notifyDevInfo","params":{"deviceInfo":{"Manufacturer":"EX","MachineName":"SN0123456789"}}}'
    ), [("dhip.answer", "client.notifyDevInfo"), ("dhip.manufacturer", "EX")]),
    "Ubiquiti": ((10001, 40000), b"\x01\0\0\x23\x02\0\x0a" + made.MAC + made.IP + (
        b"\x03\0\6EX.1.6\x0b\0\5Annas\x0c\0\2EX"
    ), [("ubnt_discovery.model", "EX"), ("ubnt_discovery.firmware", "EX.1.6")]),
    "SADP": ((37020, 37020), (
        b'<?xml version="1.0"?><ProbeMatch><DeviceSN>SN0123456789</DeviceSN><DetailOEMCode>1</DetailOEMCode>'
        b"<EHomeVer>v4.0</EHomeVer></ProbeMatch>"
    ), [("sadp.answer", "ProbeMatch"), ("sadp.detail_oem_code", "1"), ("sadp.ehome_version", "v4.0")]),
}  # fmt: skip
OPEN_ENDED = {"360 Vision", "Panasonic", "SADP", "Topsee", "Uniview", "VStarcam", "XMEye", "Yeelight"}
"""Their last octets are a checksum of unknown kind, not described, or text that ends where it ends."""
BY_LAN_PORT = {"PPPP punch", "PPPP ready", "PPPP obfuscated"}

NEAR_MISSES: dict[str, bytes] = {
    "a search for Uniview": made.uniview(scopes=False),
    "a recorder of Uniview that answers for two cameras": made.uniview(2),
    "a search for TVT devices": made.mhed(1, 9, 140),
    "settings for a TVT device": made.mhed(3, 9, 140),
    "an acknowledgement of TVT": made.mhed(0x10, 8, 140),
    "a search for VStarcam": bytes.fromhex("44480101"),
    "VStarcam's answer without an address": made.vstarcam(address=b"no address"),
    "a search for NiceVision": b"NICE\x00\x01\x01\x08\x00\x00\x9c\x40",
    "words that begin like NiceVision": b"NICE to meet you, said the other end of this datagram, " + b"x" * 60,
    "a register that GigE Vision acknowledges": made.gvcp(acknowledge=0x81),
    "GigE Vision of another length": made.gvcp(size=0xF0),
    "a miIO hello": b"\x21\x31\x00\x20" + b"\xff" * 28,
    "a miIO hello of nobody": made.miio(device=0),
    "a message of miIO": made.miio()[:2] + b"\x00\x40" + made.miio()[4:] + bytes(32),
    "a question of LIFX": made.lifx(kind=2),
    "LIFX of another protocol": made.lifx(protocol=0x1401),
    "LIFX without a port": made.lifx(port=0),
    "a search for Panasonic": made.laid_out(52, (0, b"\0\1\0\x2a\0\x0d"), (46, b"\xff\xf0\0\x26\xff\xff")),
    "Panasonic without an end": made.panasonic(end=b""),
    "a binding request of STUN": bytes.fromhex("000100002112a442") + bytes(12),
    "a binding request of STUN with attributes": bytes.fromhex("0001002c2112a442") + bytes(56),
    "a search for Vivotek": b"\x01\xab\xcd\xef\x03",
    "a search for HID": b"discover;013;",
    "a word of HID": b"discovered;011",
    "HID of another length": made.HID[:-1] + b"1;",
    "Vivotek with a short address": made.vivotek(mac=made.MAC[:5]),
    "a search for Synology": made.synology(model=None),
    "a search for 360 Vision": b"DISCOVER\n",
    "a search for Topsee": made.topsee(1),
    "a search for Yeelight": b'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1982\r\nMAN: "ssdp:discover"\r\nST: wifi_bulb\r\n',
    "an error of TDP": made.tdp({}),
    "TDP of another length": made.tdp(off=1),
    "a question of Kasa": made.kasa({}),
    "a relay of PPPP": made.pppp(0x83, made.uid() + bytes(8)),
    "a search of PPPP": bytes.fromhex("f1300000"),
    "PPPP with small letters": made.pppp(0x10, made.uid(b"exam") + bytes(20)),
    "PPPP without a check": made.pppp(0x10, made.uid(check=b"") + bytes(20)),
    "a search of PPPP, obfuscated": bytes.fromhex("2cba5f5d"),
    "an obfuscated header of PPPP before something else": bytes.fromhex("2ccb6293") + bytes(40),
    "video of PPPP": made.pppp(0xD0, b"\xd1\x01\x00\x00" + bytes(1000)),
    "an app of BcUDP": made.bcudp(made.APP_ASKS),
    "BcUDP with a wrong checksum": made.bcudp(made.CAMERA_ANSWERS, off=1),
    "data of BcUDP": b"\x10\xcf\x87\x2a" + bytes(60),
    "an app of Tuya": made.tuya_new(0x25),
    "a short frame of Tuya": made.tuya_new(body=bytes(8)),
    "ProtonVPN, a handshake of WireGuard": b"\x01\0\0\0" + random.Random(1).randbytes(144),
    "WireGuard data": b"\x04\0\0\0" + random.Random(2).randbytes(124),
    "IRC": b":irc.example.net 001 example :Welcome to the network\r\n",
    "IRC ping": b"PING :irc.example.net\r\n",
    "a QUIC initial": b"\xc3\0\0\0\x01\x08" + random.Random(3).randbytes(1194),
    "a QUIC short header": b"\x4a" + random.Random(4).randbytes(60),
    "RTP": b"\x80\x60\0\1" + random.Random(5).randbytes(1200),
}  # fmt: skip
PORTS = [32108, *sorted({port for ports, _, _ in ANSWERS.values() for port in ports})]


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_gives_its_fields_and_nothing_that_people_chose(name):
    ports, payload, said = ANSWERS[name]
    heard = read_datagram(*ports, payload)
    assert [(row.field, row.value) for row in heard.said] == said
    assert heard.malformed is None
    assert not heard.names
    assert not [row for row in heard.said for secret in made.SECRETS if secret in row.value]


@pytest.mark.parametrize("name", sorted(ANSWERS.keys() - BY_LAN_PORT))
def test_the_payload_decides_and_the_ports_do_not(name):
    ports, payload, _ = ANSWERS[name]
    assert read_datagram(41000, 41001, payload) == read_datagram(*ports, payload)


@pytest.mark.parametrize("name", sorted(BY_LAN_PORT))
def test_who_repeats_an_answer_of_pppp_is_no_device(name):
    assert read_datagram(41000, 32108, ANSWERS[name][1]) is NOTHING


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_a_near_miss_says_nothing_on_any_port(name):
    for port in PORTS:
        assert not read_datagram(port, port, NEAR_MISSES[name]).said, port


@pytest.mark.parametrize("name", sorted(ANSWERS.keys() - OPEN_ENDED))
def test_an_answer_that_lacks_an_octet_says_nothing(name):
    ports, payload, _ = ANSWERS[name]
    assert not read_datagram(*ports, payload[:-1]).said


@pytest.mark.parametrize("port", PORTS)
def test_random_octets_say_nothing_on_the_ports_of_discovery(port):
    rng = random.Random(port)
    for size in (4, 20, 32, 41, 44, 240, 256, 528):
        for _ in range(40):
            assert not read_datagram(port, port, rng.randbytes(size)).said


def capture_of(payloads: dict[int, tuple[tuple[int, int], bytes]]) -> bytes:
    """A capture with one datagram per sender; the last octet of the sender's MAC is its number."""
    data = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
    for number, ((src, dst), payload) in payloads.items():
        datagram = struct.pack(">HHHH", src, dst, 8 + len(payload), 0) + payload
        total = 20 + len(datagram)
        ip = struct.pack(">BBHHHBBH", 0x45, 0, total, number, 0x4000, 64, 17, 0)
        ip += bytes([192, 0, 2, number]) + bytes([192, 0, 2, 255])
        frame = b"\xff" * 6 + bytes.fromhex("00005e0053") + bytes([number]) + b"\x08\x00" + ip + datagram
        data += struct.pack("<IIII", 1_700_000_000 + number, 0, len(frame), len(frame)) + frame
    return data


@pytest.mark.parametrize("kernels", [plain_kernels, compiled_kernels])
def test_every_answer_reaches_its_reader_through_a_capture(tmp_path, kernels):
    path = tmp_path / "made.pcap"
    numbered = dict(enumerate(ANSWERS.values(), 1))
    path.write_bytes(
        capture_of({number: (ports, payload) for number, (ports, payload, _) in numbered.items()})
    )
    found = observe_captures([path], kernels=kernels()).self_descriptions
    for number, (_, _, said) in numbered.items():
        mac = mac_number(f"00:00:5e:00:53:{number:02x}")
        assert [(row.field, row.value) for row in found if row.mac == mac] == said
        assert {row.first_row for row in found if row.mac == mac} == {number}
