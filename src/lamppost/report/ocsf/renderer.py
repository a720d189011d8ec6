"""The result as OCSF 1.8.0 (https://schema.ocsf.io/1.8.0), one JSON object a line.

First a Scan Activity (6007) that says what was read and what was not; then a Device Inventory Info (5001) for each device and each
camera of a map, and a Compliance Finding (2003) for each verdict. Rows of lists are resources of findings, and no devices.
"""

from collections.abc import Iterator

import msgspec

from lamppost.model.result import (
    Asset,
    Device,
    Named,
    PolicyRef,
    ResultDocument,
    RuleRef,
    Suppression,
    Verdict,
    gravity,
)
from lamppost.model.sites import Site
from lamppost.model.status import STRONG
from lamppost.report.judged import Judged, judged_by_id
from lamppost.report.ocsf.events import (
    SEVERITIES,
    Json,
    addresses,
    day_began,
    event,
    linked,
    milliseconds,
    present,
)
from lamppost.report.ocsf.scan import scan
from lamppost.report.streets import credits_of, site_name, site_place, sites_of
from lamppost.report.tables.things import Thing, things_of
from lamppost.report.wording import device_name, plain, sentence

FORMAT = "ocsf"
SUFFIX = ".ocsf.json"

INVENTORY, FINDING = (5001, "Device Inventory Info"), (2003, "Compliance Finding")
_UNKNOWN, _IOT = (0, "Unknown"), (7, "IOT")
_TYPES = {"computer": _UNKNOWN, "phone": (5, "Mobile"), "router": (12, "Router"), "unknown": _UNKNOWN}
"""`type_id` of a device by its kind; what is not here is one of the internet of things."""
_STATES: dict[str, tuple[int, str]] = {
    "fail": (3, "Fail"),
    "open": (0, "Unknown"),
    "pass": (1, "Pass"),
    "notApplicable": (99, "Not applicable"),
}
"""`compliance.status_id`: what is open is unknown there too, and never a pass."""


def render(result: ResultDocument) -> str:
    """The events, a line each.

    Args:
        result: The result document; nothing else is read.
    """
    return "".join(pieces(result))


def pieces(result: ResultDocument) -> Iterator[str]:
    """The same, a line at a time."""
    for one in events(result):
        yield msgspec.json.encode(one, order="sorted").decode() + "\n"


def events(result: ResultDocument) -> Iterator[Json]:
    """Every event of a result: the scan, devices in their order, verdicts, the gravest first."""
    yield scan(result)
    for device in result.devices:
        yield _inventory(device, result)
    for site in sites_of(result):
        yield _camera(site, result)
    things = {one.id: one for one in things_of(result)}
    subjects = judged_by_id(result)
    rules = {(policy.id, rule.id): (policy, rule) for policy in result.policies for rule in policy.rules}
    for row in sorted(result.verdicts, key=gravity):
        yield _finding(
            row, things.get(row.subject), subjects.get(row.subject), rules.get((row.policy, row.rule)), result
        )


def _inventory(device: Device, result: ResultDocument) -> Json:
    at = milliseconds(device.last_seen_at)
    made = event(result, device.id, INVENTORY, (2, "Collect"), day_began(result) if at is None else at)
    made["device"] = _device(device)
    made["message"] = plain(f"{device_name(device)}, as of {result.as_of}")
    made["observables"] = _observables(device)
    named = [("maker", device.maker), ("builder", device.builder)]
    named += [("owner", owner) for owner in device.owners] + [
        ("owner of the builder", one) for one in device.builder_owners
    ]
    made["enrichments"] = [_enrichment(role, who) for role, who in named if who is not None]
    made["unmapped"] = present({
        "destinations": [
            present({
                "name": None if there.name is None else plain(there.name),
                "address": plain(there.address),
                "operator": f"{plain(there.operator.name)} ({there.operator.status})" if there.operator else None,
                "address_registered_in": there.registered_in,
                "sent_bytes": there.sent_bytes,
                "received_bytes": there.received_bytes,
            })
            for there in device.destinations
        ],
        "lists": _lists(device),
        "next_proof": None if device.next_proof is None else plain(device.next_proof),
    })  # fmt: skip
    return present(made)


def _device(device: Device) -> Json:
    """The device; its vendor only where the maker is more than a candidate."""
    held = addresses(device.addresses)
    type_id, caption = _TYPES.get(device.kind, _IOT)
    maker = device.maker
    return present({
        "uid": device.id,
        "name": plain(device_name(device)),
        "type_id": type_id,
        "type": caption,
        "desc": device.kind.replace("_", " "),
        "ip": held[0] if held else None,
        "mac": device.mac,
        "mac_vendor": None if device.mac_registrant is None else plain(device.mac_registrant),
        "network_interfaces": [present({"ip": ip, "mac": device.mac, "type_id": 0}) for ip in held[1:]],
        "vendor_name": plain(maker.name) if maker and maker.status in STRONG else None,
        "model": plain(device.model.text) if device.model else None,
        "first_seen_time": milliseconds(device.first_seen_at),
        "last_seen_time": milliseconds(device.last_seen_at),
    })  # fmt: skip


