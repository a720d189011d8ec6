"""The closed word lists that every room shares (design §3 and §4)."""

from typing import Literal, get_args

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

DEVICE_KINDS: tuple[str, ...] = get_args(DeviceKind)
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
    "self_description", "cloud_name", "mac_block", "certificate", "traffic_shape", "label", "document"
]
"""Kinds of evidence about a maker; two different ones corroborate each other."""

Confidence = Literal["high", "medium", "low"]
"""How much a fingerprint's value says of its maker.

`high`: it holds the maker's own name or a protocol that this maker's firmware alone is known to speak;
`medium`: this maker's devices say it, and devices sold under other names may;
`low`: devices of several makers say it: it suggests a maker, and counts neither for nor against one.
"""

EVIDENCE_WORDS: dict[str, str] = {
    "self_description": "what it says of itself",
    "cloud_name": "the names it asks for",
    "mac_block": "its MAC address block",
    "certificate": "its certificate",
    "traffic_shape": "the shape of its traffic",
    "label": "a label that someone read",
    "document": "a document",
}

STATUS_WORDS: dict[str, str] = {
    "candidate": "may be made by",
    "corroborated": "appears to be made by",
    "confirmed": "is made by",
    "disputed": "is claimed by more than one maker, one of them",
    "retracted": "was once said to be made by",
    "stale": "was, when last reviewed, said to be made by",
}
"""The one fixed wording for each status (design §3)."""

NOTHING_FOUND = "nothing found in this evidence"
