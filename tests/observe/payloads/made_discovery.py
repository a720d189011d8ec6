"""Made discovery answers, each put together from the public description that its reader names.

They share no code with the readers, hold documentation addresses only, and carry a name, a serial number and a
place (`SECRETS`) wherever the real answer has room for them, so that a test can see that none is kept.
"""

import json
import struct

MAC = bytes.fromhex("00005e005301")
IP = bytes([192, 0, 2, 5])
MASK = bytes([255, 255, 255, 0])
IP_TEXT = b"192.0.2.5"
SECRETS = ("Annas-Window", "SN0123456789", "hunter2")
NAME, SERIAL, PASSWORD = (secret.encode() for secret in SECRETS)


def laid_out(size: int, *parts: tuple[int, bytes]) -> bytes:
    """Zeros with each part at its offset."""
    data = bytearray(size)
    for at, part in parts:
        data[at : at + len(part)] = part
    assert len(data) == size
    return bytes(data)


def mhed(command: int = 2, direction: int = 8, size: int = 240) -> bytes:
    """ipcprobe, PROTOCOL.md: commands 1 and 2."""
    head = (0, b"MHED" + struct.pack("<HHH", direction, 1, command))
    if command != 2:
        return laid_out(size, head)
    return laid_out(
        size, head, (12, NAME), (32, MAC), (40, IP), (140, SERIAL), (156, b"1.5-1428327"),
        (196, b"EX-BM8127"), (212, b"EXV"),
    )  # fmt: skip


def vstarcam(magic: int = 0x44480108, address: bytes = IP_TEXT) -> bytes:
    """UniversalScanner, Vstarcam.cs."""
    return laid_out(
        0x210, (0, struct.pack(">I", magic)), (4, address), (0x54, MAC), (0x5C, SERIAL), (0x7C, NAME),
        (0xCC, b"48.53.64.67"),
    )  # fmt: skip


def nice() -> bytes:
    """UniversalScanner, NiceVision.cs."""
    return laid_out(0x5A, (0, b"NICE\0\1"), (0x0A, MAC), (0x10, IP), (0x14, MASK), (0x4A, NAME))


def gvcp(acknowledge: int = 3, size: int = 0xF8) -> bytes:
    """UniversalScanner, GigEVision.cs."""
    return laid_out(
        0x100, (0, struct.pack(">HHHH", 0, acknowledge, size, 7)), (8, struct.pack(">HH", 1, 2)), (0x12, MAC),
        (0x2C, IP), (0x50, b"Example Vision"), (0x70, b"EX-2040C"), (0x90, b"2.10"), (0xE0, SERIAL), (0xF0, NAME),
    )  # fmt: skip


def miio(unknown: int = 0, device: int = 0x01020304, stamp: int = 9) -> bytes:
    """XiaomiRobotVacuumProtocol, Protocol.md."""
    return struct.pack(">HHIII", 0x2131, 32, unknown, device, stamp) + b"\xff" * 16


def lifx(kind: int = 3, protocol: int = 0x1400, port: int = 56700) -> bytes:
    """lan.developer.lifx.com: header of 36 octets, StateService."""
    frame = struct.pack("<HHI", 41, protocol, 2) + MAC + bytes(2) + bytes(6) + b"\x01\x07"
    return frame + bytes(8) + struct.pack("<HH", kind, 0) + struct.pack("<BI", 1, port)


def panasonic(model: bytes = b"WV-EX100", end: bytes = b"\xff\xff\x11\x70") -> bytes:
    """UniversalScanner, Panasonic.cs, and a client of Easy IP Setup."""
    values = ((0x26, b"\3"), (0x20, IP), (0xA7, NAME), (0xA8, model), (0xA9, b"1.30"), (0xD1, SERIAL))
    coded = b"".join(struct.pack(">HH", kind, len(value)) + value for kind, value in values)
    return laid_out(0x30, (0, b"\0\1\0\x2a\0\0" + MAC)) + coded + end


