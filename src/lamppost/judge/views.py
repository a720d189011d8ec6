"""What judging sees of the packs on a day: each policy, and what may be taken for known."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from lamppost.judge.facts import Seats
from lamppost.model.policy import Rule, Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the packs let every policy take for known on the day."""

    scopes: Mapping[str, Mapping[str, list[str]]]
    """List → organisation → words of the scope of its entry."""
    whole_lists: Collection[str]
    """Lists that are held whole on the day."""
    list_names: Mapping[str, str]
    """List → what to call it."""
    owners_held: Collection[str]
    """Organisations whose owners are held to the last one."""
    build_themselves: Collection[str] = ()
    """Organisations of which it is said that they build what bears their name."""
    seats: Seats = field(default_factory=Seats)
    law_names: Mapping[str, str] = field(default_factory=dict)
    """Law → what to call it."""
    place_rules: Mapping[str, bool] | None = None
    """Rule of a place → whether it holds at the user's place on the day, as far as it is known; None where
    no place was told."""
    place_names: Mapping[str, str] = field(default_factory=dict)
    """Rule of a place → what to call it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyView:
    """A policy, as far as judging needs it."""

    id: str
    rules: Sequence[Rule]
    questions: Mapping[str, str]
    """Context key → the question to the user."""
    types: Mapping[str, str]
    """Context key → `bool` or `string`."""
    ground: Ground
    taken_as: Mapping[str, str | bool] = field(default_factory=dict)
    """Context key → what exemptions take it to be where it was not told."""
    places: Mapping[str, Written] = field(default_factory=dict)
    """Where its conditions stand, by rule and field (`listed-maker.when`)."""

    def place(self, rule: str, name: str) -> Written:
        """Where a condition stands; by policy and rule where that is not known."""
        here = Written(file=self.id, line=0, what=f"rule {rule}, {name}")
        return self.places.get(f"{rule}.{name}", here)
