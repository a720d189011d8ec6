"""What each endpoint showed of itself: fingerprints that matched, names asked for, MAC blocks."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import msgspec

from lamppost.attribute.endpoints import Endpoints
from lamppost.attribute.tables import mac_registrants
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.links import sourced_link, statement_link
from lamppost.knowledge.structs import Shows
from lamppost.model.addresses import is_randomised, mac_text
from lamppost.model.observations import Observations
from lamppost.model.result import Link
from lamppost.model.vocabulary import EvidenceKind

MAC_BLOCK_FIELD = "mac.registrant"
NAME_FIELD = "name"
LAST_INSTANT = 253_402_300_799_999_999  # the end of the year 9999, in microseconds since 1970
NO_TIME = "a time outside the years 1970 to 9999"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One piece of evidence about one endpoint, with the links that prove it."""

    evidence: EvidenceKind
    shows: Shows
    field: str
    rule: str
    model: str | None
    firmware: str | None
    links: tuple[Link, ...]
    text: str
    """The matched part, for people."""
    stale: bool
    """The statement that reads it was to be reviewed before the day asked about."""


@dataclass(slots=True, kw_only=True)
class Shown:
    """All evidence about one endpoint."""

    hits: list[Hit]
    fields: set[str]
    """Fields that it filled, whether or not a fingerprint knew the value."""
    registrant: str | None
    names: set[str]


def collect_hits(observations: Observations, endpoints: Endpoints, knowledge: Knowledge) -> list[Shown]:
    """Evidence per endpoint, in the order of `endpoints.rows`.

    Args:
        observations: What was read.
        endpoints: Who is who.
        knowledge: Fingerprints and names, as of a day.
    """
    shown = [Shown(hits=[], fields=set(), registrant=None, names=set()) for _ in endpoints.rows]
    matcher = _Matcher(observations, knowledge)
    for said in observations.self_descriptions:
        at = endpoints.find(said.mac, said.ip)
        if at is not None:
            shown[at].fields.add(said.field)
            shown[at].hits += matcher.match(
                said.field, said.value, endpoints.rows[at].key, said.evidence, said.first_row, said.seen_at
            )
    for name in observations.names:
        at = endpoints.find(name.client_mac, name.client_ip)
        if at is not None and not endpoints.rows[at].is_shared and name.name not in shown[at].names:
            shown[at].names.add(name.name)
            shown[at].hits += matcher.match_name(
                name.name, endpoints.rows[at].key, name.evidence, name.first_row, name.seen_at
            )
    _add_mac_blocks(shown, endpoints, matcher)
    for row in shown:
        row.hits = _distinct(row.hits)
    return shown


