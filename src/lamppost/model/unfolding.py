"""A result document from one in which each thing stands once."""

from typing import Any

import msgspec

from lamppost.model.chain import Link
from lamppost.model.language import tr
from lamppost.model.result import SCHEMA_VERSION, Asset, Device, ResultDocument, Verdict
from lamppost.model.sharing import CHAINS, OF_ROW, PARTS, PLACE, TABLES, SharedDocument, own_place
from lamppost.model.sites import Site

_OF = {name: kind for kind, name in TABLES.items()}


def unfold(content: bytes) -> ResultDocument:
    """The result that a folded document stands for.

    Raises:
        msgspec.MsgspecError: It is none.
        IndexError: A number is of no row of its table.
        ValueError: A link of no row, or more links than bytes.
    """
    folded = msgspec.json.decode(content, type=SharedDocument)
    return _Unfolding(folded.shared, len(content)).document(folded)


class _Unfolding:
    """The tables of one document; what is no row's own is made once and shared by all that refer to it."""

    def __init__(self, shared: Any, most_links: int) -> None:
        self._shared = shared
        self._left = most_links
        self._links = [_link(one) for one in shared.links]
        links = self._links
        self._own = [any(links[number] is None for number in chain) for chain in shared.chains]
        self._made: dict[tuple[str, int, str | None], Any] = {}
        self._rows: dict[str, Any] = {}

    def document(self, folded: Any) -> ResultDocument:
        """The whole."""
        held = {
            name: getattr(folded, name)
            for name in ResultDocument.__struct_fields__
            if name not in ("devices", "sites", "assets", "verdicts", "schema_version")
        }
        assets = [self._asset(one) for one in folded.assets]
        sites = [self._site(one) for one in folded.sites]
        self._rows = {one.id: one for one in (*folded.assets, *folded.sites)}
        verdicts = [self._verdict(one) for one in folded.verdicts]
        return ResultDocument(
            **held,
            schema_version=SCHEMA_VERSION,
            devices=[self._device(one) for one in folded.devices],
            sites=sites,
            assets=assets,
            verdicts=verdicts,
        )

    def _asset(self, row: Any) -> Asset:
        fields = {name: getattr(row, name) for name in OF_ROW}
        return Asset(**fields, **self._told(self._shared.told[row.told], row))

    def _device(self, device: Any) -> Device:
        fields = {name: getattr(device, name) for name in Device.__struct_fields__}
        if device.told is not None:
            fields |= self._told(self._shared.device_told[device.told], None)
        return Device(**fields)

    def _site(self, row: Any) -> Site:
        fields = {name: getattr(row, name) for name in row.__struct_fields__ if name != "told"}
        fields |= {
            "present_chain": self._chain(row.present_chain, row),
            "directions_deg": list(row.directions_deg),
        }
        return Site(**fields, **self._told(self._shared.site_told[row.told], row))

    def _told(self, told: Any, row: Any) -> dict[str, Any]:
        """What the words of a row or the tags of a camera tell."""
        fields: dict[str, Any] = {}
        for name in told.__struct_fields__:
            value = getattr(told, name)
            if name in CHAINS:
                value = self._chain(value, row)
            elif isinstance(value, tuple):
                value = [self._part(PARTS[name], number, row) for number in value]
            elif name in PARTS and value is not None:
                value = self._part(PARTS[name], value, row)
            fields[name] = value
        return fields

    def _verdict(self, one: Any) -> Verdict:
        rule, reason = self._shared.rules[one.rule], self._shared.reasons[one.reason]
        return Verdict(
            id=one.id,
            subject=one.subject,
            policy=rule.policy,
            rule=rule.rule,
            kind=one.kind,
            severity=rule.severity,
            suppressed_by=one.suppressed_by,
            reason=reason.reason,
            question=reason.question,
            remedy=rule.remedy,
            law=rule.law,
            chain=self._joined(one.chain, rule.chain, self._rows.get(one.subject)),
            asked=self._shared.asked[one.asked],
        )

    def _joined(self, body: int, law: int, row: Any) -> list[Link]:
        """What a verdict rests on, with the text of the rule at its end."""
        links = [*self._chain(body, row), *self._chain(law, row)]
        self._spend(len(links))
        return links

    def _spend(self, links: int) -> None:
        self._left -= links
        if self._left < 0:
            raise ValueError(tr("more links than bytes"))

    def _part(self, table: str, number: int, row: Any) -> Any:
        """A part of a table, the row's own where a link of its chain is."""
        told = getattr(self._shared, table)[number]
        own = "chain" in told.__struct_fields__ and self._own[told.chain]
        key = (table, number, row.id if own else None)
        if key not in self._made:
            fields = msgspec.structs.asdict(told)
            if "chain" in fields:
                fields["chain"] = self._chain(told.chain, row)
            self._made[key] = _OF[table](**fields)
        return self._made[key]

    def _chain(self, number: int, row: Any) -> list[Link]:
        key = ("chains", number, row.id if row is not None and self._own[number] else None)
        if key not in self._made:
            numbers = self._shared.chains[number]
            if key[2] is not None:
                self._spend(len(numbers))
            self._made[key] = [self._links[one] or self._of_row(one, row) for one in numbers]
        return self._made[key]  # type: ignore[no-any-return]

    def _of_row(self, number: int, row: Any) -> Link:
        """A link of the row itself."""
        if row is None:
            raise ValueError(tr("a link of a row, and no row"))
        fields = msgspec.structs.asdict(self._shared.links[number])
        return Link(**fields | dict(zip(PLACE, own_place(row), strict=True)))


def _link(told: Any) -> Link | None:
    """The link, or None for one of the row itself."""
    absent = [name for name in PLACE if getattr(told, name) is None]
    if absent and len(absent) < len(PLACE):
        raise ValueError(tr("a link without {field}", field=absent[0]))
    return None if absent else Link(**msgspec.structs.asdict(told))
