"""Numbers of the transport protocols that events name.

Names are those of Suricata (`src/util-proto-name.c`), which follow IANA's registry of protocol numbers; versions before
7 took them from the system's list (user guide, "Upgrading 6.0 to 7.0"), so that letters may be large or small. A number
stands for a protocol without a name. "Any" names several protocols, and so none.
"""

import numpy as np

from lamppost.model.observations import Column
from lamppost.model.saying import noted
from lamppost.observe.logs.rows import Rows, Unread, Unreads

TCP, UDP, ICMP, ICMPV6 = 6, 17, 1, 58
_NAMES = {
    "HOPOPT": 0, "ICMP": 1, "IGMP": 2, "GGP": 3, "IP-in-IP": 4, "ipencap": 4, "ST": 5, "TCP": 6, "CBT": 7, "EGP": 8,
    "IGP": 9, "NVP-II": 11, "PUP": 12, "CHAOS": 16, "UDP": 17, "MUX": 18, "HMP": 20, "XNS-IDP": 22, "RDP": 27,
    "IRTP": 28, "ISO-TP4": 29, "NETBLT": 30, "DCCP": 33, "3PC": 34, "IDPR": 35, "XTP": 36, "DDP": 37, "IDPR-CMTP": 38,
    "TP++": 39, "IL": 40, "IPv6": 41, "SDRP": 42, "IPv6-Route": 43, "IPv6-Frag": 44, "IDRP": 45, "RSVP": 46, "GRE": 47,
    "DSR": 48, "BNA": 49, "ESP": 50, "AH": 51, "I-NLSP": 52, "SwIPe": 53, "NARP": 54, "MOBILE": 55, "TLSP": 56,
    "SKIP": 57, "IPv6-ICMP": 58, "ICMPv6": 58, "IPv6-NoNxt": 59, "IPv6-Opts": 60, "CFTP": 62, "RVD": 66, "IPPC": 67,
    "VMTP": 81, "VINES": 83, "TTP": 84, "EIGRP": 88, "OSPF": 89, "Sprite-RPC": 90, "LARP": 91, "MTP": 92, "AX.25": 93,
    "OS": 94, "MICP": 95, "ETHERIP": 97, "ENCAP": 98, "GMTP": 100, "IFMP": 101, "PNNI": 102, "PIM": 103, "ARIS": 104,
    "SCPS": 105, "QNX": 106, "A/N": 107, "IPComp": 108, "SNP": 109, "IPX-in-IP": 111, "VRRP": 112, "PGM": 113,
    "L2TP": 115, "DDX": 116, "IATP": 117, "STP": 118, "SRP": 119, "UTI": 120, "SMP": 121, "SM": 122, "PTP": 123,
    "IS-IS": 124, "FIRE": 125, "CRTP": 126, "CRUDP": 127, "SSCOPMCE": 128, "IPLT": 129, "SPS": 130, "PIPE": 131,
    "SCTP": 132, "FC": 133, "RSVP-E2E-IGNORE": 134, "Mobility": 135, "UDPLite": 136, "MPLS-in-IP": 137, "manet": 138,
    "HIP": 139, "Shim6": 140, "WESP": 141, "ROHC": 142, "Ethernet": 143,
}  # fmt: skip
_BY_NAME = {name.casefold(): number for name, number in _NAMES.items()}
_USUAL = ("TCP", "UDP", "ICMP", "IPv6-ICMP", "IGMP", "SCTP")
_NUMBERS = np.array([*(_NAMES[name] for name in _USUAL), -1])
_MOST = 255


def protocols(rows: Rows, unread: Unreads) -> Column:
    """The number of each event's protocol, -1 where it is not told or no protocol, which `unread` is told.

    Args:
        rows: Events with addresses.
        unread: Where what cannot be read is told.
    """
    numbers = _NUMBERS[rows.words("proto", _USUAL)]
    odd = np.flatnonzero(numbers < 0)
    if len(odd):
        some = rows.where(odd)
        for at, line, text in zip(odd.tolist(), some.lines.tolist(), some.texts("proto"), strict=True):
            found = _number(text or "")
            if found < 0:
                unread.append(Unread(line, "proto", (text or "")[:60], noted("a protocol above IP")))
            numbers[at] = found
    return numbers


def _number(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 3:
        return int(text) if int(text) <= _MOST else -1
    return _BY_NAME.get(text.casefold(), -1)
