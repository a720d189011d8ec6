"""Which row of a sheet holds the headings, and which column is what: told by headings, else by cells, else by the user."""

from collections.abc import Callable, Mapping, Sequence

from lamppost.model.kind_words import kind_named
from lamppost.model.saying import noted, say
from lamppost.model.sheets import FIELDS, Laid, Row
from lamppost.observe.tabular.headings import PRIVATE, UNCLEAR, heading_of, meaning_of
from lamppost.observe.tabular.holding import address_in, mac_in, several, told
from lamppost.observe.tabular.totals import is_total

MOST_ABOVE = 30
"""Rows among which the headings are looked for."""
SAMPLE = 200
"""Rows by which a column is known by what it holds."""
_MOST_NAMES = 40
"""Different names of a column that the packs are asked for."""
_ENOUGH = 0.8
_ENOUGH_NAMES = 0.5
NONE = "-"
Knows = Callable[[str], bool]


class LayoutError(Exception):
    """What is wrong with a layout, what was expected, and what to try."""

    def __init__(self, what: str, expected: str, hint: str, place: int | None = None) -> None:
        """Keep the words.

        Args:
            what: What is wrong.
            expected: What was expected.
            hint: What to try.
            place: Which of the rows it is about.
        """
        super().__init__(what)
        self.what, self.expected, self.hint, self.place = what, expected, hint, place


def lay_out(
    rows: Sequence[Row], knows: Knows, chosen: Mapping[str, str], header_row: int | None = None
) -> Laid:
    """Which column is what.

    Args:
        rows: The first rows that hold something, at most `SAMPLE` and those above.
        knows: Whether the packs know a maker or brand by a name.
        chosen: What the user says, by field.
        header_row: Line of the headings, as the user says; 0 for none.

    Raises:
        LayoutError: A column is claimed twice, or not found.
    """
    laid = _headed(rows, knows, chosen, header_row)
    body = [row.cells for row in rows[laid.last + 1 :] if row.fault is None and not is_total(row.cells)]
    laid.width = len(laid.headings) if laid.headings else max((len(cells) for cells in body), default=0)
    meanings = [*(_of_netbox(laid.headings) or map(meaning_of, laid.headings)), *[None] * laid.width]
    _choose(laid, chosen)
    _read_headings(laid, meanings, chosen)
    _read_cells(laid, body, meanings, knows, chosen)
    taken = set(laid.columns.values())
    laid.private = sum(
        meaning in PRIVATE and place not in taken for place, meaning in enumerate(meanings[: laid.width])
    )
    return laid


def _of_netbox(headings: Sequence[str]) -> list[str | None] | None:
    """What the columns of NetBox's table of devices hold, which has no other name for a model than its type; None for another table.

    Its headings are those of `DeviceTable` (netbox/dcim/tables/devices.py of github.com/netbox-community/netbox).
    """
    own = {"name": "host", "type": "model", "device type": "model", "role": "kind", "device role": "kind"}
    held = {heading_of(one) for one in headings}
    if not (
        {"name", "manufacturer"} <= held and held & {"type", "device type"} and held & {"role", "device role"}
    ):
        return None
    return [own.get(heading_of(one)) or meaning_of(one) for one in headings]


def _headed(rows: Sequence[Row], knows: Knows, chosen: Mapping[str, str], header_row: int | None) -> Laid:
    """Where the headings stand, and what they are."""
    if header_row == 0:
        return Laid(first=-1, last=-1)
    if header_row is not None:
        at = next((at for at, row in enumerate(rows) if row.line <= header_row <= row.end_line), None)
        if at is None:
            raise LayoutError(
                say("no row {row} with anything in it near the top", row=header_row),
                say("headings in one of the first {most} rows", most=MOST_ABOVE),
                noted("Give --header-row the row of the headings, 0 for none."),
            )
        return Laid(headings=_cells(rows[at]), first=at, last=at)
    found = max(_candidates(rows, chosen), key=lambda one: one[0], default=None)
    if found is not None and found[0][0] > 0:
        return found[1]
    return Laid(headings=_cells(rows[0]), first=0, last=0) if _heads(rows, knows) else Laid(first=-1, last=-1)


def _cells(row: Row) -> list[str]:
    return [" ".join(cell.split()) for cell in row.cells]


def _candidates(rows: Sequence[Row], chosen: Mapping[str, str]) -> list[tuple[tuple[float, ...], Laid]]:
    """Rows that may be headings, and pairs of rows, each with how much speaks for it; the first of the best wins."""
    wanted = {heading_of(word) for word in chosen.values()} - {""}
    found = []
    for at, row in enumerate(rows[:MOST_ABOVE]):
        if row.fault is not None:
            continue
        below = rows[at + 1] if at + 1 < len(rows) else None
        found.append((_worth(_cells(row), wanted, at), Laid(headings=_cells(row), first=at, last=at)))
        if below is not None and below.fault is None:
            both = _joined(_cells(row), _cells(below))
            low = _worth(_cells(below), wanted, at)[0]
            worth = _worth(both, wanted, at)
            if low > 0 and worth[0] > max(low, found[-1][0][0]):
                found.append((worth, Laid(headings=both, first=at, last=at + 1)))
    return found


