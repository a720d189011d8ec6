"""A capture as the logs of each tool."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tools.made_logs import eve, nfdump, zeek, zeek_files
from tools.made_logs.conversations import converse, suricata_ends, suricata_turns, zeek_ends, zeek_turns
from tools.made_logs.packets import Packet, read_packets
from tools.made_logs.sayings import sayings_of

FORMS = ("zeek", "zeek-json", "eve-2", "eve-3", "nfdump")
"""What can be written: of EVE with look-ups of version 2 and 3."""


def write_logs(
    capture: Path, folder: Path, forms: Iterable[str] = FORMS, *, macs: bool = False, vlans: bool = False
) -> dict[str, list[Path]]:
    """Form → the files that were written for it, each form in a folder of its name.

    Args:
        capture: A pcap or pcapng file.
        folder: Where to.
        forms: Of FORMS.
        macs: Whether the logs hold MAC addresses.
        vlans: Whether they hold VLAN numbers.

    Raises:
        TsharkError: tshark is not there, or refused the file.
    """
    return write_packets(read_packets(capture), folder, forms, macs=macs, vlans=vlans)


def write_packets(
    packets: list[Packet],
    folder: Path,
    forms: Iterable[str] = FORMS,
    *,
    macs: bool = False,
    vlans: bool = False,
) -> dict[str, list[Path]]:
    """The same of packets in order."""
    return {form: _write(form, packets, folder / form, macs=macs, vlans=vlans) for form in forms}


def _write(form: str, packets: list[Packet], folder: Path, *, macs: bool, vlans: bool) -> list[Path]:
    if form == "nfdump":
        path = folder / "flows.csv"
        nfdump.write(nfdump.flows_of(packets), path, macs=macs, vlans=vlans)
        return [path]
    if form.startswith("eve"):
        of_frame = converse(packets, suricata_ends, suricata_turns, eve.flow_key)
        said = sayings_of(packets, of_frame)
        path = folder / "eve.json"
        eve.write(eve.events_of(of_frame, said, ether=macs, dns_version=int(form[-1])), path)
        return [path]
    of_frame = converse(packets, zeek_ends, zeek_turns, zeek.uid)
    rows = zeek.rows_of(of_frame, sayings_of(packets, of_frame), macs=macs, vlans=vlans)
    return zeek_files.write(rows, folder, is_json=form == "zeek-json", macs=macs, vlans=vlans)
