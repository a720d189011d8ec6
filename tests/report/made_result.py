"""A made result document with one of everything, and with the worst values strangers may send."""

from datetime import date

from tests.report.made_devices import (
    ESCAPES,
    LAW_LINK,
    LIST_LINK,
    MARKUP,
    RIGHT_TO_LEFT,
    TEMPLATE,
    block_camera,
    hostile_camera,
    known_camera,
    unnamed_camera,
)
from tests.report.made_links import FILE, seen

from lamppost.model.result import (
    SCHEMA_VERSION,
    Coverage,
    EvidenceFile,
    Gap,
    Issue,
    PackRef,
    PolicyRef,
    ResultDocument,
    RuleRef,
    Suppression,
    Table,
    ToolRef,
    Unknown,
    Verdict,
)


def verdicts():
    """Verdicts of two policies over the devices."""
    common = {"severity": "high", "question": None, "remedy": None, "law": None, "chain": []}
    rows = [
        {
            "subject": "dev-000000000010",
            "policy": "example-buying",
            "rule": "listed-maker",
            "kind": "open",
            "reason": "The maker is on a list, but whether the rule binds you is not known.",
            "question": "Are you a contractor of the Example Authority?",
            "remedy": "Answer the question in the context file, then judge again.",
            "law": "Example Act 2022, section 4 <https://laws.example.net/2022/4>",
            "chain": [*known_camera().maker.chain, LIST_LINK, LAW_LINK],
            "asked": {"watches": True, 'listed["eacl"]': True, "is_contractor": None},
        },
        {
            "subject": "dev-000000000010",
            "policy": "example-reach",
            "rule": "reaches-outside",
            "kind": "fail",
            "severity": "medium",
            "reason": "It talks to 3 names or addresses outside.",
            "remedy": "Put it into a network without a way out, or record who allowed it.",
            "suppressed_by": "sup-000000000001",
            "chain": [seen("name", "relay.example.net", 118)],
            "asked": {"watches": True, "registered_in": ["xa", "xb"]},
        },
        {
            "subject": "dev-000000000011",
            "policy": "example-reach",
            "rule": "reaches-outside",
            "kind": "pass",
            "severity": "medium",
            "reason": "Everything it said stayed inside during the hours that were seen.",
        },
        {
            "subject": "dev-000000000012",
            "policy": "example-buying",
            "rule": "listed-maker",
            "kind": "notApplicable",
            "reason": MARKUP + RIGHT_TO_LEFT + ESCAPES,
        },
    ]
    return [Verdict(**(common | row | {"id": f"ver-{n:012x}"})) for n, row in enumerate(rows, start=1)]


def suppression(number, **changes):
    """An exception of one rule on one device, that does nothing until told."""
    fields = {
        "id": f"sup-{number:012x}",
        "policy": "example-reach",
        "rule": "reaches-outside",
        "by": "device",
        "subject": "dev-000000000010",
        "who": "A. Example, facilities",
        "why": "moves out in January",
        "until": date(2027, 1, 31),
        "file": "suppressions.toml",
        "line": 6 * number - 5,
        "state": "no_match",
        "note": "",
        "verdicts": [],
    }
    return Suppression(**(fields | changes))


