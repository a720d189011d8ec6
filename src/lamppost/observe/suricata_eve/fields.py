"""Keys of events that are asked for: told beforehand, lines are gone through once."""

_ALL = (
    "timestamp",
    "event_type",
    "flow_id",
    "src_ip",
    "src_port",
    "dest_ip",
    "dest_port",
    "proto",
    "vlan",
    "host",
)
_WITHIN = {
    "ether": ("src_mac", "dest_mac", "src_macs", "dest_macs"),
    "flow": ("start", "end", "pkts_toserver", "pkts_toclient", "bytes_toserver", "bytes_toclient", "state"),
    "netflow": ("start", "end", "pkts", "bytes"),
    "tcp": ("tcp_flags", "tcp_flags_ts", "tcp_flags_tc"),
    "dns": ("type", "version", "id", "rrname", "rrtype", "rdata", "queries", "answers", "grouped.A", "grouped.AAAA"),
    "tls": ("sni", "subject", "issuerdn", "ja4"),
    "quic": ("sni", "ja4"),
    "http": ("hostname", "url", "http_method", "protocol", "http_user_agent", "server", "response_headers"),
    "dhcp": ("type", "dhcp_type", "client_mac", "assigned_ip", "hostname", "vendor_class_identifier"),
    "arp": ("opcode", "src_mac", "src_ip"),
    "mdns": ("type", "answers", "authorities", "additionals"),
    "stats": ("uptime", "capture.kernel_drops", "capture.kernel_ifdrops"),
}  # fmt: skip
_BESIDE = ("ether", "tcp")
"""What several types tell."""
FIELDS = (
    *_ALL,
    "icmp_type",
    "icmp_code",
    *(one for one in _WITHIN if one not in _BESIDE),
    *(f"{one}.{key}" for one, keys in _WITHIN.items() for key in keys),
)
"""Names as `Rows` takes them."""
