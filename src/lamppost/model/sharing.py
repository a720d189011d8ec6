"""The parts of a result document in which each thing stands once, and rows and verdicts refer to it by number.

They are those of `lamppost.model.result`, made from them field by field, so that none is forgotten: where one holds a chain,
an organisation, a listing or a law, the shared one holds its place in a table of the document, counted from 0. A link of
the row itself leaves out subject, source and locator: they are the row's, or the camera's where it is one of a map.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

import msgspec

from lamppost.model.assets import place_of
from lamppost.model.chain import Link, Named, Part
from lamppost.model.reach import LawGround, LawReach
from lamppost.model.result import Asset, Device, Listing, ResultDocument, Verdict
from lamppost.model.sites import OSM_SAYS, Site

PLACE = ("subject", "source", "locator")
"""Fields of a link that one of the row itself leaves out."""
OF_RULE = ("policy", "rule", "severity", "remedy", "law")
"""Fields of a verdict that are those of the rule."""
OF_REASON = ("reason", "question")
OF_ROW = (
    *("id", "file", "sheet", "line", "end_line", "end_column", "nth"),
    *("maker_text", "brand_text", "model_text", "kind_text"),
    *("mac", "address", "host"),
)
"""Fields of a row that are its own; the others are what its words tell."""
TOLD_OF_SITE = (
    *("kind_chain", "operator", "maker", "builder", "owners", "builder_owners"),
    *("listings", "laws", "law_grounds"),
)
"""Fields of a camera of a map that its tags tell; the others are its own."""
TOLD_OF_DEVICE = ("owners", "builder_owners", "listings", "laws", "law_grounds")
"""Fields of a device that who made it tells; the others are its own."""


def _rows(kind: Any) -> Any:
    return list[kind]


Number = Annotated[int, msgspec.Meta(ge=0)]
Numbers = tuple[Number, ...]
_NUMBERED: Mapping[Any, Any] = MappingProxyType(
    {
        list[Link]: Number,
        Named: Number,
        Named | None: Number | None,
        list[Named]: Numbers,
        list[Listing]: Numbers,
        list[LawReach]: Numbers,
        list[LawGround]: Numbers,
    }
)
"""Types of fields that are told by number."""
TABLES: Mapping[Any, str] = MappingProxyType(
    {Named: "named", Listing: "listings", LawReach: "laws", LawGround: "law_grounds"}
)
"""Parts that stand in tables, and the names of those."""
CHAINS = frozenset(
    one.name
    for kind in (Asset, Site, *TABLES)
    for one in msgspec.structs.fields(kind)
    if one.type == list[Link]
)
"""Fields that are chains."""
PARTS: Mapping[str, str] = MappingProxyType(
    {
        one.name: name
        for owner in (Asset, Site, Device)
        for one in msgspec.structs.fields(owner)
        for kind, name in TABLES.items()
        if one.type in (_rows(kind), kind, kind | None)
    }
)
"""Other fields of a row or camera that hold numbers, and the tables that they are of."""


def _part(name: str, fields: list[Any]) -> Any:
    """A part of the document with these fields; those of their default are left out when it is written."""
    return msgspec.defstruct(
        name, fields, bases=(Part,), frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
    )


def _shared(kind: type[Part], without: tuple[str, ...] = (), name: str = "", **more: Any) -> Any:
    """The same part with numbers in the place of what is shared.

    Args:
        kind: The part.
        name: What to call it.
        without: Fields to leave out.
        more: Fields by name, in the place of its own or beside them.
    """
    fields: list[Any] = []
    for one in msgspec.structs.fields(kind):
        if one.name in without or one.name in more:
            continue
        told = _NUMBERED.get(one.type, one.type)
        if one.required and not _may_be_null(told):
            fields.append((one.name, told))
        else:
            fields.append((one.name, told, _default(one)))
    return _part(name or f"Shared{kind.__name__}", [*fields, *more.items()])


def _may_be_null(told: Any) -> bool:
    return type(None) in getattr(told, "__args__", ())


def _default_of(field: msgspec.structs.FieldInfo) -> Any:
    """What stands for the field where it is left out, as the part itself has it."""
    if field.default is not msgspec.NODEFAULT:
        return field.default
    return msgspec.field(default_factory=field.default_factory)


def _default(field: msgspec.structs.FieldInfo) -> Any:
    if field.default is not msgspec.NODEFAULT:
        return field.default
    return None if field.default_factory is msgspec.NODEFAULT else {} if field.default_factory is dict else ()


SharedLink = _part(
    "SharedLink",
    [
        (one.name, str | None, None)
        if one.name in PLACE
        else (one.name, one.type)
        if one.required
        else (one.name, one.type, one.default)
        for one in msgspec.structs.fields(Link)
    ],
)
SHARED: Mapping[Any, Any] = MappingProxyType({kind: _shared(kind) for kind in TABLES})
SharedTold = _shared(Asset, OF_ROW, "SharedTold")
SharedAsset = _part(
    "SharedAsset",
    [
        (one.name, one.type, None) if _may_be_null(one.type) else (one.name, one.type)
        for one in msgspec.structs.fields(Asset)
        if one.name in OF_ROW
    ]
    + [("told", Number)],
)
_SITE = msgspec.structs.fields(Site)
SharedSiteTold = _shared(
    Site, tuple(one.name for one in _SITE if one.name not in TOLD_OF_SITE), "SharedSiteTold"
)
SharedSite = _shared(
    Site, (*TOLD_OF_SITE, "directions_deg"), "SharedSite", directions_deg=tuple[float, ...], told=Number
)
_DEVICE = msgspec.structs.fields(Device)
SharedDeviceTold = _shared(
    Device, tuple(one.name for one in _DEVICE if one.name not in TOLD_OF_DEVICE), "SharedDeviceTold"
)
SharedDevice = _part(
    "SharedDevice",
    [
        (one.name, one.type, msgspec.field(default_factory=list))
        if one.name in TOLD_OF_DEVICE
        else (one.name, one.type)
        if one.required
        else (one.name, one.type, _default_of(one))
        for one in _DEVICE
    ]
    + [("told", Number | None, None)],
)
"""A device; where `told` is given, what stands there is left out of it."""
_VERDICT = {one.name: one for one in msgspec.structs.fields(Verdict)}
SharedRule = _part("SharedRule", [*((name, _VERDICT[name].type) for name in OF_RULE), ("chain", Number)])
SharedReason = _part("SharedReason", [(name, _VERDICT[name].type) for name in OF_REASON])
SharedVerdict = _shared(Verdict, OF_RULE + OF_REASON, rule=Number, reason=Number, asked=Number)
Shared = _part(
    "Shared",
    [
        ("links", _rows(SharedLink)),
        ("chains", _rows(Numbers)),
        *((name, _rows(SHARED[kind])) for kind, name in TABLES.items()),
        ("told", _rows(SharedTold)),
        ("site_told", _rows(SharedSiteTold), msgspec.field(default_factory=list)),
        ("device_told", _rows(SharedDeviceTold), msgspec.field(default_factory=list)),
        ("rules", _rows(SharedRule)),
        ("reasons", _rows(SharedReason)),
        ("asked", _rows(_VERDICT["asked"].type)),
    ],
)
SharedDocument = _shared(
    ResultDocument,
    devices=_rows(SharedDevice),
    sites=_rows(SharedSite),
    assets=_rows(SharedAsset),
    verdicts=_rows(SharedVerdict),
    shared=Shared,
)


def own_place(row: Any) -> tuple[str, str, str]:
    """Subject, source and locator of the links that a row or a camera of a map is the source of itself.

    Args:
        row: An `Asset` or `Site`, or what stands for one in a folded document.
    """
    if hasattr(row, "lat_deg"):
        return row.id, row.file if row.source == "register" else OSM_SAYS, row.locator
    return row.id, row.file, place_of(row)


def json_schema() -> dict[str, object]:
    """The published JSON Schema (2020-12) of a document in which each thing stands once."""
    return msgspec.json.schema(SharedDocument)
