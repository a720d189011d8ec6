"""What a field is treated by: the document that it is of, and the thing that is being described."""

import re
from typing import TypeVar

import msgspec

from lamppost.model.chain import Link, Named
from lamppost.model.ground import CAMERA_TAGS
from lamppost.model.result import Asset, Device, PolicyRef, ResultDocument, Suppression
from lamppost.model.saying import noted
from lamppost.model.sites import OSM_SAYS as OSM
from lamppost.model.sites import Site
from lamppost.model.vocabulary import DEVICE_KINDS
from lamppost.pipeline.sharing.naming import WITHHELD, Naming, tail_of

P = TypeVar("P", bound=msgspec.Struct)
Fact = str | bool | list[str] | None
OWN_PACK = "a pack of the user's own"
LIST = "supplier_list"
_SUBJECT = re.compile(r"(?:dev|ast|site)-[0-9a-f]{12}")
_ASKED = re.compile(r'([a-z_]+)\["(.*)"\]', re.DOTALL)
_CODE = re.compile("[a-z]{2}")
_SCOPE = re.compile("[a-z]+(?:_[a-z]+)*")
_AT_LEAST = "at least "
OSM_REF = re.compile("(?:node|way|relation)/[0-9]+")
"""What OpenStreetMap calls a thing; everybody can look it up."""
_TAG = re.compile("[a-z:_]{1,40}=[a-z_;]{1,40}")
"""A tag in the words of OpenStreetMap's vocabulary."""
_LOCATOR = re.compile(r"(?:frame|line|row|record|feature) [0-9]+(?=$| of )|(?:node|way|relation)/[0-9]+$|$")
"""Where something stands; what a sheet is called is left out."""
_OF_ROW = ("row.maker", "row.brand")
_REPLY = "reply."
_OF_MAPS = ("map.", "register.")
_KINDS_OF_MAPS = ("map.kind", "register.kind")


