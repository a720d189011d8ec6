"""A list held against a network: which row is which device, what only one of them has, and where they disagree."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from lamppost.attribute.describing import recall
from lamppost.attribute.identifying import Identified
from lamppost.attribute.joining import Meeting, Meetings
from lamppost.attribute.listed import disagreements, with_row
from lamppost.attribute.makers import attribute_kind, attribute_watches
from lamppost.attribute.matching import Matcher
from lamppost.attribute.unknowns import unknown_rows, why_unknown
from lamppost.knowledge.base import Knowledge
from lamppost.model.assets import AssetRow, row_of
from lamppost.model.inventory import Disagreement, Inventory, Joined
from lamppost.model.result import Device, ResultDocument
from lamppost.model.saying import say


def identify_with_rows(
    found: Sequence[Identified], meetings: Meetings, rows: Sequence[AssetRow], knowledge: Knowledge
) -> list[Identified]:
    """The endpoints, those that a row lists by their MAC address with what it says of them.

    Args:
        found: Every endpoint, as it showed itself.
        meetings: Which row is which.
        rows: The rows.
        knowledge: The packs, as of a day.
    """
    matcher, read = Matcher(knowledge), list(found)
    for one in meetings.joined:
        if one.by != "mac":
            continue
        shown = with_row(read[one.endpoint].shown, rows[one.row], matcher)
        kind, _ = attribute_kind(shown)
        read[one.endpoint] = msgspec.structs.replace(
            read[one.endpoint], shown=shown, kind=kind, watches=attribute_watches(kind, shown)
        )
    return read


def inventory_of(
    found: Sequence[Identified],
    meetings: Meetings,
    rows: Sequence[AssetRow],
    ids: Mapping[int, str],
    knowledge: Knowledge,
) -> Inventory:
    """Which row is which device, what only one side has, and where they disagree.

    Args:
        found: Every endpoint, as it showed itself.
        meetings: Which row is which.
        rows: The rows.
        ids: Ids of the devices that are described, by the place of their endpoint.
        knowledge: The packs, as of a day.
    """
    matcher = Matcher(knowledge)
    listed = {one.endpoint for one in meetings.joined}
    others = [one for at, one in enumerate(found) if at not in listed and at not in ids]
    unknown = Counter(
        why_unknown(one.endpoint.mac, one.shown.registrant, one.shown.fields, of_log=one.endpoint.of_log)
        for one in others
        if one.counted_as == "unknown"
    )
    return Inventory(
        joined=[
            Joined(
                row=rows[one.row].id,
                device=ids.get(one.endpoint),
                by=one.by,
                disagreements=[
                    *disagreements(found[one.endpoint].shown, rows[one.row], matcher),
                    *_of_address(one, rows[one.row]),
                ],
            )
            for one in meetings.joined
        ],
        not_seen=[rows[at].id for at in meetings.not_seen],
        not_sought=[rows[at].id for at in meetings.not_sought],
        ambiguous=[rows[at].id for at in meetings.ambiguous],
        not_listed=[identity for at, identity in sorted(ids.items()) if at not in listed],
        not_listed_counts=dict(sorted(Counter(one.counted_as for one in others).items())),
        not_listed_unknown=unknown_rows(unknown),
    )


def _of_address(one: Meeting, row: AssetRow) -> Iterator[Disagreement]:
    if one.address_held_by is not None and row.address is not None:
        yield Disagreement(
            about="address",
            listed=row.address,
            seen="",
            text=say(
                "the list gives it the address {address}, which another device held here", address=row.address
            ),
        )


def inventory_again(changed: ResultDocument, before: ResultDocument, knowledge: Knowledge) -> Inventory:
    """How the rows of a stored document fit its devices as they are judged now.

    What was only counted stays so, for nothing of it is held; a device that is no longer described is counted.

    Args:
        changed: The document, with its devices as they are now.
        before: The document as it was.
        knowledge: The packs, as of a day.
    """
    held = before.inventory
    if held is msgspec.UNSET:
        raise ValueError("a document without an inventory")
    matcher, here = Matcher(knowledge), {one.id: one for one in changed.devices}
    rows = {one.id: row_of(one) for one in before.assets}
    kinds = {one.id: one.kind for one in before.devices}
    gone = Counter[str](kinds[one] for one in held.not_listed if one not in here)
    return msgspec.structs.replace(
        held,
        joined=[_joined_again(one, here, rows, matcher) for one in held.joined],
        not_listed=[one for one in held.not_listed if one in here],
        not_listed_counts=dict(sorted((Counter(held.not_listed_counts) + gone).items())),
    )


def _joined_again(
    one: Joined, here: Mapping[str, Device], rows: Mapping[str, AssetRow], matcher: Matcher
) -> Joined:
    device = here.get(one.device or "")
    if device is None:
        return msgspec.structs.replace(one, device=None)
    of_address = [said for said in one.disagreements if said.about == "address"]
    again = disagreements(recall(device, device.notes, matcher), rows[one.row], matcher)
    return msgspec.structs.replace(one, disagreements=[*again, *of_address])
