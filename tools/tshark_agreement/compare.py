"""The differences between what tshark and lamppost read in one capture, each with a word for its kind."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lamppost.model.addresses import ip_text
from lamppost.model.observations import NAME_SOURCES, Observations
from lamppost.observe.capture.reader import observe_captures
from tshark_agreement import packets as rules
from tshark_agreement.judge import Frame, read_frames
from tshark_agreement.packets import End, Flow, Key, flows_of, packets_of
from tshark_agreement.sayings import Fact, Places, facts_of

COMPARED = frozenset(
    {
        "dns", "tls_sni", "quic_sni", "http_host", "http.server", "http.user_agent", "ssdp.server",
        "rtsp.server", "rtsp.user_agent", "tls.certificate_subject", "tls.certificate_issuer",
        "dhcp.vendor_class", "dhcp.host_name", "mdns.service", "mdns.instance", "mdns.host", "llmnr.host",
    }
)  # fmt: skip
"""Kinds of fact that both sides can tell."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing on which they do not agree."""

    what: str
    """Its kind, as in `differences.csv`."""
    detail: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """How one capture came out."""

    differences: list[Difference]
    agreed: Counter[str]
    """Flows, and names and self-descriptions by kind, on which both say the same."""


def compare(path: Path) -> Comparison:
    """A capture as both read it.

    Args:
        path: A pcap or pcapng file.

    Raises:
        JudgeError: tshark is not there, or refused the file.
    """
    frames = read_frames(path, defragment=rules.REASSEMBLES_FRAGMENTS)
    seen = observe_captures([path])
    packets = packets_of(frames)
    flows, facts = flows_of(packets), facts_of(path, packets)
    found = [*_of_capture(frames, seen), *_of_flows(flows, seen), *_of_facts(facts, seen)]
    agreed = Counter({"flow": len(flows.keys() & _our_flows(seen)[0].keys())})
    agreed.update(fact[0] for fact in facts.keys() & _our_facts(seen).keys())
    return Comparison(found, agreed)


def _of_capture(frames: list[Frame], seen: Observations) -> Iterator[Difference]:
    """Packets, bytes, times and link types of the whole file."""
    links: dict[str, int] = defaultdict(int)
    for frame in frames:
        links[rules.LINK_NAMES.get(frame.layers[0], frame.layers[0])] += 1
    ours: dict[str, int] = defaultdict(int)
    for name, count in seen.coverage.link_types.items():
        ours["linux_sll" if name == "linux_sll2" else name] += count
    times = [frame.time_us for frame in frames]
    for what, theirs, mine in (
        ("capture.packets", len(frames), seen.coverage.packets),
        ("capture.bytes", sum(frame.length for frame in frames), seen.coverage.packet_bytes),
        ("capture.cut", sum(frame.captured < frame.length for frame in frames), seen.coverage.cut_packets),
        ("capture.first", min(times, default=None), seen.coverage.first_seen_at),
        ("capture.last", max(times, default=None), seen.coverage.last_seen_at),
        ("capture.links", dict(links), dict(ours)),
    ):
        if theirs != mine:
            yield Difference(what, f"tshark {theirs}, lamppost {mine}")


def _our_flows(seen: Observations) -> tuple[dict[Key, Flow], dict[Key, int]]:
    """The flows of lamppost in the judge's form, and how many rows each has."""
    flows: dict[Key, Flow] = {}
    rows: dict[Key, int] = defaultdict(int)
    columns = {name: column.tolist() for name, column in seen.flows.items()}
    for index in range(len(columns["proto"])):
        src: End = (
            ip_text(columns["src_ip_high"][index], columns["src_ip_low"][index]),
            columns["src_port"][index],
        )
        dst: End = (
            ip_text(columns["dst_ip_high"][index], columns["dst_ip_low"][index]),
            columns["dst_port"][index],
        )
        one, two = sorted((src, dst))
        key = columns["vlan_id"][index], columns["proto"][index], one, two
        first = columns["first_row"][index]
        flow = flows.setdefault(key, Flow(first_frame=first))
        flow.first_frame = min(flow.first_frame, first)
        for end, side in ((src, "src"), (dst, "dst")):
            flow.packets[end] += columns[f"{side}_packets"][index]
            flow.octets[end] += columns[f"{side}_bytes"][index]
        rows[key] += 1
    return flows, rows


