"""How long the search for a pattern may take: Python's `re` tries each way in which a text may fit, one after the other.

A pattern is made the automaton whose states are its letters (Glushkov's), with the number of ways from each to the next. There are as many
ways as the text has letters, to some power, or more than any power: the latter where one loop may be gone round in two ways by
the same letters. What the automaton takes for possible may be a little more than what is: a number of times is taken for any number.
"""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from typing import Any, Final, NamedTuple

MOST_POWER: Final = 3
"""Of the letters of a text; 300 letters, to this power, take about a second."""
MOST_CHOICES: Final = 10
"""Places outside of loops at which two ways go on with the same letter: each may double the time."""
MOST_STATES: Final = 600
_ALL: Final = (1 << 129) - 1
"""Letters as bits: those of ASCII, and one for all others."""
_OTHERS: Final = "\u00e9\u00df\u0131\u212a\u4e2d\u00a0\u0663\u2028"
_COPIES: Final = 64
_parser: Any = import_module("re._parser")


class Ambiguity(NamedTuple):
    """In how many ways a text may fit a pattern."""

    power: int | None
    """So many times the number of its letters multiplied by itself; None: more than any power."""
    choices: int
    """Places outside of loops at which two ways go on with the same letter."""
    n_states: int

    @property
    def is_bounded(self) -> bool:
        """Whether a search ends soon in any text of some hundred letters."""
        return self.power is not None and self.power <= MOST_POWER and self.choices <= MOST_CHOICES


TOO_LONG: Final = Ambiguity(None, 0, MOST_STATES + 1)
"""Stands for a pattern that is too long to be looked through."""


def ambiguity_of(pattern: str) -> Ambiguity:
    """In how many ways a text may fit a pattern that is searched without regard to case.

    Args:
        pattern: As Python's `re` has it.

    Raises:
        re.error: It is none.
    """
    automaton = _Automaton()
    try:
        tree = _parser.parse(pattern, re.IGNORECASE)
        whole = automaton.sequence(tree)
    except (_TooLongError, RecursionError, OverflowError):
        return TOO_LONG
    is_anchored = (
        bool(len(tree)) and _name(tree[0][0]) == "AT" and _name(tree[0][1]).startswith("AT_BEGINNING")
    )
    return _judged(automaton, [] if is_anchored else [*whole.first])


class _TooLongError(Exception):
    """More states than are looked through."""


class _Part(NamedTuple):
    """A part of a pattern: the letters with which it begins and ends, and in how many ways it is nothing."""

    first: Counter[int]
    last: Counter[int]
    nothing: int


_NOTHING: Final = _Part(Counter(), Counter(), 1)


class _Automaton:
    """Letters, and which of them stand behind which, in how many ways."""

    def __init__(self) -> None:
        self.letters: list[int] = []
        self.follows: list[Counter[int]] = []
        self.beside: list[_Automaton] = []
        """Of what is looked for ahead, which is gone through by itself."""

    def letter(self, mask: int) -> _Part:
        """One of some letters."""
        if len(self.letters) == MOST_STATES:
            raise _TooLongError
        self.letters.append(mask)
        self.follows.append(Counter())
        at = len(self.letters) - 1
        return _Part(Counter([at]), Counter([at]), 0)

    def sequence(self, items: Iterable[tuple[Any, Any]]) -> _Part:
        """Parts one behind the other."""
        whole = _NOTHING
        for kind, value in items:
            whole = self._behind(whole, self._part(_name(kind), value))
        return whole

    def _part(self, kind: str, value: Any) -> _Part:
        if kind in ("LITERAL", "NOT_LITERAL", "IN", "ANY"):
            return self.letter(_mask(kind, value))
        if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            return self._repeated(*value)
        if kind == "SUBPATTERN":
            return self.sequence(value[-1])
        if kind == "ATOMIC_GROUP":
            return self.sequence(value)
        if kind == "BRANCH":
            return _either([self.sequence(one) for one in value[1]])
        if kind == "GROUPREF_EXISTS":
            return _either([self.sequence(one or ()) for one in value[1:]])
        if kind == "GROUPREF":
            return self._looped(self.letter(_ALL), is_needed=False)
        if kind in ("ASSERT", "ASSERT_NOT"):
            ahead = _Automaton()
            ahead.sequence(value[1])
            self.beside.append(ahead)
        return _NOTHING

    def _repeated(self, least: int, most: int, body: Sequence[tuple[Any, Any]]) -> _Part:
        is_letter = len(body) == 1 and _name(body[0][0]) in ("LITERAL", "NOT_LITERAL", "IN", "ANY")
        if most <= 1 or (is_letter and least == most <= _COPIES):
            whole = self.sequence([one for _ in range(most) for one in body])
            return whole if least else whole._replace(nothing=min(whole.nothing + 1, 2))
        return self._looped(self.sequence(body), is_needed=least > 0)

    def _looped(self, body: _Part, *, is_needed: bool) -> _Part:
        self._follow(body.last, body.first)
        return body if is_needed else body._replace(nothing=1)

    def _behind(self, before: _Part, after: _Part) -> _Part:
        self._follow(before.last, after.first)
        return _Part(
            _sum(before.first, after.first, before.nothing),
            _sum(after.last, before.last, after.nothing),
            min(before.nothing * after.nothing, 2),
        )

    def _follow(self, ends: Counter[int], begins: Counter[int]) -> None:
        for end, ways in ends.items():
            held = self.follows[end]
            for begin, more in begins.items():
                held[begin] = min(held[begin] + ways * more, 2)


