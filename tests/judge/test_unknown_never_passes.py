"""No input makes the unknown known: whatever is taken away from what is known, a verdict stays or opens."""

from collections import Counter
from datetime import date

import msgspec
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.report.made_devices import destination, device, known_camera, named

from lamppost.judge.conditions import FACTS, Conditions
from lamppost.judge.facts import AtLeast, Seats
from lamppost.judge.verdicts import Asking, judge, known_of
from lamppost.judge.views import Ground, PolicyView
from lamppost.knowledge.loading import load_packs
from lamppost.model.errors import PolicyError
from lamppost.model.reach import LawReach
from lamppost.pipeline.checking import context_types

PACKS = load_packs()
DAY = date(2026, 12, 1)
LISTS = ("us-ndaa-889", "us-entity-list")
NOTHING = Ground(scopes={}, whole_lists=(), list_names={}, owners_held=())
STATUSES = ("confirmed", "corroborated", "candidate", "disputed")
WORDS = ("video_surveillance", "telecommunications")


CONDITIONS_OF_DEVICES = (
    'listed["us-ndaa-889"]',
    'listed_itself["us-ndaa-889"]',
    'listed["us-entity-list"] || listed_itself["us-entity-list"]',
    '"video_surveillance" in scopes["us-ndaa-889"]',
    'listed["us-ndaa-889"] && ("video_surveillance" in scopes["us-ndaa-889"] ? watches : reaches_outside)',
    'maker_seats["cn"]',
    'reached_by_law["cn-national-intelligence-law"]',
    'place_rules["eu-ai-act-art-5"]',
    'kind == "camera"',
    'maker == "maker"',
    'builder in ["works", "others"]',
    'owners.exists(one, one == "owner")',
    "size(owners) == 0",
    'registered_in.exists(one, one == "cn")',
    'some_registered_in.all(one, one == "de") && "cloud" in operators',
    "reaches_outside",
    "listed_component",
    "watches",
)
"""Every fact about a device, asked by itself; with each, its contrary."""


def made_view(ground):
    """A policy that turns on one fact at a time."""
    conditions = [text for one in CONDITIONS_OF_DEVICES for text in (one, f"!({one})")]
    shipped = PACKS.policies["no-outside-reach"].policy.rules[0]
    return PolicyView(
        id="made",
        rules=[
            msgspec.structs.replace(shipped, id=f"made-{number}", applies="true", when=text, needs=[])
            for number, text in enumerate(conditions)
        ],
        questions={},
        types={},
        ground=ground,
    )


def views(ground):
    shipped = [
        PolicyView(
            id=held.policy.id,
            rules=held.policy.rules,
            questions={},
            types=context_types(held.policy),
            ground=ground,
            taken_as=held.policy.taken_as,
            places=held.places,
        )
        for held in PACKS.policies.values()
    ]
    return [made_view(ground), *shipped]


def stays_or_opens(before, after):
    return after in (before, "open")


# conditions


TYPES = {"a": "bool", "b": "bool", "s": "string", "t": "string"}
TEXT = st.sampled_from(["s", "t", "'x'", "'y'", "kind"])
ATOMS = st.one_of(
    st.sampled_from(
        ["a", "b", "watches", "listed['l']", "listed['k']", "true", "false", "'v' in scopes['l']"]
    ),
    st.tuples(TEXT, st.sampled_from(["==", "!="]), TEXT).map(" ".join),
    st.tuples(TEXT, st.sampled_from(["owners", "registered_in", "operators", "['x', s]"])).map(" in ".join),
    st.tuples(
        st.sampled_from(["owners", "registered_in", "operators", "['x', 'y']"]),
        st.sampled_from(["all", "exists", "exists_one"]),
        TEXT,
        st.sampled_from(["==", "!="]),
    ).map(lambda parts: f"{parts[0]}.{parts[1]}(o, o {parts[3]} {parts[2]})"),
)


def combined(parts):
    return st.one_of(
        parts.map(lambda one: f"!({one})"),
        st.tuples(parts, st.sampled_from(["&&", "||", "==", "!="]), parts).map(
            lambda held: f"({held[0]}) {held[1]} ({held[2]})"
        ),
        st.tuples(parts, parts, parts).map(lambda held: f"({held[0]}) ? ({held[1]}) : ({held[2]})"),
    )


