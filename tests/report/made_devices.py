"""Made devices: addresses, names and numbers set aside for documentation (RFC 5737, 3849, 2606, 5398, 7042)."""

from tests.report.made_links import FILE, said, seen
from tests.report.made_reach import OPERATOR_LAW, OWNER_LAW, exchange, ground, hostile_law, seat

from lamppost.model.reach import Mark, Outcomes
from lamppost.model.result import Destination, Device, Link, Listing, Model, Named, Place

MARKUP = "<script>alert('x')</script><img src=x onerror=alert(1)>"
ESCAPES = "\x1b[31mred\x1b[0m\x1b]8;;http://example.net\x07link\x1b]8;;\x07\x9b2J\x00\x7f"
RIGHT_TO_LEFT = "abc\u202egnp.exe\u2066\u200f\u200b"
FORMULA = '=HYPERLINK("http://example.net";"open")'
TEMPLATE = "{{ 7 * 7 }}{% raw %}"
LONG_NAME = "Example Intelligent Video Surveillance and Access Control Technology Holding " * 3
CJK = "示例摄像头股份有限公司" * 6
LONG_HOST = "a" * 4988 + ".example.net"
STACKED = "e" + "\u0301" * 400
HOSTILE = [MARKUP, ESCAPES, RIGHT_TO_LEFT, FORMULA, TEMPLATE, LONG_NAME, CJK, LONG_HOST, STACKED]


def named(identity, name, status, *chain, disproof="A label or an invoice that names another maker."):
    """An organisation with its chain."""
    return Named(id=identity, name=name, status=status, chain=list(chain), disproof=disproof)


def destination(number, **changes):
    """One place outside that a device talked to."""
    fields = {
        "id": f"dst-{number:012x}",
        "name": "relay.example.net",
        "address": "198.51.100.7",
        "service_of": None,
        "role": None,
        "operator": None,
        "as_number": None,
        "registered_in": None,
        "registered_source": None,
        "located_in": None,
        "sent_bytes": 0,
        "received_bytes": 0,
        "ports": ["tcp/443"],
        "first_row": 118,
        "evidence": FILE,
        "first_seen_at": "2026-11-02T08:01:12Z",
        "last_seen_at": "2026-11-02T17:20:00Z",
        "laws": [],
    } | changes
    return Destination(**fields)


def device(number, **changes):
    """One device that watches, with nothing known about it until told."""
    fields = {
        "id": f"dev-{number:012x}",
        "mac": f"00:00:5e:00:53:{number:02x}",
        "addresses": [f"192.0.2.{number}"],
        "kind": "camera",
        "kind_chain": [],
        "watches": True,
        "maker": None,
        "builder": None,
        "model": None,
        "firmware": None,
        "owners": [],
        "destinations": [],
        "listings": [],
        "reach": "outside" if changes.get("destinations") else "silent",
        "inside_only": False,
        "first_seen_at": "2026-11-02T08:00:03Z",
        "last_seen_at": "2026-11-02T17:31:40Z",
        "first_row": 5,
        "evidence": FILE,
        "next_proof": None,
        "tried": [],
    } | changes
    return Device(**fields)


CLOUD = named(
    "example-cloud",
    "Example Cloud",
    "confirmed",
    said("198.51.100.0/24", "operated_by", "Example Cloud", "example-cloud-range"),
    disproof="A registry entry for that day that names another holder.",
)
SERVICE = named(
    "example-cameras",
    "Example Cameras",
    "corroborated",
    seen("name", "relay.example.net", 118, rule="example-cameras-relay-name"),
    said("relay.example.net", "service_of", "Example Cameras", "example-cameras-relay", source_class="party"),
    disproof="A document of another company that names this host as its own.",
)
LIST_LINK = said(
    "Example Cameras Co., Ltd.",
    "listed_on",
    "EACL, as “Example Cameras Co., Ltd.”, since 2022-11-25",
    "example-authority-list-0007",
    source="Example Authority covered list, Example Authority",
    locator="row 7",
    original="Example Cameras Co., Ltd., video equipment for public safety",
)
LAW_LINK = Link(
    subject="listed-maker",
    property="law",
    value="Example Act 2022, section 4",
    source="Example Act 2022, section 4",
    source_class="official",
    match="exact_id",
    day="2026-10-30",
    locator="Example Act 2022, section 4",
    url="https://laws.example.net/2022/4",
    original="No contractor shall buy equipment of a maker on the covered list.",
    rule="listed-maker",
)
OWNER_LINK = said(
    "Example Cameras", "owner", "Example Holding", "example-cameras-owner-2025", source_class="party"
)