def made_result(**changes):
    """The document with one of everything; keyword arguments replace its parts."""
    fields = {
        "schema_version": SCHEMA_VERSION,
        "tool": ToolRef(name="lamppost", version="0.0-made"),
        "as_of": date(2026, 11, 23),
        "packs": [
            PackRef(
                id="organisations",
                version="1",
                day="2026-11-20",
                sha256="1" * 64,
                licence="CC-BY-4.0",
                origin="shipped",
            ),
            PackRef(
                id="our-own", version="3", day="2026-11-22", sha256="2" * 64, licence="CC0-1.0", origin="user"
            ),
        ],
        "policies": [
            PolicyRef(
                id="example-buying",
                name="Example buying rule",
                sha256="3" * 64,
                context={"is_contractor": None, "site": "sensitive"},
                rules=[
                    RuleRef(
                        id="listed-maker",
                        title="made by a company that the Example Act names",
                        severity="high",
                        why="It is made by a company that the Example Act names.",
                        remedy="Replace it, or record the waiver that covers it.",
                        false_alarms="A device that bears only a part of a named company.",
                        law="Example Act 2022, section 4",
                        url="https://laws.example.net/2022/4",
                    )
                ],
            ),
            PolicyRef(id="example-reach", name="Example reach rule", sha256="4" * 64, context={}),
        ],
        "tables": [
            Table(id="mac-blocks", version="0.1", day="2026-10-01", use="MAC blocks and their registrants"),
            Table(id="countries", version="3.3", day=None, use="Address to country of registration"),
        ],
        "evidence": [
            EvidenceFile(
                id="ev-000000000001",
                path=FILE,
                sha256="a" * 64,
                size_bytes=61_204_118,
                format="pcapng",
                read="whole",
            ),
            EvidenceFile(
                id="ev-000000000002",
                path="cut.pcap",
                sha256="b" * 64,
                size_bytes=1_200,
                format="pcap",
                read="part",
            ),
            EvidenceFile(
                id="ev-000000000003",
                path=MARKUP + RIGHT_TO_LEFT,
                sha256="c" * 64,
                size_bytes=12,
                format="unknown",
                read="none",
            ),
        ],
        "devices": [known_camera(), block_camera(), unnamed_camera(), hostile_camera()],
        "device_counts": {"phone": 7, "computer": 4, "tv": 1, "unknown": 3},
        "unknown_devices": [
            Unknown(mac_block="00:00:5e Example Chips Corp.", reason="it says nothing of itself", count=2),
            Unknown(mac_block=None, reason="its MAC address is randomised", count=1),
        ],
        "sites": [],
        "assets": [],
        "verdicts": verdicts(),
        "coverage": Coverage(
            packets=1_204_331,
            first_seen_at="2026-11-02T08:00:00Z",
            last_seen_at="2026-11-02T17:32:00Z",
            hours_with_traffic=10,
            vlan_ids=[12, 40],
            connections=4_210,
            connections_without_name=388,
            gaps=[
                Gap(
                    code="no-name",
                    text="Connections whose name was not seen (encrypted DNS or none asked)",
                    count=388,
                    of=4_210,
                ),
                Gap(
                    code="cut-packets",
                    text="Packets captured shorter than they were sent",
                    count=12,
                    of=1_204_331,
                ),
                Gap(
                    code="night", text="Hours of the day without any traffic in the evidence", count=14, of=24
                ),
                Gap(
                    code="wireless",
                    text="Devices that speak over a mobile network leave no trace here",
                    count=None,
                    of=None,
                ),
            ],
            next_proofs=[
                "Read the label on the doorbell at 192.0.2.17.",
                "Capture a whole day, with the night, at the switch.",
            ],
        ),
        "issues": [
            Issue(
                evidence="cut.pcap",
                row=88,
                what="the file ends inside a packet",
                expected="60 more bytes",
                hint="Copy the file again from the recorder.",
            ),
            Issue(
                evidence=MARKUP,
                row=None,
                what=ESCAPES + "first bytes are 00 00",
                expected="a pcap or pcapng file",
                hint=TEMPLATE,
            ),
        ],
        "suppressions": [
            suppression(1, state="active", note="works until 2027-01-31", verdicts=["ver-000000000002"]),
            suppression(
                2,
                by="address",
                subject="192.0.2.10",
                until=date(2026, 10, 31),
                state="expired",
                note="expired: its last day was 2026-10-31",
            ),
            suppression(
                3, by="mac", subject="00:00:5e:00:53:77", note="matches nothing: no device here has this MAC"
            ),
        ],
    }
    return ResultDocument(**(fields | changes))


def quiet_result(**changes):
    """The same without hostile values: what an ordinary user sees."""
    whole = made_result()
    ordinary = {
        "devices": whole.devices[:3],
        "device_counts": {"phone": 7, "computer": 4, "tv": 1, "unknown": 3},
        "verdicts": whole.verdicts[:3],
        "evidence": whole.evidence[:2],
        "issues": whole.issues[:1],
    }
    return made_result(**(ordinary | changes))


def empty_result(**changes):
    """The same with no device and no policy."""
    nothing = {
        "devices": [],
        "device_counts": {},
        "unknown_devices": [],
        "verdicts": [],
        "policies": [],
        "suppressions": [],
        "issues": [],
    }
    return quiet_result(**(nothing | changes))
