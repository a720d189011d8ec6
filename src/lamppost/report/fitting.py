"""How every report says which rows of a list are which devices of a network, and what only one of them has."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from lamppost.model.inventory import Joined
from lamppost.model.language import tr, tr_n
from lamppost.model.result import Asset, Device, Inventory, ResultDocument
from lamppost.model.saying import noted
from lamppost.report.judged import asset_name, asset_place
from lamppost.report.wording import device_name, kind_count, plain

TITLES = {
    "disagree": noted("Listed and seen, and they disagree"),
    "not-listed": noted("Seen, and on no list"),
    "not-seen": noted("Listed, and not seen"),
    "ambiguous": noted("Listed, and several here answer to it"),
    "not-sought": noted("Listed with nothing to look for"),
    "agree": noted("Listed and seen, and nothing disagrees"),
}
"""What each group is headed with, by its code, the gravest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """One row, one device, or both where they are the same thing."""

    name: str
    place: str
    """Where the row stands; of a device nothing."""
    id: str
    """Of the row, else of the device."""
    device: str | None = None
    """What the device of a row is called."""
    device_id: str | None = None
    lines: list[str] = field(default_factory=list)
    """What is said of it, a sentence each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What one question is answered with."""

    code: str
    title: str
    note: str
    """What the answer does not say; empty where that is nothing."""
    fits: list[Fit]


def groups(result: ResultDocument) -> list[Group]:
    """What is to be looked at, the gravest first; none where lists and captures were not looked at together.

    Args:
        result: The result document.
    """
    if result.inventory is msgspec.UNSET:
        return []
    held = result.inventory
    rows = {one.id: one for one in result.assets}
    devices = {one.id: one for one in result.devices}
    differing = [one for one in held.joined if one.disagreements]
    agreeing = [one for one in held.joined if not one.disagreements]
    made = [
        Group(
            code="disagree",
            title=tr(TITLES["disagree"]),
            note=tr(
                "Which of them is right is not decided here: a list may be old, and a device may say anything."
            ),
            fits=[_joined(one, rows, devices) for one in differing],
        ),
        Group(
            code="not-listed",
            title=tr(TITLES["not-listed"]),
            note=_besides(held),
            fits=[_device(devices[one]) for one in held.not_listed if one in devices],
        ),
        Group(
            code="not-seen",
            title=tr(TITLES["not-seen"]),
            note=tr("Not seen in this evidence: it may be silent, elsewhere, or answer to another address."),
            fits=[_row(rows[one]) for one in held.not_seen],
        ),
        Group(
            code="ambiguous",
            title=tr(TITLES["ambiguous"]),
            note=tr("Which of them is meant cannot be told without the MAC address."),
            fits=[_row(rows[one]) for one in held.ambiguous],
        ),
        Group(
            code="not-sought",
            title=tr(TITLES["not-sought"]),
            note=tr("These rows hold neither a MAC address nor an IP address nor a host name."),
            fits=[_row(rows[one]) for one in held.not_sought],
        ),
        Group(
            code="agree",
            title=tr(TITLES["agree"]),
            note=tr("Nothing that was seen says otherwise; that is not the same as confirmed."),
            fits=[_joined(one, rows, devices) for one in agreeing],
        ),
    ]
    return [one for one in made if one.fits or one.code == "not-listed"]


def codes(result: ResultDocument) -> dict[str, str]:
    """The group of each device and each row, by its id; none where lists and captures were not looked at together."""
    if result.inventory is msgspec.UNSET:
        return {}
    held = result.inventory
    found = dict.fromkeys(held.not_listed, "not-listed") | dict.fromkeys(held.not_seen, "not-seen")
    found |= dict.fromkeys(held.ambiguous, "ambiguous") | dict.fromkeys(held.not_sought, "not-sought")
    for one in held.joined:
        code = "disagree" if one.disagreements else "agree"
        found[one.row] = code
        if one.device is not None and found.get(one.device) != "disagree":
            found[one.device] = code
    return found


def fits_of(result: ResultDocument, identity: str) -> list[Fit]:
    """The rows that list a device, or what is known of the device of a row.

    Args:
        result: The result document.
        identity: Id of the device or the row.
    """
    return [
        fit
        for group in groups(result)
        for fit in group.fits
        if identity in (fit.id, fit.device_id) and fit.lines
    ]


def headline(result: ResultDocument) -> str:
    """`4 rows: 2 seen here, 1 not seen, of 1 it cannot be told whether; 1 disagrees with what was seen`."""
    held = result.inventory
    if held is msgspec.UNSET:
        return ""
    unsure = len(held.ambiguous) + len(held.not_sought)
    counted = [tr_n("{n} seen here", "{n} seen here", len(held.joined))]
    if held.not_seen:
        counted.append(tr_n("{n} not seen", "{n} not seen", len(held.not_seen)))
    if unsure:
        counted.append(tr_n("of {n} it cannot be told whether", "of {n} it cannot be told whether", unsure))
    told = tr(
        "{rows}: {counts}",
        rows=tr_n("{n} row", "{n} rows", len(result.assets)),
        counts=", ".join(counted),
    )
    differing = sum(bool(one.disagreements) for one in held.joined)
    listless = len(held.not_listed)
    parts = [told]
    if differing:
        parts.append(tr_n("{n} disagrees with what was seen", "{n} disagree with what was seen", differing))
    if listless:
        parts.append(
            tr_n(
                "{n} device that watches or listens, or may, is on no list",
                "{n} devices that watch or listen, or may, are on no list",
                listless,
            )
        )
    return "; ".join(parts)


def _joined(one: Joined, rows: Mapping[str, Asset], devices: Mapping[str, Device]) -> Fit:
    row, device = rows[one.row], devices.get(one.device or "")
    by = {
        "mac": tr("joined by its MAC address"),
        "address": tr(
            "joined by its address alone, which another device may have had when the list was made"
        ),
        "host": tr("joined by its host name, as it was looked up here"),
    }[one.by]
    counted = (
        []
        if device
        else [tr("what was seen is counted and not described, for nothing shows that it watches")]
    )
    return Fit(
        name=asset_name(row),
        place=asset_place(row),
        id=row.id,
        device=device_name(device) if device else None,
        device_id=device.id if device else None,
        lines=[*(plain(said.text) for said in one.disagreements), by, *counted],
    )


def _device(one: Device) -> Fit:
    return Fit(name=device_name(one), place="", id=one.id)


def _row(one: Asset) -> Fit:
    return Fit(name=asset_name(one), place=asset_place(one), id=one.id)


def _besides(held: Inventory) -> str:
    """The devices that are counted and not described, and that no row lists."""
    counts = [
        kind_count(kind, count)
        for kind, count in sorted(held.not_listed_counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    return tr("Besides, counted only: {devices}.", devices=", ".join(counts)) if counts else ""
