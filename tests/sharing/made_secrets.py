"""A made result with a canary in every place where a stranger or the user can put one."""

import base64
from datetime import date

import msgspec
from tests.report.made_devices import destination, device, named
from tests.report.made_result import made_result, suppression
from tests.report.made_street import band, site, street, tagged

from lamppost.model.ids import make_id
from lamppost.model.reach import Exchange
from lamppost.model.result import (
    EvidenceFile,
    Issue,
    Link,
    Model,
    Note,
    Observed,
    PackRef,
    Reply,
    Table,
)
from lamppost.model.sites import Sampling, SeenBy, Share, WalkSeen

REGISTER = "canary-register.csv"
HOME = ["node/9990001117", "50.123456", "30.654321", "site-00000000000b", "CanaryBell"]
"""What tells of the camera of a home."""
KEY = b"a key of the tests, of 32 bytes or more"
DAY = date(2026, 11, 27)
FILE = "canary-office-Anna.pcap"
MAC, MAC_TAIL = "08:00:27:a1:b2:c3", "a1b2c3"
ADDRESS, SIX, LINK_LOCAL = "192.168.77.201", "2001:db8:77::201", "fe80::a00:27ff:fea1:b2c3"
HOST, OUTSIDE = "canary-nvr.annas-home.example.net", "198.51.100.201"
WORDS = [
    *(
        "canary-office-Anna",
        HOST,
        "annas-home",
        "Anna-iPhone",
        "CanaryMaker",
        "CanaryOperator",
        "CanaryTable",
    ),
    *(
        "canary who",
        "canary why",
        "canary.toml",
        "canary label",
        "canary context",
        "canary-own-pack",
        "CanarySigner",
    ),
    *(
        "canary reply",
        "CanaryCouncil",
        "canary-answer",
        "CanaryBuilder",
        "CanaryModel",
        f"reply-{'ca' * 8}",
    ),
    *(
        "canary site",
        "canary cell",
        "CanaryList",
        "canary-policy",
        "canary-rule",
        "canary words",
        "canary-serial",
    ),
]


def said(field, value, rule=None, source=FILE, subject=MAC):
    """An observation."""
    return Link(
        subject=subject,
        property=field,
        value=value,
        source=source,
        source_class="party",
        match="exact_id",
        day="2026-11-02",
        locator="frame 12",
        rule=rule,
    )


def own(value):
    """A statement of a pack of the user's."""
    return msgspec.structs.replace(
        said("owner", value),
        statement="canary-own-pack-1",
        source="canary-own-pack",
        url="https://canary-own-pack.example.net",
        original="canary words",
        from_own_pack=True,
    )


def watched(**changes):
    """A camera that bears canaries in everything that is said of it."""
    identity = make_id("dev", MAC)
    names = [
        said("name", HOST),
        said("label", "canary label 7"),
        said("http.realm", "Anna-iPhone", "no-such-rule"),
        msgspec.structs.replace(
            said("reply.maker", "CanaryMaker", f"reply-{'ca' * 8}", source="CanaryCouncil"),
            locator=f"canary-answer.pdf (SHA-256 {'ca' * 32})",
        ),
    ]
    maker = named(None, "CanaryMaker", "candidate", *names, own("CanaryMaker"))
    operator = named(
        None, "CanaryOperator", "corroborated", said("operator", "CanaryOperator", source="CanaryTable")
    )
    fields = {
        "id": identity,
        "mac": MAC,
        "addresses": [LINK_LOCAL, SIX, ADDRESS],
        "evidence": FILE,
        "maker": maker,
        "builder": named("canary-own-pack-maker", "CanaryMaker 2", "candidate", own("canary words")),
        "kind_chain": names,
        "model": Model(
            text=f"DCS-{MAC_TAIL}", chain=[said("mdns.host", "axis-080027a1b2c3", "axis-default-host-name")]
        ),
        "firmware": Model(
            text="1.0 Anna-iPhone", chain=[said("http.server", "Ver Anna-iPhone", "axis-model")]
        ),
        "destinations": [
            destination(
                1,
                id=make_id("dst", MAC, HOST, OUTSIDE),
                name=HOST,
                address=OUTSIDE,
                evidence=FILE,
                operator=operator,
                registered_source="CanaryTable",
                exchanges=[exchange_of()],
            )
        ],
        "next_proof": f"Read the label of the device at {ADDRESS}; CanaryMaker, {MAC}, {MAC.upper()}, {HOST}.",
        "tried": [f"its MAC block of {MAC.replace(':', '-')}", f"{SIX} in {FILE}"],
        "observed": [
            Observed(evidence="self_description", link=names[2], model="Anna-iPhone", firmware="canary words")
        ],
        "notes": [
            Note(kind="label", text="canary label 7", seen_on=date(2026, 11, 20), maker="CanaryMaker"),
            Note(
                kind="reply",
                text="canary reply 7",
                seen_on=date(2026, 11, 21),
                maker="CanaryMaker",
                reply=Reply(
                    sender="CanaryCouncil",
                    source_class="official",
                    file="canary-answer.pdf",
                    sha256="ca" * 32,
                    builder="CanaryBuilder",
                    model="CanaryModel",
                ),
            ),
        ],
    }
    return device(7, **(fields | changes))


def exchange_of():
    """What went over a port."""
    return Exchange(
        port="tcp/443",
        opened_by="device",
        connections=1,
        sent_bytes=10,
        received_bytes=10,
        sent_packets=1,
        received_packets=1,
        active_s=1.0,
        traffic="unknown",
        first_row=12,
        evidence=FILE,
        community_id="1:LQU9qZlK+B5F3KDmev6m5PMibrg=",
    )


