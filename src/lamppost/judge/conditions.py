"""Conditions of rules: Common Expression Language, with what is unknown left unbound.

The language and its three-valued `&&`, `||` and `?:` are those of the CEL specification
(https://github.com/google/cel-spec, doc/langdef.md, "Logical Operators"). A variable without a
value is never bound to null: `!(maker == 'x')` would be true of null, and is an error of an unbound
one. Only that error becomes "unknown"; every other error is a broken policy.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from math import prod
from typing import Any, Protocol

from cel_expr_python import cel

from lamppost.judge.facts import AtLeast
from lamppost.judge.lexis import Asked, NotAllowedError, read_condition
from lamppost.model.errors import PolicyError
from lamppost.model.language import tr

_STRINGS = cel.Type.List(cel.Type.STRING)
_TRUTHS = cel.Type.Map(cel.Type.STRING, cel.Type.BOOL)

FACTS: dict[str, Any] = {
    "kind": cel.Type.STRING,
    "watches": cel.Type.BOOL,
    "maker": cel.Type.STRING,
    "builder": cel.Type.STRING,
    "owners": _STRINGS,
    "maker_seats": _TRUTHS,
    "reached_by_law": _TRUTHS,
    "listed": _TRUTHS,
    "listed_itself": _TRUTHS,
    "scopes": cel.Type.Map(cel.Type.STRING, _STRINGS),
    "listed_component": cel.Type.BOOL,
    "reaches_outside": cel.Type.BOOL,
    "operators": _STRINGS,
    "registered_in": _STRINGS,
    "some_registered_in": _STRINGS,
    "place_rules": _TRUTHS,
}
"""What a rule may ask about a device and its place; the user's context adds its own variables."""

_NO_VALUE = re.compile(r'UNKNOWN: No value with name "(\w+)" found in Activation')
_NO_KEY = re.compile(r'NOT_FOUND: Key not found in map : "([^"]+)"')
_PLACED = re.compile(r"ERROR: <input>:(\d+):(\d+): (.*?)(?= ?\n \| |\nERROR|$)", re.DOTALL)
_CONTAINER = " (in container '')"
_ELSEWHERE = "?"
"""An element that no condition names."""
_MANY = 100
_MOST_VARIANTS = 4096
"""Of lists that are known in part together; beyond it an answer that turns on them is unknown."""


class Place(Protocol):
    """Where a condition stands, so that an error can say so."""

    def at(self, letter: int | None = None) -> str:
        """File, line and rule; with a letter of the condition also the column."""


class Somewhere:
    """A place that is a name alone, of a condition that stands in no file."""

    def __init__(self, name: str) -> None:
        """Keep the name."""
        self._name = name

    def at(self, letter: int | None = None) -> str:
        """The name, and the letter of the condition counted from 1."""
        return self._name if letter is None else f"{self._name}, letter {letter + 1}"