def vivotek(head: bytes = b"\x02\xf5\xdd\x76\x03", mac: bytes = MAC) -> bytes:
    """UniversalScanner, Vivotek.cs, and wue-iot-note, Device Broadcast Discovery; type 4 has no length."""
    values = (
        (1, NAME),
        (2, mac),
        (3, IP),
        (4, None),
        (6, b"\x3d\x22"),
        (8, b"en"),
        (9, b"EX8136"),
        (10, b"\0"),
    )
    return head + b"".join(
        bytes([kind, 36]) if v is None else bytes([kind, len(v)]) + v for kind, v in values
    )


def synology(model: bytes | None = b"DS100+") -> bytes:
    """SynoFinder dissector: magic, then type, length, value."""
    values = [
        (0x19, b"00:00:5e:00:53:01"),
        (0x11, NAME),
        (0xC0, SERIAL),
        (0x77, b"7.4.1"),
        (0xA4, b"\0\0\2\1"),
    ]
    values += [] if model is None else [(0x78, model)]
    return b"\x12\x34\x56\x78SYNO" + b"".join(bytes([kind, len(v)]) + v for kind, v in values)


def topsee(code: int = 3) -> bytes:
    """The notes of a Topsee discovery tool: elements and attributes."""
    return (
        b'<?xml version="1.0" encoding="GB2312" ?>\n<XML_TOPSEE>\n<MESSAGE_HEADER\nMsg_type="SYSTEM_SEARCHIPC_MESSAGE"\n'
        b'Msg_code="%d"\nMsg_flag="0"\n/>\n<MESSAGE_BODY>\n<IPC_SERIALNUMBER SerialNumber="%s" DevID="1"/>\n'
        b'<DEVICE_TYPE DeviceType="EX_IPC" DeviceModule="EXM-1"/><VERSION FileSystemVersion="V1.0.0.7"/>'
        b'<OSD OsdStr="%s"/><Account Username="admin" Password="%s"/></MESSAGE_BODY>\n</XML_TOPSEE>'
    ) % (code, SERIAL, NAME, PASSWORD)


def uniview(matches: int = 1, scopes: bool = True) -> bytes:
    """dronservice-updates, internal/ipcamera/unv_probe_test.go; an app asks without scopes."""
    said = b" ".join(
        b"onvif://www.onvif.org/" + scope
        for scope in (
            b"type/IPC", b"manufacturer/UNIVIEW", b"version/DIPC-B1232.9.3.C00010.251208", b"serial/" + SERIAL,
            b"macaddr/00005e005301", b"hardware/IPC2000XX-EX-H", b"name/" + NAME,
        )
    )  # fmt: skip
    match = b"<tns:Scopes>\n%s\n</tns:Scopes><tns:XAddrs>http://192.0.2.5/</tns:XAddrs>" % said
    if matches > 1:
        match = b"<tns:UniviewProbeMatch>%s</tns:UniviewProbeMatch>" % match
    kind, inner = (
        (b"UniviewProbeMatches", match * matches)
        if scopes
        else (b"UniviewProbe", b"<tns:Types>x</tns:Types>")
    )
    return (
        b'<?xml version="1.0"?><s:Envelope xmlns:tns="http://www.uniview.com/Ver10/Device/wsdl"><s:Header/>'
        b"<s:Body><tns:%s>%s</tns:%s></s:Body></s:Envelope>" % (kind, inner, kind)
    )


VISION360 = b"DISCOVER TYPE=IPDOME KEY='00:00:5e:00:53:01' ID=2210376922\n"
"""UniversalScanner, 360Vision.cs and 360Vision.selftest."""

_HID = b";00:00:5e:00:53:01;%s;192.0.2.5;1;V2-V2000;3.6.3.101;07/27/2017;" % NAME
HID = b"discovered;%03d" % (len(_HID) + 14) + _HID
"""wue-iot-note, Device Broadcast Discovery: names and values end in semicolons, the whole length is second."""

YEELIGHT = (
    b"HTTP/1.1 200 OK\r\nCache-Control: max-age=3600\r\nDate:\r\nExt:\r\nLocation: yeelight://192.0.2.5:55443\r\n"
    b"Server: POSIX UPnP/1.0 YGLC/1\r\nid: 0x0000000000000001\r\nmodel: color\r\nfw_ver: 18\r\nname: %s\r\n\r\n"
) % NAME
"""netdisco issue 59."""

