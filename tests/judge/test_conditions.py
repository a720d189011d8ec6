"""Three-valued logic of conditions: the truth tables of the CEL specification, with unknown as a value."""

import itertools

import pytest

from lamppost.judge.conditions import Conditions
from lamppost.model.errors import PolicyError

TYPES = {"a": "bool", "b": "bool", "s": "string"}
T, F, U = True, False, None
AND = {(T, T): T, (T, F): F, (T, U): U, (F, T): F, (F, F): F, (F, U): F, (U, T): U, (U, F): F, (U, U): U}
OR = {(T, T): T, (T, F): T, (T, U): T, (F, T): T, (F, F): F, (F, U): U, (U, T): T, (U, F): U, (U, U): U}


def ask(expression, **values):
    known = {name: value for name, value in values.items() if value is not None}
    return Conditions(TYPES).ask(expression, known, "test")[0]


@pytest.mark.parametrize(("a", "b"), list(itertools.product((T, F, U), repeat=2)))
def test_and_and_or_are_kleenes(a, b):
    assert ask("a && b", a=a, b=b) is AND[a, b]
    assert ask("a || b", a=a, b=b) is OR[a, b]


@pytest.mark.parametrize(("a", "expected"), [(T, F), (F, T), (U, U)])
def test_not_of_unknown_is_unknown(a, expected):
    assert ask("!a", a=a) is expected


@pytest.mark.parametrize(
    "expression", ["s == 'x'", "s != 'x'", "!(s == 'x')", "s in ['x', 'y']", "s.startsWith('x')"]
)
def test_every_operator_over_an_unknown_text_is_unknown(expression):
    assert ask(expression) is None


def test_a_choice_needs_its_condition_and_only_the_branch_it_takes():
    assert ask("a ? b : s == 'x'", a=T, b=F) is False
    assert ask("a ? b : s == 'x'", a=F, b=T) is None
    assert ask("a ? b : b", b=T) is None


def test_a_list_that_is_not_held_is_unknown_and_not_false():
    conditions = Conditions(TYPES)
    assert conditions.ask("listed['l']", {"listed": {"k": True}}, "test") == (None, "l")
    assert conditions.ask("!listed['l']", {}, "test") == (None, "listed")
    assert conditions.ask("listed['l']", {"listed": {"l": False}}, "test")[0] is False


@pytest.mark.parametrize("expression", ["a &&", "nope == 1", "s", "a == 's'", "__import__('os')"])
def test_a_broken_condition_is_refused_with_its_place(expression):
    with pytest.raises(PolicyError, match="my-policy/rule"):
        Conditions(TYPES).compile(expression, "my-policy/rule")


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("1 / 0 == 1", "divide by zero"),
        ("[1][3] == 1", "Index error"),
        ("owners[3] == 'x'", "Index error"),
        (
            "'a'.matches('[UNKNOWN: No value with name \"s\" found in Activation')",
            "invalid regular expression",
        ),
        ("int(s) == 1", "cannot convert|could not|convert"),
        ("9223372036854775807 + 1 > 0", "integer overflow"),
        ("owners[int('9')] == 'No value with name \"a\" found in Activation'", "Index error"),
    ],
)
def test_another_error_than_unknown_is_a_broken_policy(expression, words):
    with pytest.raises(PolicyError, match=f"^my-policy/rule.*({words})"):
        Conditions(TYPES).ask(expression, {"owners": ["x"], "s": "one"}, "my-policy/rule")


def test_a_broken_condition_names_the_letter_at_which_it_breaks():
    with pytest.raises(PolicyError, match=r"my-policy, letter 14: undeclared reference to 'nope'"):
        Conditions(TYPES).compile("a &&\n  b &&\n nope", "my-policy")
