"""All cases of each operator with the unknown as a value, as the engine in use answers them.

The table is written from the CEL specification (google/cel-spec, doc/langdef.md, "Logical Operators",
"Macros", "Field Selection"), where an unbound variable is an error: unknown.
"""

import itertools

import pytest

from lamppost.judge.conditions import Conditions
from lamppost.judge.facts import AtLeast
from lamppost.model.errors import PolicyError

TYPES = {"a": "bool", "b": "bool", "c": "bool", "s": "string", "t": "string"}
T, F, U = True, False, None
ALL = (T, F, U)


def ask(expression, **values):
    known = {name: value for name, value in values.items() if value is not None}
    return Conditions(TYPES).ask(expression, known, "test")[0]


def both(a, b):
    return F if F in (a, b) else U if U in (a, b) else T


def either(a, b):
    return T if T in (a, b) else U if U in (a, b) else F


def chosen(a, b, c):
    return {T: b, F: c, U: U}[a]


def alike(a, b):
    return U if U in (a, b) else a == b


@pytest.mark.parametrize(("a", "b"), list(itertools.product(ALL, repeat=2)))
def test_every_case_of_two_truths(a, b):
    assert ask("a && b", a=a, b=b) is both(a, b)
    assert ask("a || b", a=a, b=b) is either(a, b)
    assert ask("a == b", a=a, b=b) is alike(a, b)
    assert ask("a != b", a=a, b=b) is (U if U in (a, b) else a != b)
    assert ask("!a", a=a) is (U if a is U else not a)
    assert ask("[a, b].all(x, x)", a=a, b=b) is (U if U in (a, b) else a and b)  # the list itself is unknown
    assert ask("['a', 'b'].all(x, x == 'a' ? a : b)", a=a, b=b) is both(a, b)
    assert ask("['a', 'b'].exists(x, x == 'a' ? a : b)", a=a, b=b) is either(a, b)
    one = U if U in (a, b) else a is not b
    assert ask("['a', 'b'].exists_one(x, x == 'a' ? a : b)", a=a, b=b) is one
    kept = U if U in (a, b) else len([x for x in (a, b) if x]) == 1
    assert ask("['a', 'b'].filter(x, x == 'a' ? a : b).size() == 1", a=a, b=b) is kept
    assert ask("['a', 'b'].map(x, x == 'a' ? a : b) == [true, false]", a=a, b=b) is (
        U if U in (a, b) else (a, b) == (T, F)
    )


@pytest.mark.parametrize(("a", "b", "c"), list(itertools.product(ALL, repeat=3)))
def test_every_case_of_a_choice(a, b, c):
    assert ask("a ? b : c", a=a, b=b, c=c) is chosen(a, b, c)
    assert ask("a && b || c", a=a, b=b, c=c) is either(both(a, b), c)
    assert ask("!(a || b) && c", a=a, b=b, c=c) is both(alike(either(a, b), F), c)


TEXTS = ("x", "y", None)


@pytest.mark.parametrize(("s", "t"), list(itertools.product(TEXTS, repeat=2)))
def test_every_case_of_two_texts(s, t):
    unknown = None in (s, t)
    assert ask("s == t", s=s, t=t) is (U if unknown else s == t)
    assert ask("s != t", s=s, t=t) is (U if unknown else s != t)
    assert ask("!(s == t)", s=s, t=t) is (U if unknown else s != t)
    assert ask("s < t", s=s, t=t) is (U if unknown else s < t)
    assert ask("s in [t]", s=s, t=t) is (U if unknown else s == t)
    assert ask("!(s in [t, 'z'])", s=s, t=t) is (U if unknown else s != t)
    assert ask("s.startsWith(t)", s=s, t=t) is (U if unknown else s == t)
    assert ask("s + t == 'xy'", s=s, t=t) is (U if unknown else s + t == "xy")
    assert ask("size(s + t) == 2", s=s, t=t) is (U if unknown else T)


@pytest.mark.parametrize("owners", [None, [], ["x"], ["y"], ["x", "y"]])
@pytest.mark.parametrize("s", TEXTS)
def test_every_case_of_a_list_and_a_text(owners, s):
    unknown = owners is None or s is None
    assert ask("s in owners", owners=owners, s=s) is (U if unknown else s in owners)
    assert ask("owners == [s]", owners=owners, s=s) is (U if unknown else owners == [s])
    found = U if owners is None else F if not owners else U if s is None else s in owners
    assert ask("owners.exists(o, o == s)", owners=owners, s=s) is found
    every = U if owners is None else T if not owners else U if s is None else all(o == s for o in owners)
    assert ask("owners.all(o, o == s)", owners=owners, s=s) is every
    assert ask("size(owners) == 0", owners=owners) is (U if owners is None else owners == [])


@pytest.mark.parametrize(
    "listed", [None, {}, {"k": True}, {"l": True}, {"l": False}, {"k": True, "l": False}]
)
def test_every_case_of_a_list_that_is_held_or_not(listed):
    held = None if listed is None else listed.get("l")
    assert ask('listed["l"]', listed=listed) is held
    assert ask('!listed["l"]', listed=listed) is (U if held is None else not held)
    assert ask('listed["l"] == false', listed=listed) is (U if held is None else not held)
    assert ask('listed["l"] || listed["k"]', listed=listed) is either(held, (listed or {}).get("k"))


