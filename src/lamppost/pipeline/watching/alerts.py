"""What is new and matters, as records that programs read: a device that watches, a destination, a verdict."""

from typing import Literal

import msgspec

from lamppost.model.ids import make_id
from lamppost.model.reach import Destination
from lamppost.model.result import Device, ResultDocument, Verdict

VERDICTS = ("fail", "open")


class Alert(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that was not there before; one line of JSON."""

    id: str
    """The same whenever the same thing is told again."""
    what: Literal["device", "destination", "verdict"]
    as_of: str
    seen_at: str
    """When the evidence showed it last, in UTC."""
    device: str
    """Id of the device, or of the row, that it is about."""
    address: str | None = None
    mac: str | None = None
    kind: str | None = None
    watches: bool | None = None
    maker: str | None = None
    maker_status: str | None = None
    destination: str | None = None
    """Id of the destination."""
    name: str | None = None
    to_address: str | None = None
    operator: str | None = None
    registered_in: str | None = None
    ports: list[str] = []
    verdict: str | None = None
    """Id of the verdict."""
    policy: str | None = None
    rule: str | None = None
    says: str | None = None
    """`fail`, or `open`: cannot tell."""
    severity: str | None = None
    reason: str | None = None
    evidence: str | None = None
    row: int | None = None


def alerts_of(result: ResultDocument) -> list[Alert]:
    """Everything in a document that is told once: devices, then their destinations, then verdicts.

    A device that may watch, and of which nothing shows that it does, is told when something does.

    Args:
        result: The document.
    """
    found = []
    for device in result.devices:
        if device.watches:
            found.append(_device(device, result))
        found += [_destination(device, one, result) for one in device.destinations]
    devices = {one.id: one for one in result.devices}
    suppressed = (one.suppressed_by is not None for one in result.verdicts)
    found += [
        _verdict(one, devices.get(one.subject), result)
        for one, is_suppressed in zip(result.verdicts, suppressed, strict=True)
        if one.kind in VERDICTS and not is_suppressed
    ]
    return found


def _device(device: Device, result: ResultDocument) -> Alert:
    maker = device.maker
    return Alert(
        id=make_id("alt", "device", device.id),
        what="device",
        as_of=result.as_of.isoformat(),
        seen_at=device.last_seen_at,
        device=device.id,
        address=_address(device),
        mac=device.mac,
        kind=device.kind,
        watches=device.watches,
        maker=maker.name if maker else None,
        maker_status=maker.status if maker else None,
        evidence=device.evidence,
        row=device.first_row,
    )


def _destination(device: Device, one: Destination, result: ResultDocument) -> Alert:
    return Alert(
        id=make_id("alt", "destination", one.id),
        what="destination",
        as_of=result.as_of.isoformat(),
        seen_at=one.last_seen_at,
        device=device.id,
        address=_address(device),
        mac=device.mac,
        destination=one.id,
        name=one.name,
        to_address=one.address,
        operator=one.operator.name if one.operator else None,
        registered_in=one.registered_in,
        ports=one.ports,
        evidence=one.evidence,
        row=one.first_row,
    )


def _verdict(one: Verdict, device: Device | None, result: ResultDocument) -> Alert:
    return Alert(
        id=make_id("alt", "verdict", one.id, one.kind),
        what="verdict",
        as_of=result.as_of.isoformat(),
        seen_at=device.last_seen_at if device else "",
        device=one.subject,
        address=_address(device) if device else None,
        mac=device.mac if device else None,
        verdict=one.id,
        policy=one.policy,
        rule=one.rule,
        says=one.kind,
        severity=one.severity,
        reason=one.reason,
    )


def _address(device: Device) -> str | None:
    return device.addresses[-1] if device.addresses else None
