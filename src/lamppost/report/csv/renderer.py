"""The inventory as CSV (RFC 4180, with plain line ends): a row per device that watches or listens, then counts, then what was not read.

The first column says what a row is: `device`, `asset`, `count`, `evidence`, `issue` or `suppression`; of a map also `site`, `share`,
`walk`, `assumed`, `gap` and `credit`, with columns of their own behind the others. No cell begins as a formula does.
"""

import csv
import io
from collections.abc import Iterator

from lamppost.model.result import Asset, Device, Named, ResultDocument
from lamppost.model.vocabulary import WATCHING_KINDS
from lamppost.report.csv import places
from lamppost.report.judged import asset_name, asset_place
from lamppost.report.reading import how_read, is_read_whole
from lamppost.report.unlisted import unlisted_words
from lamppost.report.wording import cell, plain, seen_by

FORMAT = "csv"
SUFFIX = ".csv"

COLUMNS = (
    "row", "count", "id", "kind", "watches", "maker", "maker_status", "builder", "builder_status", "product_line",
    "model", "firmware", "mac", "addresses", "first_seen_at", "last_seen_at", "owners", "lists", "destinations",
    "evidence", "next_proof", "note",
)  # fmt: skip
OF_PLACES = (
    "ref", "lat_deg", "lon_deg", "operator", "operator_status", "operator_kind", "covers", "zone", "shape", "mount",
    "directions_deg", "height_m", "checked_on", "changed_on", "far_m", "low", "middle", "high", "unit",
)  # fmt: skip
"""Columns that there are where the result is of a map."""
Row = dict[str, object]


def render(result: ResultDocument) -> str:
    """The rows, one line each.

    Args:
        result: The result document; nothing else is read.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    head = (*COLUMNS, *OF_PLACES) if result.street else COLUMNS
    writer.writerow(head)
    rows = (_device(device) for device in result.devices)
    for row in (
        *rows,
        *(_asset(one) for one in result.assets),
        *places.rows(result),
        *_counts(result),
        *_not_read(result),
        *_suppressions(result),
    ):
        writer.writerow([cell(_plain(row.get(column))) for column in head])
    return out.getvalue()


def _device(device: Device) -> Row:
    words = {"product_line": device.product_line, "model": device.model, "firmware": device.firmware}
    return {
        "row": "device",
        "count": 1,
        "id": device.id,
        "kind": device.kind,
        "watches": device.watches,
        **_named("maker", device.maker),
        **_named("builder", device.builder),
        **{key: model.text for key, model in words.items() if model is not None},
        "mac": device.mac,
        "addresses": "; ".join(device.addresses),
        "first_seen_at": device.first_seen_at,
        "last_seen_at": device.last_seen_at,
        "owners": "; ".join(
            f"{owner.name} ({owner.status})" for owner in [*device.owners, *device.builder_owners]
        ),
        "lists": "; ".join(f"{item.list} since {item.since} ({item.status})" for item in device.listings),
        "destinations": "; ".join(
            [
                *sorted({item.name or item.address for item in device.destinations}),
                *filter(None, [unlisted_words(device)]),
            ]
        ),
        "evidence": "; ".join(
            f"{link.property} {link.value} ({link.locator + ' of ' if link.locator else ''}{link.source})"
            for link in seen_by(device)
        ),
        "next_proof": device.next_proof,
        "note": "; ".join(f"{note.kind} read on {note.seen_on}: {note.text}" for note in device.notes),
    }


def _asset(asset: Asset) -> Row:
    """A row of a list, with what its words were found to mean."""
    return {
        "row": "asset",
        "count": 1,
        "id": asset.id,
        "kind": asset.kind,
        "watches": asset.watches,
        **_named("maker", asset.maker),
        **_named("builder", asset.builder),
        "model": asset.model_text,
        "mac": asset.mac,
        "addresses": asset.address,
        "owners": "; ".join(
            f"{owner.name} ({owner.status})" for owner in [*asset.owners, *asset.builder_owners]
        ),
        "lists": "; ".join(f"{item.list} since {item.since} ({item.status})" for item in asset.listings),
        "evidence": f"{asset_place(asset)}: {asset_name(asset)}",
        "next_proof": asset.next_proof,
    }


def _named(column: str, named: Named | None) -> Row:
    return {} if named is None else {column: named.name, f"{column}_status": named.status}


def _counts(result: ResultDocument) -> Iterator[Row]:
    """Devices that are counted and not described."""
    for kind, count in sorted(result.device_counts.items()):
        if kind not in WATCHING_KINDS and kind != "unknown":
            yield {"row": "count", "count": count, "kind": kind}
    for unknown in result.unknown_devices:
        block = f"MAC block {unknown.mac_block}: " if unknown.mac_block else ""
        yield {
            "row": "count",
            "count": unknown.count,
            "kind": "unknown",
            "note": f"{block}{unknown.reason}",
        }


def _not_read(result: ResultDocument) -> Iterator[Row]:
    """Evidence that was not read whole, and everything that could not be read."""
    for file in result.evidence:
        if not is_read_whole(file):
            yield {"row": "evidence", "id": file.id, "note": f"{file.path}: {how_read(file)}"}
    for issue in result.issues:
        place = issue.evidence if issue.row is None else f"{issue.evidence}:{issue.row}"
        yield {"row": "issue", "note": f"{place}: {issue.what}; expected {issue.expected}. {issue.hint}"}


def _suppressions(result: ResultDocument) -> Iterator[Row]:
    """The user's exceptions, those that do nothing too; `count` is that of the verdicts they work on."""
    for item in result.suppressions:
        said = f"{item.policy}/{item.rule}: {item.note}; {item.who}: {item.why}"
        address = {"addresses": item.subject} if item.by == "address" else {}
        mac = {"mac": item.subject} if item.by == "mac" else {}
        yield {
            "row": "suppression",
            "count": len(item.verdicts),
            "id": item.id,
            "note": said,
            **address,
            **mac,
        }


def _plain(value: object) -> object:
    return plain(value) if isinstance(value, str) else value