class Ground:
    """One document, and where in it the work is."""

    def __init__(self, result: ResultDocument, naming: Naming) -> None:
        """Name all devices, hosts and files first, so that they are known wherever words tell of them."""
        self.naming = naming
        self.names: dict[str, str] = {}
        """Names of the thing at hand that no pack knows, and what stands in their places."""
        self.thing = ""
        self.tail = ""
        """What tells its MAC address apart from others of its block."""
        self._formats = {file.path: file.format for file in result.evidence}
        self._policies = {one.id: one for one in result.policies}
        self._maps = {site.file for site in result.sites if site.source == "osm"}
        """Files that hold what OpenStreetMap shows to everybody."""
        self._kept: set[str] = set()
        self.shown: set[str] = set()
        """Operators, makers and zones that cameras of a public map show."""
        for device in result.devices:
            if device.mac is not None:
                naming.mac(device.mac)
            for address in device.addresses:
                naming.inside(address)
        for device in result.devices:
            for row in device.destinations:
                if row.name is not None:
                    naming.host(row.name)
        self.files = {file.path: naming.file(file.path) for file in result.evidence}
        self.tables = {one.id: self.table(one.id) for one in result.tables}

    def enter(self, thing: Device | Asset | Site) -> None:
        """Turn to a device, row or camera of a map."""
        self.thing, self.names = thing.id, {}
        mac = thing.mac if isinstance(thing, Device) else None
        self.tail = tail_of(mac) if mac else ""
        named = [one for one in (thing.maker, thing.builder, *thing.owners, *thing.builder_owners) if one]
        if isinstance(thing, Site) and thing.operator:
            named.append(thing.operator)
        if isinstance(thing, Device):
            named += [one for row in thing.destinations for one in (row.operator, row.service_of) if one]
        for one in named:
            if self.is_public(one):
                self._kept.add(one.name)
            else:
                self.names[one.name] = self.naming.name(one.name)
        for listing in thing.listings:
            if not self.naming.shipped.list(listing.list):
                self.names |= {text: self.naming.name(text) for text in (listing.list_name, listing.named)}

    def sentence(self, text: str) -> str:
        """Words of ours without what they tell of the site."""
        return self.naming.sentence(text, {**self.files, **self.tables, **self.names})

    def is_map_public(self, site: Site) -> bool:
        """Whether all that is told of a camera stands in OpenStreetMap."""
        return site.source == "osm" and site.file in self._maps

    def is_list(self, path: str) -> bool:
        """Whether evidence is no capture, so that what is said of it may quote it."""
        return self._formats.get(path) not in ("pcap", "pcapng")

    def table(self, identity: str) -> str:
        """A table of addresses: those that packages bring by their names, the user's own by none."""
        if identity in ("aiooui", "iptocc"):
            return identity
        return self.naming.take(noted("names of tables"), identity, "table")

    def named(self, text: str, one: Named) -> str:
        """A name, where the packs hold who bears it, or a public map says it."""
        return text if self.is_public(one) else self.naming.name(text)

    def is_public(self, one: Named) -> bool:
        """Whether everybody can know who is named: from the packs that ship, or from OpenStreetMap."""
        if self.naming.shipped.names(one):
            return True
        own = [link for link in one.chain if link.statement is None]
        return (
            bool(own) and not any(link.from_own_pack for link in one.chain) and all(map(self.is_of_map, own))
        )

    def is_of_map(self, link: Link) -> bool:
        """Whether a link says what OpenStreetMap shows to everybody."""
        return link.source == OSM or (link.source in self._maps and link.property in CAMERA_TAGS)

    def policy_id(self, identity: str) -> str:
        """A policy of the packs by its name, another by none."""
        if identity == "none" or self.naming.shipped.known(identity):
            return identity
        return self.naming.take(noted("policies"), identity, "policy")

    def rule_id(self, policy: str, rule: str) -> str:
        """A rule of the packs by its name, another by none."""
        if self.naming.shipped.rule(policy, rule):
            return rule
        return self.naming.take(noted("rules"), f"{policy}\x1f{rule}", "rule")

    def is_own_policy(self, identity: str) -> bool:
        """Whether the words of a policy are not those of the packs that ship."""
        held = self._policies.get(identity)
        if held is None or identity == "none":
            return held is None
        return not self.naming.shipped.policy(identity, held.sha256)

    def policy(self, one: PolicyRef) -> PolicyRef:
        """A policy that judged, without the user's answers and the user's own words."""
        is_own = self.is_own_policy(one.id)
        naming, identity = self.naming, self.policy_id(one.id)
        context = {key: self._answer(key, value) for key, value in one.context.items()}
        if not is_own:
            return msgspec.structs.replace(one, context=context)
        rules = [
            msgspec.structs.replace(
                rule,
                id=self.rule_id(one.id, rule.id),
                **dict.fromkeys(("title", "why", "remedy", "false_alarms", "law"), WITHHELD),
                url="",
            )
            for rule in one.rules
        ]
        return msgspec.structs.replace(
            one,
            id=identity,
            name=naming.withhold(noted("words of policies"), one.name),
            sha256=naming.digest("policy", one.sha256),
            context={self._question(one.id, key): value for key, value in context.items()},
            rules=rules,
        )

    def fact(self, policy: str, name: str, value: Fact) -> Fact:
        """A fact that a rule asked for: what is known of the thing stays, what the user said goes."""
        held = self._policies.get(policy)
        if held is not None and name in held.context:
            return self._answer(name, value)
        if isinstance(value, str):
            begin = _AT_LEAST if value.startswith(_AT_LEAST) else ""
            items = value.removeprefix(begin).split(", ") if begin else [value]
            return begin + ", ".join(self._item(name, one) for one in items)
        return [self._item(name, one) for one in value] if isinstance(value, list) else value

    def asked(self, policy: str, name: str) -> str:
        """What a rule asked for, by its name; where it asked of a list, the list has to be one of the packs."""
        held = self._policies.get(policy)
        if held is not None and name in held.context:
            return self._question(policy, name)
        found = _ASKED.fullmatch(name)
        if found is None or self.naming.shipped.known(found[2]) or _CODE.fullmatch(found[2]):
            return name
        return f'{found[1]}["{self.naming.name(found[2])}"]'

    def note(self, one: Suppression, policy: str, rule: str) -> str:
        """What a suppression does, in words."""
        return self.naming.sentence(one.note, {one.policy: policy, one.rule: rule})

    def locator(self, text: str) -> str:
        """Where something stands, where it is a number of ours or of a public map."""
        found = _LOCATOR.match(text)
        return found[0] if found else WITHHELD

    def link(self, one: Link) -> Link:
        """A step of a chain: source, day and place stay; what the source says of the site does not."""
        naming = self.naming
        if one.from_own_pack:
            naming.taken[noted("words of packs of the user's own")].add(one.statement or one.value)
            return msgspec.structs.replace(
                one, subject=WITHHELD, value=WITHHELD, source=OWN_PACK, locator="", url=None, original=None,
                statement=naming.identity(f"own-{one.statement}") if one.statement else None,
                rule=naming.identity(f"own-{one.rule}") if one.rule else None,
            )  # fmt: skip
        if one.statement is not None:
            is_block = one.property == "mac_block_registrant"
            return msgspec.structs.replace(
                one,
                subject=naming.block(one.subject) if is_block else self.sentence(one.subject),
                value=one.value if is_block else self.sentence(one.value),
            )
        if one.property == "law" and naming.shipped.cites(one):
            return one
        if self.is_of_map(one):
            is_open = self._is_here(one.subject) or OSM_REF.fullmatch(one.subject)
            return msgspec.structs.replace(
                one,
                subject=one.subject if is_open else self._subject(one.subject),
                source=OSM if one.source == OSM else naming.file(one.source),
                locator=self.locator(one.locator),
                url=None,
                original=None,
            )
        is_reply = one.property.startswith(_REPLY)  # its rule is named by the hash of a file
        return msgspec.structs.replace(
            one,
            subject=one.subject if self._is_here(one.subject) else self._subject(one.subject),
            value=self.seen(one.property, one.value, one.rule),
            source=self._source(one),
            rule=naming.identity(one.rule) if is_reply and one.rule else one.rule,
            locator=self.locator(one.locator),
            url=None,
            original=None,
        )

    def seen(self, field: str, value: str, rule: str | None) -> str:
        """What was seen, as far as it is nothing that only this device or user can have said."""
        naming = self.naming
        if field == "name":
            return naming.host(value)
        if field in ("mac_block", "mac.registrant"):
            return naming.block(value) if field == "mac_block" else value
        if field in ("label", "document"):
            return self.read(value)
        if field.endswith(".found"):
            return value
        if field in _OF_ROW or field == "look.operator" or field.startswith(_REPLY):
            return self.of_row(value) or ""
        if field in _KINDS_OF_MAPS and _TAG.fullmatch(value):
            return value
        if field == "registered" or field.startswith(
            _OF_MAPS
        ):  # of a register; what OpenStreetMap says stays
            return (self.of_row(value) or "") if value else value
        if field == "row.kind" and naming.shipped.word(value):
            return value
        if naming.shipped.example(rule, value) or naming.shipped.fits(rule, value, self.tail):
            return value
        return naming.take(noted("what devices said"), value, "said")

    def model(self, text: str, links: list[Link]) -> str:
        """A model or version that a fingerprint read, where it can be nothing more."""
        rules = {link.rule for link in links if link.rule}
        shipped = self.naming.shipped
        if any(shipped.fits(rule, text, self.tail) or shipped.example(rule, text) for rule in rules):
            return text
        if shipped.meant(text):
            return text
        return self.naming.take(noted("what devices said"), text, "said")

    def read(self, text: str) -> str:
        """Of what the user read, the names that packs hold."""
        self.naming.taken[noted("what the user read")].add(text)
        return self.naming.shipped.named_in(text) or WITHHELD

    def sender(self, text: str) -> str:
        """Who replied, which tells where the user asked, and so often where the user is."""
        return self.naming.take(noted("names of who replied"), text, "sender")

    def of_row(self, text: str | None) -> str | None:
        """A name in a row, where the packs hold it, in their spelling."""
        if text is None:
            return None
        return self.naming.shipped.meant(text) or self.naming.name(text)

    def renamed(self, part: P, old: str, new: str) -> P:
        """The same, with links that speak of a thing by its id."""
        if isinstance(part, Link):
            return msgspec.structs.replace(part, subject=new) if part.subject == old else part
        changed: dict[str, object] = {}
        for name in part.__struct_fields__:
            held = getattr(part, name)
            if isinstance(held, msgspec.Struct):
                changed[name] = self.renamed(held, old, new)
            elif isinstance(held, list) and held and isinstance(held[0], msgspec.Struct):
                changed[name] = [self.renamed(one, old, new) for one in held]
        return msgspec.structs.replace(part, **changed) if changed else part

    def _source(self, one: Link) -> str:
        if one.property.startswith(_REPLY):
            return self.sender(one.source)
        return self.tables.get(one.source) or self.naming.file(one.source)

    def _is_here(self, subject: str) -> bool:
        return bool(self.thing) and subject == self.thing and _SUBJECT.fullmatch(subject) is not None

    def _subject(self, text: str) -> str:
        return self.naming.identity(text) if _SUBJECT.fullmatch(text) else self.naming.key(text)

    def _question(self, policy: str, key: str) -> str:
        """What a policy of the packs asks, by its name; of another, by none."""
        return key if self.naming.shipped.known(policy) else self.naming.name(key)

    def _answer(self, key: str, value: Fact) -> str | bool | None:
        """What the user said of themselves: yes and no, and the country, for an authority alone."""
        if value is None:
            return None
        if self.naming.at_least("regulator") and isinstance(value, bool):
            return value
        self.naming.taken[noted("answers about the user")].add(f"{key}\x1f{value}")
        if self.naming.at_least("regulator") and key == "place" and isinstance(value, str):
            return value[:2] if _CODE.fullmatch(value[:2].lower()) else None
        return None

    def _item(self, name: str, text: str) -> str:
        found = _ASKED.fullmatch(name)
        is_scope = found is not None and found[1] == "scopes" and self.naming.shipped.list(found[2])
        if (is_scope and _SCOPE.fullmatch(text)) or text in self._kept or text in DEVICE_KINDS:
            return text
        if _CODE.fullmatch(text) or self.naming.shipped.known(text):
            return text
        return self.naming.name(text)
