"""The closed word lists that every room shares (design §3 and §4)."""

from typing import Literal, get_args

from lamppost.model.saying import noted

SourceClass = Literal["official", "party", "independent", "crowd", "inferred"]
"""Who speaks: a public body, the maker itself, a third party, volunteers, or a rule of ours."""

Match = Literal["exact_id", "exact_name", "fuzzy", "none"]
"""How an observed value was tied to a statement."""

Status = Literal["candidate", "corroborated", "confirmed", "disputed", "retracted", "stale"]
"""How sure we are; always derived, never stored in a pack."""

VerdictKind = Literal["fail", "pass", "open", "notApplicable"]
"""SARIF 2.1.0 §3.27.9 `result.kind`, as far as a verdict needs it."""

Severity = Literal["informational", "low", "medium", "high", "critical"]
"""OCSF's severity words."""

DeviceKind = Literal[
    "camera",
    "doorbell",
    "recorder",
    "access_terminal",
    "plate_reader",
    "body_camera_dock",
    "conference",
    "speaker",
    "microphone",
    "baby_monitor",
    "tv",
    "phone",
    "computer",
    "printer",
    "router",
    "hub",
    "plug",
    "light",
    "sensor",
    "appliance",
    "other",
    "unknown",
]

ToldBy = Literal["list", "scan"]
"""Who says what a row says: whoever keeps the list, or a scan, of what devices answered."""
DEVICE_KINDS: tuple[str, ...] = get_args(DeviceKind)
A_KIND: dict[str, str] = {
    "camera": noted("a camera"),
    "doorbell": noted("a doorbell"),
    "recorder": noted("a recorder"),
    "access_terminal": noted("an access terminal"),
    "plate_reader": noted("a plate reader"),
    "body_camera_dock": noted("a body camera dock"),
    "conference": noted("a conference system"),
    "speaker": noted("a speaker"),
    "microphone": noted("a microphone"),
    "baby_monitor": noted("a baby monitor"),
    "tv": noted("a TV"),
    "phone": noted("a phone"),
    "computer": noted("a computer"),
    "printer": noted("a printer"),
    "router": noted("a router"),
    "hub": noted("a hub"),
    "plug": noted("a plug"),
    "light": noted("a light"),
    "sensor": noted("a sensor"),
    "appliance": noted("an appliance"),
    "other": noted("another device"),
    "unknown": noted("a device of unknown kind"),
}
"""Each kind as one of them."""
SEVERITIES: tuple[str, ...] = get_args(Severity)
STATUSES: tuple[str, ...] = get_args(Status)

WATCHING_KINDS = frozenset(
    {
        "camera",
        "doorbell",
        "recorder",
        "access_terminal",
        "plate_reader",
        "body_camera_dock",
        "conference",
        "speaker",
        "microphone",
        "baby_monitor",
    }
)
"""Kinds that watch or listen; only these are ever listed one by one."""

PERSONAL_KINDS = frozenset({"phone", "computer"})
"""Kinds that people carry or sit at: counted, and described only where they stream video themselves."""

EvidenceKind = Literal[
    "self_description",
    "cloud_name",
    "mac_block",
    "certificate",
    "traffic_shape",
    "label",
    "document",
    "official_reply",
    "party_reply",
]
"""Kinds of evidence about a maker; two different ones corroborate each other."""

Confidence = Literal["high", "medium", "low"]
"""How much a fingerprint's value says of its maker.

`high`: it holds the maker's own name or a protocol that this maker's firmware alone is known to speak;
`medium`: this maker's devices say it, and devices sold under other names may;
`low`: devices of several makers say it: it suggests a maker, and counts neither for nor against one.
"""

EVIDENCE_WORDS: dict[str, str] = {
    "self_description": noted("what it says of itself"),
    "cloud_name": noted("the names it asks for"),
    "mac_block": noted("its MAC address block"),
    "certificate": noted("its certificate"),
    "traffic_shape": noted("the shape of its traffic"),
    "label": noted("a label that someone read"),
    "document": noted("a document"),
    "official_reply": noted("the reply of a public body"),
    "party_reply": noted("the reply of a company"),
}

