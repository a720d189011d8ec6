"""What each endpoint showed of itself: fingerprints that matched, names asked for, MAC blocks."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

import msgspec
import numpy as np

from lamppost.attribute.endpoints import Endpoints
from lamppost.attribute.mac_blocks import mac_registrants
from lamppost.attribute.matching import MAC_BLOCK_FIELD, NAME_FIELD, Hit, Matcher
from lamppost.knowledge.base import Knowledge
from lamppost.model.addresses import is_randomised, mac_text
from lamppost.model.columns import distinct_numbers, parts_of
from lamppost.model.describing import SelfDescriptions
from lamppost.model.evidence import row_kind
from lamppost.model.observations import Column, Evidence, Observations
from lamppost.model.result import Link
from lamppost.model.spilling import Growing
from lamppost.model.vocabulary import RowKind

LAST_INSTANT = 253_402_300_799_999_999  # the end of the year 9999, in microseconds since 1970
_NAME_BITS = 32  # numbers of names
NO_TIME = "a time outside the years 1970 to 9999"


class Shown(msgspec.Struct, kw_only=True):
    """All evidence about one endpoint."""

    hits: list[Hit]
    fields: set[str]
    """Fields that it filled, whether or not a fingerprint knew the value."""
    registrant: str | None
    n_names: int = 0
    """Distinct names that it asked for, once they were counted."""


def collect_hits(observations: Observations, endpoints: Endpoints, knowledge: Knowledge) -> list[Shown]:
    """Evidence per endpoint, in the order of `endpoints.rows`.

    Args:
        observations: What was read.
        endpoints: Who is who.
        knowledge: Fingerprints and names, as of a day.
    """
    shown = [Shown(hits=[], fields=set(), registrant=None) for _ in endpoints.rows]
    matcher = Matcher(knowledge)
    described = SelfDescriptions.of(observations.self_descriptions)
    senders = _senders(described, endpoints)
    for number in np.flatnonzero(senders >= 0).tolist():
        said, at = described[number], int(senders[number])
        place = said.evidence, said.first_row, said.seen_at
        observed = _seen(observations, endpoints.rows[at].key, said.field, place)
        shown[at].fields.add(said.field)
        shown[at].hits += matcher.match(said.field, said.value, observed)
    _add_names(shown, endpoints, matcher, observations)
    _add_mac_blocks(shown, endpoints, matcher, observations)
    for row in shown:
        if row.hits:  # many show nothing
            row.hits = distinct(row.hits)
    return shown


def _senders(described: SelfDescriptions, endpoints: Endpoints) -> Column:
    """The place of the endpoint that each describes, shape (n,); -1 for a host outside."""
    mac, high, low = (described.rows[name] for name in ("mac", "ip_high", "ip_low"))
    found = endpoints.find_column(mac, high, low)
    without = np.flatnonzero((high | low) == 0)
    macs, inverse = np.unique(mac[without], return_inverse=True)
    held = [endpoints.find(one, "") for one in macs.tolist()]
    found[without] = np.array([-1 if at is None else at for at in held], np.int64)[inverse]
    return found


def distinct(hits: Iterable[Hit]) -> list[Hit]:
    """One hit per kind of evidence, rule and matched text, the earliest, in a fixed order."""
    first: dict[tuple[str, str, str], Hit] = {}
    for hit in hits:
        first.setdefault((hit.evidence, hit.rule, hit.text), hit)
    return sorted(first.values(), key=lambda hit: (hit.field, hit.rule, hit.text))


def row_kind_of(file: Evidence) -> RowKind | msgspec.UnsetType:
    """What rows of a file are counted in where it is a log; not set where they are frames."""
    kind = row_kind(file.format)
    return msgspec.UNSET if kind == "frame" else kind


def observation(
    subject: str,
    field: str,
    source: str,
    row: int,
    day: str,
    kind: RowKind | msgspec.UnsetType = msgspec.UNSET,
) -> Link:
    """A link for something seen in a frame, line or record; its value is set to the matched part alone."""
    return Link(
        subject=subject,
        property=field,
        value="",
        source=source,
        source_class="party" if field != MAC_BLOCK_FIELD else "inferred",
        match="exact_id",
        day=day,
        locator=f"{kind or 'frame'} {row}",
    )


def _seen(observations: Observations, subject: str, field: str, place: tuple[int, int, int]) -> Link:
    evidence, row, seen_at = place
    file = observations.evidence[evidence]
    return observation(subject, field, file.path, row, day_of(seen_at), row_kind_of(file))


def _add_names(
    shown: list[Shown], endpoints: Endpoints, matcher: Matcher, observations: Observations
) -> None:
    """What those names show that each endpoint asked for and somebody knows."""
    names, texts = observations.names, observations.host_names
    knows = np.array(matcher.known_names(list(texts)), bool)
    if not knows.any():
        return
    for row, index, number in _first_asked(names, endpoints, knows):
        place = int(names["evidence"][row]), int(names["first_row"][row]), int(names["seen_at"][row])
        observed = _seen(observations, endpoints.rows[index].key, NAME_FIELD, place)
        shown[index].hits += matcher.match_name(texts[number], observed)


def count_names(shown: Mapping[int, Shown], endpoints: Endpoints, observations: Observations) -> None:
    """Fill in how many names some endpoints asked for, which those that are only counted are not asked.

    Args:
        shown: By their places in `endpoints.rows`.
        endpoints: Who is who.
        observations: What was read.
    """
    if not shown:
        return
    keys, is_wanted = Growing(np.int64), np.zeros(len(endpoints.rows), bool)
    is_wanted[list(shown)] = True
    for _, at, numbers in _asked(observations.names, endpoints):
        wanted = is_wanted[at]
        keys.append(at[wanted] << _NAME_BITS | numbers[wanted])
    at = distinct_numbers(keys.appended()) >> _NAME_BITS
    counts = np.bincount(at, minlength=len(is_wanted))
    for place, one in shown.items():
        one.n_names = int(counts[place])


def _first_asked(
    names: dict[str, Column], endpoints: Endpoints, knows: Column
) -> Iterator[tuple[int, int, int]]:
    """Row, endpoint and number where an endpoint first asked for a name that somebody knows, rising.

    Args:
        names: Table of `NAME`.
        endpoints: Who is who.
        knows: Per number of a name, whether somebody knows it.
    """
    met: set[tuple[int, int]] = set()
    for rows, at, numbers in _asked(names, endpoints, knows):
        for row, *pair in zip(rows.tolist(), at.tolist(), numbers.tolist(), strict=True):
            if (key := (pair[0], pair[1])) not in met:
                met.add(key)
                yield row, *key


def _asked(
    names: dict[str, Column], endpoints: Endpoints, wanted: Column | None = None
) -> Iterator[tuple[Column, Column, Column]]:
    """Row, endpoint and number of the names that endpoints asked for, some at a time, rows rising.

    Args:
        names: Table of `NAME`.
        endpoints: Who is who; nothing is said of those that speak for others.
        wanted: Per number of a name, whether it is asked about; None: all are.
    """
    is_shared = np.array([row.is_shared for row in endpoints.rows], bool)
    for part in parts_of(len(names["name"])):
        some = slice(None) if wanted is None else np.flatnonzero(wanted[names["name"][part]])
        client = (names[name][part][some] for name in ("client_mac", "client_ip_high", "client_ip_low"))
        at = endpoints.find_column(*client)
        kept = np.flatnonzero(at >= 0)
        kept = kept[~is_shared[at[kept]]]
        rows = kept if isinstance(some, slice) else some[kept]
        yield part.start + rows, at[kept], names["name"][part][rows].astype(np.int64)


def _add_mac_blocks(
    shown: list[Shown], endpoints: Endpoints, matcher: Matcher, observations: Observations
) -> None:
    """The registrant of each MAC's block, and what it shows."""
    macs = [
        row.mac
        for row in endpoints.rows
        if row.mac is not None and not row.is_shared and not is_randomised(row.mac)
    ]
    registrants = mac_registrants(macs)
    for at, row in enumerate(endpoints.rows):
        if row.mac is None or row.is_shared or row.mac not in registrants:
            continue
        registrant = shown[at].registrant = registrants[row.mac]
        place = row.evidence, row.first_row, row.first_seen_at
        observed = _seen(observations, row.key, MAC_BLOCK_FIELD, place)
        shown[at].hits += matcher.match_block(mac_text(row.mac)[:8], registrant, observed)


def day_of(microseconds: int) -> str:
    """The UTC day of a time in microseconds since 1970."""
    if not 0 <= microseconds <= LAST_INSTANT:
        return NO_TIME
    return datetime.fromtimestamp(microseconds / 1e6, UTC).date().isoformat()


def instant_of(microseconds: int) -> str:
    """The UTC instant, to the second, in ISO 8601."""
    if not 0 <= microseconds <= LAST_INSTANT:
        return NO_TIME
    return datetime.fromtimestamp(microseconds // 1_000_000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
