"""What an address can be, on columns: somebody's, link-local, private; written from the RFCs that reserve them."""

import numpy as np

from lamppost.model.observations import Column


def is_v4(high: Column, low: Column) -> Column:
    """IPv4, mapped as ::ffff:a.b.c.d (RFC 4291 §2.5.5.2)."""
    return np.asarray((high == 0) & ((low >> np.uint64(32)) == np.uint64(0xFFFF)))


def is_given(high: Column | int, low: Column | int) -> Column:
    """An address of somebody: not unset, multicast or broadcast."""
    high, low = np.asarray(high, np.uint64), np.asarray(low, np.uint64)
    v4, quad = is_v4(high, low), low & np.uint64(0xFFFFFFFF)
    nobody_v4 = v4 & (((quad >> np.uint64(24)) == 0) | ((quad >> np.uint64(28)) == 14) | (quad == 0xFFFFFFFF))
    nobody_v6 = ~v4 & (((high >> np.uint64(56)) == 0xFF) | ((high == 0) & (low == 0)))
    return np.asarray(~(nobody_v4 | nobody_v6))


def is_link_local(high: Column, low: Column) -> Column:
    """Link-local (RFC 3927, RFC 4291 §2.5.6)."""
    v4, quad = is_v4(high, low), low & np.uint64(0xFFFFFFFF)
    return np.asarray((v4 & ((quad >> np.uint64(16)) == 0xA9FE)) | (~v4 & ((high >> np.uint64(54)) == 0x3FA)))


def is_private(high: Column, low: Column) -> Column:
    """Never routed outside a site (RFC 1918, RFC 6598, RFC 4193), or link-local."""
    v4, quad = is_v4(high, low), low & np.uint64(0xFFFFFFFF)
    private_v4 = (
        ((quad >> np.uint64(24)) == 10)
        | ((quad >> np.uint64(20)) == 0xAC1)
        | ((quad >> np.uint64(16)) == 0xC0A8)
        | ((quad >> np.uint64(22)) == (0x64400000 >> 22))
    )
    unique_v6 = ~v4 & ((high >> np.uint64(57)) == 0x7E)
    return np.asarray((v4 & private_v4) | unique_v6 | is_link_local(high, low))


def is_loopback(high: Column, low: Column) -> Column:
    """Of the machine itself (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3)."""
    v4, quad = is_v4(high, low), low & np.uint64(0xFFFFFFFF)
    return np.asarray((v4 & ((quad >> np.uint64(24)) == 127)) | ((high == 0) & (low == 1)))