CONDITIONS = st.recursive(ATOMS, combined, max_leaves=5)
LIST = st.lists(st.sampled_from(["x", "y", "v"]), unique=True, max_size=3)
FACTS_KNOWN = st.fixed_dictionaries(
    {
        "a": st.booleans(),
        "b": st.booleans(),
        "watches": st.booleans(),
        "s": st.sampled_from("xy"),
        "t": st.sampled_from("xy"),
        "kind": st.sampled_from("xy"),
        "owners": LIST,
        "registered_in": LIST,
        "operators": LIST,
        "listed": st.fixed_dictionaries({"l": st.booleans(), "k": st.booleans()}),
        "scopes": st.fixed_dictionaries({"l": LIST}),
    }
)


@st.composite
def with_less(draw, whole):
    """The same facts with some taken away: a fact, a key of one, or the knowledge that a list is whole."""
    less = {}
    for name, value in whole.items():
        if draw(st.booleans()):
            continue
        if isinstance(value, dict):
            less[name] = {key: one for key, one in value.items() if draw(st.booleans())}
        elif isinstance(value, list) and draw(st.booleans()):
            less[name] = AtLeast([one for one in value if draw(st.booleans())])
        else:
            less[name] = value
    return less


@settings(max_examples=100, deadline=None)
@given(CONDITIONS, FACTS_KNOWN, st.data())
def test_a_condition_of_which_less_is_known_says_the_same_or_nothing(condition, whole, data):
    conditions = Conditions(TYPES)
    try:
        conditions.compile(condition, "made")
    except PolicyError:
        assume(condition.count("all") + condition.count("exists") <= 3)
        raise
    known = data.draw(with_less(whole))
    less = data.draw(with_less(known))
    before = conditions.ask(condition, known, "made")[0]
    after = conditions.ask(condition, less, "made")[0]
    assert after in (before, None)


# rules of the shipped policies, asked of facts


def facts_asked(rule, policy):
    """A strategy for the facts that a rule asks for, all of them known."""
    asking = Asking(rule, policy, Conditions(policy.types), DAY)
    whole = {}
    for name, key in asking.facts:
        of = Conditions(policy.types).variables[name]
        kind = of.name() if callable(of.name) else str(of)
        if key is not None:
            whole.setdefault(name, {})[key] = (
                st.lists(st.sampled_from(WORDS)) if name == "scopes" else st.booleans()
            )
        elif kind == "BOOL":
            whole[name] = st.booleans()
        elif "LIST" in kind.upper():
            whole[name] = st.lists(st.sampled_from(["de", "cn", "us"]), max_size=2)
        else:
            texts = [
                "camera",
                "other",
                "sensitive",
                "ordinary",
                "none",
                "cn",
                "fr",
                "private",
                "no",
                "real_time",
            ]
            whole[name] = st.sampled_from(texts)
    return asking, st.fixed_dictionaries(
        {name: st.fixed_dictionaries(one) if isinstance(one, dict) else one for name, one in whole.items()}
    )


RULES = [(rule, policy, *facts_asked(rule, policy)) for policy in views(NOTHING) for rule in policy.rules]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(RULES), st.data())
def test_a_rule_of_whose_facts_less_is_known_stays_or_opens(made, data):
    rule, policy, asking, strategy = made
    known = data.draw(with_less(data.draw(strategy)))
    less = data.draw(with_less(known))
    before, after = asking.answer(known).kind, asking.answer(less).kind
    if (known.keys() - less.keys()) & policy.taken_as.keys():
        # what is taken for told where it is not may turn a waiver's pass into a fail, and nothing into a pass
        assert after != "pass" or before == "pass"
        return
    assert stays_or_opens(before, after), rule.id


ASKED = [
    (f"{policy.id}/{rule.id}: {rule.when}", Asking(rule, policy, Conditions(policy.types), DAY))
    for policy in views(NOTHING)
    for rule in policy.rules
]


# devices


def organisation(identity, status):
    return named(identity, identity, status)


LAW = LawReach(
    law="cn-national-intelligence-law", name="law", country="cn", organisation="maker", organisation_name="maker",
    through="maker", seat="cn", seat_by="registered_in", bound="article 7", in_force_from="2017-06-28",
    status="corroborated", ground="gro-000000000001",
)  # fmt: skip