def _observables(device: Device) -> list[Json]:
    found = [
        {"name": "device.ip", "type": "IP Address", "type_id": 2, "value": one}
        for one in addresses(device.addresses)
    ]
    if device.mac:
        found.append({"name": "device.mac", "type": "MAC Address", "type_id": 3, "value": device.mac})
    return [dict(one) for one in found]


def _enrichment(role: str, who: Named) -> Json:
    """An organisation, how sure it is, and its chain."""
    return present({
        "name": role,
        "value": f"{plain(who.name)} ({who.status})",
        "data": {
            "organisation": who.id,
            "status": who.status,
            "disproof": plain(who.disproof),
            "chain": [linked(link) for link in who.chain],
        },
    })  # fmt: skip


def _finding(
    row: Verdict,
    thing: Thing | None,
    subject: Judged | None,
    told: tuple[PolicyRef, RuleRef] | None,
    result: ResultDocument,
) -> Json:
    made = event(
        result,
        row.id,
        FINDING,
        (1, "Create"),
        day_began(result),
        row.severity if row.kind == "fail" else "informational",
    )
    name = plain(subject.name) if subject else plain(row.subject)
    policy, rule = told or (None, None)
    title = rule.title if rule else row.rule
    made["message"] = f"{name}: {sentence(plain(row.reason))}"
    made["finding_info"] = present({
        "uid": row.id,
        "title": plain(title),
        "desc": plain(row.reason),
        "types": [plain(row.policy)],
        "data_sources": sorted({plain(link.source) for link in row.chain}),
        "src_url": plain(rule.url) if rule and rule.url.startswith("https://") else None,
    })  # fmt: skip
    made["compliance"] = _compliance(row, policy)
    made["status_id"], made["status"] = (3, "Suppressed") if row.suppressed_by else (1, "New")
    made["resources"] = [
        present(
            {
                "uid": plain(row.subject),
                "name": name,
                "type": _type(thing),
            }
        )
    ]
    if isinstance(thing, Device):
        made["device"] = _device(thing)
    if row.remedy:
        made["remediation"] = {"desc": plain(row.remedy)}
    made["evidences"] = [{"data": linked(link)} for link in row.chain]
    held = None if row.suppressed_by is None else _excepted(row.suppressed_by, result)
    if held is not None:
        made["comment"] = plain(f"{held.who}, until {held.until}: {held.why} ({held.file}:{held.line})")
    made["unmapped"] = present({
        "question": None if row.question is None else plain(row.question),
        "place": None if subject is None else plain(subject.place),
    })  # fmt: skip
    return present(made)


def _type(thing: Thing | None) -> str:
    if isinstance(thing, Device):
        return "device"
    return "row of a list" if isinstance(thing, Asset) else "camera of a map"


def _camera(one: Site, result: ResultDocument) -> Json:
    """A camera of a map, with what nobody on the network told: no address, and the day of the map."""
    made = event(result, one.id, INVENTORY, (2, "Collect"), day_began(result))
    name = plain(site_name(one))
    type_id, caption = _TYPES.get(one.kind, _IOT)
    maker = one.maker
    made["device"] = present({
        "uid": one.id,
        "name": name,
        "type_id": type_id,
        "type": caption,
        "desc": one.kind.replace("_", " "),
        "vendor_name": plain(maker.name) if maker and maker.status in STRONG else None,
    })  # fmt: skip
    made["message"] = f"{name}, as of {result.as_of}"
    named = [("operator", one.operator), ("maker", maker), ("builder", one.builder)]
    named += [("owner", owner) for owner in one.owners]
    named += [("owner of the builder", owner) for owner in one.builder_owners]
    made["enrichments"] = [_enrichment(role, who) for role, who in named if who is not None]
    made["unmapped"] = present({
        "place": plain(site_place(one)),
        "lat_deg": one.lat_deg,
        "lon_deg": one.lon_deg,
        "present": one.present,
        "kind_status": one.kind_status,
        "operator_kind": one.operator_kind,
        "covers": one.covers,
        "zone": None if one.zone is None else plain(one.zone),
        "directions_deg": one.directions_deg,
        "lists": _lists(one),
        "next_proof": None if one.next_proof is None else plain(one.next_proof),
        "credits": [plain(text) for text in credits_of(result)],
    })  # fmt: skip
    return present(made)


def _lists(one: Device | Site) -> list[Json]:
    return [
        {"list": plain(row.list), "named": plain(row.named), "since": plain(row.since), "status": row.status}
        for row in one.listings
    ]


def _excepted(identifier: str, result: ResultDocument) -> Suppression | None:
    return next((one for one in result.suppressions if one.id == identifier), None)


def _compliance(row: Verdict, policy: PolicyRef | None) -> Json:
    status_id, status = _STATES[row.kind]
    severity_id, severity = SEVERITIES[row.severity]
    check = {
        "uid": plain(f"{row.policy}/{row.rule}"),
        "name": plain(row.rule),
        "severity_id": severity_id,
        "severity": severity,
    }
    return present({
        "control": plain(f"{row.policy}/{row.rule}"),
        "standards": [plain(policy.name if policy else row.policy)],
        "requirements": [plain(row.law)] if row.law else [],
        "status_id": status_id,
        "status": status,
        "status_detail": plain(row.reason),
        "checks": [check | {"status_id": status_id, "status": status}],
    })  # fmt: skip
