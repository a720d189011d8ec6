"""A result document as it is written where much of it repeats: each thing once, each row and each verdict on a line."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any

import msgspec

from lamppost.model.assets import AssetRow
from lamppost.model.chain import Link
from lamppost.model.ids import make_id
from lamppost.model.placed import PlacedAssets, PlacedVerdicts
from lamppost.model.placing import HERE, Placing
from lamppost.model.result import SHARED_VERSION, Asset, Device, ResultDocument, Verdict
from lamppost.model.sharing import (
    CHAINS,
    OF_REASON,
    OF_ROW,
    PLACE,
    SHARED,
    TABLES,
    TOLD_OF_DEVICE,
    Shared,
    SharedAsset,
    SharedDevice,
    SharedDeviceTold,
    SharedDocument,
    SharedLink,
    SharedReason,
    SharedRule,
    SharedSite,
    SharedSiteTold,
    SharedTold,
    SharedVerdict,
    own_place,
)
from lamppost.model.sites import Site

_LAW = "law"
"""Property of the links to the text of a rule, which stand at the end of a verdict's chain."""
_ENCODER = msgspec.json.Encoder(order="deterministic")
_ROWS = 4096
"""Rows that are written at once."""
_LINK = [one.name for one in msgspec.structs.fields(Link)]
_OWN_LINK = [name for name in _LINK if name not in PLACE]
_link_values, _own_values = attrgetter(*_LINK), attrgetter(*_OWN_LINK)
_OF_SITE = [name for name in SharedSite.__struct_fields__ if name != "told"]
_OF_DEVICE = [name for name in Device.__struct_fields__ if name not in TOLD_OF_DEVICE]
_SAID = [name for name in SharedVerdict.__struct_fields__ if name not in ("rule", "reason", "asked", "chain")]


def fold(result: ResultDocument) -> Any:
    """The `SharedDocument` of a result."""
    return _Folding(result).document(result)


def folded_pieces(result: ResultDocument) -> Iterator[bytes]:
    """The document as JSON in which each thing stands once, and each row of a table on a line of its own; some rows at a time."""
    yield b"{\n"
    for at, (name, value) in enumerate(_fields(fold(result))):
        if at:
            yield b",\n"
        yield from _field(name, value)
    yield b"\n}\n"


def _fields(part: Any) -> list[tuple[str, Any]]:
    held = ((name, getattr(part, name)) for name in part.__struct_fields__)
    return [(name, value) for name, value in held if value is not msgspec.UNSET]


def _field(name: str, value: Any) -> Iterator[bytes]:
    yield b' "' + name.encode() + b'": '
    if isinstance(value, Shared):
        yield b"{\n"
        for at, one in enumerate(_fields(value)):
            if at:
                yield b",\n"
            yield from _field(*one)
        yield b"\n }"
    elif not isinstance(value, list | Lines) or not value:
        yield _ENCODER.encode(value)
    else:
        yield b"[\n  "
        for at in range(0, len(value), _ROWS):
            lines = _ENCODER.encode_lines(value[at : at + _ROWS]).rstrip(
                b"\n"
            )  # JSON has no line end within a text
            yield (b",\n  " if at else b"") + lines.replace(b"\n", b",\n  ")
        yield b"\n ]"


class Lines(Sequence[Any]):
    """Lines of a table, each made when it is written."""

    def __init__(self, n: int, line: Callable[[int], Any]) -> None:
        """Hold how many there are, and what makes one of them."""
        self._n, self._line = n, line

    def __len__(self) -> int:
        return self._n

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return [self._line(one) for one in range(*at.indices(self._n))]
        return self._line(at)


class _Row:
    """What a thing is called that verdicts and chains are about, and the numbers of what is its own."""

    def __init__(self, thing: AssetRow | Asset | Site | None = None) -> None:
        self.place = own_place(thing) if thing else None
        self.seen: dict[int, int] = {}
        self.own_links = 0
        """How often one of its own links was met."""