STATUS_WORDS: dict[str, str] = {
    "candidate": noted("may be made by"),
    "corroborated": noted("appears to be made by"),
    "confirmed": noted("is made by"),
    "disputed": noted("is claimed by more than one maker, one of them"),
    "retracted": noted("was once said to be made by"),
    "stale": noted("was, when last reviewed, said to be made by"),
}
"""The one fixed wording for each status (design §3)."""

NOTHING_FOUND = noted("nothing found in this evidence")

Traffic = Literal[
    "time",
    "name_lookup",
    "unanswered",
    "bulk_upload",
    "slow_upload",
    "small_upload",
    "bulk_download",
    "two_way_stream",
    "signalling",
    "web_exchange",
    "small_control",
    "unknown",
]
"""The shape of what went to and fro, by volume, packet sizes, duration and port; never what was in it."""

TRAFFIC_WORDS: dict[Traffic, str] = {
    "time": noted("has the shape of asking for the time"),
    "name_lookup": noted("has the shape of looking up names"),
    "unanswered": noted("nothing came back"),
    "bulk_upload": noted("large upload that has the shape of media"),
    "slow_upload": noted("much sent, slowly: telemetry has this shape, and so has media in bursts"),
    "small_upload": noted("small upload in full packets, as a picture or a log has"),
    "bulk_download": noted("large download, as an update or a page has"),
    "two_way_stream": noted("steady both ways, as a call or a relay has"),
    "signalling": noted("little, over a port for setting up calls and paths"),
    "web_exchange": noted("short web exchange, as an update check has"),
    "small_control": noted("small messages, as for control or keeping a path open"),
    "unknown": noted("of no shape that is told apart here"),
}
"""The one fixed wording for each shape."""

Summed = Literal["sent_bytes", "received_bytes", "sent_packets", "received_packets", "active_s"]
"""What is added up over connections, and what a log may leave untold of some."""
SUMMED: tuple[Summed, ...] = get_args(Summed)

RowKind = Literal["frame", "line", "record"]
"""What is counted to say where in a file something stands."""

Opener = Literal["device", "outside", "both"]
"""Who opened the connections with a destination."""

MarkKind = Literal["relay", "cdn", "anycast"]
"""Why a destination is not the end, or stands in no one place."""

MARK_WORDS: dict[MarkKind, str] = {
    "relay": noted("a relay: what it passes on goes to somebody else"),
    "cdn": noted("a content delivery network: many customers, machines in many places"),
    "anycast": noted("anycast: one address, machines in many places"),
}

Reached = Literal["outside", "inside_only", "announcements_only", "silent", "not_told"]
"""What a device was seen to talk to, widest first."""

REACHED_WORDS: dict[Reached, str] = {
    "outside": noted("names or addresses outside"),
    "inside_only": noted("devices inside alone; nothing outside in this evidence"),
    "announcements_only": noted(
        "nobody: announcements to the whole network, and no connection, in this evidence"
    ),
    "silent": noted("nobody: no IP traffic of its own in this evidence"),
    "not_told": noted("not told apart: it speaks for other devices too, or is a person's"),
}
"""The one fixed wording for each, after “talks to”."""

SeatKind = Literal["registered_in", "based_in"]
"""What ties an organisation to a country: its registration, or where it sits."""

Through = Literal["operator", "service", "maker", "builder", "owner"]
"""By whom a law reaches a destination or a device."""

Level = Literal["public", "partner", "regulator"]
"""Who a document is shared with: each sees more than the one before."""

LEVELS: tuple[Level, ...] = get_args(Level)
LEVEL_WORDS: dict[Level, str] = {
    "public": noted(
        "for anyone: no address, MAC address, MAC block or network of this site, no time of day; "
        "addresses outside only where the packs know whose network they lie in"
    ),
    "partner": noted(
        "for somebody you work with: pseudonyms bear the MAC block and the network (/24 or /64), "
        "outside addresses that nobody knows are told as their network (/24 or /48), times are told to the hour, "
        "evidence by its own SHA-256"
    ),
    "regulator": noted(
        "for an authority: as for a partner, and outside addresses and times in full, and the "
        "answers of yes or no that the policies asked of you"
    ),
}
"""The one fixed wording for each; what is in none of them is in docs/guide/share.md."""
