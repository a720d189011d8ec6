"""Each rule of each policy, asked of each device; devices of which the same is known are asked once."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain

from lamppost.judge.conditions import Conditions
from lamppost.judge.deciding import Decision, decide
from lamppost.judge.facts import AtLeast, facts_of
from lamppost.judge.lexis import Asked
from lamppost.judge.reasons import chain_of, law_link, why_open, words
from lamppost.judge.views import Ground, PolicyView
from lamppost.model.errors import PolicyError
from lamppost.model.ids import make_id
from lamppost.model.language import tr
from lamppost.model.policy import Rule
from lamppost.model.result import Device, Link, Verdict
from lamppost.model.saying import say
from lamppost.model.status import STRONG
from lamppost.model.vocabulary import DEVICE_KINDS, VerdictKind

NAMED_KINDS = [kind for kind in DEVICE_KINDS if kind not in ("other", "unknown")]
"""Kinds of device that a question can name."""
Context = Mapping[str, str | bool | None]
Facts = Mapping[str, object]
Said = tuple[Decision, dict[str, str | bool | list[str] | None]]
"""A verdict, and the facts that it was asked of."""
_AT_ONCE = 4096
"""Devices whose facts are held at once: what is known of each takes more room than what is said of it."""
_NOTHING = Ground(scopes={}, whole_lists=(), list_names={}, owners_held=())


def judge(
    devices: Sequence[Device], policies: Sequence[PolicyView], context: Context, as_of: date
) -> list[Verdict]:
    """One verdict per device and rule, in the order of policies, rules, devices.

    Args:
        devices: Devices that watch or listen.
        policies: The chosen policies.
        context: What the user said of themselves.
        as_of: The day; a rule past its review-by day answers `open`.

    Raises:
        PolicyError: A condition is broken.
    """
    asked = list(_askings(policies, as_of))
    found: list[list[Verdict]] = [[] for _ in asked]
    for at in range(0, len(devices), _AT_ONCE):
        seen: dict[int, list[_Judged]] = {}
        for verdicts, (rule, policy, asking) in zip(found, asked, strict=True):
            if id(policy.ground) not in seen:
                some = devices[at : at + _AT_ONCE]
                seen[id(policy.ground)] = [_Judged(device, policy.ground, context) for device in some]
            verdicts += [_verdict(known, rule, policy, asking) for known in seen[id(policy.ground)]]
    return list(chain.from_iterable(found))


def _askings(policies: Sequence[PolicyView], as_of: date) -> "Iterator[tuple[Rule, PolicyView, Asking]]":
    """Every rule, ready to be asked, in the order of policies and rules.

    Raises:
        PolicyError: A condition is broken.
    """
    for policy in policies:
        conditions = Conditions(policy.types)
        for rule in policy.rules:
            yield rule, policy, Asking(rule, policy, conditions, as_of)


def judge_case(
    rule: Rule,
    given: Facts,
    types: Mapping[str, str],
    where: str,
    as_of: date | None = None,
) -> VerdictKind:
    """What a rule says of given facts.

    Args:
        rule: The rule.
        given: Values by variable name.
        types: Context key → `bool` or `string`.
        where: Policy, rule and case, for the error.
        as_of: The day; None: that on which the text of the rule was read.

    Raises:
        PolicyError: A condition is broken, or there is no such fact.
    """
    conditions = Conditions(types)
    if unknown := set(given) - set(conditions.variables):
        raise PolicyError(tr("{where}: no such fact: {names}", where=where, names=", ".join(sorted(unknown))))
    view = PolicyView(id=where, rules=[rule], questions={}, types=types, ground=_NOTHING)
    return Asking(rule, view, conditions, as_of or rule.law.retrieved).answer(given).kind


def known_of(device: Device, ground: Ground, context: Context) -> Facts:
    """The known values of one device by variable name; what is not in it is unknown."""
    return _Judged(device, ground, context).facts.values


class Known:
    """Known facts, and the same as a table that rules pick their own from."""

    def __init__(self, values: Facts) -> None:
        """Lay them out flat: each fact, and each key of a fact that has keys."""
        self.values = values
        self.flat: dict[tuple[str, str | None], object] = {}
        for name, value in values.items():
            if isinstance(value, dict):
                self.flat[name, None] = True  # without it another thing is missing than without a key of it
                self.flat.update({(name, key): _hashable(one) for key, one in value.items()})
            else:
                self.flat[name, None] = _hashable(value)


class Asking:
    """One rule on a day; of facts that it was asked before, it knows the answer."""

    def __init__(self, rule: Rule, policy: PolicyView, conditions: Conditions, as_of: date) -> None:
        """Compile the conditions, those of exemptions that do not hold on the day too.

        Raises:
            PolicyError: One is broken.
        """
        self._rule, self._conditions, self._as_of = rule, conditions, as_of
        self._taken_as = policy.taken_as
        self._where = policy.place(rule.id, "when").of_rule(rule.id)
        asked = [
            conditions.compile(rule.applies, policy.place(rule.id, "applies")),
            conditions.compile(rule.when, policy.place(rule.id, "when")),
            *(
                conditions.compile(one.when, policy.place(f"{rule.id}/{one.id}", "when"))
                for one in rule.exemptions
            ),
        ]
        self.lists = frozenset(name for one in asked for name in one.lists)
        self.kinds = [kind for kind in NAMED_KINDS if any(kind in one.texts for one in asked)]
        self.facts = _facts_asked(asked, conditions)
        self._key = list(dict.fromkeys([*self.facts, *((name, None) for name, _ in self.facts)]))
        self.law = law_link(rule.id, rule.law)
        self._said: dict[tuple[object, ...], Said] = {}

    def said(self, known: Known) -> Said:
        """The verdict, and the facts that it was asked of; null for one that is not known.

        What is only taken for told never lets anything pass. Devices of which the rule's own facts are
        the same share one answer.

        Raises:
            PolicyError: A condition is broken.
        """
        key = tuple(map(known.flat.get, self._key))
        if key not in self._said:
            self._said[key] = self._ask(known.values), self._asked(known.values)
        return self._said[key]

    def answer(self, values: Facts) -> Decision:
        """The verdict over known facts.

        Raises:
            PolicyError: A condition is broken.
        """
        return self.said(Known(values))[0]

    def _ask(self, known: Facts) -> Decision:
        said = self._decide({**self._taken_as, **known})
        if said.kind == "pass" and self._taken_as.keys() - known.keys():
            return self._decide(known)
        return said

    def _asked(self, known: Facts) -> dict[str, str | bool | list[str] | None]:
        return {
            name if key is None else f'{name}["{key}"]': _value(known, name, key) for name, key in self.facts
        }

    def _decide(self, known: Facts) -> Decision:
        return decide(self._rule, known, self._conditions, self._where, self._as_of)


class _Judged:
    """What is known of one device, worked out once for all policies on one ground."""

    def __init__(self, device: Device, ground: Ground, context: Context) -> None:
        self.device, self._ground, self._context = device, ground, context
        named = [one for one in (device.maker, device.builder) if one is not None]
        self._owners_held = all(one.id in ground.owners_held for one in named)
        self.is_weak = any(one.status not in STRONG for one in named)
        self.facts = self._facts_of(assume_maker=False)
        self._assumed: Known | None = None
        self._named_on = frozenset(listing.list for listing in device.listings)
        self._chains: dict[frozenset[str], list[Link]] = {}

    @property
    def facts_if_proven(self) -> Known:
        """What would be known if the maker were proven."""
        if self._assumed is None:
            self._assumed = self._facts_of(assume_maker=True)
        return self._assumed

    def chain(self, lists: frozenset[str]) -> list[Link]:
        """What a rule that asks of these lists rests on, the law aside."""
        named = lists & self._named_on
        if named not in self._chains:
            self._chains[named] = chain_of(self.device, named)
        return self._chains[named]

    def _facts_of(self, *, assume_maker: bool) -> Known:
        known = facts_of(
            self.device,
            self._context,
            self._ground.scopes,
            self._ground.whole_lists,
            owners_held=self._owners_held,
            seats=self._ground.seats,
            builds_itself=self.device.maker is not None
            and self.device.maker.id in self._ground.build_themselves,
            assume_maker=assume_maker,
        )
        if self._ground.place_rules is not None:
            known["place_rules"] = self._ground.place_rules
        return Known(known)


def _verdict(known: _Judged, rule: Rule, policy: PolicyView, asking: Asking) -> Verdict:
    device = known.device
    said, asked = asking.said(known.facts)
    reason, question = words(rule, said, policy, known.facts.values), None
    if said.kind == "open" and said.reason is None:
        reason, question = why_open(
            device, said.missing, policy, asking.lists, title=rule.title, kinds=asking.kinds
        )
        after = asking.said(known.facts_if_proven)[0].kind if known.is_weak else "open"
        if after == "fail":
            reason = say("{reason!t}; if the maker were proven this would be fail", reason=reason)
        if after == "pass":
            reason = say("{reason!t}; if the maker were proven this would be pass", reason=reason)
    exempting = (law_link(one.id, one.law) for one in said.exempted_by)
    return Verdict(
        id=make_id("ver", device.id, policy.id, rule.id),
        subject=device.id,
        policy=policy.id,
        rule=rule.id,
        kind=said.kind,
        severity=rule.severity,
        reason=reason,
        question=question,
        remedy=rule.remedy if said.kind == "fail" else None,
        law=rule.law.citation,
        chain=[*known.chain(asking.lists), asking.law, *exempting],
        asked=asked,
    )


def _facts_asked(conditions: Sequence[Asked], declared: Conditions) -> list[tuple[str, str | None]]:
    """Facts by name, and by list where they are asked of one; each once, in the order of asking."""
    asked = dict.fromkeys(fact for one in conditions for fact in one.facts)
    return [(name, of) for name, of in asked if name in declared.variables]


def _value(known: Facts, name: str, of: str | None) -> str | bool | list[str] | None:
    """A fact as it is told: what is known in part is told so, and as unknown where nothing of it is."""
    held = known.get(name)
    if of is not None:
        held = held.get(of) if isinstance(held, Mapping) else None
    if isinstance(held, AtLeast):
        return f"at least {', '.join(held)}" if held else None
    return held  # type: ignore[return-value]


def _hashable(value: object) -> object:
    """A value as a part of a key; what is known in part differs from the same known whole."""
    return (isinstance(value, AtLeast), *value) if isinstance(value, list) else value