def known_camera():
    """A camera whose maker two kinds of evidence name, on a list, with an open verdict."""
    ssdp = seen("ssdp.server", "ExampleOS/2 UPnP/1.1 EX-200/4.1", 5, rule="example-cameras-ssdp")
    cloud = seen("name", "relay.example.net", 118, rule="example-cameras-relay")
    reads = said(
        "example-cameras-ssdp",
        "fingerprint",
        "made by Example Cameras, a camera",
        "example-cameras-ssdp",
        source="Example Cameras network guide (Example Cameras)",
        source_class="party",
        match="exact_name",
        original=None,
        status=None,
    )
    return device(
        0x10,
        addresses=["192.0.2.16", "2001:db8::16"],
        kind_chain=[seen("mdns.service", "_example-camera._tcp.local", 9, rule="example-camera-service")],
        maker=named(
            "example-cameras", "Example Cameras", "corroborated", ssdp, reads, cloud, SERVICE.chain[1]
        ),
        builder=named(
            "example-works",
            "Example Works",
            "candidate",
            said(
                "Example Cameras",
                "built_by",
                "Example Works",
                "example-works-oem",
                source_class="independent",
            ),
        ),
        model=Model(text="EX-200", chain=[ssdp, reads]),
        firmware=Model(text="4.1", chain=[ssdp, reads]),
        owners=[
            named(
                "example-holding",
                "Example Holding",
                "confirmed",
                OWNER_LINK,
                disproof="A later annual report that names another holder of the shares.",
            )
        ],
        listings=[
            Listing(
                list="example-authority",
                list_name="Example Authority covered list",
                named="Example Cameras Co., Ltd.",
                organisation="example-cameras",
                since="2022-11-25",
                until=None,
                status="confirmed",
                since_capture=True,
                chain=[LIST_LINK],
            )
        ],
        destinations=[
            destination(
                1,
                service_of=SERVICE,
                role="relay",
                operator=CLOUD,
                as_number=64496,
                registered_in="no",
                registered_source="Example registry table",
                located_in=Place(country="de", source="Example location table"),
                sent_bytes=48_211_904,
                received_bytes=1_204_110,
                ports=["tcp/443", "udp/3478"],
                operator_seats=[seat("no", "Example Cloud")],
                service_seats=[seat("de", "Example Cameras", by="based_in", status="candidate")],
                marks=[
                    Mark(
                        kind="relay",
                        status="corroborated",
                        chain=[said("relay.example.net", "role", "relay", "example-cameras-relay")],
                    )
                ],
                exchanges=[
                    exchange(
                        "tcp/443",
                        "bulk_upload",
                        sent_bytes=48_200_000,
                        received_bytes=1_200_000,
                        sent_packets=41_000,
                        received_packets=21_000,
                        active_s=3_600.0,
                        connections=6,
                        outcomes=Outcomes(established=3, refused=1, unanswered=1),
                        first_row=131,
                        evidence="front-door.pcapng",
                        community_id="1:wCb3OG7yAFWelaUydu0D+125CLM=",
                    ),
                    exchange(
                        "udp/3478", "signalling", sent_bytes=11_904, received_bytes=4_110, opened_by="outside"
                    ),
                ],
                opened_by="both",
                traffic="bulk_upload",
                laws=[OPERATOR_LAW],
            ),
            destination(
                2,
                name="time.example.net",
                address="203.0.113.5",
                role="time",
                operator=named("example-net", "Example Net", "candidate", CLOUD.chain[0]),
                registered_in="gb",
                registered_source="Example registry table",
                sent_bytes=9_120,
                received_bytes=9_120,
                ports=["udp/123"],
                exchanges=[exchange("udp/123", "time")],
                traffic="time",
                first_row=64,
            ),
            destination(3, name=None, address="2001:db8:ffff::9", sent_bytes=702_118, first_row=902),
        ],
        laws=[OWNER_LAW],
        law_grounds=[ground(OWNER_LAW, OWNER_LINK), ground(OPERATOR_LAW)],
    )


