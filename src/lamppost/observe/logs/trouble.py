"""What could not be read of a log, in words: where, what it is, what it should be, and what to try.

Cells are quoted only where they are numbers that no address, and nobody's name, can be.
"""

import re

from lamppost.model.observations import Issue
from lamppost.model.saying import noted, places, say
from lamppost.observe.logs.rows import Unread
from lamppost.observe.unpacking import Problem

_NUMBER = re.compile(r"[+-]?\d{1,19}(\.\d{1,9})?([eE][+-]?\d{1,3})?")
IN_EVERY_ROW = noted("told in every row")
"""What is expected of a cell without which its row tells nothing."""
_USUAL = noted("The rest of the log was read; was it cut while it was copied, or edited?")
_OTHER_KIND = noted(
    "No line of it could be read: is it a log as its tool writes it, or were its names changed on the way?"
)
_ZONE_LEFT_OUT = noted("The tool itself writes a zone, or seconds: was it left out on the way here?")
_COPY = noted("Copy the file again; what was read up to there counts.")
_EARLY_ENDS = {
    "medium": (noted("could not be read on from byte {at}: {words}"), noted("a readable file"), _COPY),
    "cut": (noted("the {packing} stream ends early, at byte {at}"), noted("a whole {packing} stream"), _COPY),
    "damaged": (
        noted("the {packing} stream is damaged at byte {at}: {words}"),
        noted("a whole {packing} stream"),
        _COPY,
    ),
    "garbage": (
        noted("bytes behind the {packing} stream, from byte {at} on, are none of it"),
        noted("the end of the file there"),
        noted("What stands behind was not read; unpack it by hand to see what it is."),
    ),
    "bomb": (
        noted("unpacks to more than 500 times its size; not read on from byte {at}"),
        noted("a log, packed as usual"),
        noted("If it is meant to be so large, unpack it first."),
    ),
    "changed": (
        noted("the file changed while it was read: {words!t}"),
        noted("a file that nobody writes to"),
        noted("Look at a copy; what was appended meanwhile may be missing."),
    ),
}


def not_opened(name: str, reason: str) -> Issue:
    """The system refused the file."""
    return Issue(
        evidence=name,
        row=None,
        what=say("cannot be opened: {reason}", reason=reason),
        expected=say("a readable file"),
        hint=say("Check the path and your permission to read it."),
    )


def not_read_to_its_end(name: str, row: int | None, problem: Problem, packing: str | None) -> Issue:
    """Why the bytes of a log ended early.

    Args:
        name: The file's name.
        row: The line that was next.
        problem: What happened, and at which byte of the file as it was handed over.
        packing: How it is packed.
    """
    what, expected, hint = _EARLY_ENDS[problem.kind]
    values: dict[str, str | int] = {"at": problem.at, "words": problem.words, "packing": packing or ""}
    return Issue(
        evidence=name,
        row=row,
        what=say(what, **{one: values[one] for one in places(what)}),
        expected=say(expected, **{one: values[one] for one in places(expected)}),
        hint=hint,
    )


def taken_as_utc(name: str, column: str, hint: str) -> Issue:
    """The instants of a file do not say by which clock they are.

    Args:
        name: The file's name.
        column: Where they stand.
        hint: What to try.
    """
    return Issue(
        evidence=name,
        row=None,
        what=say(
            "the times in '{column}' do not say by which clock they are; they were taken as UTC",
            column=column,
        ),
        expected=say("instants with their zone"),
        hint=hint,
    )


def zone_left_out(name: str, column: str) -> Issue:
    """The same of a log whose tool writes the zone."""
    return taken_as_utc(name, column, _ZONE_LEFT_OUT)


def is_empty(name: str) -> Issue:
    """Nothing is in the file any more."""
    return Issue(
        evidence=name,
        row=None,
        what=say("is empty"),
        expected=noted("a file that nobody writes to"),
        hint=noted("Look at a copy; what was appended meanwhile may be missing."),
    )


def cut_line(name: str, row: int) -> Issue:
    """The file ends inside a line."""
    return Issue(
        evidence=name,
        row=row,
        what=say("the file ends inside line {row}, which was not read", row=row),
        expected=say("a line feed behind every line"),
        hint=say(
            "Is it still being written, or was it cut? Copy it again when the log was rotated. If the line is whole, put a "
            "line feed behind it."
        ),
    )


def long_line(name: str, row: int, most: int) -> Issue:
    """A line that is longer than any of a log."""
    return Issue(
        evidence=name,
        row=row,
        what=say("line {row} is longer than {most} bytes, and was not read", row=row, most=most),
        expected=say("lines of a log"),
        hint=say("Is it a log, with one record to a line?"),
    )


class UnreadCells:
    """Cells and lines that could not be read: the first of each column and kind of trouble, and how many there are."""

    def __init__(self) -> None:
        """None yet."""
        self._found: dict[tuple[str, str], tuple[Unread, int]] = {}

    def append(self, one: Unread) -> None:
        """Count one more."""
        self.count(one, 1)

    def count(self, first: Unread, count: int) -> None:
        """Count several of one column and kind of trouble.

        Args:
            first: The first of them.
            count: How many they are.
        """
        before, held = self._found.get((first.field, first.expected), (first, 0))
        self._found[first.field, first.expected] = (
            before if before.line <= first.line else first,
            held + count,
        )

    def __len__(self) -> int:
        return sum(count for _, count in self._found.values())

    @property
    def lines(self) -> int:
        """How many lines are none of a log of this kind, so that nothing was read of them."""
        return sum(count for (field, _), (_, count) in self._found.items() if not field)

    @property
    def empty_lines(self) -> int:
        """The same, and those that lack what every row tells."""
        return self.lines + sum(
            count
            for (field, expected), (_, count) in self._found.items()
            if field and expected == IN_EVERY_ROW
        )

    def issues(self, name: str, *, is_all: bool = False) -> list[Issue]:
        """One issue for each column and kind of trouble.

        Args:
            name: How results call the file.
            is_all: Nothing was read of any line.
        """
        hint = _OTHER_KIND if is_all else _USUAL
        return [_unread(name, first, count, hint) for first, count in sorted(self._found.values())]


def _unread(name: str, first: Unread, count: int, hint: str) -> Issue:
    if not first.field:
        what = say("line {row} is not {expected!t}", row=first.line, expected=first.expected)
    elif _NUMBER.fullmatch(first.text):
        what = say(
            "field '{field}' is '{text}', not {expected!t}",
            field=first.field,
            text=first.text,
            expected=first.expected,
        )
    else:
        what = say("field '{field}' is not {expected!t}", field=first.field, expected=first.expected)
    if count > 1:
        what = say("{what!t} ({lines} lines, this one first)", what=what, lines=count)
    return Issue(evidence=name, row=first.line, what=what, expected=first.expected, hint=hint)