class _Here(_Row):
    """The same of whatever row it is: links of its own are those in which the row is left open."""

    def __init__(self) -> None:
        super().__init__()
        self.place = (HERE, HERE, HERE)


def _own_rows(result: ResultDocument) -> Sequence[AssetRow | Asset]:
    """The rows that something else of a document is about, or that are no more than told themselves."""
    if not isinstance(result.assets, PlacedAssets):
        return result.assets
    return () if isinstance(result.verdicts, PlacedVerdicts) or not result.verdicts else result.assets.rows


class _Folding:
    """One pass over a document; a thing that is met again has the number that it was given first."""

    def __init__(self, result: ResultDocument) -> None:
        self._tables: dict[str, dict[Hashable, int]] = {}
        self._entries: dict[str, list[Any]] = {name: [] for name in Shared.__struct_fields__}
        self._seen: dict[int, int] = {}
        """Place in memory → number, of links and parts in which nothing is a row's own; the document keeps them alive."""
        self._rows = {one.id: _Row(one) for one in _own_rows(result)} | {
            one.id: _Row(one) for one in result.sites
        }
        self._none = _Row()

    def document(self, result: ResultDocument) -> Any:
        """The whole, with its tables."""
        held = {
            name: getattr(result, name)
            for name in SharedDocument.__struct_fields__
            if name not in ("devices", "sites", "assets", "verdicts", "shared", "schema_version")
        }
        return SharedDocument(
            **held,
            schema_version=SHARED_VERSION,
            devices=[self._device(one) for one in result.devices],
            sites=[self._site(one) for one in result.sites],
            assets=self._assets(result.assets),
            verdicts=self._verdicts(result.verdicts),
            shared=Shared(**self._entries),
        )

    def _number(self, table: str, key: Hashable, entry: Any) -> int:
        """The number of what is called `key`; a new one puts the entry into the table."""
        known = self._tables.setdefault(table, {})
        number = known.setdefault(key, len(known))
        if number == len(self._entries[table]):
            self._entries[table].append(entry)
        return number

    def _assets(self, assets: Sequence[Asset]) -> Sequence[Any]:
        """Rows; of those that are made when they are asked for, what their words tell is told once, and they are made as they are written."""
        if not isinstance(assets, PlacedAssets):
            return [self._asset(one) for one in assets]
        rows, of, placings = assets.rows, assets.of, assets.placings
        told = [self._told_of(one) for one in placings]

        def line(at: int) -> Any:
            number = of[at]
            return SharedAsset(**placings[number].own(rows[at]), told=told[number])

        return Lines(len(assets), line)

    def _told_of(self, placing: Placing) -> int:
        """The number of what some words tell."""
        told = SharedTold(**self._told(placing.here(), SharedTold.__struct_fields__, _Here()))
        return self._number("told", told, told)

    def _verdicts(self, verdicts: Sequence[Verdict]) -> Sequence[Any]:
        """The same of verdicts."""
        if not isinstance(verdicts, PlacedVerdicts):
            return [self._verdict(one, self._rows.get(one.subject, self._none)) for one in verdicts]
        placings = verdicts.assets.placings
        said = [
            [
                self._verdict(one, _Here(), placing.chain_here)
                for placing, number in zip(placings, verdicts.of, strict=True)
                for one in (of_rule[number],)
            ]
            for of_rule in verdicts.said
        ]
        rows, of = verdicts.assets.rows, verdicts.assets.of

        def line(at: int) -> Any:
            rule, row = divmod(at, len(rows))
            number = of[row]
            subject, one = rows[row].id, verdicts.said[rule][verdicts.of[number]]
            identity = make_id("ver", subject, one.policy, one.rule)
            return msgspec.structs.replace(said[rule][number], id=identity, subject=subject)

        return Lines(len(verdicts), line)

    def _asset(self, asset: Asset) -> Any:
        row = self._rows[asset.id]
        told = SharedTold(**self._told(asset, SharedTold.__struct_fields__, row))
        own = {name: getattr(asset, name) for name in OF_ROW}
        return SharedAsset(**own, told=self._number("told", told, told))

    def _site(self, site: Site) -> Any:
        row = self._rows[site.id]
        told = SharedSiteTold(**self._told(site, SharedSiteTold.__struct_fields__, row))
        own = {name: getattr(site, name) for name in _OF_SITE}
        own |= {
            "present_chain": self._chain(site.present_chain, row),
            "directions_deg": tuple(site.directions_deg),
        }
        return SharedSite(**own, told=self._number("site_told", told, told))

    def _device(self, device: Device) -> Any:
        told = SharedDeviceTold(**self._told(device, SharedDeviceTold.__struct_fields__, self._none))
        own = {name: getattr(device, name) for name in _OF_DEVICE}
        return SharedDevice(**own, told=self._number("device_told", told, told))

    def _verdict(
        self, verdict: Verdict, row: _Row, placed: Callable[[list[Link]], list[Link]] = list[Link]
    ) -> Any:
        body = len(verdict.chain)
        while body and verdict.chain[body - 1].property == _LAW:
            body -= 1
        rule = (
            verdict.policy,
            verdict.rule,
            verdict.severity,
            verdict.remedy,
            verdict.law,
            self._chain(verdict.chain[body:], row),
        )
        reason = (verdict.reason, verdict.question)
        return SharedVerdict(
            **{name: getattr(verdict, name) for name in _SAID},
            rule=self._rule(rule),
            reason=self._reason(reason),
            asked=self._asked(verdict.asked),
            chain=self._chain(placed(verdict.chain[:body]), row),
        )

    def _rule(self, values: tuple[Any, ...]) -> int:
        known = self._tables.setdefault("rules", {}).get(values)
        if known is not None:
            return known
        return self._number(
            "rules", values, SharedRule(**dict(zip(SharedRule.__struct_fields__, values, strict=True)))
        )

    def _reason(self, values: tuple[str, str | None]) -> int:
        return self._number("reasons", values, SharedReason(**dict(zip(OF_REASON, values, strict=True))))

    def _asked(self, asked: dict[str, Any]) -> int:
        number = self._seen.get(id(asked))
        if number is None:
            number = self._seen[id(asked)] = self._number("asked", _ENCODER.encode(asked), asked)
        return number

    def _told(self, part: Any, names: Iterable[str], row: _Row) -> dict[str, Any]:
        """Fields by name, with numbers in the place of what is shared."""
        told: dict[str, Any] = {}
        for name in names:
            value = getattr(part, name)
            if name in CHAINS:
                told[name] = self._chain(value, row)
            elif isinstance(value, list):
                told[name] = tuple([self._part(one, row) for one in value])
            else:
                told[name] = self._part(value, row) if type(value) in TABLES else value
        return told

    def _part(self, value: Any, row: _Row) -> int:
        number = self._seen.get(id(value))
        if number is not None:
            return number
        before, kind = row.own_links, SHARED[type(value)]
        told = kind(**self._told(value, kind.__struct_fields__, row))
        number = self._number(TABLES[type(value)], told, told)
        if row.own_links == before:
            self._seen[id(value)] = number
        return number

    def _chain(self, links: list[Link], row: _Row) -> int:
        numbers = tuple([self._link(link, row) for link in links])
        return self._number("chains", numbers, numbers)

    def _link(self, link: Link, row: _Row) -> int:
        place = id(link)
        number = self._seen.get(place)
        if number is not None:
            return number
        if (link.subject, link.source, link.locator) == row.place:
            row.own_links += 1
            number = row.seen.get(place)
            if number is not None:
                return number
            values = _own_values(link)
            number = self._number(
                "links", ("row", *values), SharedLink(**dict(zip(_OWN_LINK, values, strict=True)))
            )
            row.seen[place] = number
            return number
        number = self._number("links", link, SharedLink(**dict(zip(_LINK, _link_values(link), strict=True))))
        self._seen[place] = number
        return number
