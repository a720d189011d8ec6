"""How payloads begin that are worth reading: the words that protocols are known by, whatever the port."""

from lamppost.engine.kernel import kernel
from lamppost.observe.capture.layout import (
    P_DST_PORT,
    P_SRC_PORT,
)
from lamppost.observe.capture.octets import Longs, Octets, u16, u32


@kernel
def datagram_service(buf: Octets, start: int, end: int, pkt: Longs, ports: Octets) -> int:
    """The port by which the datagram is read; 0 when its beginning is known; -1 when it is not read."""
    if ports[pkt[P_SRC_PORT]]:
        return pkt[P_SRC_PORT]
    if ports[pkt[P_DST_PORT]]:
        return pkt[P_DST_PORT]
    if end - start < 8:
        return -1
    head = u32(buf, start)
    if head == 0x3C3F786D:  # <?xm
        return 0
    if head in (
        0x4D4F5F49,  # MO_I
        0x4E4F5449,  # NOTI
        0x48545450,  # HTTP
        0x4D2D5345,  # M-SE
        0x4D484544,  # MHED
        0x4E494345,  # NICE
        0x44480108,  # VStarcam's answer
        0x44495343,  # DISC, 360 Vision
        0x64697363,  # disc, HID
        0x3ACF872A,  # BcUDP discovery
        0x21310020,  # miIO hello
        0x02000001,  # TDP
        0xD0F281F8,  # Kasa
        0x12345678,  # Synology
        0x000055AA,  # Tuya
        0x00006699,  # Tuya 3.5
        0x29000014,  # LIFX StateService
        0x29000034,  # the same, tagged
        0xF1100028,  # PPPP login
        0xF1140068,  # PPPP login with a key
        0xF1410014,  # PPPP punch
        0xF1410018,  # PPPP punch with a version
        0xF1420014,  # PPPP ready
        0xF1420018,  # PPPP ready with a version
        0x2CCB6293,  # the same four, obfuscated
        0x2CCB629F,
        0x2CC872E4,
        0x2CC872E8,
    ):
        return 0
    if head == 0x00000003 and u16(buf, start + 4) == 0x00F8:  # GigE Vision discovery acknowledge
        return 0
    if is_sip(head) or is_export(buf, start, end):
        return 0
    if head == 0x20000000 and u32(buf, start + 4) == 0x44484950:  # DHIP
        return 0
    if pkt[P_SRC_PORT] == 161 and _tells_system(buf, start, end):
        return 0
    return -1


@kernel
def is_export(buf: Octets, start: int, end: int) -> bool:
    """Whether a datagram begins as an export of flows whose lengths fit it: NetFlow 5 or 9 (RFC 3954 §5), or IPFIX (RFC 7011 §3).

    The lengths of all its sets are looked at by those who read it.
    """
    length = end - start
    if length < 24:
        return False
    version = u16(buf, start)
    if version == 5:
        return length == 24 + 48 * u16(buf, start + 2)
    if version == 9:
        number = u16(buf, start + 20)
        return 4 <= u16(buf, start + 22) <= length - 20 and (number < 2 or number > 255)
    return version == 10 and u16(buf, start + 2) == length


@kernel
def is_quic_initial(buf: Octets, start: int, end: int) -> bool:
    """Whether a datagram begins with an Initial packet such as a client's first, of version 1 or 2.

    A long header with the fixed bit (RFC 9000 §17.2), the type of an Initial in its version (RFC 9369 §3.2), 1,200
    octets or more (§14.1), a connection id of 8 (§7.2) to 20 octets. The drafts 23 to 34 of version 1 count as it.
    """
    if end - start < 1200:
        return False
    version = u32(buf, start + 1)
    if version == 0x6B3343CF:
        if buf[start] & 0xF0 != 0xD0:
            return False
    elif version == 1 or 0xFF000017 <= version <= 0xFF000022:
        if buf[start] & 0xF0 != 0xC0:
            return False
    else:
        return False
    return 8 <= buf[start + 5] <= 20


@kernel
def is_sip(word: int) -> bool:
    """Whether a SIP message begins so (RFC 3261 §7): SIP/ REGI MESS INVI OPTI SUBS; NOTI is read anyway."""
    return word in (0x5349502F, 0x52454749, 0x4D455353, 0x494E5649, 0x4F505449, 0x53554253)


@kernel
def _tells_system(buf: Octets, start: int, end: int) -> bool:
    """Whether an SNMP message names sysDescr.0 (RFC 3418 §2: 1.3.6.1.2.1.1.1.0) near its beginning."""
    at = start
    last = min(end, start + 256) - 8
    while at <= last:
        if buf[at] == 0x2B and u32(buf, at) == 0x2B060102 and u32(buf, at + 4) == 0x01010100:
            return True
        at += 1
    return False


@kernel
def is_short_greeting(word: int) -> bool:
    """Whether what a server says first ends soon: the names in its certificate, or a line of SSH or FTP."""
    return word >> 16 in (0x1603, 0x1503) or word == 0x5353482D or word in (0x32323020, 0x3232302D)


@kernel
def is_warning(buf: Octets, start: int, end: int) -> bool:
    """Whether a TLS record of one alert of the level of warning stands here (RFC 5246 §7.2), as before a ServerHello."""
    if end - start < 7 or u16(buf, start) != 0x1503:
        return False
    return u16(buf, start + 3) == 2 and buf[start + 5] == 1


@kernel
def is_beginning(buf: Octets, start: int, end: int, pkt: Longs, is_opener: bool) -> bool:
    """Whether a side of a connection begins with TLS, HTTP, RTSP, SIP, a greeting or a camera protocol."""
    if end - start < 4:
        return False
    if pkt[P_SRC_PORT] == 53 or pkt[P_DST_PORT] == 53:  # DNS over TCP (RFC 7766)
        return True
    word = u32(buf, start)
    if word >> 16 == 0x1603:  # TLS handshake record
        return True
    if word == 0xF0DEBC0A or is_sip(word):
        return True
    if not is_opener:
        if is_warning(
            buf, start, end
        ):  # of a server that does not know the name that it was asked for (RFC 6066 §3)
            return True
        if word == 0x5353482D or word in (0x32323020, 0x3232302D):  # SSH- 220
            return True
        if pkt[P_SRC_PORT] == 23 or 0xFFFB <= word >> 16 <= 0xFFFE:  # Telnet, or its options
            return True
    if (
        buf[start + 2] == 0x80 and end - start >= 18 and u32(buf, start + 14) == 0x1BA
    ):  # RTP with a program stream
        return True
    if word >> 16 in (0xFF00, 0xFF01):
        return pkt[P_SRC_PORT] == 34567 or pkt[P_DST_PORT] == 34567
    return word in (
        0x48545450,  # HTTP
        0x52545350,  # RTSP
        0x47455420,  # GET
        0x504F5354,  # POST
        0x48454144,  # HEAD
        0x50555420,  # PUT
        0x4F505449,  # OPTIONS
        0x44455343,  # DESCRIBE
        0x53455455,  # SETUP
        0x504C4159,  # PLAY
        0x50415553,  # PAUSE
        0x54454152,  # TEARDOWN
        0x414E4E4F,  # ANNOUNCE
        0x5245434F,  # RECORD
        0x4745545F,  # GET_PARAMETER
        0x5345545F,  # SET_PARAMETER
        0x4E4F5449,  # NOTIFY
        0x53554253,  # SUBSCRIBE
        0x44454C45,  # DELETE
        0x434F4E4E,  # CONNECT
        0x50415443,  # PATCH
        0x50524F50,  # PROPFIND
    )