@pytest.mark.parametrize("words", [None, {}, {"l": []}, {"l": ["v"]}, {"k": ["v"]}])
def test_every_case_of_a_scope(words):
    held = None if words is None else words.get("l")
    assert ask('"v" in scopes["l"]', scopes=words) is (U if held is None else "v" in held)
    assert ask('scopes["l"].exists(w, w == "v")', scopes=words) is (U if held is None else "v" in held)


@pytest.mark.parametrize(
    "expression",
    [
        "has(listed.l)",
        '"l" in listed',
        'listed.exists(k, k == "l")',
        "listed.all(k, !listed[k])",
        "size(listed) == 0",
        "listed == listed",
        '(listed)["l"]',
        'listed["l" + ""]',
        "listed[maker]",
        "dyn(listed) == dyn(maker)",
        '["x"].exists(listed, listed == "x")',
        "has(scopes.l)",
        '"l" in scopes',
        "__not_strictly_false__(a)",
        "!__not_strictly_false__(a)",
        '{"l": true}["l"]',
        r'r"\" == "x"',
        '"""l""" == maker',
        'maker == "\\u0061"',
        'maker == "x',
        "[a].all(x, [a].all(y, [a].all(z, [a].all(w, w))))",
        " || ".join(["a"] * 2000),
    ],
)  # fmt: skip
def test_what_could_make_a_known_no_of_the_unknown_is_refused(expression):
    with pytest.raises(PolicyError, match=r"^my-policy"):
        Conditions(TYPES).compile(expression, "my-policy")


@pytest.mark.parametrize("expression", ["a // it's \n && b", "a &&\n b", 'listed [ "l" ] || a', "s in ['x', \"it's\"]"])  # fmt: skip
def test_comments_blanks_and_both_quotes_are_allowed(expression):
    Conditions(TYPES).compile(expression, "my-policy")


SEEN = AtLeast(["cn", "de"])


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("'cn' in registered_in", T),
        ("'us' in registered_in", U),
        ("!('us' in registered_in)", U),
        ("registered_in.exists(c, !(c in ['de', 'fr']))", T),
        ("registered_in.exists(c, !(c in ['de', 'cn']))", U),
        ("registered_in.all(c, c in ['de', 'cn'])", U),
        ("registered_in.all(c, c == 'de')", F),
        ("size(registered_in) > 1", U),
        ("registered_in.exists(c, c.startsWith('d'))", T),
        ("registered_in.exists(c, c.startsWith('u'))", U),
        ("registered_in.exists(c, c.matches('^u.$'))", U),
        ("registered_in.exists(c, c > 'z')", U),
        ("registered_in.exists(c, c == 'u' + 's')", U),
        ("registered_in.exists(c, size(c) == 3)", U),
        ("s in registered_in", U),
        ("'us' in registered_in || s == 'us'", T),
        ("size(registered_in) > 40", U),
        ("registered_in[0] == 'cn'", U),
        ("registered_in == ['cn', 'de']", U),
        ("'us' in registered_in && a", F),
        ("'us' in registered_in || b", T),
    ],
)
def test_of_what_was_seen_in_part_only_what_more_of_it_would_not_change_is_known(expression, expected):
    assert ask(expression, registered_in=SEEN, a=F, b=T, s="us") is expected
    assert ask(expression, registered_in=list(SEEN), a=F, b=T, s="us") is not U


TWO = {"registered_in": AtLeast(["de"]), "operators": AtLeast(["example-cloud"])}


@pytest.mark.parametrize(
    "expression",
    [
        "'cn' in registered_in && 'x' in operators",
        "('cn' in registered_in) == ('x' in operators)",
        "registered_in.all(c, c == 'de') || operators.all(o, o == 'x')",
    ],
)
def test_two_lists_that_are_known_in_part_may_both_go_on(expression):
    assert ask(expression, **TWO) is U
    assert ask(expression, **{name: list(held) for name, held in TWO.items()}) is not U


def test_one_list_under_two_names_goes_on_under_both():
    same = AtLeast(["de"])
    expression = "'cn' in registered_in && !('cn' in some_registered_in)"
    assert ask(expression, registered_in=same, some_registered_in=same) is F
    assert ask(expression, registered_in=same, some_registered_in=AtLeast(["de"])) is U


def test_too_many_ways_to_go_on_are_unknown():
    texts = ", ".join(f"'c{number}'" for number in range(90))
    expression = f"'x' in registered_in && operators.exists(o, o in [{texts}])"
    assert ask(expression, **TWO) is U


@pytest.mark.parametrize(
    ("words", "expected"), [(AtLeast(["t"]), U), (["t"], F), (AtLeast(["v"]), T), (["v"], T)]
)
def test_the_scope_of_a_list_may_be_known_in_part(words, expected):
    assert ask("'v' in scopes['l']", scopes={"l": words, "k": ["v"]}) is expected