class Conditions:
    """Compiled conditions of one policy."""

    def __init__(self, context_types: Mapping[str, str]) -> None:
        """Declare the variables.

        Args:
            context_types: Facts about the user: name → `bool` or `string`.
        """
        types = {"bool": cel.Type.BOOL, "string": cel.Type.STRING}
        self.variables = FACTS | {name: types[kind] for name, kind in context_types.items()}
        self._environment = cel.NewEnv(variables=self.variables)
        self._compiled: dict[str, tuple[Any, Asked]] = {}

    def compile(self, expression: str, where: str | Place) -> Asked:
        """Check an expression before it is needed; what it asks.

        Args:
            expression: The condition.
            where: Its place, for the error.

        Raises:
            PolicyError: It is no CEL, names an unknown variable, yields no truth value, or could make
                a known no out of what is unknown.
        """
        if expression in self._compiled:
            return self._compiled[expression][1]
        place = Somewhere(where) if isinstance(where, str) else where
        try:
            asked = read_condition(expression)
            compiled = self._environment.compile(expression)
        except NotAllowedError as refused:
            raise PolicyError(
                f"{place.at(refused.start)}: {refused.words}",
                hint=tr("docs/reference/policies.md says what a condition may hold."),
            ) from None
        except RuntimeError as error:
            raise self._broken(expression, str(error), place) from None
        if compiled.return_type() != cel.Type.BOOL:
            raise PolicyError(
                tr(
                    "{where}: the condition yields {kind}; expected true or false",
                    where=place.at(),
                    kind=compiled.return_type().name(),
                ),
                hint=tr("Compare it with something: kind == 'camera'."),
            )
        self._compiled[expression] = compiled, asked
        return asked

    def _broken(self, expression: str, text: str, place: Place) -> PolicyError:
        """What the compiler says, in one line with its place."""
        found = _PLACED.search(text)
        words = " ".join((found[3] if found else text).replace(_CONTAINER, "").split())
        letter = None
        if found and int(found[1]) > 0:
            before = expression.split("\n")[: int(found[1]) - 1]
            letter = sum(len(line) + 1 for line in before) + int(found[2]) - 1
        return PolicyError(
            f"{place.at(letter)}: {words}",
            hint=tr("Conditions are CEL over {names}.", names=", ".join(sorted(self.variables))),
        )

    def ask(
        self, expression: str, values: Mapping[str, object], where: str | Place
    ) -> tuple[bool | None, str | None]:
        """True, false, or None with the name of what is unknown.

        Of a list that is known in part (`AtLeast`) the answer holds only where no further element
        would change it.

        Args:
            expression: A condition.
            values: Variables that are known; all others stay unbound.
            where: Its place, for the error.

        Raises:
            PolicyError: It fails for another reason than an unknown value.
        """
        asked = self.compile(expression, where)
        answer, missing = self._evaluate(expression, values, where)
        if answer is None:
            return None, missing
        partial = _partial(values, asked)
        if partial and not self._holds(expression, values, partial, answer, where):
            return None, partial[0].places[0][1] or partial[0].places[0][0]
        return answer, None

    def _holds(
        self,
        expression: str,
        values: Mapping[str, object],
        partial: Sequence["_Partial"],
        answer: bool,
        where: str | Place,
    ) -> bool:
        """Whether the answer stays the same whatever else lists hold that are known in part."""
        bare: Mapping[str, object] = values
        for one in partial:
            bare = one.bound(bare, None)
        if self._evaluate(expression, bare, where)[0] is answer:
            return True
        asked = self._compiled[expression][1]
        if not asked.compares_alone or prod(len(one.variants) for one in partial) > _MOST_VARIANTS:
            return False
        return all(
            self._evaluate(expression, changed, where)[0] is answer for changed in _varied(values, partial)
        )

    def _evaluate(
        self, expression: str, values: Mapping[str, object], where: str | Place
    ) -> tuple[bool | None, str | None]:
        compiled, asked = self._compiled[expression]
        answer = compiled.eval(data=values)
        if answer.type() == cel.Type.BOOL:
            return bool(answer.value()), None
        text = str(answer.value())
        if (found := _NO_VALUE.fullmatch(text)) and found[1] in self.variables:
            return None, found[1]
        if (found := _NO_KEY.fullmatch(text)) and any(found[1] == key for _, key in asked.facts):
            return None, found[1]
        place = Somewhere(where) if isinstance(where, str) else where
        raise PolicyError(
            f"{place.at()}: {text}", hint=tr("Guard the expression, so that it holds for every device.")
        )


def _texts_in(value: object) -> Iterator[str]:
    """The texts of a known value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (one for one in value if isinstance(one, str))


def _varied(values: Mapping[str, object], partial: Sequence["_Partial"]) -> Iterator[Mapping[str, object]]:
    """The values with every combination of what the lists might go on with."""
    if not partial:
        yield values
        return
    for variant in partial[0].variants:
        yield from _varied(partial[0].bound(values, variant), partial[1:])


class _Partial:
    """One list that is known in part, under every name that it goes by."""

    def __init__(self, held: AtLeast, texts: Sequence[str]) -> None:
        """Lay out with what it might go on: nothing, something else, each text that is known or asked, all."""
        self.places: list[tuple[str, str | None]] = []
        many = [*(f"{_ELSEWHERE}{number}" for number in range(_MANY)), *texts]
        more = [[], [_ELSEWHERE], *([text] for text in texts if text not in held), many]
        self.variants = [[*added, *held] for added in more]

    def bound(self, values: Mapping[str, object], variant: list[str] | None) -> dict[str, object]:
        """The values with this list as given; without it, where it is None."""
        changed = dict(values)
        for name, key in self.places:
            held = changed.pop(name)
            if key is not None and isinstance(held, Mapping):
                others = {one: value for one, value in held.items() if one != key}
                changed[name] = others if variant is None else {**others, key: variant}
            elif variant is not None:
                changed[name] = variant
        return changed


def _partial(values: Mapping[str, object], asked: Asked) -> list[_Partial]:
    """The lists that a condition asks for and that are known in part; one that has two names is one."""
    found: dict[int, _Partial] = {}
    texts = sorted(asked.texts | {text for value in values.values() for text in _texts_in(value)})
    for name, key in asked.facts:
        held = values.get(name)
        if key is not None:
            held = held.get(key) if isinstance(held, Mapping) else None
        if isinstance(held, AtLeast):
            found.setdefault(id(held), _Partial(held, texts)).places.append((name, key))
    return list(found.values())
