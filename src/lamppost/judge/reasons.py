"""The words of a verdict: why it is so, what would close an open one, and what it rests on."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import reduce

from lamppost.judge.deciding import Decision
from lamppost.judge.views import Ground, PolicyView
from lamppost.model.assets import KIND_PROOF
from lamppost.model.policy import Law, Rule
from lamppost.model.result import Device, Link
from lamppost.model.saying import noted, say
from lamppost.model.status import STRONG
from lamppost.model.vocabulary import A_KIND

_LONGER = noted("Does it send anything else? A longer capture, or the logs of your firewall, may show it.")
_WHERE = frozenset({"reaches_outside", "registered_in", "some_registered_in", "operators"})
_OF_MAKER = frozenset(
    {
        "listed",
        "listed_itself",
        "scopes",
        "maker",
        "builder",
        "owners",
        "maker_seats",
        "reached_by_law",
    }
)
"""Facts that are unknown as a whole only where not enough is held of the maker."""
_COUNTRY = re.compile("[a-z]{2}")
_LAW_NOT_SHOWN = noted("what is held of {maker} and its owners does not show whether {law} reaches {maker}")
_SEAT_NOT_SHOWN = noted(
    "what is held of {maker} and its owners does not show whether {maker} is registered or sits in {country}"
)
_KIND_UNKNOWN = noted(
    "the rule is about {rule!t}, and nothing in this evidence tells what kind of device it is"
)
_WATCHING_UNKNOWN = noted(
    "the rule is about {rule!t}, and nothing in this evidence tells whether it watches or listens"
)
_EXEMPTS = {
    "exception": noted("exception: {title!t}"),
    "waiver": noted("waiver: {title!t}"),
    "approval": noted("approval: {title!t}"),
}
_WEAK_MAKER = {
    "candidate": noted("the maker, {name}, is only a candidate"),
    "disputed": noted("the maker, {name}, is only disputed"),
    "stale": noted("the maker, {name}, is only stale"),
    "retracted": noted("the maker, {name}, is only retracted"),
}
_WEAK_BUILDER = {
    "candidate": noted("the builder, {name}, is only a candidate"),
    "disputed": noted("the builder, {name}, is only disputed"),
    "stale": noted("the builder, {name}, is only stale"),
    "retracted": noted("the builder, {name}, is only retracted"),
}
_WEAK_LINK = {
    "candidate": noted("{maker} is named on {list}, but a link of that chain is only candidate"),
    "corroborated": noted("{maker} is named on {list}, but a link of that chain is only corroborated"),
    "disputed": noted("{maker} is named on {list}, but a link of that chain is only disputed"),
    "stale": noted("{maker} is named on {list}, but a link of that chain is only stale"),
    "retracted": noted("{maker} is named on {list}, but a link of that chain is only retracted"),
}


def words(rule: Rule, said: Decision, policy: PolicyView, known: Mapping[str, object]) -> str:
    """Why a rule found what it found, where it is not open."""
    if said.reason is not None:
        return said.reason
    if said.kind == "fail":
        taken = [
            f"{key}: {str(value).lower()}"
            for key, value in policy.taken_as.items()
            if key not in known and any(re.search(rf"\b{key}\b", one.when) for one in rule.exemptions)
        ]
        if taken:
            return say("{why!t} Not told, and taken as {facts}.", why=rule.why, facts=", ".join(taken))
        return rule.why
    if said.exempted_by:
        found = [say(_EXEMPTS[one.kind], title=one.title) for one in said.exempted_by]
        return reduce(lambda one, more: say("{one!t}; {more!t}", one=one, more=more), found)
    if said.kind == "pass":
        return say("not so here: {rule!t}", rule=rule.title)
    return say("the rule does not apply: {rule!t}", rule=rule.title)


def why_open(
    device: Device,
    missing: str | None,
    policy: PolicyView,
    lists: Collection[str],
    *,
    title: str,
    kinds: Sequence[str],
) -> tuple[str, str | None]:
    """In words: what is unknown, and the question that would close it.

    Args:
        device: The device.
        missing: What a condition did not find.
        policy: The policy.
        lists: The lists that the rule asks of.
        title: What the rule is about.
        kinds: The kinds of device that the rule names.
    """
    if missing is not None and missing in policy.questions:
        return say("it depends on a fact about you that was not given"), policy.questions[missing]
    if missing in ("kind", "watches"):
        return _of_the_device(device, missing, title, kinds)
    if (other := _of_traffic_or_place(missing, policy)) is not None:
        return other
    if missing == "listed_component":
        return say("the makers of its components are not known"), policy.questions.get("components_known")
    maker = device.maker
    if maker is None:
        return say("the maker is not known"), device.next_proof
    if maker.status not in STRONG:
        return say(_WEAK_MAKER[maker.status], name=maker.name), device.next_proof
    builder = device.builder
    if builder is not None and builder.status not in STRONG:
        return say(_WEAK_BUILDER[builder.status], name=builder.name), device.next_proof
    if missing is not None and (missing in policy.ground.law_names or _COUNTRY.fullmatch(missing)):
        asked = say("Where is {maker} registered, and who owns it, up to the last owner?", maker=maker.name)
        if _is_builder_open(device, policy.ground):
            asked = say("{asked!t} Who built the device, if not {maker}?", asked=asked, maker=maker.name)
        if missing in policy.ground.law_names:
            unknown, of = _LAW_NOT_SHOWN, {"law": policy.ground.law_names[missing]}
        else:
            unknown, of = _SEAT_NOT_SHOWN, {"country": missing.upper()}
        return say(unknown, maker=maker.name, **of), asked
    if missing is None or missing in _OF_MAKER:
        return say("what is held of {maker} does not settle it", maker=maker.name), device.next_proof
    return _why_not_settled(maker.name, missing, device, policy, lists)


def _of_the_device(device: Device, missing: str, title: str, kinds: Sequence[str]) -> tuple[str, str | None]:
    """Why it is open where nothing says what the device is, and the question with the kinds that the rule names."""
    unknown = _KIND_UNKNOWN if missing == "kind" and kinds else _WATCHING_UNKNOWN
    where = device.addresses[-1] if device.addresses else device.mac
    question = KIND_PROOF if device.id.startswith("ast-") else device.next_proof
    if where is not None and missing == "kind" and kinds:
        question = say(
            "Is the device at {where} {kinds!t}? Its label or its invoice tells.",
            where=where,
            kinds=_any_of(kinds),
        )
    elif where is not None:
        question = say(
            "Has the device at {where} a camera or a microphone? Its label, or what its model is sold as, tells.",
            where=where,
        )
    return say(unknown, rule=title), question


def _any_of(kinds: Sequence[str]) -> str:
    """The kinds as people read them: a camera, a doorbell or an access terminal."""
    *first, last = [A_KIND[one] for one in kinds]
    return say("{first!t} or {last!t}", first=first, last=last) if first else last


def _of_traffic_or_place(missing: str | None, policy: PolicyView) -> tuple[str, str | None] | None:
    """Why it is open where it turns on where the device sends, or on the place; None where on something else."""
    asked = policy.questions.get("place")
    if missing in _WHERE:
        return (
            say(
                "where else it sends is not known from this evidence, and silence in one recording proves nothing"
            ),
            policy.questions.get("destinations_known", _LONGER),
        )
    if missing == "place_rules":
        return say("it depends on the place, which was not told"), asked
    if missing is not None and missing in policy.ground.place_names:
        name = policy.ground.place_names[missing]
        return say("whether {rule} holds at that place on that day is not held", rule=name), asked
    return None


def _why_not_settled(
    maker: str, missing: str, device: Device, policy: PolicyView, lists: Collection[str]
) -> tuple[str, str | None]:
    """Why nobody can tell whether a list names the maker or whoever owns it."""
    weak = [listing for listing in device.listings if listing.list == missing or listing.list in lists]
    if weak and weak[0].status == "confirmed":
        return (
            say(
                "{list} names {named}, an owner of {maker}, and not {maker} itself",
                list=weak[0].list_name,
                named=weak[0].named,
                maker=maker,
            ),
            None,
        )
    if weak:
        return (
            say(_WEAK_LINK[weak[0].status], maker=maker, list=weak[0].list_name),
            None,
        )
    name, ground = policy.ground.list_names.get(missing, missing), policy.ground
    if missing in policy.ground.list_names and missing not in policy.ground.whole_lists:
        return (
            say(
                "{maker} was not found on {list}, of which not all is held for this day: "
                "not found is not the same as not listed",
                maker=maker,
                list=name,
            ),
            say("Is {maker}, or an owner of it, on {list}? Ask its publisher.", maker=maker, list=name),
        )
    owners = say("Who owns {maker}, up to the last owner?", maker=maker)
    if not _is_builder_open(device, ground):
        return (
            say(
                "{maker} itself is not named on {list}; whether an owner of it is cannot be told, "
                "for its owners are not held to the last one",
                maker=maker,
                list=name,
            ),
            owners,
        )
    asked = say(
        "Who built it for {maker}, or does {maker} build it itself? Ask {maker} or the supplier, in writing.",
        maker=maker,
    )
    if device.maker is not None and device.maker.id not in ground.owners_held:
        asked = say("{asked!t} {owners!t}", asked=asked, owners=owners)
    reason = say(
        "{maker} itself is not named on {list}; who built the device is not known, and whoever did may be",
        maker=maker,
        list=name,
    )
    return reason, asked


def _is_builder_open(device: Device, ground: Ground) -> bool:
    """Whether nothing names a builder, and nothing says that the maker builds what bears its name."""
    return device.builder is None and (device.maker is None or device.maker.id not in ground.build_themselves)


def chain_of(device: Device, lists: Collection[str]) -> list[Link]:
    """What the device is, who made it, and what the lists that a rule asks of say."""
    links = list(device.kind_chain)
    for named in (device.maker, device.builder):
        links += [link for link in (named.chain if named else []) if link not in links]
    for listing in device.listings:
        if listing.list in lists:
            links += [link for link in listing.chain if link not in links]
    return links


def law_link(subject: str, law: Law) -> Link:
    """The text that a rule or an exemption rests on."""
    return Link(
        subject=subject,
        property="law",
        value=law.citation,
        source=law.citation,
        source_class=law.source_class,
        match="exact_id",
        day=law.retrieved.isoformat(),
        locator=law.citation,
        url=law.url,
        original=law.original,
        rule=subject,
    )