TDP_RESULT = {
    "device_id": SERIAL.decode(), "device_name": NAME.decode(), "device_type": "SMART.IPCAMERA", "device_model": "C000",
    "firmware_version": "1.4.3 Build 241010 Rel.33858n", "hardware_version": "2.0", "ip": "192.0.2.5",
}  # fmt: skip


def tdp(result: object = None, *, off: int = 0) -> bytes:
    """python-kasa, tests and fixtures; the length at 4."""
    body = json.dumps({"error_code": 0, "result": TDP_RESULT if result is None else result}).encode()
    return b"\x02\x00\x00\x01" + struct.pack(">HBB", len(body) + off, 0x11, 0) + bytes(8) + body


SYSINFO = {
    "sw_ver": "1.2.6 Build 200727",
    "model": "EX110(EU)",
    "mic_type": "IOT.SMARTPLUGSWITCH",
    "alias": NAME.decode(),
}


def kasa(info: object = None) -> bytes:
    """python-kasa: each octet combined with the coded one before it, from 171 on."""
    clear = json.dumps({"system": {"get_sysinfo": SYSINFO if info is None else info}}).encode()
    coded = [171]
    for octet in clear:
        coded.append(octet ^ coded[-1])
    return bytes(coded[1:])


def uid(prefix: bytes = b"EXAM", check: bytes = b"XYZUV") -> bytes:
    """pppp.fdesc, parse_uid."""
    return prefix.ljust(8, b"\0") + struct.pack(">I", 12345) + check.ljust(8, b"\0")


def pppp(kind: int, body: bytes) -> bytes:
    """pppp.fdesc, T_message_header."""
    return struct.pack(">BBH", 0xF1, kind, len(body)) + body


PPPP_LOGIN = pppp(0x10, uid() + b"\1\2\0\1" + bytes(16))


def bcudp(xml: bytes, transmission: int = 87, *, off: int = 0) -> bytes:
    """neolink, dissector/udp.md: key words moved on by the transmission; checksum over what is sent."""
    words = (0x1F2D3C4B, 0x5A6C7F8D, 0x38172E4B, 0x8271635A, 0x863F1A2B, 0xA5C6F7D8, 0x8371E1B4, 0x17F2D3A5)
    stream = struct.pack("<8I", *((word + transmission) % 2**32 for word in words)) * (len(xml) // 32 + 1)
    secret = bytes(a ^ b for a, b in zip(xml, stream, strict=False))
    crc = 0
    for octet in secret:
        crc ^= octet
        for _ in range(8):
            crc = crc >> 1 ^ (0xEDB88320 if crc & 1 else 0)
    return b"\x3a\xcf\x87\x2a" + struct.pack("<IIII", len(secret), 1, transmission, crc ^ off) + secret


CAMERA_ANSWERS = b"<P2P><D2C_C_R><rsp>0</rsp><cid>849013</cid><did>192</did></D2C_C_R></P2P>"
APP_ASKS = b"<P2P><C2D_C><uid>SN0123456789</uid><cli><port>24862</port></cli></C2D_C></P2P>"


def tuya_new(command: int = 0x13, body: bytes = bytes(range(48))) -> bytes:
    """tinytuya, core/header.py."""
    return struct.pack(">IHIII", 0x6699, 0, 1, command, len(body)) + body + b"\x00\x00\x99\x66"


TUYA_CLEAR = (
    b'{"ip":"192.0.2.5","gwId":"SN0123456789","active":2,"productKey":"keyexample123456","version":"3.1"}'
)
NET_COMMON = json.dumps(
    {
        "NetWork.NetCommon": {
            "HostName": NAME.decode(), "SN": SERIAL.decode(), "MAC": "00:00:5e:00:53:01", "DeviceType": 1,
            "Version": "V4.02.R12", "BuildDate": "2020-01-01 00:00:00", "TCPPort": 34567,
        },
        "Ret": 100,
    }
).encode()  # fmt: skip
