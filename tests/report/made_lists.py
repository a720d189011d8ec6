"""A made result of a list: rows that fail, are open and pass, and one with the worst words strangers may write."""

from datetime import date

from tests.report.made_devices import ESCAPES, MARKUP, RIGHT_TO_LEFT, TEMPLATE, named
from tests.report.made_result import empty_result, suppression

from lamppost.model.result import Asset, Coverage, EvidenceFile, Gap, PolicyRef, RuleRef, Verdict

FILE = "data/our suppliers ü.csv"
HOSTILE = f"{MARKUP}{ESCAPES}{RIGHT_TO_LEFT}{TEMPLATE} [x](https://example.net) @everyone #1 `|` {{0}} www.example.net"
MAKER = named("example-cameras", "Example Cameras", "corroborated")


def asset(number, **changes):
    """One row, of which nothing is known until told."""
    fields = {
        "id": f"ast-{number:012x}",
        "file": FILE,
        "line": number + 1,
        "end_line": number + 1,
        "end_column": 20 + number,
        "maker_text": None,
        "brand_text": None,
        "model_text": None,
        "kind_text": None,
        "nth": 1,
        "kind": "unknown",
        "kind_chain": [],
        "watches": None,
        "maker": None,
        "builder": None,
        "owners": [],
        "builder_owners": [],
        "listings": [],
        "next_proof": None,
    }
    return Asset(**(fields | changes))


def rule(identity="listed-maker", **changes):
    """A rule in its own words."""
    fields = {
        "id": identity,
        "title": "made by a company that the Example Act names",
        "severity": "high",
        "why": "It is made by a company that the Example Act names",
        "remedy": "Replace it.",
        "false_alarms": "A row that names a reseller.",
        "law": "Example Act 2022, section 4",
        "url": "https://laws.example.net/2022/4",
    }
    return RuleRef(**(fields | changes))


def verdict(number, kind, **changes):
    """What the rule says of a row."""
    fields = {
        "id": f"ver-{number:012x}",
        "subject": f"ast-{number:012x}",
        "policy": "example-buying",
        "rule": "listed-maker",
        "kind": kind,
        "severity": "high",
        "reason": "it is made by a company that the Example Act names",
        "question": None,
        "remedy": None,
        "law": "Example Act 2022, section 4",
        "chain": [],
    }
    return Verdict(**(fields | changes))


def list_result(**changes):
    """A result of one list; keyword arguments replace its parts."""
    fields = {
        "as_of": date(2026, 11, 23),
        "evidence": [
            EvidenceFile(
                id="ev-00000000000a",
                path=FILE,
                sha256="c" * 64,
                size_bytes=400,
                format="supplier_list",
                read="whole",
            )
        ],
        "device_counts": {},
        "assets": [
            asset(
                1, maker_text="Example Cameras", model_text="C-1", maker=MAKER, kind="camera", watches=True
            ),
            asset(2, brand_text=HOSTILE),
            asset(3, maker_text="Other"),
            asset(4, maker_text="Excepted"),
            asset(5, maker_text="Elsewhere"),
        ],
        "policies": [
            PolicyRef(
                id="example-buying", name="Example buying rule", sha256="3" * 64, context={}, rules=[rule()]
            )
        ],
        "verdicts": [
            verdict(1, "fail"),
            verdict(2, "open", reason=HOSTILE, question="Who makes it?"),
            verdict(3, "pass"),
            verdict(4, "fail", suppressed_by="sup-000000000001"),
            verdict(5, "notApplicable"),
        ],
        "coverage": Coverage(
            packets=0,
            first_seen_at=None,
            last_seen_at=None,
            hours_with_traffic=0,
            vlan_ids=[],
            connections=0,
            connections_without_name=0,
            rows=5,
            gaps=[Gap(code="kind-unknown", text="rows that do not say what they list", count=4, of=5)],
            next_proofs=["Write into the row what it is."],
        ),
        "suppressions": [
            suppression(
                1,
                policy="example-buying",
                rule="listed-maker",
                by="asset",
                subject="ast-000000000004",
                state="active",
                note="works until 2027-01-31",
                verdicts=["ver-000000000004"],
            )
        ],
    }
    return empty_result(**(fields | changes))
