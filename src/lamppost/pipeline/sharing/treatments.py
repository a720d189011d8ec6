"""What becomes of each field of a result document when it is shared: the one table of it.

`None` keeps the field, or goes into its parts; anything else makes the value that is shared out of the ground, the value and
the part that holds it.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from lamppost.model import chain, covered, reach, result, sites
from lamppost.model.saying import noted
from lamppost.pipeline.sharing.context import Ground
from lamppost.pipeline.sharing.naming import WITHHELD
from lamppost.pipeline.sharing.street_treatments import SITES

Treatment = Callable[[Ground, Any, Any], Any] | None


def _identity(ground: Ground, value: str, _: Any) -> str:
    return ground.naming.identity(value)


def _file(ground: Ground, value: str | None, _: Any) -> str | None:
    return None if value is None else ground.naming.file(value)


def _instant(ground: Ground, value: str | None, _: Any) -> str | None:
    return None if value is None else ground.naming.instant(value)


def _sentence(ground: Ground, value: str | None, _: Any) -> str | None:
    return None if value is None else ground.sentence(value)


def _sentences(ground: Ground, value: list[str], _: Any) -> list[str]:
    return [ground.sentence(text) for text in value]


def _nothing(_: Ground, value: Any, __: Any) -> None:
    del value


def _mac(ground: Ground, value: str | None, _: Any) -> str | None:
    return None if value is None else ground.naming.mac(value)


def _addresses(ground: Ground, value: list[str], _: Any) -> list[str]:
    return [ground.naming.inside(text) for text in value]


def _outside(ground: Ground, value: str, _: Any) -> str:
    return ground.naming.outside(value)


def _host(ground: Ground, value: str | None, _: Any) -> str | None:
    return None if value is None else ground.naming.host(value)


def _named_id(ground: Ground, value: str | None, owner: chain.Named) -> str | None:
    return value if value is None or ground.naming.shipped.names(owner) else ground.naming.name(value)


def _name(ground: Ground, value: str, owner: chain.Named) -> str:
    return ground.named(value, owner)


def _organisation(ground: Ground, value: str | None, _: Any) -> str | None:
    known = value is None or ground.naming.shipped.organisation(value)
    return value if known else ground.naming.name(value or "")


def _organisation_name(ground: Ground, value: str, owner: reach.LawReach) -> str:
    known = ground.naming.shipped.organisation(owner.organisation)
    return value if known else ground.naming.name(value)


def _operator_name(ground: Ground, value: str | None, owner: reach.Alike) -> str | None:
    known = value is None or ground.naming.shipped.organisation(owner.operator)
    return value if known else ground.naming.name(value or "")


def _of_law(ground: Ground, value: str, owner: reach.LawReach) -> str:
    return value if ground.naming.shipped.law(owner.law) else ground.naming.name(value)


def _of_list(ground: Ground, value: str, owner: result.Listing) -> str:
    return value if ground.naming.shipped.list(owner.list) else ground.naming.name(value)


def _table(ground: Ground, value: str | None, _: Any) -> str | None:
    return None if value is None else ground.table(value)


def _of_table(ground: Ground, value: str | None, owner: result.Table) -> str | None:
    return value if value is None or ground.table(owner.id) == owner.id else WITHHELD


def _of_pack(ground: Ground, value: str | None, owner: result.PackRef) -> str | None:
    if value is None or owner.origin == "shipped":
        return value
    return ground.naming.withhold(noted("what packs of the user's own are called"), value)


def _pack_id(ground: Ground, value: str, owner: result.PackRef) -> str:
    return (
        value
        if owner.origin == "shipped"
        else ground.naming.take(noted("packs of the user's own"), value, "pack")
    )


def _pack_sum(ground: Ground, value: str, owner: result.PackRef) -> str:
    return value if owner.origin == "shipped" else ground.naming.digest("pack", value)


def _evidence_sum(ground: Ground, value: str, _: Any) -> str:
    if ground.naming.at_least("partner") or not value:
        return value
    ground.naming.taken[noted("hashes of evidence")].add(value)
    return ground.naming.digest("evidence", value)


def _size(ground: Ground, value: int, _: Any) -> int:
    """For all, rounded up to one digit: a size to the byte leads to a file that is published."""
    if ground.naming.at_least("partner") or value < 10:
        return value
    ground.naming.taken[noted("sizes of evidence")].add(str(value))
    step: int = 10 ** (len(str(value)) - 1)
    return -(-value // step) * step


def _vlans(ground: Ground, value: list[int], _: Any) -> list[int]:
    if ground.naming.at_least("partner"):
        return value
    ground.naming.taken[noted("VLAN ids")].update(map(str, value))
    return []


def _community(ground: Ground, value: str | None, _: Any) -> None:
    """Never: it is a hash without a key over the addresses of both ends."""
    if value is not None:
        ground.naming.taken[noted("Community IDs, which lead to addresses")].add(value)


def _model(ground: Ground, value: str, owner: result.Model) -> str:
    return ground.model(value, owner.chain)


def _observed_model(ground: Ground, value: str | None, owner: result.Observed) -> str | None:
    return None if value is None else ground.model(value, [owner.link])


def _read(ground: Ground, value: str, _: Any) -> str:
    return ground.read(value)


def _sender(ground: Ground, value: str, _: Any) -> str:
    return ground.sender(value)


def _of_row(ground: Ground, value: str | None, _: Any) -> str | None:
    return ground.of_row(value)


def _of_row_if_told(ground: Ground, value: str | msgspec.UnsetType, _: Any) -> str | msgspec.UnsetType | None:
    return value if isinstance(value, msgspec.UnsetType) else ground.of_row(value)


def _row_model(ground: Ground, value: str | None, owner: result.Asset) -> str | None:
    """A model, where packs know its shape and it is that alone; else it may be a serial number, or anything."""
    if value is None:
        return None
    named = [one for one in (owner.maker, owner.builder) if one]
    links = [*owner.kind_chain, *(link for one in named for link in one.chain)]
    rules = {link.rule for link in links if link.property == "row.model" and link.value == value}
    if any(ground.naming.shipped.fits(rule, value, "") for rule in rules):
        return value
    return ground.naming.take(noted("models and serial numbers in lists"), value, "model")


def _row_kind(ground: Ground, value: str | None, _: Any) -> str | None:
    return value if value is None or ground.naming.shipped.word(value) else ground.naming.name(value)


def _row_mac(ground: Ground, value: str | None, _: Any) -> str | None:
    """A MAC address of a list, or the block of one."""
    return value if value is None else ground.naming.mac(value)


def _row_address(ground: Ground, value: str | None, _: Any) -> str | None:
    return None if value is None else ground.naming.inside(value)


def _row_host(ground: Ground, value: str | None, _: Any) -> str | None:
    return None if value is None else ground.naming.take(noted("host names in lists"), value, "host")


def _sheet(ground: Ground, value: str | None, _: Any) -> str | None:
    return None if value is None else ground.naming.take(noted("names of sheets"), value, "sheet")


def _heading(ground: Ground, value: str | None, _: Any) -> str | None:
    return None if value is None else ground.naming.withhold(noted("headings of lists"), value)


def _block(ground: Ground, value: str | None, _: Any) -> str | None:
    """The block and who registered it; for all, who registered it."""
    if value is None or ground.naming.at_least("partner"):
        return value
    ground.naming.taken[noted("MAC blocks")].add(value)
    return value[9:] or None


def _told(
    kind: type[msgspec.Struct], **treated: Treatment
) -> tuple[type[msgspec.Struct], Mapping[str, Treatment]]:
    """A part whose fields all are named: those that are treated by name, the others in `kept`."""
    kept = _KEPT[kind].split()
    return kind, MappingProxyType({**dict.fromkeys(kept, None), **treated})


def _told_of_places() -> list[tuple[type[msgspec.Struct], Mapping[str, Treatment]]]:
    """The same of a place and its cameras."""
    more: dict[Any, dict[str, Treatment]] = {
        sites.Site: {"id": _identity, "file": _file, "next_proof": _sentence}
    }
    return [
        (kind, MappingProxyType({**dict.fromkeys(kept.split(), None), **treated, **more.get(kind, {})}))
        for kind, (kept, treated) in SITES.items()
    ]


_KEPT: Mapping[Any, str] = {
    chain.Named: "status chain disproof",
    covered.Gap: "code count of",
    covered.Coverage: "packets hours_with_traffic connections connections_without_name connections_logged rows rows_not_read gaps next_proofs shared",
    covered.Issue: "row",
    reach.Place: "country",
    reach.Outcomes: "established refused unanswered",
    reach.Exchange: "port opened_by connections sent_bytes received_bytes sent_packets received_packets active_s untold traffic outcomes first_row row_kind",
    reach.Mark: "kind status chain",
    reach.Seat: "country by status chain",
    reach.LawReach: "country through owner_of seat seat_by in_force_from status ground",
    reach.LawGround: "id chain",
    reach.Destination: "service_of service_seats role operator operator_seats as_number registered_in located_in marks sent_bytes received_bytes ports exchanges opened_by traffic first_row row_kind laws",
    reach.Alike: "operator_status registered_in destinations connections sent_bytes received_bytes",
    reach.Unlisted: "destinations groups is_of_this_day",
    result.Model: "chain",
    result.Observed: "evidence link",
    result.Reply: "source_class",
    result.Note: "kind seen_on reply found",
    result.Listing: "since until since_at_latest status since_capture through chain",
    result.Device: "kind kind_chain watches maker builder product_line model firmware owners builder_owners destinations unlisted listings reach inside_only laws law_grounds first_row row_kind observed heard n_names mac_registrant notes",
    result.Asset: "told_by line end_line end_column nth kind kind_chain watches maker builder owners builder_owners listings laws law_grounds",
    result.Unknown: "reason count",
    result.EvidenceFile: "format read rows rows_not_read rows_in_part columns columns_not_read columns_private columns_as sheets asides encoding encoding_by",
    result.ColumnRead: "field place by",
    result.Aside: "what first last",
    result.SheetRead: "headings columns",
    result.PackRef: "day origin",
    result.Table: "day",
}  # fmt: skip
"""Fields that stay as they are, or whose parts are treated: numbers, days, words of closed lists, and words of the packs."""

TREATMENTS: Mapping[type[msgspec.Struct], Mapping[str, Treatment]] = MappingProxyType(
    dict(
        (
            _told(chain.Named, id=_named_id, name=_name),
            _told(covered.Gap, text=_sentence),
            _told(covered.Coverage, first_seen_at=_instant, last_seen_at=_instant, vlan_ids=_vlans),
            _told(covered.Issue, evidence=_file, what=_sentence, expected=_sentence, hint=_sentence),
            _told(reach.Place, source=_table),
            _told(reach.Outcomes),
            _told(reach.Exchange, evidence=_file, community_id=_community),
            _told(reach.Mark),
            _told(reach.Seat),
            _told(
                reach.LawReach,
                law=_of_law,
                name=_of_law,
                bound=_of_law,
                organisation=_organisation,
                organisation_name=_organisation_name,
            ),
            _told(reach.LawGround),
            _told(
                reach.Destination,
                id=_identity,
                name=_host,
                address=_outside,
                registered_source=_table,
                evidence=_file,
                first_seen_at=_instant,
                last_seen_at=_instant,
            ),
            _told(reach.Alike, operator=_organisation, operator_name=_operator_name),
            _told(reach.Unlisted),
            _told(result.Model, text=_model),
            _told(result.Observed, model=_observed_model, firmware=_observed_model),
            _told(
                result.Reply,
                sender=_sender,
                file=_file,
                sha256=_evidence_sum,
                builder=_of_row,
                model=_of_row,
            ),
            _told(result.Note, text=_read, maker=_of_row, operator=_of_row_if_told),
            _told(
                result.Listing, list=_of_list, list_name=_of_list, named=_of_list, organisation=_organisation
            ),
            _told(
                result.Device,
                id=_identity,
                mac=_mac,
                addresses=_addresses,
                first_seen_at=_instant,
                last_seen_at=_instant,
                evidence=_file,
                next_proof=_sentence,
                tried=_sentences,
            ),
            _told(
                result.Asset,
                id=_identity,
                file=_file,
                maker_text=_of_row,
                brand_text=_of_row,
                model_text=_row_model,
                kind_text=_row_kind,
                sheet=_sheet,
                mac=_row_mac,
                address=_row_address,
                host=_row_host,
                next_proof=_sentence,
            ),
            _told(result.Unknown, mac_block=_block),
            _told(result.EvidenceFile, id=_identity, path=_file, sha256=_evidence_sum, size_bytes=_size),
            _told(result.ColumnRead, sheet=_sheet, heading=_heading),
            _told(result.Aside, sheet=_sheet),
            _told(result.SheetRead, sheet=_sheet),
            _told(
                result.PackRef,
                id=_pack_id,
                version=_of_pack,
                sha256=_pack_sum,
                licence=_of_pack,
                signed_by=_of_pack,
            ),
            _told(result.Table, id=_table, version=_of_table, use=_of_table),
            *_told_of_places(),
        )
    )
)