def _either(parts: Sequence[_Part]) -> _Part:
    first, last, nothing = Counter[int](), Counter[int](), 0
    for one in parts:
        first, last, nothing = _sum(first, one.first, 1), _sum(last, one.last, 1), nothing + one.nothing
    return _Part(first, last, min(nothing, 2))


def _sum(one: Counter[int], other: Counter[int], times: int) -> Counter[int]:
    """Ways of one, and of the other so many times; more than two are counted as two."""
    found = Counter(one)
    for at, ways in other.items() if times else ():
        found[at] = min(found[at] + ways * times, 2)
    return found


def _name(one: Any) -> str:
    return str(one)


_masks: dict[tuple[str, str], int] = {}


def _mask(kind: str, value: Any) -> int:
    """The letters that a part of one letter fits; worked out once for each that is met."""
    key = kind, str(value)
    if key not in _masks:
        _masks[key] = _letters_of(kind, value)
    return _masks[key]


def _letters_of(kind: str, value: Any) -> int:
    if kind == "ANY":
        return _ALL
    members = (
        [("LITERAL", value)]
        if kind in ("LITERAL", "NOT_LITERAL")
        else [(_name(one), held) for one, held in value]
    )
    fits = _fits([one for one in members if one[0] != "NEGATE"])
    is_not = kind == "NOT_LITERAL" or any(one[0] == "NEGATE" for one in members)
    mask = sum(1 << code for code in range(128) if fits(chr(code)) != is_not)
    return mask | (any(fits(one) != is_not for one in _OTHERS) or is_not or _is_beyond(members)) << 128


def _is_beyond(members: Iterable[tuple[str, Any]]) -> bool:
    """Whether some members are letters beyond ASCII."""
    return any(
        (name == "LITERAL" and held > 127) or (name == "RANGE" and held[1] > 127) for name, held in members
    )


def _fits(members: Sequence[tuple[str, Any]]) -> Callable[[str], bool]:
    """Whether a letter, in any case, is one of some."""
    categories = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}

    def fits(letter: str) -> bool:
        codes = {ord(one) for one in (letter, letter.lower(), letter.upper()) if len(one) == 1}
        for name, held in members:
            if name == "LITERAL" and held in codes:
                return True
            if name == "RANGE" and any(held[0] <= code <= held[1] for code in codes):
                return True
            if name == "CATEGORY":
                _, _, category = _name(held).rpartition("_")
                is_in = re.fullmatch(categories[category], letter) is not None
                if is_in != ("_NOT_" in _name(held)):
                    return True
        return False

    return fits


def _judged(automaton: _Automaton, begins: Sequence[int]) -> Ambiguity:
    """How ambiguous an automaton is, and what is looked for ahead in it.

    Args:
        automaton: It.
        begins: With which letters a match begins that is searched from each letter of the text on.
    """
    loops = [one for one in _components(automaton.follows) if _is_loop(automaton.follows, one)]
    beside = [_judged(one, ()) for one in automaton.beside]
    n_states = len(automaton.letters) + sum(one.n_states for one in beside)
    if any(_is_gone_round_twice(automaton, one) for one in loops) or any(one.power is None for one in beside):
        return Ambiguity(None, 0, n_states)
    power = _longest_chain(automaton, loops, begins) + sum(one.power or 0 for one in beside)
    return Ambiguity(power, _choices(automaton, loops) + sum(one.choices for one in beside), n_states)


def _is_loop(follows: Sequence[Counter[int]], component: Sequence[int]) -> bool:
    return len(component) > 1 or component[0] in follows[component[0]]


