"""What a letter asks: whatever is not rated corroborated, and what only the body itself can know."""

from collections.abc import Iterator

from lamppost.model.result import Asset, Device, Model
from lamppost.model.sites import Site, Street
from lamppost.report.letter.facts import (
    MOST_OF_EACH,
    Reached,
    Words,
    is_fact,
    kind_noun,
    kind_word,
    reached,
)
from lamppost.report.letter.kinds import Kind
from lamppost.report.letter.restraint import accuses, quoted
from lamppost.report.letter.sourcing import Sources, marks
from lamppost.report.letter.subjects import ASKED_OF_GAPS, Subject, place_called
from lamppost.report.wording import plain

REGISTER_USE = ("purpose", "kept", "recognised")
REGISTER = ("register", "register_rows", *REGISTER_USE, "register_open")
"""What is asked of whoever keeps a register, in this order."""


def questions_of(subject: Subject, kind: Kind, words: Words, sources: Sources) -> list[str]:
    """The questions of a letter, the nearest first, each a clause.

    Args:
        subject: What the letter is about.
        kind: Which letter.
        words: The sentences of the language.
        sources: Gives numbers to the texts that a question rests on.
    """
    asked = _Asked(kind, words)
    if subject.gap is not None:
        found = [words["questions"][name] for name in ASKED_OF_GAPS[subject.gap.code]]
    elif subject.street is not None:
        found = [form.format(place=asked.place(subject.street)) for form in asked.register()]
    elif subject.site is not None:
        found = list(asked.site(subject.site))
    elif subject.destination is not None and isinstance(subject.thing, Device):
        places = reached(subject.thing, words, [subject.destination])
        found = [*map(asked.service, places), *asked.maker(subject.thing), *asked.use()]
    elif subject.thing is not None:
        found = list(asked.thing(subject.thing))
    else:
        found = asked.use()
    found += _of_rule(subject, words, sources)
    if kind.assessment is not None and not isinstance(subject.thing, Asset):
        source = marks([sources.of_basis(kind.assessment.basis)])
        found.append(kind.assessment.text.format(source=source))
    return found


class _Asked:
    """Questions in one language."""

    def __init__(self, kind: Kind, words: Words) -> None:
        self._kind, self._words, self._ask = kind, words, words["questions"]
        self._instead = words["words"]["left_out"]

    def thing(self, thing: Device | Asset) -> Iterator[str]:
        yield from self.maker(thing)
        if kind_word(thing, self._words) is None:
            is_led = thing.kind not in ("unknown", "other")
            noun = kind_noun(thing.kind, self._words)
            yield self._ask["kind_like"].format(kind=noun) if is_led else self._ask["kind"]
        yield self._model(thing)
        yield from self._candidates(thing)
        if isinstance(thing, Device):
            yield from self._services(thing)
        yield from self.use()

    def maker(self, thing: Device | Asset | Site) -> Iterator[str]:
        """Who made and who built it; a lead is named as what it is, a question."""
        maker, builder = thing.maker, thing.builder
        if maker is None or maker.status in ("disputed", "retracted"):
            yield self._ask["maker"]
        elif is_fact(maker):
            yield self._ask["maker_sure"].format(name=quoted(maker.name, self._instead))
        else:
            yield self._ask["maker_like"].format(name=quoted(maker.name, self._instead))
        if builder is None or builder.status in ("disputed", "retracted"):
            yield self._ask["builder"]
        elif not is_fact(builder):
            yield self._ask["builder_like"].format(name=quoted(builder.name, self._instead))

    def register(self) -> list[str]:
        """What a register of cameras holds."""
        return [self._ask[name] for name in REGISTER]

    def place(self, street: Street) -> str:
        """What the place is called."""
        return quoted(place_called(street), self._instead)

    def site(self, site: Site) -> Iterator[str]:
        """Who runs a camera of a map, who made it, what it sees, and what happens to the pictures."""
        yield self._ask["runs"]
        yield from self.maker(site)
        yield from (self._ask[name] for name in ("model", "sees", *REGISTER_USE, "since"))

    def service(self, sent_to: Reached) -> str:
        """Who runs what it sends to."""
        service = sent_to.destinations[0].service_of
        if service is not None and service.status in ("candidate", "stale"):
            name = quoted(service.name, self._instead)
            return self._ask["service_like"].format(place=sent_to.place, name=name)
        return self._ask["service"].format(place=sent_to.place)

    def use(self) -> list[str]:
        """What only whoever uses or sells it knows."""
        if self._kind.sells:
            return [self._ask["data"], self._ask["supplied"]]
        return [self._ask["data"], self._ask["basis"], self._ask["since"]]

    def _model(self, thing: Device | Asset) -> str:
        said: list[Model | str | None] = (
            [thing.model, thing.firmware] if isinstance(thing, Device) else [thing.model_text]
        )
        texts = [plain(one.text if isinstance(one, Model) else one) for one in said if one is not None]
        shown = [f"“{quoted(text, self._instead)}”" for text in texts if text and not accuses(text)]
        if not shown or isinstance(thing, Asset):
            return self._ask["model"]
        return self._ask["model_like"].format(words=f" {self._words['words']['and']} ".join(shown))

    def _candidates(self, thing: Device | Asset) -> Iterator[str]:
        """What is a lead about a maker that is known: owners and lists."""
        for role, named, owners in (
            ("maker", thing.maker, thing.owners),
            ("builder", thing.builder, thing.builder_owners),
        ):
            if named is None or not is_fact(named):
                continue
            if not owners or not all(is_fact(one) for one in owners):
                yield self._ask["owner"].format(name=quoted(named.name, self._instead))
            led = [row for row in thing.listings if row.through == role and row.status == "candidate"]
            for row in led[:MOST_OF_EACH]:
                yield self._ask["listing"].format(
                    organisation=quoted(named.name, self._instead),
                    named=quoted(row.named, self._instead),
                    list=quoted(row.list_name, self._instead),
                )

    def _services(self, device: Device) -> Iterator[str]:
        if not device.destinations:
            yield self._ask["cloud"]
        yield from map(self.service, reached(device, self._words)[:MOST_OF_EACH])


def _of_rule(subject: Subject, words: Words, sources: Sources) -> list[str]:
    """What decides the rule of a verdict, by the text that it rests on."""
    verdict, rule = subject.verdict, subject.rule
    if verdict is None:
        return []
    day = next((link.day for link in verdict.chain if link.property == "law"), None)
    citation = quoted(rule.law if rule else verdict.law or "", words["words"]["left_out"])
    if not citation:
        return []
    number = sources.of_law(citation, rule.url if rule else "", day)
    law = f"{citation} {marks([number])}"
    found = ["exception" if verdict.kind == "fail" else "rule"]
    found += ["components"] if "component" in verdict.rule else []
    return [words["questions"][name].format(law=law) for name in found]
