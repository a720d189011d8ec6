"""The words of a verdict: why it is so, what would close an open one, and what it rests on."""

import re
from collections.abc import Collection, Mapping, Sequence

from lamppost.judge.deciding import Decision
from lamppost.judge.views import Ground, PolicyView
from lamppost.model.assets import KIND_PROOF
from lamppost.model.policy import Law, Rule
from lamppost.model.result import Device, Link
from lamppost.model.status import STRONG

_LONGER = "Does it send anything else? A longer capture, or the logs of your firewall, may show it."
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
        return f"{rule.why} Not told, and taken as {', '.join(taken)}." if taken else rule.why
    if said.exempted_by:
        return "; ".join(f"{one.kind}: {one.title}" for one in said.exempted_by)
    if said.kind == "pass":
        return f"not so here: {rule.title}"
    return f"the rule does not apply: {rule.title}"


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
        return "it depends on a fact about you that was not given", policy.questions[missing]
    if missing in ("kind", "watches"):
        return _of_the_device(device, missing, title, kinds)
    if (other := _of_traffic_or_place(missing, policy)) is not None:
        return other
    if missing == "listed_component":
        return "the makers of its components are not known", policy.questions.get("components_known")
    maker = device.maker
    if maker is None:
        return "the maker is not known", device.next_proof
    if maker.status not in STRONG:
        return f"the maker, {maker.name}, is only {_article(maker.status)}", device.next_proof
    builder = device.builder
    if builder is not None and builder.status not in STRONG:
        return f"the builder, {builder.name}, is only {_article(builder.status)}", device.next_proof
    if missing is not None and (missing in policy.ground.law_names or _COUNTRY.fullmatch(missing)):
        what = (
            f"{policy.ground.law_names[missing]} reaches {maker.name}"
            if missing in policy.ground.law_names
            else f"{maker.name} is registered or sits in {missing.upper()}"
        )
        asked = f"Where is {maker.name} registered, and who owns it, up to the last owner?"
        if _is_builder_open(device, policy.ground):
            asked += f" Who built the device, if not {maker.name}?"
        return f"what is held of {maker.name} and its owners does not show whether {what}", asked
    if missing is None or missing in _OF_MAKER:
        return f"what is held of {maker.name} does not settle it", device.next_proof
    return _why_not_settled(maker.name, missing, device, policy, lists)


def _of_the_device(device: Device, missing: str, title: str, kinds: Sequence[str]) -> tuple[str, str | None]:
    """Why it is open where nothing says what the device is, and the question with the kinds that the rule names."""
    what = "what kind of device it is" if missing == "kind" and kinds else "whether it watches or listens"
    where = device.addresses[-1] if device.addresses else device.mac
    question = KIND_PROOF if device.id.startswith("ast-") else device.next_proof
    if where is not None and missing == "kind" and kinds:
        question = f"Is the device at {where} {_any_of(kinds)}? Its label or its invoice tells."
    elif where is not None:
        question = f"Has the device at {where} a camera or a microphone? Its label, or what its model is sold as, tells."
    return f"the rule is about {title}, and nothing in this evidence tells {what}", question


def _any_of(kinds: Sequence[str]) -> str:
    """The kinds as people read them: a camera, a doorbell or an access terminal."""
    *first, last = [f"{'an' if one[0] in 'aeiou' else 'a'} {one.replace('_', ' ')}" for one in kinds]
    return f"{', '.join(first)} or {last}" if first else last


def _of_traffic_or_place(missing: str | None, policy: PolicyView) -> tuple[str, str | None] | None:
    """Why it is open where it turns on where the device sends, or on the place; None where on something else."""
    asked = policy.questions.get("place")
    if missing in _WHERE:
        return (
            "where else it sends is not known from this evidence, and silence in one recording proves nothing",
            policy.questions.get("destinations_known", _LONGER),
        )
    if missing == "place_rules":
        return "it depends on the place, which was not told", asked
    if missing is not None and missing in policy.ground.place_names:
        name = policy.ground.place_names[missing]
        return f"whether {name} holds at that place on that day is not held", asked
    return None


def _why_not_settled(
    maker: str, missing: str, device: Device, policy: PolicyView, lists: Collection[str]
) -> tuple[str, str | None]:
    """Why nobody can tell whether a list names the maker or whoever owns it."""
    weak = [listing for listing in device.listings if listing.list == missing or listing.list in lists]
    if weak and weak[0].status == "confirmed":
        return (
            f"{weak[0].list_name} names {weak[0].named}, an owner of {maker}, and not {maker} itself",
            None,
        )
    if weak:
        return (
            f"{maker} is named on {weak[0].list_name}, but a link of that chain is only {weak[0].status}",
            None,
        )
    name, ground = policy.ground.list_names.get(missing, missing), policy.ground
    if missing in policy.ground.list_names and missing not in policy.ground.whole_lists:
        return (
            f"{maker} was not found on {name}, of which not all is held for this day: not found is not the same as not listed",
            f"Is {maker}, or an owner of it, on {name}? Ask its publisher.",
        )
    owners = f"Who owns {maker}, up to the last owner?"
    if _is_builder_open(device, ground):
        if device.maker is None or device.maker.id in ground.owners_held:
            owners = ""
        return (
            f"{maker} itself is not named on {name}; who built the device is not known, and whoever did may be",
            f"Who built it for {maker}, or does {maker} build it itself? Ask {maker} or the supplier, in writing. {owners}".strip(),
        )
    return (
        (
            f"{maker} itself is not named on {name}; whether an owner of it is cannot be told, "
            "for its owners are not held to the last one"
        ),
        owners,
    )


def _is_builder_open(device: Device, ground: Ground) -> bool:
    """Whether nothing names a builder, and nothing says that the maker builds what bears its name."""
    return device.builder is None and (device.maker is None or device.maker.id not in ground.build_themselves)


def _article(status: str) -> str:
    return {"candidate": "a candidate", "disputed": "disputed", "stale": "stale", "retracted": "retracted"}[
        status
    ]


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
