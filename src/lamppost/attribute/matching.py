"""What observed values mean: fingerprints, names that devices ask for, MAC blocks, labels."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

import msgspec

from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.found import Compiled
from lamppost.knowledge.links import sourced_link, statement_link
from lamppost.knowledge.structs import Shows
from lamppost.model.result import Link
from lamppost.model.vocabulary import Confidence, EvidenceKind

MAC_BLOCK_FIELD = "mac.registrant"
NAME_FIELD = "name"


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of evidence about one endpoint, with the links that prove it."""

    evidence: EvidenceKind
    shows: Shows
    field: str
    rule: str
    model: str | None
    firmware: str | None
    links: tuple[Link, ...]
    """The observation first, then what the packs say of it."""
    text: str
    """The matched part, for people."""
    stale: bool
    """The statement that reads it was to be reviewed before the day asked about."""
    confidence: Confidence = "medium"
    brand: str | None = None
    """Id of the brand that the value names, where that is not the name of the maker itself."""
    called: str | None = None
    """A maker's name that no pack holds, as a user read it."""

    @property
    def is_near(self) -> bool:
        """Whether a name was only taken for one that it nearly is: it makes a candidate, and counts for nothing."""
        return any(link.match == "fuzzy" for link in self.links)


class Matcher:
    """Statements over distinct values; each (field, value) is searched once."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Nothing is searched yet."""
        self.knowledge = knowledge
        self._known: dict[tuple[str, str], list[Hit]] = defaultdict(list)
        self._searched: set[tuple[str, str]] = set()
        self._blocks: dict[tuple[str, str], Hit | None] = {}

    def match(self, field: str, value: str, observed: Link) -> list[Hit]:
        """Every fingerprint that knows the value.

        Args:
            field: As readers write it.
            value: What was observed.
            observed: Where; its value is set to the matched part alone.
        """
        key = (field, value)
        if key not in self._searched:
            self._searched.add(key)
            self._known[key] = [
                hit
                for compiled in self.knowledge.fingerprints.get(field, [])
                if (hit := self._hit(compiled, value))
            ]
        return [_observed(hit, observed) for hit in self._known[key]]

    def known_names(self, names: Sequence[str]) -> list[bool]:
        """Whether `match_name` would find anything, of each name; nothing of it is kept, for names may be many."""
        lowered = [name.lower() for name in names]
        rows = self.knowledge.host_suffixes.rows_of(name.rstrip(".") for name in lowered)
        makers = {row for row in set(rows) if row is not None and self.knowledge.service_in(row).shows_maker}
        known = [row in makers for row in rows]
        fingerprints = self.knowledge.fingerprints.get(NAME_FIELD, ())
        for at in self._may_be_known(names, lowered):
            known[at] = known[at] or any(compiled.search(names[at]) for compiled in fingerprints)
        return known

    def _may_be_known(self, names: Sequence[str], lowered: Sequence[str]) -> Iterable[int]:
        """The places of names that hold what one of the fingerprints on names needs; most hold nothing of it."""
        joined = "\n".join(lowered)
        fingerprints = self.knowledge.fingerprints.get(NAME_FIELD, ())
        needed = [one for row in fingerprints for one in row.literals if one in joined]
        are_ascii = all(map(str.isascii, names))
        if not needed and are_ascii:
            return ()
        return (
            at
            for at, name in enumerate(lowered)
            if any(one in name for one in needed) or not names[at].isascii()
        )

    def match_name(self, name: str, observed: Link) -> list[Hit]:
        """Names that only one maker's devices ask for, and fingerprints on names."""
        hits = self.match(NAME_FIELD, name, observed)
        host = self.knowledge.service_of(name)
        if host is not None and host.shows_maker:
            hits.append(
                Hit(
                    evidence="cloud_name",
                    shows=Shows(maker=host.organisation),
                    field=NAME_FIELD,
                    rule=host.id,
                    model=None,
                    firmware=None,
                    links=(named(observed, name, host.id), self.knowledge.host_link(host)),
                    text=name,
                    stale=self.knowledge.as_of > host.review_by,
                )
            )
        return hits

    def match_block(self, block: str, registrant: str, observed: Link) -> list[Hit]:
        """What the registrant of a MAC block shows.

        Args:
            block: The block's first octets, as `00:00:5e`.
            registrant: Its name in the registry.
            observed: Where the address was seen.
        """
        hits = self.match(MAC_BLOCK_FIELD, registrant, observed)
        key = (block, registrant)
        if key not in self._blocks:
            self._blocks[key] = self._block(block, registrant)
        if (held := self._blocks[key]) is not None:
            seen = msgspec.structs.replace(
                observed, property="mac_block", source_class="party", value=block, rule=held.rule
            )
            hits.append(msgspec.structs.replace(held, links=(seen, *held.links)))
        return hits

    def _block(self, block: str, registrant: str) -> Hit | None:
        """What a block shows whoever has it, without where it was seen; the devices of one block share it."""
        held = self.knowledge.by_registrant(registrant)
        if held is None:
            return None
        organisation, statement = held
        return Hit(
            evidence="mac_block",
            shows=Shows(maker=organisation.id),
            field=MAC_BLOCK_FIELD,
            rule=statement.id,
            model=None,
            firmware=None,
            links=(statement_link(block, statement, value=registrant),),
            text=f"{block} ({registrant})",
            stale=self.knowledge.as_of > statement.review_by,
        )

    def recall(
        self, rule: str, text: str, observed: Link, model: str | None, firmware: str | None
    ) -> Hit | None:
        """What a fingerprint says of a part that it matched before; None if no pack holds it any more.

        Args:
            rule: The fingerprint's id.
            text: The part that it matched.
            observed: Where that was.
            model: The model that it read there.
            firmware: The firmware that it read there.
        """
        compiled = self._by_id.get(rule)
        if compiled is None:
            return None
        groups = {key: held for key, held in (("model", model), ("firmware", firmware)) if held}
        return _observed(self._shaped(compiled, text, groups), observed)

    @cached_property
    def _by_id(self) -> dict[str, Compiled]:
        return {one.id: one for rows in self.knowledge.fingerprints.values() for one in rows}

    def _hit(self, compiled: Compiled, value: str) -> Hit | None:
        found = compiled.search(value)
        if found is None:
            return None
        groups = {key: text.strip() for key, text in found.groupdict().items() if text}
        return self._shaped(compiled, found.group(0).strip(), groups)

    def _shaped(self, compiled: Compiled, text: str, groups: dict[str, str]) -> Hit:
        fingerprint = compiled.fingerprint
        shows = _shows_text(fingerprint.shows, self.knowledge)
        link = sourced_link(
            fingerprint.id, "fingerprint", shows, fingerprint.sources[0], statement=fingerprint.id
        )
        return Hit(
            evidence=fingerprint.evidence,
            shows=fingerprint.shows,
            field=fingerprint.field,
            rule=fingerprint.id,
            model=groups.get("model"),
            firmware=groups.get("firmware"),
            links=(msgspec.structs.replace(link, match="exact_name"),),
            text=text,
            stale=self.knowledge.as_of > fingerprint.review_by,
            confidence=fingerprint.confidence,
        )


def named(link: Link, value: str, rule: str) -> Link:
    """An observation with its value and the rule that reads it."""
    return msgspec.structs.replace(link, value=value, rule=rule)


def _observed(hit: Hit, observed: Link) -> Hit:
    return msgspec.structs.replace(hit, links=(named(observed, hit.text, hit.rule), *hit.links))


def _shows_text(shows: Shows, knowledge: Knowledge) -> str:
    parts = []
    if shows.maker:
        parts.append(f"made by {knowledge.name_of(shows.maker)}")
    if shows.builder:
        parts.append(f"built by {knowledge.name_of(shows.builder)}")
    if shows.product_line:
        parts.append(f"of the line {shows.product_line}")
    if shows.kind:
        parts.append(f"a {shows.kind.replace('_', ' ')}")
    elif shows.watches:
        parts.append("something that watches or listens")
    elif shows.may_watch:
        parts.append("something that may watch or listen")
    return ", ".join(parts) or "known"
