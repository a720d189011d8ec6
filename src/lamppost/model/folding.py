"""A result document as it is written where much of it repeats: each thing once, each row and each verdict on a line."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

import msgspec

from lamppost.model.assets import AssetRow
from lamppost.model.chain import Link
from lamppost.model.ids import make_id
from lamppost.model.lines import Lines, document_pieces
from lamppost.model.placed import PlacedAssets, PlacedVerdicts
from lamppost.model.placing import HERE, MODEL, Placing
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
    yield from document_pieces(fold(result))


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


def _holds(links: Iterable[Link], words: Mapping[str, str]) -> bool:
    """Whether a link holds what stands for a word of a model."""
    return any(link.property == MODEL and link.value in words for link in links)


def _chain_in(part: Any) -> Sequence[Link]:
    """The chain of a part; none of one that has none."""
    return getattr(part, "chain", ())


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
        self._opened: dict[int, Any] = {}
        """Place in memory → what is shared, of what words tell and of verdicts in which words of a model are left open."""
        self._worded: dict[tuple[int, str], int] = {}
        """Place in memory and word → number, of links in which a word of a model is left open."""

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
        """The number of what some words tell; where the same was told of other words of a model, only what holds those is told anew."""
        opened = placing.told
        first = self._opened.get(id(opened))
        if first is None:
            first = SharedTold(**self._told(placing.here(), SharedTold.__struct_fields__, _Here()))
            self._opened[id(opened)] = first
        elif placing.words:
            first = self._reworded(first, opened, placing.words)
        return self._number("told", first, first)

    def _reworded(self, told: Any, opened: Any, words: Mapping[str, str]) -> Any:
        """What was told of other words of a model, told of these.

        Args:
            told: The same, shared, of other words.
            opened: The same with what stands for the words.
            words: What stands for a word → the word.
        """
        changed: dict[str, Any] = {}
        for name in told.__struct_fields__:
            value = getattr(opened, name)
            if name in CHAINS:
                if _holds(value, words):
                    changed[name] = self._reworded_chain(getattr(told, name), value, words)
            elif type(value) in TABLES:
                if _holds(_chain_in(value), words):
                    changed[name] = self._reworded_part(getattr(told, name), value, words)
            elif isinstance(value, list) and any(_holds(_chain_in(one), words) for one in value):
                numbers = zip(getattr(told, name), value, strict=True)
                changed[name] = tuple([self._reworded_part(number, one, words) for number, one in numbers])
        return msgspec.structs.replace(told, **changed) if changed else told

    def _reworded_part(self, number: int, opened: Any, words: Mapping[str, str]) -> int:
        if not _holds(_chain_in(opened), words):
            return number
        table = TABLES[type(opened)]
        told = self._reworded(self._entries[table][number], opened, words)
        return self._number(table, told, told)

    def _reworded_chain(self, number: int, opened: Sequence[Link], words: Mapping[str, str]) -> int:
        numbers = list(self._entries["chains"][number])
        for at, link in enumerate(opened):
            if link.property == MODEL and link.value in words:
                numbers[at] = self._reworded_link(link, words[link.value])
        return self._number("chains", tuple(numbers), tuple(numbers))

    def _reworded_link(self, link: Link, word: str) -> int:
        key = (id(link), word)
        if key not in self._worded:
            self._worded[key] = self._link(msgspec.structs.replace(link, value=word), _Here())
        return self._worded[key]

    def _verdicts(self, verdicts: Sequence[Verdict]) -> Sequence[Any]:
        """The same of verdicts."""
        if not isinstance(verdicts, PlacedVerdicts):
            return [self._verdict(one, self._rows.get(one.subject, self._none)) for one in verdicts]
        placings = verdicts.assets.placings
        said = [
            [
                self._said_of(of_rule[number], placing)
                for placing, number in zip(placings, verdicts.of, strict=True)
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

    def _said_of(self, verdict: Verdict, placing: Placing) -> Any:
        """A verdict on what some words tell; the same on other words of a model only with those told anew."""
        first = self._opened.get(id(verdict))
        if first is None:
            first = self._verdict(verdict, _Here(), placing.chain_here)
            self._opened[id(verdict)] = first
        elif _holds(verdict.chain, placing.words):
            chain = self._reworded_chain(first.chain, verdict.chain, placing.words)
            return msgspec.structs.replace(first, chain=chain)
        return first

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
