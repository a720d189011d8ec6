"""What the packs say of a place: rules and cases about facial recognition in public space, and registers of cameras."""

from collections import defaultdict
from collections.abc import Iterable

from lamppost.knowledge.answers.corrections import corrections
from lamppost.knowledge.answers.country import country_names, rule_claims
from lamppost.knowledge.answers.lines import claim, indented, lines
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.records import PlaceRule, Register
from lamppost.knowledge.registers import access_words, known_passages, register_links
from lamppost.knowledge.spelling import normalised
from lamppost.model.answer import Claim, Section
from lamppost.model.saying import say


def place_names(knowledge: Knowledge) -> dict[str, list[str]]:
    """Id → names of the places that rules, cases and registers are held of.

    These are codes of countries, unions and their parts, and places as the rules call them. Such a place is called by its whole name (`Portland, Maine`) and by what stands before the comma (`Portland`).
    """
    held = country_names(knowledge)
    held |= {union.place: [union.name] for union in knowledge.packs.unions.values() if union.place}
    names: dict[str, list[str]] = defaultdict(list)
    for rule in knowledge.packs.places.values():
        for code in dict.fromkeys((rule.place[:2], rule.place)):
            names[code] = held.get(code, [])
        if rule.place_name not in names[rule.place]:
            called = [rule.place_name, rule.place_name.split(",")[0]]
            names[place_id(rule)] = list(dict.fromkeys(called))
    for register in knowledge.packs.registers.values():
        for code in dict.fromkeys((register.place[:2], register.place)):
            names.setdefault(code, held.get(code, []))
        if register.names:
            one = _same_place(register, names) or register_place(register)
            names[one] = list(dict.fromkeys([*names[one], *register.names]))
    return dict(names)


def place_id(rule: PlaceRule) -> str:
    """The id of the place that a rule names, within the country or part that it lies in."""
    return f"{rule.place}-{normalised(rule.place_name).replace(' ', '-')}"


def _same_place(register: Register, names: dict[str, list[str]]) -> str | None:
    """The id of a place of the same country that bears a name of the register's already."""
    called = {normalised(name) for name in register.names}
    for one, held in names.items():
        if one.startswith(register.place[:2]) and called & {normalised(name) for name in held}:
            return one
    return None


def register_place(register: Register) -> str:
    """The id of the place of a register: its country or part, or the place in it that the register names first."""
    if not register.names:
        return register.place
    return f"{register.place}-{normalised(register.names[0]).replace(' ', '-')}"


def shown_place(one: str, knowledge: Knowledge) -> str:
    """What to call a place."""
    return next(iter(place_names(knowledge).get(one, [])), one.upper())


def place_sections(one: str, knowledge: Knowledge) -> list[Section]:
    """Its own rules and cases, those beside it or in its parts, and those of the wider places that it lies in.

    Args:
        one: An id of `place_names`.
        knowledge: The packs, as of the day.
    """
    rules = list(knowledge.packs.places.values())
    own = [rule for rule in rules if place_id(rule) == one] or [rule for rule in rules if rule.place == one]
    code = own[0].place if own else _code_of(one, knowledge)
    is_code = code == one
    near = [
        rule
        for rule in rules
        if rule not in own and (rule.place == code or rule.place.startswith(f"{code}-"))
    ]
    wider = {code[:2], *knowledge.unions_of(code[:2])} - {code}
    above = [rule for rule in rules if rule.place in wider]
    shown = shown_place(one, knowledge)
    return [
        _section(
            "here",
            say("Rules and cases on facial recognition: {place}", place=shown),
            own,
            knowledge,
            say("the packs hold nothing on a rule or case of this place itself"),
        ),
        _section(
            "near",
            say("In its parts") if is_code else say("Others in {place}; each says where", place=code.upper()),
            near,
            knowledge,
        ),
        _section(
            "above",
            say("Of what it lies in: {places}; each says where", places=", ".join(sorted(wider)).upper()),
            above,
            knowledge,
            say("the packs hold nothing on a rule or case of the wider places that it lies in")
            if wider
            else None,
        ),
        _registers(one, code, knowledge),
        _corrections([*own, *near, *above], knowledge),
    ]


def _section(
    code: str, title: str, rules: Iterable[PlaceRule], knowledge: Knowledge, missing: str | None = None
) -> Section:
    ordered = sorted(rules, key=lambda rule: (rule.place, rule.turns[0].on, rule.id))
    claims = [row for rule in ordered for row in rule_claims(rule, knowledge)]
    return lines(code, title, claims, missing)


def _code_of(one: str, knowledge: Knowledge) -> str:
    """The country or part of a place that only registers name."""
    registers = knowledge.packs.registers.values()
    return next((held.place for held in registers if register_place(held) == one), one)


def _registers(one: str, code: str, knowledge: Knowledge) -> Section:
    """The registers of a place: its own and its country's; of a country those of its places too."""
    called = {normalised(name) for name in place_names(knowledge).get(one, [])}
    found = [
        register
        for register in knowledge.packs.registers.values()
        if register.place[:2] == code[:2]
        and (
            not register.names
            or (code == one and register.place.startswith(code))
            or called & {normalised(name) for name in register.names}
        )
        and known_passages(register, knowledge)
    ]
    found.sort(key=lambda register: (not register.names, register.id))
    return lines(
        "registers",
        say("Registers of cameras"),
        [row for register in found for row in _register_claims(register, knowledge)],
        say("the packs hold nothing on a register of cameras here; that does not say that there is none"),
    )


def _register_claims(register: Register, knowledge: Knowledge) -> list[Claim]:
    stale = knowledge.as_of > register.review_by
    words = access_words(register)
    shown = say("{words!t} [stale: to be reviewed]", words=words) if stale else words
    rows = [
        claim(shown, None, register_links(register, knowledge)),
        claim(indented(register.holds), None, []),
    ]
    if register.law:
        rows.append(claim(indented(say("law that the source names: {law}", law=register.law)), None, []))
    return rows


def _corrections(rules: Iterable[PlaceRule], knowledge: Knowledge) -> Section:
    """What was withdrawn or is contested of any of the rules."""
    sections = [corrections(rule.id, knowledge) for rule in rules]
    empty = corrections("", knowledge)
    return lines(empty.code, empty.title, [row for one in sections for row in one.claims], None)