class _Matcher:
    """Fingerprints over distinct values; each (field, value) is searched once."""

    def __init__(self, observations: Observations, knowledge: Knowledge) -> None:
        self.observations = observations
        self.knowledge = knowledge
        self._known: dict[tuple[str, str], list[Hit]] = defaultdict(list)
        self._searched: set[tuple[str, str]] = set()

    def match(self, field: str, value: str, subject: str, evidence: int, row: int, seen_at: int) -> list[Hit]:
        """Every fingerprint that knows the value."""
        key = (field, value)
        if key not in self._searched:
            self._searched.add(key)
            self._search(field, value)
        observed = self.observation(subject, field, evidence, row, seen_at)
        return [
            replace(hit, links=(_with(observed, hit.text, hit.rule), *hit.links))
            for hit in self._known.get(key, [])
        ]

    def match_name(self, name: str, subject: str, evidence: int, row: int, seen_at: int) -> list[Hit]:
        """Names that only one maker's devices ask for, and fingerprints on names."""
        hits = self.match(NAME_FIELD, name, subject, evidence, row, seen_at)
        host = self.knowledge.service_of(name)
        if host is not None and host.shows_maker:
            observed = self.observation(subject, NAME_FIELD, evidence, row, seen_at)
            link = self.knowledge.host_link(host)
            hits.append(
                Hit(
                    evidence="cloud_name",
                    shows=Shows(maker=host.organisation),
                    field=NAME_FIELD,
                    rule=host.id,
                    model=None,
                    firmware=None,
                    links=(_with(observed, name, host.id), link),
                    text=name,
                    stale=self.knowledge.as_of > host.review_by,
                )
            )
        return hits

    def observation(self, subject: str, field: str, evidence: int, row: int, seen_at: int) -> Link:
        """A link for something seen in a frame; its value is set to the matched part alone."""
        return Link(
            subject=subject,
            property=field,
            value="",
            source=self.observations.evidence[evidence].path,
            source_class="party" if field != MAC_BLOCK_FIELD else "inferred",
            match="exact_id",
            day=day_of(seen_at),
            locator=f"frame {row}",
        )

    def _search(self, field: str, value: str) -> None:
        for compiled in self.knowledge.fingerprints.get(field, []):
            found = compiled.pattern.search(value)
            if found is None:
                continue
            fingerprint = compiled.fingerprint
            source = fingerprint.sources[0]
            groups = {key: text.strip() for key, text in found.groupdict().items() if text}
            shows = _shows_text(fingerprint.shows, self.knowledge)
            link = sourced_link(fingerprint.id, "fingerprint", shows, source, statement=fingerprint.id)
            link = msgspec.structs.replace(link, match="exact_name")
            self._known[field, value].append(
                Hit(
                    evidence=fingerprint.evidence,
                    shows=fingerprint.shows,
                    field=field,
                    rule=fingerprint.id,
                    model=groups.get("model"),
                    firmware=groups.get("firmware"),
                    links=(link,),
                    text=found.group(0).strip(),
                    stale=self.knowledge.as_of > fingerprint.review_by,
                )
            )


def _add_mac_blocks(shown: list[Shown], endpoints: Endpoints, matcher: _Matcher) -> None:
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
        shown[at].hits += matcher.match(
            MAC_BLOCK_FIELD, registrant, row.key, row.evidence, row.first_row, row.first_seen_at
        )
        held = matcher.knowledge.by_registrant(registrant)
        if held is None:
            continue
        organisation, statement = held
        observed = matcher.observation(row.key, "mac_block", row.evidence, row.first_row, row.first_seen_at)
        shown[at].hits.append(
            Hit(
                evidence="mac_block",
                shows=Shows(maker=organisation.id),
                field=MAC_BLOCK_FIELD,
                rule=statement.id,
                model=None,
                firmware=None,
                links=(
                    _with(observed, mac_text(row.mac)[:8], statement.id),
                    statement_link(mac_text(row.mac)[:8], statement, value=registrant),
                ),
                text=f"{mac_text(row.mac)[:8]} ({registrant})",
                stale=matcher.knowledge.as_of > statement.review_by,
            )
        )


def _distinct(hits: Iterable[Hit]) -> list[Hit]:
    """One hit per rule and matched text, the earliest, in a fixed order."""
    first: dict[tuple[str, str], Hit] = {}
    for hit in hits:
        first.setdefault((hit.rule, hit.text), hit)
    return sorted(first.values(), key=lambda hit: (hit.field, hit.rule, hit.text))


def _with(link: Link, value: str, rule: str) -> Link:
    return msgspec.structs.replace(link, value=value, rule=rule)


def _shows_text(shows: Shows, knowledge: Knowledge) -> str:
    parts = []
    if shows.maker:
        parts.append(f"made by {knowledge.name_of(shows.maker)}")
    if shows.builder:
        parts.append(f"built by {knowledge.name_of(shows.builder)}")
    if shows.kind:
        parts.append(f"a {shows.kind.replace('_', ' ')}")
    elif shows.watches:
        parts.append("something that watches or listens")
    elif shows.may_watch:
        parts.append("something that may watch or listen")
    return ", ".join(parts) or "known"


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
