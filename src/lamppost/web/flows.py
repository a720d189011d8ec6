"""Flows of a result as a table: which are shown, how many each filter would leave, and page by page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import msgspec
import numpy as np

from lamppost.model.errors import LamppostError
from lamppost.model.language import tr
from lamppost.model.reach import Alike, Destination
from lamppost.model.result import Device
from lamppost.model.saying import noted
from lamppost.report import reaching, wording
from lamppost.report.html import flow as drawing
from lamppost.web.findings import Facet, Option
from lamppost.web.flow_table import Flow, FlowTable, Mask, Numbers
from lamppost.web.paging import page_in

PAGE = 50
"""Rows of a page."""
FACETS = {
    "device": noted("Device"),
    "operator": noted("Operator of the network"),
    "country": noted("Address registered in"),
    "direction": noted("Direction"),
    "law": noted("Law over it"),
}
SORTS = {
    "sent": noted("most sent"),
    "received": noted("most received"),
    "device": noted("device"),
    "destination": noted("name or address"),
}
"""Order → what it is called behind “In the order of”."""
_MOST_OPTIONS = 12
_MOST_STREAMS = drawing.MOST_LINKS // 2
_MOST_LINKS = 120
"""Links of chains on one page; what needs more stands on the page of the destination."""
_MOST_PAGES = 10**6
_LONGEST = 200


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which are asked for; None does not ask."""

    device: str | None = None
    operator: str | None = None
    country: str | None = None
    direction: str | None = None
    law: str | None = None
    words: str | None = None
    sort: str = "sent"
    page: int = 1

    def query(self, **other: str | int | None) -> str:
        """The same as the query of an address, from the first page on unless told, with some of it otherwise."""
        held = msgspec.structs.asdict(self) | {"page": 1} | other
        usual = {("page", 1), ("sort", "sent")}
        pairs = [
            (key, value) for key, value in held.items() if value is not None and (key, value) not in usual
        ]
        return f"?{urlencode(pairs)}" if pairs else "?"

    @property
    def is_filtered(self) -> bool:
        """Whether anything is left out."""
        return any(getattr(self, name) is not None for name in (*FACETS, "words"))