def _joined(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """The headings of two rows: the lower one's, and where it has none, the upper one's."""
    width = max(len(above), len(below))
    over = [*above, *[""] * (width - len(above))]
    under = [*below, *[""] * (width - len(below))]
    return [low or high for high, low in zip(over, under, strict=True)]


def _worth(cells: Sequence[str], wanted: set[str], at: int) -> tuple[float, ...]:
    """How much speaks for cells being headings: the different fields that they name, then other words that are known."""
    meanings = [meaning_of(cell) for cell in cells if cell]
    fields = {meaning for meaning in meanings if meaning in FIELDS}
    others = sum(meaning in PRIVATE or meaning == UNCLEAR for meaning in meanings)
    named = sum(heading_of(cell) in wanted for cell in cells if cell)
    many = len([cell for cell in cells if cell]) > 1
    alone = 0 if many or named else 0.5 * (len(fields) == 0)
    return 10 * named + 3 * len(fields) + others - alone, -at


def _heads(rows: Sequence[Row], knows: Knows) -> bool:
    """Whether a first row of unknown words is one of headings: none is empty, twice, with a number, a kind or a name that is known."""
    if len(rows) < 2 or rows[0].fault is not None:
        return False
    cells = [cell for cell in _cells(rows[0]) if cell]
    return (
        len(set(cells)) == len(cells) == len(rows[0].cells)
        and not any(any(char.isdigit() for char in cell) for cell in cells)
        and not any(_is_kind(cell) or address_in(cell) or mac_in(cell) or knows(cell) for cell in cells)
    )


def _choose(laid: Laid, chosen: Mapping[str, str]) -> None:
    """Take the columns that the user names: by heading, else by letter or number."""
    for name, said in chosen.items():
        if said == NONE:
            continue
        place = _place_of(said, laid)
        if place is None or not 0 <= place < laid.width:
            shown = ", ".join(f"“{heading}”" for heading in laid.headings[:12] if heading)
            raise LayoutError(
                say("no column “{column}”, which was to be {field}", column=said, field=name),
                say("one of {columns}", columns=shown)
                if shown
                else say("a letter or a number of 1 to {most}", most=laid.width),
                say(
                    "Give the heading as it is written, or the column's letter or number: --column {field}=B.",
                    field=name,
                ),
                laid.first if laid.first >= 0 else None,
            )
        if place in laid.columns.values():
            raise LayoutError(
                say("column “{column}” chosen twice", column=said),
                noted("a column for each"),
                noted("Leave one --column out."),
                laid.first if laid.first >= 0 else None,
            )
        laid.columns[name], laid.by[name] = place, "user"


def _place_of(said: str, laid: Laid) -> int | None:
    held = [heading_of(heading) for heading in laid.headings]
    if heading_of(said) in held:
        return held.index(heading_of(said))
    if said.isascii() and said.isdecimal():
        return int(said) - 1
    if said.isascii() and said.isalpha() and len(said) <= 3:
        number = 0
        for letter in said.upper():
            number = number * 26 + ord(letter) - 64
        return number - 1
    return None


def letter_of(place: int) -> str:
    """What a spreadsheet calls a column, by its place counted from 0."""
    letters = ""
    number = place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _read_headings(laid: Laid, meanings: Sequence[str | None], chosen: Mapping[str, str]) -> None:
    """Take the columns whose headings name a field; of several addresses or host names the first."""
    taken = set(laid.columns.values())
    for place, meaning in enumerate(meanings[: laid.width]):
        if meaning not in FIELDS or meaning in chosen or place in taken:
            continue
        if meaning not in laid.columns:
            laid.columns[meaning], laid.by[meaning] = place, "heading"
        elif meaning in ("maker", "brand") and laid.by[meaning] == "heading":
            first, second = laid.headings[laid.columns[meaning]], laid.headings[place]
            raise LayoutError(
                say("column {field} twice", field=meaning),
                say("one column named {names}", names=" or ".join(dict.fromkeys((first, second)))),
                say(
                    "Say which it is, by its letter: --column {field}={one} or --column {field}={other}.",
                    field=meaning,
                    one=letter_of(laid.columns[meaning]),
                    other=letter_of(place),
                ),
                laid.first,
            )


def _read_cells(
    laid: Laid,
    body: Sequence[Sequence[str]],
    meanings: Sequence[str | None],
    knows: Knows,
    chosen: Mapping[str, str],
) -> None:
    """Take columns that nothing clear heads by what their cells hold."""
    free = [
        (place, words)
        for place in range(laid.width)
        if place not in laid.columns.values() and meanings[place] in (None, UNCLEAR)
        for words in [_words(body, place)]
        if words
    ]
    for name, is_one in (("mac", _is_mac), ("address", _is_address), ("kind", _is_kind)):
        if name in laid.columns or name in chosen:
            continue
        for place, words in free:
            if place not in laid.columns.values() and _share(words, is_one) >= _ENOUGH:
                laid.columns[name], laid.by[name] = place, "cells"
                break
    if "maker" in laid.columns or "maker" in chosen or "brand" in laid.columns:
        return
    counts = []
    for place, words in free:
        names = list(dict.fromkeys(words))[:_MOST_NAMES]
        known = sum(map(knows, names)) if place not in laid.columns.values() else 0
        if known and known >= _ENOUGH_NAMES * len(names):
            counts.append((known, meanings[place] == UNCLEAR, -place))
    if counts:
        laid.columns["maker"], laid.by["maker"] = -max(counts)[2], "cells"


def _words(body: Sequence[Sequence[str]], place: int) -> list[str]:
    """What the cells of a column say, those that say nothing aside."""
    return [text for cells in body if place < len(cells) and (text := told(cells[place])) is not None]


def _share(words: Sequence[str], is_one: Knows) -> float:
    return sum(map(is_one, words)) / len(words) if words else 0.0


def _is_mac(text: str) -> bool:
    return any(mac_in(part) for part in [text, *several(text)])


def _is_address(text: str) -> bool:
    return any(address_in(part) and not part.isdecimal() for part in [text, *several(text)])


def _is_kind(text: str) -> bool:
    return kind_named(text) is not None