def _is_gone_round_twice(automaton: _Automaton, loop: Sequence[int]) -> bool:
    """Whether two ways round a loop read the same letters."""
    inside = set(loop)
    ahead: dict[int, list[int]] = {}
    for one in loop:
        ahead[one] = [other for other in automaton.follows[one] if other in inside]
        if any(automaton.follows[one][other] > 1 for other in ahead[one]):
            return True
    same = [(one, one) for one in loop]

    def forwards(pair: tuple[int, int]) -> Iterator[tuple[int, int]]:
        for one in ahead[pair[0]]:
            for other in ahead[pair[1]]:
                if automaton.letters[one] & automaton.letters[other]:
                    yield one, other

    edges: dict[tuple[int, int], list[tuple[int, int]]] = {}
    reached = _reached(same, forwards)
    for pair in reached:
        for other in forwards(pair):
            edges.setdefault(other, []).append(pair)
    back = _reached(same, lambda pair: edges.get(pair, ()))
    return any(one != other for one, other in reached & back)


def _longest_chain(automaton: _Automaton, loops: Sequence[Sequence[int]], begins: Sequence[int]) -> int:
    """How many loops, one behind the other, may take the same letters; the search for a beginning is one too."""
    masks = [_mask_of(automaton, one) for one in loops]
    longest = [1] * len(loops)
    for at in range(len(loops)):  # behind come first
        for behind in range(at):
            both = masks[at] & masks[behind]
            if both and _leads(automaton, loops[at], set(loops[behind]), both):
                longest[at] = max(longest[at], longest[behind] + 1)
    if not begins:
        return max(longest, default=0)
    led = [
        longest[at]
        for at, loop in enumerate(loops)
        if set(begins) & set(loop) or _leads(automaton, begins, set(loop), masks[at])
    ]
    return 1 + max(led, default=0)


def _mask_of(automaton: _Automaton, states: Iterable[int]) -> int:
    mask = 0
    for one in states:
        mask |= automaton.letters[one]
    return mask


def _leads(automaton: _Automaton, begins: Iterable[int], ends: set[int], letters: int) -> bool:
    """Whether a way leads from some states to others by some letters alone."""

    def ahead(state: int) -> Iterator[int]:
        return (one for one in automaton.follows[state] if automaton.letters[one] & letters)

    return not ends.isdisjoint(_reached([one for one in begins if automaton.letters[one] & letters], ahead))


def _choices(automaton: _Automaton, loops: Sequence[Sequence[int]]) -> int:
    """Of the states of one way outside of loops, how many go on with the same letter to two others, at most."""
    inside = {one for loop in loops for one in loop}
    most = [0] * len(automaton.letters)
    for component in _components(automaton.follows):
        behind = max((most[other] for one in component for other in automaton.follows[one]), default=0)
        own = sum(_is_choice(automaton, one) for one in component if one not in inside)
        for one in component:
            most[one] = behind + own
    return max(most, default=0)


def _is_choice(automaton: _Automaton, state: int) -> bool:
    seen = 0
    for one, ways in automaton.follows[state].items():
        if ways > 1 or seen & automaton.letters[one]:
            return True
        seen |= automaton.letters[one]
    return False


def _reached(begins: Iterable[Any], ahead: Callable[[Any], Iterable[Any]]) -> set[Any]:
    """Everything that is reached, the beginnings too."""
    found = set(begins)
    left = deque(found)
    while left:
        for one in ahead(left.popleft()):
            if one not in found:
                found.add(one)
                left.append(one)
    return found


def _components(follows: Sequence[Iterable[int]]) -> list[list[int]]:
    """States that lead to each other, together; what stands behind comes first (Tarjan)."""
    found: list[list[int]] = []
    number: dict[int, int] = {}
    low: dict[int, int] = {}
    held: list[int] = []
    is_held: set[int] = set()
    for begin in range(len(follows)):
        if begin in number:
            continue
        work = [(begin, iter(list(follows[begin])))]
        number[begin] = low[begin] = len(number)
        held.append(begin)
        is_held.add(begin)
        while work:
            state, ahead = work[-1]
            for one in ahead:
                if one not in number:
                    number[one] = low[one] = len(number)
                    held.append(one)
                    is_held.add(one)
                    work.append((one, iter(list(follows[one]))))
                    break
                if one in is_held:
                    low[state] = min(low[state], number[one])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[state])
                if low[state] == number[state]:
                    component: list[int] = []
                    while not component or component[-1] != state:
                        component.append(held.pop())
                        is_held.discard(component[-1])
                    found.append(component)
    return found
