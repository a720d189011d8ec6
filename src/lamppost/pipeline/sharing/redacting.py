"""A result document with everything out of it that could tell whose it is.

Each field of each part is told what becomes of it (`TREATMENTS`); one that is not told stops the work, so that a new field is
never shared by being forgotten.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from lamppost.model.assets import row_of
from lamppost.model.chain import Link
from lamppost.model.covered import Gap, Issue, Redaction
from lamppost.model.errors import LamppostError
from lamppost.model.ids import make_id
from lamppost.model.language import tr
from lamppost.model.result import (
    Asset,
    Coverage,
    Device,
    Disagreement,
    Inventory,
    Joined,
    ResultDocument,
    Suppression,
    Verdict,
)
from lamppost.model.saying import Saying, Value, english, noted, places, remember, say, with_sentences
from lamppost.model.sites import Sampling, Site, Street
from lamppost.model.vocabulary import LEVEL_WORDS, Level
from lamppost.pipeline.sharing.context import Ground
from lamppost.pipeline.sharing.naming import WITHHELD, Naming
from lamppost.pipeline.sharing.street_treatments import shown_of
from lamppost.pipeline.sharing.treatments import TREATMENTS

_OF_ROWS = re.compile(r" \([0-9]+ rows\)$")
_DISAGREE = {
    "maker": noted("the list and what it shows of itself name different makers"),
    "model": noted("the list and the device name different models"),
    "address": noted("the list gives it an address which another device held here"),
}
GAP = "shared"
"""Code of the gap that says so in every report."""


def redact(result: ResultDocument, naming: Naming) -> ResultDocument:
    """The document for others; a valid one, which everything that reads results reads.

    Args:
        result: The document.
        naming: The level and the key.

    Raises:
        LamppostError: It was shared before; or something of it would have stayed.
    """
    if result.coverage.shared:
        raise LamppostError(
            tr(
                "this result was already made for sharing, at level {level}",
                level=result.coverage.shared.level,
            ),
            hint=tr("Share the result that it was made of."),
        )
    return _Redacting(result, naming).document()


class _Redacting:
    """One document on its way out."""

    def __init__(self, result: ResultDocument, naming: Naming) -> None:
        self._result, self._naming = result, naming
        self._ground = Ground(result, naming)
        self._ids: dict[str, str] = {}
        self._out: set[str] = set()
        """Ids of cameras that are not shared."""
        self._names: dict[str, dict[str, str]] = {}
        """By thing: names in its sentences that no pack knows."""
        self._proofs: dict[str, str] = {}

    def document(self) -> ResultDocument:
        result, ground = self._result, self._ground
        devices = [self._device(one) for one in result.devices]
        assets = self._assets()
        sites = self._sites()
        out = self._out
        excepted = {one.id: self._suppression(one) for one in result.suppressions}
        judged = [one for one in result.verdicts if one.subject not in out]
        verdicts = [self._verdict(one, excepted) for one in judged]
        self._ids |= {old.id: new.id for old, new in zip(judged, verdicts, strict=True)}
        gone = {one.id for one in result.verdicts if one.subject in out}
        made = msgspec.structs.replace(
            result,
            packs=[self.treated(one) for one in result.packs],
            policies=[ground.policy(one) for one in result.policies],
            tables=[self.treated(one) for one in result.tables],
            evidence=[self.treated(one) for one in result.evidence],
            devices=devices,
            unknown_devices=[self.treated(one) for one in result.unknown_devices],
            sites=sites,
            street=self._street(),
            assets=assets,
            inventory=self._inventory(),
            verdicts=verdicts,
            issues=[self._issue(one) for one in result.issues],
            suppressions=[
                msgspec.structs.replace(
                    one, verdicts=[self._ids.get(row, row) for row in one.verdicts if row not in gone]
                )
                for one in excepted.values()
            ],
        )
        made = msgspec.structs.replace(made, coverage=self._coverage())
        return msgspec.structs.replace(made, sentences=self._sentences(made))

    def _sentences(self, made: ResultDocument) -> dict[str, Saying]:
        """What its sentences were made of; none of which that still holds what the sentence no longer does."""
        kept: dict[str, Saying] = {}
        for saying in self._result.sentences.values():
            placed = {"n", *places(saying.message)}
            values = {name: self._value(value) for name, value in saying.values.items() if name in placed}
            treated = msgspec.structs.replace(saying, values=values)
            kept[english(treated)] = treated
        remember(kept)
        ours = _gap_text(self._naming.level)
        return {
            text: one
            for text, one in with_sentences(made).sentences.items()
            if kept.get(text) == one or text == ours
        }

    def _value(self, value: Value) -> Value:
        if isinstance(value, int):
            return value
        if isinstance(value, list):
            return [self._ground.sentence(text) for text in value]
        return self._ground.sentence(value)

    def _sites(self) -> list[Site]:
        """Cameras of a map, without those of homes, and for the public without those of registers alone."""
        stay = [one for one in self._result.sites if self._stays(one)]
        self._out = {one.id for one in self._result.sites} - {one.id for one in stay}
        for one in stay:
            if self._ground.is_map_public(one):
                self._ground.shown |= shown_of(one)
        made: list[Site] = []
        for one in stay:
            self._ground.enter(one)
            site: Site = self.treated(one)
            site = self._ground.renamed(site, one.id, site.id)
            self._keep(one, site)
            made.append(site)
        return made

    def _stays(self, one: Site) -> bool:
        naming = self._naming
        if one.is_home:
            naming.taken[noted("cameras of homes")].add(one.id)
        elif one.source == "register" and not naming.at_least("partner"):
            naming.taken[noted("cameras of registers")].add(one.id)
        else:
            return True
        return False

    def _street(self) -> Street | msgspec.UnsetType:
        """The place, with the cameras that stay by their new ids, and without walks."""
        held = self._result.street
        if held is msgspec.UNSET:
            return held
        self._ground.names, self._ground.thing = {}, ""
        made: Street = self.treated(held)
        homes = sum(one.is_home for one in self._result.sites)
        return msgspec.structs.replace(
            made,
            homes_left_out=held.homes_left_out + homes,
            sampling=[self._sampling(one) for one in held.sampling],
        )

    def _sampling(self, one: Sampling) -> Sampling:
        """What to look at: streets as they are, and the cameras that stay; the round by foot goes on without the others."""
        if one.what == "streets":
            return one
        stay = [at for at, it in enumerate(one.chosen) if it not in self._out]
        places = {at: place for place, at in enumerate(stay)}
        return msgspec.structs.replace(
            one,
            chosen=[self._ids.get(one.chosen[at]) or self._naming.identity(one.chosen[at]) for at in stay],
            by_foot=[places[at] for at in one.by_foot if at in places],
        )

    def _inventory(self) -> Inventory | msgspec.UnsetType:
        """Which row is which device, by their new ids; of what disagrees, what it is about, and what the packs know."""
        held = self._result.inventory
        if held is msgspec.UNSET:
            return held
        return msgspec.structs.replace(
            held,
            joined=[self._joined(one) for one in held.joined],
            not_seen=self._named_anew(held.not_seen),
            not_sought=self._named_anew(held.not_sought),
            ambiguous=self._named_anew(held.ambiguous),
            not_listed=self._named_anew(held.not_listed),
            not_listed_unknown=[self.treated(one) for one in held.not_listed_unknown],
        )

    def _joined(self, one: Joined) -> Joined:
        ground = self._ground
        ground.names, ground.thing = self._names.get(one.row, {}), one.row
        row, device = self._ids[one.row], self._ids[one.device] if one.device else None
        said = [
            Disagreement(
                about=it.about,
                listed=it.listed
                if it.about == "kind"
                else self._naming.withhold(noted("what lists say"), it.listed),
                seen=it.seen
                if it.about == "kind"
                else self._naming.withhold(noted("what devices show"), it.seen),
                text=it.text if it.about == "kind" else _DISAGREE[it.about],
            )
            for it in one.disagreements
        ]
        return msgspec.structs.replace(one, row=row, device=device, disagreements=said)

    def _named_anew(self, ids: Sequence[str]) -> list[str]:
        return [self._ids[one] for one in ids]

    def treated(self, value: Any) -> Any:
        """A part with each of its fields as its treatment has it."""
        if isinstance(value, Link):
            return self._ground.link(value)
        told: Mapping[str, Callable[[Ground, Any, Any], Any] | None] = TREATMENTS[type(value)]
        changed: dict[str, Any] = {}
        for name in value.__struct_fields__:
            treat, held = told[name], getattr(value, name)
            if treat is not None:
                changed[name] = treat(self._ground, held, value)
            elif isinstance(held, msgspec.Struct):
                changed[name] = self.treated(held)
            elif isinstance(held, list) and held and isinstance(held[0], msgspec.Struct):
                changed[name] = [self.treated(one) for one in held]
        return msgspec.structs.replace(value, **changed)

    def _device(self, one: Device) -> Device:
        self._ground.enter(one)
        made: Device = self.treated(one)
        self._keep(one, made)
        return made

    def _assets(self) -> list[Asset]:
        """The rows, counted anew among those of the same words, and named after what is left of them."""
        made: list[Asset] = []
        seen: dict[object, int] = {}
        for one in self._result.assets:
            self._ground.enter(one)
            row: Asset = self.treated(one)
            words = (row.file, row.maker_text, row.brand_text, row.model_text, row.kind_text)
            seen[words] = nth = seen.get(words, 0) + 1
            row = msgspec.structs.replace(row, nth=nth)
            row = msgspec.structs.replace(row, id=row_of(row).id)
            row = self._ground.renamed(row, one.id, row.id)
            self._keep(one, row)
            made.append(row)
        return made

    def _keep(self, old: Device | Asset | Site, new: Device | Asset | Site) -> None:
        self._ids[old.id] = new.id
        self._names[old.id] = dict(self._ground.names)
        if old.next_proof and new.next_proof:
            self._proofs[old.next_proof] = new.next_proof

    def _verdict(self, one: Verdict, excepted: Mapping[str, Suppression]) -> Verdict:
        ground = self._ground
        ground.names, ground.thing = self._names.get(one.subject, {}), one.subject
        subject = self._ids.get(one.subject) or self._naming.identity(one.subject)
        policy, rule = ground.policy_id(one.policy), ground.rule_id(one.policy, one.rule)
        by = excepted.get(one.suppressed_by or "")
        is_own = ground.is_own_policy(one.policy)
        made: Verdict = msgspec.structs.replace(
            one,
            id=make_id("ver", subject, policy, rule),
            subject=subject,
            policy=policy,
            rule=rule,
            suppressed_by=by.id if by else None,
            chain=[self.treated(link) for link in one.chain],
            asked={
                ground.asked(one.policy, name): ground.fact(one.policy, name, value)
                for name, value in one.asked.items()
            },
            **{
                name: (WITHHELD if is_own else ground.sentence(text)) if text is not None else None
                for name, text in (("question", one.question), ("remedy", one.remedy), ("law", one.law))
            },
            reason=WITHHELD if is_own else ground.sentence(one.reason),
        )
        return ground.renamed(made, one.subject, subject)

    def _suppression(self, one: Suppression) -> Suppression:
        ground, naming = self._ground, self._naming
        if one.by in ("device", "asset", "site"):
            subject = self._ids.get(one.subject) or naming.identity(one.subject)
        else:
            subject = naming.key(one.subject)
        policy, rule = ground.policy_id(one.policy), ground.rule_id(one.policy, one.rule)
        return msgspec.structs.replace(
            one,
            id=make_id("sup", policy, rule, one.by, subject),
            policy=policy,
            rule=rule,
            subject=subject,
            who=naming.withhold(noted("who excepted something"), one.who),
            why=naming.withhold(noted("reasons of exceptions"), one.why),
            file=naming.file(one.file),
            note=ground.note(one, policy, rule),
        )

    def _issue(self, one: Issue) -> Issue:
        made: Issue = self.treated(one)
        if self._ground.is_list(one.evidence):
            self._naming.withhold(noted("what could not be read of a row"), one.what)
            return msgspec.structs.replace(
                made, what=say("could not be read; the words are withheld"), expected="", hint=""
            )
        return made

    def _coverage(self) -> Coverage:
        naming, held = self._naming, self._result.coverage
        made: Coverage = self.treated(held)
        self._ground.names = {old: new for names in self._names.values() for old, new in names.items()}
        proofs = [self._proof(text) for text in held.next_proofs]
        taken = {what: len(texts) for what, texts in sorted(naming.taken.items()) if texts}
        count = sum(taken.values())
        gap = Gap(
            code=GAP,
            text=_gap_text(naming.level),
            count=count,
            of=None,
        )
        return msgspec.structs.replace(
            made,
            gaps=[*made.gaps, gap],
            next_proofs=proofs,
            shared=Redaction(level=naming.level, words=LEVEL_WORDS[naming.level], taken_out=taken),
        )

    def _proof(self, text: str) -> str:
        """A next proof of several rows: that of each of them, with their number behind it."""
        one = _OF_ROWS.sub("", text)
        if one in self._proofs:
            return self._proofs[one] + text[len(one) :]
        return self._ground.sentence(text)


def _gap_text(level: Level) -> str:
    """What the gap says, in whose sentence nothing of the document stands."""
    return say(
        "things that were taken out or given pseudonyms, for this is shared at level {level}, {words!t}",
        level=level,
        words=LEVEL_WORDS[level],
    )