def _of_flows(theirs: Mapping[Key, Flow], seen: Observations) -> Iterator[Difference]:
    """Packets, IP bytes, first frame and number of connections of each pair of ends."""
    ours, rows = _our_flows(seen)
    for key in sorted(theirs.keys() | ours.keys()):
        if key not in ours:
            yield Difference("flow.only_tshark", f"{_words(key)}, frame {theirs[key].first_frame}")
            continue
        if key not in theirs:
            yield Difference("flow.only_lamppost", f"{_words(key)}, frame {ours[key].first_frame}")
            continue
        one, two = theirs[key], ours[key]
        for what, left, right in (
            ("flow.packets", _sides(key, one.packets), _sides(key, two.packets)),
            ("flow.bytes", _sides(key, one.octets), _sides(key, two.octets)),
            ("flow.first_frame", one.first_frame, two.first_frame),
            ("flow.connections", one.pieces(key[1]), rows[key]),
        ):
            if left != right:
                first = one.first_frame
                yield Difference(what, f"{_words(key)}: tshark {left}, lamppost {right}; from frame {first}")


def _sides(key: Key, counts: Mapping[End, int]) -> tuple[int, int]:
    return counts.get(key[2], 0), counts.get(key[3], 0)


def _words(key: Key) -> str:
    vlan, proto, one, two = key
    return f"protocol {proto}, {one[0]} {one[1]} with {two[0]} {two[1]}" + (
        f", VLAN {vlan}" if vlan >= 0 else ""
    )


def _our_facts(seen: Observations) -> dict[Fact, int]:
    """What lamppost keeps, in the judge's form, and its frame."""
    found: dict[Fact, int] = {}
    columns = {name: column.tolist() for name, column in seen.names.items()}
    for row in range(len(columns["name"])):
        client = ip_text(columns["client_ip_high"][row], columns["client_ip_low"][row])
        high, low = columns["ip_high"][row], columns["ip_low"][row]
        source, name = NAME_SOURCES[columns["source"][row]], seen.host_names[columns["name"][row]]
        fact = source, client, name, ip_text(high, low) if high or low else ""
        found[fact] = min(found.get(fact, columns["first_row"][row]), columns["first_row"][row])
    for said in seen.self_descriptions:
        mac = _mac(said.mac) if said.field.startswith("dhcp.") else ""
        fact = said.field, said.ip, said.value, mac
        found[fact] = min(found.get(fact, said.first_row), said.first_row)
    return {fact: row for fact, row in found.items() if fact[0] in COMPARED}


def _mac(number: int) -> str:
    return number.to_bytes(6, "big").hex(":") if number >= 0 else ""


def _of_facts(theirs: Mapping[Fact, Places], seen: Observations) -> Iterator[Difference]:
    """Names and self-descriptions, and the frames in which they stand."""
    ours = _our_facts(seen)
    for fact in sorted(theirs.keys() | ours.keys()):
        kind, whose, value, address = fact
        words = f"{value!r} of {whose or 'no address'}" + (f", {address}" if address else "")
        if fact not in ours:
            yield Difference(f"{kind}.only_tshark", f"{words}, frame {theirs[fact].frame}")
        elif fact not in theirs:
            yield Difference(f"{kind}.only_lamppost", f"{words}, frame {ours[fact]}")
        elif ours[fact] not in theirs[fact].others:
            yield Difference(
                f"{kind}.frame", f"{words}: tshark frame {theirs[fact].frame}, lamppost frame {ours[fact]}"
            )
