"""Devices or rows of a result as a table: which are shown, how many each filter would leave, and page by page."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import msgspec

from lamppost.model.errors import LamppostError
from lamppost.model.language import ENGLISH, language, speaking, tr
from lamppost.model.result import Asset, Device, ResultDocument
from lamppost.model.saying import noted
from lamppost.model.vocabulary import DEVICE_KINDS, Status, VerdictKind
from lamppost.report import fitting, judged, side_by_side, wording
from lamppost.web.paging import page_in

PAGE = 50
"""Devices or rows of a page."""
NONE = "-"
"""Stands for a maker that is not known."""
_MOST_OPTIONS = 12
_MOST_PAGES = 10**6
_LONGEST = 200
VERDICT_KINDS = wording.VERDICT_ORDER
_ON_LIST: dict[str, str] = {
    "candidate": noted("may be on list {list}"),
    "corroborated": noted("appears to be on list {list}"),
    "confirmed": noted("is on list {list}"),
    "disputed": noted("is said, and denied, to be on list {list}"),
    "retracted": noted("was once said to be on list {list}"),
    "stale": noted("was, when last reviewed, on list {list}"),
}
"""Status → what is said of a maker, builder or owner that a list names."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One device, or one row of a list."""

    id: str
    name: str
    place: str
    """Addresses of a device, file and line of a row."""
    kind: str
    watches: bool | None
    maker: str | None
    maker_id: str | None
    """Id of the maker, or its name where no pack has one."""
    maker_status: Status | None
    listings: list[str]
    """Names of the lists that name its maker, builder or an owner, as sure as the document says."""
    verdicts: dict[str, VerdictKind]
    """Policy → the gravest of what its rules say."""
    listed: str | None = None
    """How a list and what was seen fit, as `report.fitting` has it."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which are asked for; None does not ask."""

    kind: str | None = None
    maker: str | None = None
    listed: str | None = None
    verdict: str | None = None
    policy: str | None = None
    words: str | None = None
    page: int = 1

    def query(self, **other: str | int | None) -> str:
        """The same as the query of an address, with some of it otherwise."""
        held = {"page": 1} | msgspec.structs.asdict(self) | {"page": 1} | other
        pairs = [
            (key, value) for key, value in held.items() if value is not None and (key, value) != ("page", 1)
        ]
        return f"?{urlencode(pairs)}" if pairs else "?"


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """One value of a facet, and how many it would leave."""

    value: str
    text: str
    count: int
    chosen: bool


