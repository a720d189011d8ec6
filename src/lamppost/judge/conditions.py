"""Conditions of rules: Common Expression Language, with what is unknown left unbound.

The language and its three-valued `&&`, `||` and `?:` are those of the CEL specification
(https://github.com/google/cel-spec, doc/langdef.md, "Logical Operators"). A variable without a
value is never bound to null: `!(maker == 'x')` would be true of null, and is an error of an unbound
one. Only that error becomes "unknown"; every other error is a broken policy.
"""

import re
from collections.abc import Mapping
from typing import Any

from cel_expr_python import cel

from lamppost.model.errors import PolicyError

_STRINGS = cel.Type.List(cel.Type.STRING)

FACTS: dict[str, Any] = {
    "kind": cel.Type.STRING,
    "watches": cel.Type.BOOL,
    "maker": cel.Type.STRING,
    "builder": cel.Type.STRING,
    "owners": _STRINGS,
    "listed": cel.Type.Map(cel.Type.STRING, cel.Type.BOOL),
    "scopes": cel.Type.Map(cel.Type.STRING, _STRINGS),
    "listed_component": cel.Type.BOOL,
    "reaches_outside": cel.Type.BOOL,
    "operators": _STRINGS,
    "registered_in": _STRINGS,
}
"""What a rule may ask about a device; the user's context adds its own variables."""

UNKNOWN = (re.compile(r"No value with name \"(\w+)\""), re.compile(r"Key not found in map : \"([^\"]+)\""))


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
        self._compiled: dict[str, Any] = {}

    def compile(self, expression: str, where: str) -> None:
        """Check an expression before it is needed.

        Args:
            expression: The condition.
            where: File and rule, for the error.

        Raises:
            PolicyError: It is no CEL, names an unknown variable, or yields no truth value.
        """
        try:
            compiled = self._environment.compile(expression)
        except RuntimeError as error:
            raise PolicyError(
                f"{where}: {' '.join(str(error).split())}",
                hint=f"Conditions are CEL over {', '.join(sorted(self.variables))}.",
            ) from None
        if compiled.return_type() != cel.Type.BOOL:
            raise PolicyError(f"{where}: the condition yields {compiled.return_type().name()}, not bool")
        self._compiled[expression] = compiled

    def ask(
        self, expression: str, values: Mapping[str, object], where: str
    ) -> tuple[bool | None, str | None]:
        """True, false, or None with the name of what is unknown.

        Args:
            expression: A compiled condition.
            values: Variables that are known; all others stay unbound.
            where: File and rule, for the error.

        Raises:
            PolicyError: It fails for another reason than an unknown value.
        """
        if expression not in self._compiled:
            self.compile(expression, where)
        answer = self._compiled[expression].eval(data=dict(values))
        if answer.type() == cel.Type.BOOL:
            return bool(answer.value()), None
        text = str(answer.value())
        for pattern in UNKNOWN:
            if found := pattern.search(text):
                return None, found.group(1)
        raise PolicyError(f"{where}: {text}", hint="Guard the expression, so that it holds for every device.")
