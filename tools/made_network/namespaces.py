"""Network namespaces without privileges: a bridge, veth pairs, one namespace per process.

Written from the manual pages unshare(2), network_namespaces(7), veth(4), ip-link(8), and for switching off
what the network card would do later (checksums, joined segments) from linux/ethtool.h.
"""

from __future__ import annotations

import array
import ctypes
import fcntl
import os
import socket
import struct
import subprocess
from pathlib import Path

BRIDGE = "made0"
LAN = "lan"
WAN = "wan"

_CLONE_NEWNET = 0x40000000  # linux/sched.h
_SIOCETHTOOL = 0x8946  # linux/sockios.h
_OFFLOADS = (0x15, 0x17, 0x19, 0x1F, 0x24, 0x2C)  # ETHTOOL_S{RXCSUM,TXCSUM,SG,TSO,GSO,GRO}


def ip(*words: str) -> None:
    """Run `ip` from iproute2 (Debian package `iproute2`)."""
    subprocess.run(["ip", *words], check=True, capture_output=True)


def leave_network() -> None:
    """Move this process into a new, empty network namespace."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    ip("link", "set", "lo", "up")
    quiet_kernel()


def quiet_kernel() -> None:
    """No reverse-path check: hosts hear broadcasts before they have an address."""
    for name in ("all", "default"):
        Path(f"/proc/sys/net/ipv4/conf/{name}/rp_filter").write_text("0")


def forward_packets() -> None:
    """Let this namespace route between its interfaces."""
    Path("/proc/sys/net/ipv4/ip_forward").write_text("1")


def bring_up(interface: str) -> None:
    """Switch an interface on, without an IPv6 address of its own: the made network speaks IPv4."""
    ip("link", "set", interface, "addrgenmode", "none")
    ip("link", "set", interface, "up")


def build_bridge() -> None:
    """The switch of the made network, in the namespace of the caller."""
    ip("link", "set", "lo", "up")
    ip("link", "add", "name", BRIDGE, "type", "bridge", "mcast_snooping", "0")
    ip("link", "set", BRIDGE, "addrgenmode", "none")
    ip("link", "set", BRIDGE, "up")


def plug_in(number: int, pid: int, mac: str) -> None:
    """Give a process's namespace an interface `lan` on the bridge.

    Args:
        number: Which socket of the switch; names the outer end.
        pid: A process that has left the caller's namespace.
        mac: The made hardware address.
    """
    outer, inner = f"port{number}", f"far{number}"
    ip("link", "add", "name", outer, "type", "veth", "peer", "name", inner)
    for name in (outer, inner):
        ip("link", "set", name, "addrgenmode", "none")
        no_offload(name)
    ip("link", "set", inner, "address", mac)
    ip("link", "set", inner, "netns", str(pid), "name", LAN)
    ip("link", "set", outer, "master", BRIDGE)
    ip("link", "set", outer, "up")


def connect(first_pid: int, second_pid: int) -> None:
    """A line between two processes' namespaces, called `wan` at both ends."""
    ip("link", "add", "name", "wan-a", "type", "veth", "peer", "name", "wan-b")
    for name, pid in (("wan-a", first_pid), ("wan-b", second_pid)):
        ip("link", "set", name, "addrgenmode", "none")
        no_offload(name)
        ip("link", "set", name, "netns", str(pid), "name", WAN)


def no_offload(interface: str) -> None:
    """Make the kernel fill in checksums and cut segments itself, so that the capture shows them so."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        for command in _OFFLOADS:
            value = array.array("B", struct.pack("II", command, 0))
            request = struct.pack("16sP", interface.encode(), value.buffer_info()[0])
            try:
                fcntl.ioctl(handle.fileno(), _SIOCETHTOOL, request)
            except OSError:
                continue  # this kernel's veth has no such switch