@st.composite
def cameras(draw):
    """A device with everything that facts are made of, each as sure as it comes."""
    status = st.sampled_from(STATUSES)
    builder = draw(st.none() | status)
    listings = [
        msgspec.structs.replace(
            known_camera().listings[0],
            list=draw(st.sampled_from((LISTS[0], *LISTS))),
            organisation=draw(st.sampled_from(["maker", "owner", "works"])),
            status=draw(st.sampled_from(("confirmed", "confirmed", "confirmed", "corroborated"))),
            through=draw(st.sampled_from(["maker", "maker", "builder"] if builder else ["maker"])),
        )
        for _ in range(draw(st.sampled_from((0, 1, 2, 2))))
    ]
    return device(
        1,
        kind=draw(st.sampled_from(["camera", "speaker", "unknown"])),
        watches=draw(st.sampled_from([True, None])),
        maker=organisation("maker", draw(status)) if draw(st.integers(0, 4)) else None,
        builder=organisation("works", builder) if builder else None,
        owners=[organisation("owner", draw(status))] if draw(st.booleans()) else [],
        listings=listings,
        laws=[LAW] if draw(st.booleans()) else [],
        destinations=[
            destination(
                number,
                registered_in=draw(st.sampled_from(["de", "cn", None])),
                operator=draw(st.none() | status.map(lambda one: organisation("cloud", one))),
            )
            for number in range(draw(st.integers(0, 2)))
        ],
    )


CONTEXTS = st.fixed_dictionaries(
    {},
    optional={
        "is_us_federal_contractor": st.booleans(),
        "site": st.sampled_from(["sensitive", "ordinary"]),
        "is_telecommunications_equipment": st.booleans(),
        "components_known": st.booleans(),
        "destinations_known": st.booleans(),
        "is_uk_department": st.booleans(),
        "on_core_network": st.booleans(),
        "gdpr_applies": st.booleans(),
        "transfer_ground": st.sampled_from(["none", "adequacy"]),
        "is_taiwan_public_body": st.booleans(),
        "place": st.sampled_from(["fr", "cn"]),
        "run_by": st.sampled_from(["private", "law_enforcement"]),
        "is_publicly_accessible": st.booleans(),
    },
)
GROUNDS = st.builds(
    Ground,
    scopes=st.fixed_dictionaries(
        {
            name: st.fixed_dictionaries(
                {one: st.lists(st.sampled_from(WORDS), unique=True) for one in ("maker", "owner", "works")}
            )
            for name in LISTS
        }
    ),
    whole_lists=st.frozensets(st.sampled_from(LISTS)),
    list_names=st.just({}),
    owners_held=st.frozensets(st.sampled_from(["maker", "works"])),
    build_themselves=st.frozensets(st.sampled_from(["maker", "works"])),
    seats=st.builds(
        Seats,
        countries=st.sampled_from([{}, {"maker": ["cn"]}, {"maker": ["de"]}]),
        registered=st.frozensets(st.sampled_from(["maker", "works"])),
        laws=st.just(("cn-national-intelligence-law",)),
    ),
    place_rules=st.none() | st.just({"eu-ai-act-art-5": True}),
)