def secret_sites():
    """A camera that only a register tells of, and one of a home; each bears canaries in all that is said of it."""
    said_so = {
        "maker": named(None, "CanaryMaker", "candidate", tagged("site-00000000000a", "manufacturer", "CanaryMaker", "row 7", REGISTER)),
        "operator": named(None, "CanaryEstates", "candidate", tagged("site-00000000000a", "operator", "CanaryEstates", "row 7", REGISTER)),
        "operator_kind": "business", "zone": "CanaryZone", "maker_text": "CanaryMaker", "brand_text": "CanaryMaker",
        "model_text": "canary model", "mount": "CanaryZone", "started_on": "CanaryZone",
        "next_proof": "Ask CanaryEstates.",
    }  # fmt: skip
    registered = site(10, file=REGISTER, locator="row 7", ref="canary-row-7", source="register", **said_so)
    home = site(
        11, is_home=True, blurred_m=30, kind="doorbell", ref="node/9990001117", locator="node/9990001117", lat_deg=50.123456,
        lon_deg=-30.654321, **(said_so | {"maker_text": "CanaryBell", "next_proof": "Ask at node/9990001117."}),
    )  # fmt: skip
    return [site(1), registered, home]


def secret_street():
    """A place of which a register and a walk tell more than others may know."""
    by = [
        SeenBy(
            site="site-000000000001",
            metres=band(4711.375, 4711.375, 4711.375),
            told_apart_m=band(0.0, 0.0, 0.0),
        )
    ]
    walk = WalkSeen(
        what="walk",
        length_m=4711.375,
        seen_m={"detection": band(1.0, 2.0, 4711.375)},
        told_apart_m={},
        by_site=by,
    )
    share = Share(
        level="detection", px_per_m=25.0, walls="with_walls", unknown_directions="all_round", by="operator",
        value="CanaryEstates", seen_m=band(1.0, 2.0, 3.0), share=band(0.1, 0.2, 0.3),
    )  # fmt: skip
    look = Sampling(margin=0.1, sites=3, of=3, chosen=[one.id for one in secret_sites()], words="Look at 3.")
    return street(
        walks=[walk], shares=[share], sampling=[look], counts={"operator": {"CanaryEstates": 1}, "zone": {"CanaryZone": 2}}
    )  # fmt: skip


def secret_result(**changes):
    """The result."""
    base = made_result()
    camera = watched()
    policy = msgspec.structs.replace(
        base.policies[0],
        id="canary-policy",
        name="canary words",
        context={"canary context": "canary context", "site": True},
    )
    verdict = msgspec.structs.replace(
        base.verdicts[0],
        subject=camera.id,
        policy="canary-policy",
        rule="canary-rule",
        reason=f"the maker, CanaryMaker, at {ADDRESS}",
        chain=[*camera.maker.chain, *camera.kind_chain],
        asked={"canary context": "canary context", "maker": "CanaryMaker", "operators": ["CanaryOperator"]},
    )
    issues = [
        Issue(
            evidence=FILE,
            row=1,
            what=f"this file and {FILE} are the same",
            expected="",
            hint=f"not {ADDRESS}",
        ),
        Issue(
            evidence="canary cell.csv",
            row=2,
            what="'canary cell' is no kind",
            expected="canary cell",
            hint="canary cell",
        ),
    ]
    parts = {
        "packs": [
            PackRef(
                id="canary-own-pack", version="canary words", day="2026-11-22", sha256="2" * 64, licence="canary words",
                origin="user", signed_by="CanarySigner",
            )
        ],
        "policies": [policy],
        "tables": [Table(id="CanaryTable", version="canary words", day=None, use="canary words")],
        "evidence": [EvidenceFile(id="ev-abcdefabcdef", path=FILE, sha256="ab" * 32, size_bytes=61_204_118, format="pcap", read="whole")],
        "devices": [camera],
        "sites": secret_sites(),
        "street": secret_street(),
        "verdicts": [verdict],
        "issues": issues,
        "suppressions": [
            suppression(1, policy="canary-policy", rule="canary-rule", by="mac", subject=MAC, who="canary who", why="canary why", file="canary.toml"),
            suppression(2, by="address", subject=ADDRESS, who="canary who", why="canary why", file="canary.toml"),
        ],
        "coverage": msgspec.structs.replace(base.coverage, next_proofs=[f"Read the label at {ADDRESS} of CanaryMaker."]),
    }  # fmt: skip
    return made_result(**(parts | changes))


def spellings(word):
    """A word as it is, and as it could be hidden: other letters, backwards, in hex, in base64 at each of three places."""
    octets = word.encode()
    inside = [base64.b64encode(b"\0" * at + octets)[-(-at * 4 // 3) + 1 : -4].decode() for at in range(3)]
    return {word, word.upper(), word.lower(), word[::-1], octets.hex(), octets.hex().upper(), *inside}


def of_mac(mac):
    """A MAC address as people and programs write it, and as IPv6 addresses hold it (RFC 4291)."""
    digits = mac.replace(":", "")
    dotted = ".".join(digits[at : at + 4] for at in (0, 4, 8))
    return {
        mac,
        mac.upper(),
        mac.replace(":", "-"),
        digits,
        digits.upper(),
        dotted,
        f"{digits[6:8]}:{digits[8:]}",
        digits[6:],
    }
