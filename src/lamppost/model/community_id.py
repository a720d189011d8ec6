"""The Community ID of a flow, version 1: the name that Zeek, Suricata, Arkime and Wireshark give the same flow.

The rules are those of corelight/community-id-spec, its seed 0; which types of ICMP belong together is that of
corelight/pycommunityid, `communityid/icmp.py` and `icmp6.py`, to which the specification refers.
"""

import base64
import hashlib
import ipaddress

ICMP, TCP, UDP, ICMPV6, SCTP = 1, 6, 17, 58, 132
_SEED = (0).to_bytes(2, "big")
_ICMP_PAIRS = ((8, 0), (10, 9), (13, 14), (15, 16), (17, 18))
_ICMPV6_PAIRS = ((128, 129), (130, 131), (133, 134), (135, 136), (139, 140), (144, 145))
ICMP_COUNTERPARTS: dict[int, dict[int, int]] = {
    proto: dict(pairs) | {answer: question for question, answer in pairs}
    for proto, pairs in ((ICMP, _ICMP_PAIRS), (ICMPV6, _ICMPV6_PAIRS))
}
"""Per protocol, the type that answers each type, or that it answers; others stand alone."""


def community_id(proto: int, src: str, dst: str, src_port: int, dst_port: int) -> str | None:
    """`1:` and the hash of the flow, the same for both directions; None where its ports are not known.

    A message of ICMP that nothing answers has a direction, and its code is its second port.

    Args:
        proto: IANA protocol number.
        src: One address.
        dst: The other address, of the same family.
        src_port: Port of `src`, for ICMP the type; below zero where not known. Read of TCP, UDP, SCTP and ICMP alone.
        dst_port: Port of `dst`, for ICMP the type's counterpart or the code.
    """
    ends = [ipaddress.ip_address(one).packed for one in (src, dst)]
    if proto not in (ICMP, TCP, UDP, ICMPV6, SCTP):
        return _hashed(proto, sorted(ends), b"")
    if src_port < 0 or dst_port < 0:
        return None
    counterpart = ICMP_COUNTERPARTS.get(proto, {}).get(src_port)
    ports = [src_port, dst_port if counterpart is None else counterpart]
    pairs = list(zip(ends, (port.to_bytes(2, "big") for port in ports), strict=True))
    if proto not in ICMP_COUNTERPARTS or counterpart is not None:
        pairs.sort()
    return _hashed(proto, [end for end, _ in pairs], b"".join(port for _, port in pairs))


def _hashed(proto: int, ends: list[bytes], ports: bytes) -> str:
    hashed = _SEED + b"".join(ends) + bytes([proto, 0]) + ports
    digest = hashlib.sha1(hashed, usedforsecurity=False).digest()
    return f"1:{base64.b64encode(digest).decode('ascii')}"
