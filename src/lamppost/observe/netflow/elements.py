"""Which elements of a record are read, by their numbers (IANA, IPFIX Information Elements; RFC 3954 §8 has the first of them).

Of an element that a device sends for the way back (RFC 5103 §6.1: the enterprise number 29305 before the same element) the
name ends in `_back`. Elements of any other enterprise are passed over, and so is whatever is not in this table.
"""

REVERSE = 29305
"""Enterprise number that marks an element of the way back."""
IANA = 0

NUMBERS: dict[int, str] = {
    1: "octets",
    2: "packets",
    4: "proto",
    6: "flags",
    7: "src_port",
    8: "src_ipv4",
    11: "dst_port",
    12: "dst_ipv4",
    21: "last_uptime_ms",
    22: "first_uptime_ms",
    27: "src_ipv6",
    28: "dst_ipv6",
    32: "icmp",
    34: "sampled_one_in",
    50: "sampled_one_in",
    56: "src_mac",
    58: "vlan",
    80: "dst_mac",
    85: "octets_total",
    86: "packets_total",
    139: "icmp",
    150: "first_s",
    151: "last_s",
    152: "first_ms",
    153: "last_ms",
    154: "first_ntp",
    155: "last_ntp",
    156: "first_ntp",
    157: "last_ntp",
    158: "first_ago_us",
    159: "last_ago_us",
    160: "booted_ms",
    161: "lasted_ms",
    162: "lasted_us",
    176: "icmp_type",
    177: "icmp_code",
    178: "icmp_type",
    179: "icmp_code",
    180: "src_port",
    181: "dst_port",
    182: "src_port",
    183: "dst_port",
    230: "nat_event",
    231: "octets",
    232: "octets_back",
    233: "firewall_event",
    239: "biflow_direction",
    243: "vlan",
    298: "packets",
    299: "packets_back",
    305: "sampled_packets",
    306: "skipped_packets",
    323: "observed_ms",
    40005: "firewall_event",  # Cisco ASA before 8.4, which had no number of IANA for it (phaag/nfdump: nfxV3.h)
}
BACK = frozenset(
    {
        "octets", "packets", "octets_total", "packets_total", "flags", "first_uptime_ms", "last_uptime_ms", "first_s",
        "last_s", "first_ms", "last_ms", "first_ntp", "last_ntp", "first_ago_us", "last_ago_us",
    }
)  # fmt: skip
"""What is told of the way back apart."""
SIZES: dict[str, tuple[int, ...]] = {
    "src_ipv4": (4,), "dst_ipv4": (4,), "src_ipv6": (16,), "dst_ipv6": (16,), "src_mac": (6,), "dst_mac": (6,),
}  # fmt: skip
"""Octets that an element must have; any other has 1 to 8 (RFC 7011 §6.2: numbers may be sent in fewer octets)."""
INITIATES = 231
"""An element whose presence says that the record's source opened the connection (IANA: initiatorOctets)."""


def name_of(element: int, enterprise: int) -> str | None:
    """How an element is called here; None for one that is not read."""
    name = NUMBERS.get(element)
    if name is None or enterprise == IANA:
        return name
    return f"{name}_back" if enterprise == REVERSE and name in BACK else None