def doubts(camera, ground, context):
    """The same with one thing less known each time: the sure is a candidate, the found is not found."""
    weak = {"status": "candidate"}
    change = msgspec.structs.replace
    if camera.maker:
        yield change(camera, maker=change(camera.maker, **weak)), ground, context
        yield change(camera, maker=None), ground, context
    if camera.builder:
        yield change(camera, builder=change(camera.builder, **weak)), ground, context
        yield change(camera, builder=change(camera.builder, id=None)), ground, context
        # a builder that is not found leaves its listings unfound too, and nobody could have said that there is none
        found = [one for one in camera.listings if one.through != "builder"]
        blind = _ground(ground, build_themselves=())
        yield change(camera, builder=None, builder_owners=[], listings=found), blind, context
    if camera.owners:
        yield change(camera, owners=[change(camera.owners[0], **weak)]), ground, context
    for place, one in enumerate(camera.listings):
        others = [*camera.listings[:place], *camera.listings[place + 1 :]]
        yield change(camera, listings=[change(one, **weak), *others]), ground, context
        # a listing that is not found was not in a list that is held whole
        missed = _ground(ground, whole_lists=ground.whole_lists - {one.list})
        yield change(camera, listings=others), missed, context
    for name in ground.whole_lists:
        yield camera, _ground(ground, whole_lists=ground.whole_lists - {name}), context
    for name in ground.build_themselves:
        yield camera, _ground(ground, build_themselves=ground.build_themselves - {name}), context
    for name in ground.owners_held:
        yield camera, _ground(ground, owners_held=ground.owners_held - {name}), context
    yield camera, _ground(ground, seats=Seats(laws=ground.seats.laws)), context
    yield camera, _ground(ground, place_rules=None), context
    yield change(camera, kind="unknown"), ground, context
    yield change(camera, watches=None), ground, context
    yield change(camera, laws=[]), _ground(ground, seats=Seats(laws=ground.seats.laws)), context
    for key in context:
        yield camera, ground, _without(context, key)
    for place, one in enumerate(camera.destinations):
        others = [*camera.destinations[:place], *camera.destinations[place + 1 :]]
        blind = change(one, operator=None, registered_in=None)
        yield change(camera, destinations=[blind, *others]), ground, context
        # one that was not seen was not in evidence that holds everything
        yield change(camera, destinations=others), ground, _without(context, "destinations_known")


def _without(context, key):
    return {name: value for name, value in context.items() if name != key}


def _ground(ground, **changed):
    kept = {name: getattr(ground, name) for name in Ground.__slots__}
    return Ground(**(kept | changed))


@settings(max_examples=150, deadline=None)
@given(cameras(), GROUNDS, CONTEXTS)
def test_a_device_of_which_less_is_known_keeps_its_verdicts_or_they_open(camera, ground, context):
    known = known_of(camera, ground, context)
    before = [asking.answer(known).kind for _, asking in ASKED]
    for other, less, told in doubts(camera, ground, context):
        facts = known_of(other, less, told)
        for (name, asking), was in zip(ASKED, before, strict=True):
            assert stays_or_opens(was, asking.answer(facts).kind), (name, was, known, facts)


@settings(max_examples=150, deadline=None)
@given(cameras(), GROUNDS, CONTEXTS)
def test_a_device_whose_builder_nobody_names_passes_no_rule_that_some_builder_would_fail(
    camera, ground, context
):
    change = msgspec.structs.replace
    found = [one for one in camera.listings if one.through != "builder"]
    unnamed = change(camera, builder=None, builder_owners=[], listings=found)
    blind = _ground(ground, build_themselves=())
    facts = known_of(unnamed, blind, context)
    for name in LISTS:
        listing = change(
            known_camera().listings[0], list=name, organisation="works", status="confirmed", through="builder"
        )
        built = change(unnamed, builder=organisation("works", "confirmed"), listings=[*found, listing])
        known = known_of(built, blind, context)
        for rule, asking in ASKED:
            fails = asking.answer(known).kind == "fail"
            assert not (fails and asking.answer(facts).kind == "pass"), (rule, facts)


@settings(max_examples=10, deadline=None)
@given(st.lists(cameras(), max_size=6), GROUNDS, CONTEXTS)
def test_every_device_has_one_verdict_by_every_rule_and_the_same_as_alone(several, ground, context):
    named_apart = [msgspec.structs.replace(one, id=f"dev-{number}") for number, one in enumerate(several)]
    policies = views(ground)
    verdicts = judge(named_apart, policies, context, DAY)
    rules = [(policy.id, rule.id) for policy in policies for rule in policy.rules]
    counted = Counter((row.policy, row.rule, row.subject) for row in verdicts)
    assert counted == Counter((*rule, one.id) for rule in rules for one in named_apart)
    alone = [row for one in named_apart for row in judge([one], policies, context, DAY)]
    assert sorted(verdicts, key=lambda row: row.id) == sorted(alone, key=lambda row: row.id)
    assert all(set(row.asked) and row.reason for row in verdicts)


def test_every_fact_about_a_device_is_asked_here():
    asked = " ".join(CONDITIONS_OF_DEVICES)
    assert [name for name in FACTS if name not in asked] == []