class Facet(msgspec.Struct, frozen=True, kw_only=True):
    """Something to filter by."""

    name: str
    title: str
    options: list[Option]
    more: int
    """Values that are not shown."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One page of findings."""

    total: int
    """In the result."""
    found: int
    """With what is asked for."""
    page: int
    pages: int
    facets: list[Facet]
    findings: list[Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """What is asked of a result again and again, made once; it is English, and sought through in English, for all."""

    findings: list[Finding]
    things: Mapping[str, Device | Asset]
    policies: Mapping[str, str]
    """Id → name of those that judge."""


def index_of(result: ResultDocument) -> Index:
    """Every device and row, with what each policy says of it."""
    with speaking(ENGLISH):
        return _index_of(result)


def shown(index: Index, one: Finding) -> Finding:
    """A finding of the index in the language that is spoken here."""
    if language() == ENGLISH:
        return one
    return msgspec.structs.replace(_of(index.things[one.id]), verdicts=one.verdicts, listed=one.listed)


def policy_name(name: str) -> str:
    """The name of a policy; those that are shipped have one in each language."""
    return tr(name) if name else name


def _index_of(result: ResultDocument) -> Index:
    policies = {one.id: one.name for one in wording.judged_by(result.policies)}
    said = {row.id: row.kinds for row in side_by_side.rows(result)}
    findings = [_of(one) for one in result.devices] + [_of(one) for one in result.assets]
    listed = fitting.codes(result)
    findings = [
        msgspec.structs.replace(
            one,
            listed=listed.get(one.id),
            verdicts={
                name: kind for name, kind in zip(policies, said[one.id], strict=True) if kind is not None
            },
        )
        for one in findings
    ]
    things: dict[str, Device | Asset] = {one.id: one for one in result.devices}
    things |= {one.id: one for one in result.assets}
    return Index(findings=findings, things=things, policies=policies)


def asked_in(query: Mapping[str, str], index: Index) -> Asked:
    """Which findings an address asks for.

    Args:
        query: The parameters of the address.
        index: Of the result.

    Raises:
        LamppostError: A value is none that can be asked for.
    """
    page = page_in(query, 1, _MOST_PAGES)
    closed = {
        "kind": DEVICE_KINDS,
        "listed": tuple(fitting.TITLES),
        "verdict": VERDICT_KINDS,
        "policy": tuple(index.policies),
    }
    for name, values in closed.items():
        if query.get(name) and query[name] not in values:
            raise LamppostError(
                tr("{field} is none that this result has", field=name),
                hint=tr("There is {names}.", names=", ".join(values))
                if values
                else tr("There is none here."),
            )
    named = {
        name: query.get(name, "")[:_LONGEST] or None
        for name in ("kind", "maker", "listed", "verdict", "policy", "words")
    }
    return Asked(page=page, **named)


def find(index: Index, asked: Asked) -> Found:
    """One page of what is asked for, and what each other filter would leave."""
    found = [one for one in index.findings if _fits(one, asked)]
    pages = max(1, -(-len(found) // PAGE))
    page = min(asked.page, pages)
    return Found(
        total=len(index.findings),
        found=len(found),
        page=page,
        pages=pages,
        facets=_facets(index, asked),
        findings=[shown(index, one) for one in found[(page - 1) * PAGE : page * PAGE]],
    )


def _facets(index: Index, asked: Asked) -> list[Facet]:
    makers = {one.maker_id or NONE: one.maker or tr("not known") for one in index.findings}
    facets = [
        _facet(index, asked, "kind", tr("Kind"), lambda one: [one.kind], wording.kind_name),
        _facet(index, asked, "maker", tr("Maker"), lambda one: [one.maker_id or NONE], makers.__getitem__),
    ]
    if any(one.listed for one in index.findings):
        facets.append(
            _facet(
                index,
                asked,
                "listed",
                tr("The list beside the network"),
                lambda one: [one.listed] if one.listed else [],
                lambda code: tr(fitting.TITLES[code]),
            )
        )
    if index.policies:
        facets += [
            _facet(
                index, asked, "verdict", tr("Verdict"), lambda one: _kinds(one, asked.policy), _verdict_words
            ),
            _facet(
                index,
                asked,
                "policy",
                tr("Policy"),
                lambda one: [name for name in one.verdicts if _says(one, name, asked.verdict)],
                lambda policy: policy_name(index.policies[policy]),
            ),
        ]
    return facets


def _facet(
    index: Index,
    asked: Asked,
    name: str,
    title: str,
    values: Callable[[Finding], Sequence[str]],
    words: Callable[[str], str],
) -> Facet:
    others = msgspec.structs.replace(asked, **{name: None})
    counts = Counter(value for one in index.findings if _fits(one, others) for value in set(values(one)))
    ordered = sorted(counts, key=lambda value: (-counts[value], value))
    chosen = getattr(asked, name)
    shown = ordered[:_MOST_OPTIONS]
    if chosen is not None and chosen not in shown:
        shown.append(chosen)
    known = [value for value in shown if value in counts or name != "maker"]
    return Facet(
        name=name,
        title=title,
        options=[
            Option(value=value, text=words(value), count=counts[value], chosen=value == chosen)
            for value in known
        ],
        more=max(0, len(ordered) - len(known)),
    )


def _fits(one: Finding, asked: Asked) -> bool:
    if asked.kind not in (None, one.kind) or asked.maker not in (None, one.maker_id or NONE):
        return False
    if asked.listed not in (None, one.listed):
        return False
    if asked.policy is not None and asked.policy not in one.verdicts:
        return False
    if asked.verdict is not None and asked.verdict not in _kinds(one, asked.policy):
        return False
    words = (asked.words or "").casefold()
    return not words or any(
        words in (text or "").casefold() for text in (one.name, one.place, one.maker, one.id)
    )


def _kinds(one: Finding, policy: str | None) -> list[str]:
    return [kind for name, kind in one.verdicts.items() if policy in (None, name)]


def _says(one: Finding, policy: str, verdict: str | None) -> bool:
    return verdict in (None, one.verdicts[policy])


def _verdict_words(kind: str) -> str:
    return next(tr(text) for name, text in wording.VERDICT_WORDS.items() if name == kind)


def _of(one: Device | Asset) -> Finding:
    if isinstance(one, Asset):
        return _finding(one, judged.asset_name(one), judged.asset_place(one))
    place = ", ".join(one.addresses[:3]) or one.mac or tr("no address")
    return _finding(one, wording.device_name(one), place)


def _finding(one: Device | Asset, name: str, place: str) -> Finding:
    maker = one.maker
    return Finding(
        id=one.id,
        name=wording.plain(name),
        place=wording.plain(place),
        kind=one.kind,
        watches=one.watches,
        maker=wording.plain(maker.name) if maker else None,
        maker_id=(maker.id or maker.name) if maker else None,
        maker_status=maker.status if maker else None,
        listings=list(
            dict.fromkeys(tr(_ON_LIST[row.status], list=wording.plain(row.list_name)) for row in one.listings)
        ),
        verdicts={},
    )