class FoundFlows(msgspec.Struct, frozen=True, kw_only=True):
    """One page of flows."""

    total: int
    """Destinations in the result, those that are counted and not listed among them."""
    found: int
    """With what is asked for."""
    not_listed: int
    """Of those found: counted by operator and country, and not listed one by one."""
    devices: int
    """Devices that those found belong to."""
    sent_bytes: int | None
    """Of those of which it is told; None where it is told of none, as in all sums."""
    received_bytes: int | None
    page: int
    pages: int
    facets: list[Facet]
    flows: list[Flow]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the page has beside the table."""

    picture: drawing.Picture
    grounds: list[wording.Claim]
    """What the rows say, each once, with its chain."""
    cells: list[dict[str, int]]
    """For each row: what it says → which of the grounds that is; what is not there has no room on this page."""


class Grounds:
    """Claims with their chains, each once, as many as a page has room for."""

    def __init__(self) -> None:
        """None yet."""
        self.claims: list[wording.Claim] = []
        self._numbers: dict[object, int] = {}
        self._n_links = 0

    def add(self, item: wording.Claim) -> int | None:
        """The number of a claim; None where there is no room for it."""
        key = (item.label, item.text, item.status, tuple(item.chain))
        if key not in self._numbers:
            if self._n_links + len(item.chain) > _MOST_LINKS:
                return None
            self._n_links += len(item.chain)
            self._numbers[key] = len(self.claims)
            self.claims.append(item)
        return self._numbers[key]


def asked_in(query: Mapping[str, str], table: FlowTable) -> Asked:
    """Which flows an address asks for.

    Args:
        query: The parameters of the address.
        table: Of the result.

    Raises:
        LamppostError: A value is none that can be asked for.
    """
    page, sort = page_in(query, 1, _MOST_PAGES), query.get("sort") or "sent"
    if sort not in SORTS:
        raise LamppostError(
            tr("sort is none that there is"), hint=tr("There is {names}.", names=", ".join(SORTS))
        )
    named = {name: query.get(name, "")[:_LONGEST] or None for name in (*FACETS, "words")}
    for name in ("device", "direction"):
        if named[name] is not None and named[name] not in table.columns[name].values:
            raise LamppostError(
                tr("{field} is none that flows of this result have", field=name),
                hint=tr("The filters of the page list those that are."),
            )
    return Asked(page=page, sort=sort, **named)


def find(table: FlowTable, asked: Asked) -> FoundFlows:
    """One page of what is asked for, and what each other filter would leave."""
    masks = _masks(table, asked)
    found = _all_of(table, masks)
    rows, page, pages = _page_of(table, asked, found)
    return FoundFlows(
        total=_sum(table.destinations),
        found=_sum(table.destinations[found]),
        not_listed=_sum(table.unlisted[found]),
        devices=len(table.columns["device"].counts(found)),
        sent_bytes=_told_sum(table.sent[found], table.tells_sent[found]),
        received_bytes=_told_sum(table.received[found], table.tells_received[found]),
        page=page,
        pages=pages,
        facets=[_facet(table, asked, name, masks) for name in FACETS],
        flows=[table.flow(row) for row in rows],
    )


def show(table: FlowTable, asked: Asked) -> Shown:
    """The picture of all that is asked for, and what the rows of the page rest on."""
    found = _all_of(table, _masks(table, asked))
    rows, _, _ = _page_of(table, asked, found)
    grounds = Grounds()
    cells = [_grounds_of(*table.end(row), grounds) for row in rows]
    return Shown(picture=_picture(table, found), grounds=grounds.claims, cells=cells)


def _masks(table: FlowTable, asked: Asked) -> dict[str, Mask]:
    """For each filter that is asked for, the rows that it leaves."""
    masks = {
        name: table.columns[name].holds(value)
        for name in FACETS
        if (value := getattr(asked, name)) is not None
    }
    if asked.words:
        masks["words"] = table.with_words(asked.words)
    return masks


def _all_of(table: FlowTable, masks: Mapping[str, Mask], but: str = "") -> Mask:
    """The rows that all filters leave, or all but one."""
    left = np.ones(len(table), dtype=np.bool_)
    for name, mask in masks.items():
        if name != but:
            left &= mask
    return left


def _page_of(table: FlowTable, asked: Asked, found: Mask) -> tuple[list[int], int, int]:
    """Rows of the page that is asked for, its number, and how many pages there are."""
    order = table.order(asked.sort)
    rows = order[found[order]]
    pages = max(1, -(-len(rows) // PAGE))
    page = min(asked.page, pages)
    return [int(row) for row in rows[(page - 1) * PAGE : page * PAGE]], page, pages


def _facet(table: FlowTable, asked: Asked, name: str, masks: Mapping[str, Mask]) -> Facet:
    counts = table.columns[name].counts(_all_of(table, masks, but=name), table.destinations)
    ordered = sorted(counts, key=lambda value: (-counts[value], value))
    chosen = getattr(asked, name)
    shown = ordered[:_MOST_OPTIONS]
    if chosen is not None and chosen not in shown and chosen in table.columns[name].values:
        shown.append(chosen)
    return Facet(
        name=name,
        title=tr(FACETS[name]),
        options=[
            Option(
                value=value,
                text=table.words_of(name, value),
                count=counts.get(value, 0),
                chosen=value == chosen,
            )
            for value in shown
        ],
        more=max(0, len(ordered) - len(shown)),
    )


def _picture(table: FlowTable, found: Mask) -> drawing.Picture:
    """The streams with most bytes, and the others as one."""
    rows = np.flatnonzero(found)
    codes = {name: table.columns[name].codes[rows] for name in ("device", "operator", "country")}
    sizes = [len(table.columns[name].values) for name in codes]
    keys = np.ravel_multi_index(tuple(codes.values()), sizes) if len(rows) else rows
    _, first, own = np.unique(keys, return_index=True, return_inverse=True)
    sums = np.zeros(len(first), dtype=np.int64)
    np.add.at(sums, own, table.sent[rows])
    told = np.zeros(len(first), dtype=np.int64)
    np.add.at(told, own, table.tells_sent[rows])
    kept = np.lexsort((first, -sums))
    n_shown = len(kept) if len(kept) <= _MOST_STREAMS else _MOST_STREAMS - 1
    streams = [
        table.stream(int(rows[first[one]]), int(sums[one]) if told[one] else None) for one in kept[:n_shown]
    ]
    rest = kept[n_shown:]
    if len(rest):
        streams.append(
            drawing.others(
                devices=len(np.unique(codes["device"][first[rest]])),
                operators=len(np.unique(codes["operator"][first[rest]])),
                sent_bytes=_told_sum(sums[rest], told[rest]),
            )
        )
    return drawing.draw(streams, grouped=len(rest))


def _grounds_of(device: Device, end: Destination | Alike, grounds: Grounds) -> dict[str, int]:
    """Which of the grounds stand behind what a row says; as many are added as there is room for."""
    if not isinstance(end, Destination):
        return {}
    held = {"service": end.service_of, "operator": end.operator}
    codes = [code for code, named in held.items() if named is not None]
    claims = map(_of_whom, wording.destination_claims(end))
    said = list(zip(codes, claims, strict=True))
    laws = reaching.law_claims(end.laws, device)
    said += [(law.law, item) for law, item in zip(end.laws, laws, strict=True)]
    numbers: dict[str, int] = {}
    for code, item in said:
        number = grounds.add(item)
        if number is not None:
            numbers.setdefault(code, number)
    return numbers


def _of_whom(item: wording.Claim) -> wording.Claim:
    """A claim that begins with the name or range of addresses that it speaks of."""
    if not item.chain:
        return item
    return replace(item, text=f"{wording.plain(item.chain[0].subject)} {item.text}")


def _told_sum(numbers: Numbers, told: Numbers) -> int | None:
    """The same, and None where there are some and none is told."""
    return _sum(numbers) if not len(told) or told.any() else None


def _sum(numbers: Numbers) -> int:
    """Exact, however large."""
    return sum(numbers.tolist())