def block_camera():
    """A camera of which only the MAC block speaks."""
    return device(
        0x11,
        kind="doorbell",
        watches=None,
        maker=named(
            "example-chips",
            "Example Chips",
            "candidate",
            seen("mac_block", "00:00:5e", 31, subject="00:00:5e:00:53:11", rule="example-chips-block"),
            said("00:00:5e", "mac_block_registrant", "Example Chips Corp.", "example-chips-block"),
            disproof="a label or invoice that names another maker: the block names the maker of a network part",
        ),
        next_proof="Read the label on the back of the doorbell and enter it with lamppost note.",
        tried=[
            "what it says of itself: nothing heard",
            "the names it asks for: none",
            "its certificate: none",
        ],
        reach="inside_only",
        inside_only=True,
        first_row=31,
    )


def unnamed_camera():
    """A camera of a kind that shows, and of a maker that nothing names."""
    return device(
        0x13,
        kind_chain=[seen("onvif.types", "NetworkVideoTransmitter", 77, rule="onvif-device")],
        destinations=[
            destination(9, name=None, address="203.0.113.77", sent_bytes=88_000, registered_in="no")
        ],
        next_proof="Read the label of the device at 192.0.2.19.",
        tried=[
            "what it says of itself: heard onvif.types; no fingerprint knows the value",
            "the names it asks for: none seen",
            "its MAC block: hidden, randomised or in no table",
        ],
        first_row=77,
    )


def hostile_camera():
    """A camera of which everything that can be hostile is hostile."""
    return device(
        0x12,
        addresses=["192.0.2.18", MARKUP, ESCAPES],
        kind="recorder",
        kind_chain=[seen("onvif.scope", value, 40 + row) for row, value in enumerate(HOSTILE)],
        maker=named(
            None, CJK, "disputed", *(seen("ssdp.server", v, 60, rule="r") for v in HOSTILE), disproof=MARKUP
        ),
        model=Model(text=RIGHT_TO_LEFT + FORMULA, chain=[seen("ssdp.server", ESCAPES, 61)]),
        owners=[
            named(
                None, LONG_NAME, "stale", said(CJK, "owner", MARKUP, "hostile-1", url="javascript:alert(1)")
            )
        ],
        destinations=[
            destination(
                0x20 + row,
                name=value,
                sent_bytes=10 ** (row + 1),
                operator=named("x", value, "candidate", said(value, "operator", value, f"hostile-op-{row}")),
                operator_seats=[seat("no", value)],
                registered_in="no" if row % 2 else None,
                exchanges=[exchange(value, "unknown", first_row=row, evidence=value, community_id=value)],
                laws=[hostile_law(row, value)],
            )
            for row, value in enumerate(HOSTILE)
        ],
        listings=[
            Listing(
                list="example-other",
                list_name=MARKUP,
                named=CJK,
                organisation="x",
                since="2026-11-20",
                until="2027-01-01",
                status="candidate",
                since_capture=False,
                chain=[said(CJK, "listed_on", MARKUP, "hostile-2", original=LONG_NAME + ESCAPES)],
            )
        ],
        law_grounds=[ground(hostile_law(row, value)) for row, value in enumerate(HOSTILE)],
        next_proof=MARKUP + ESCAPES,
    )
