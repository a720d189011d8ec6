"""Ways and relations, each a message of its own."""

from lamppost.engine.kernel import Longs, Octets, kernel
from lamppost.observe.osm.decoding.layout import (
    HIGHWAY,
    MOST_ID,
    MOST_TIME,
    MOST_VERSION,
    NAME,
    ODD,
    OF_RELATIONS,
    PLAIN,
    R_ID,
    R_KIND,
    R_REF,
    R_REFS,
    R_TAG,
    R_TAGS,
    R_TIME,
    R_VERSION,
    RELATION,
    ROW,
    STRING,
    SURVEILLANCE,
    T_LATEST,
    T_REFS,
    T_ROWS,
    T_STRINGS,
    T_TAGS,
    VALUE,
)
from lamppost.observe.osm.decoding.octets import BYTES, NUMBER, UNUSUAL, field, plus, size_of, value_of, width

ID, VERSION, TIME, KEYS, VALUES, INFO, REFS, ROLES, KINDS = 3, 4, 5, 6, 8, 10, 12, 14, 16
"""Where, behind a field, it is noted what an element says of itself; of what is a column its begin, and next to it its end."""
NOTED = 18


@kernel
def read_element(
    buf: Octets, at: int, end: int, kind: int, members: Longs, n_members: int, told: Longs, found: Longs,
    strings: Longs, rows: Longs, tags: Longs, refs: Longs,
) -> int:  # fmt: skip
    """Read a way or a relation; gives 0, or `UNUSUAL`.

    Args:
        buf: Octets.
        at: Where the message begins.
        end: Where it ends.
        kind: `WAY` or `RELATION`.
        members: Ids of ways that are asked for whatever their tags are, rising.
        n_members: How many.
        told: As `layout.TOLD` has it.
        found: Takes a field, and what the element says of itself.
        strings: The table of strings.
        rows: Takes a way that is asked for, and a relation.
        tags: Takes pairs of strings.
        refs: Takes nodes of a way; of a relation four times the id of each member, plus its kind.
    """
    if find_parts(buf, at, end, kind, told[T_STRINGS], found) < 0:
        return UNUSUAL
    first, highway, name, meant = told[T_TAGS], 0, -1, 0
    n = size_of(buf, found[KEYS], found[KEYS + 1])
    if n < 0 or size_of(buf, found[VALUES], found[VALUES + 1]) != n:
        return UNUSUAL
    at_key, at_value = found[KEYS], found[VALUES]
    for index in range(first, first + n):
        w = width(buf, at_key, found[KEYS + 1])
        key = value_of(buf, at_key, w)
        at_key += w
        v = width(buf, at_value, found[VALUES + 1])
        value = value_of(buf, at_value, v)
        at_value += v
        if w == 0 or v == 0 or key >= told[T_STRINGS] or value >= told[T_STRINGS]:
            return UNUSUAL
        tags[2 * index] = key
        tags[2 * index + 1] = value
        means = strings[key * STRING + 2]
        if means & HIGHWAY != 0 and meant & HIGHWAY == 0:
            highway = strings[value * STRING + 2] >> VALUE
        if means & NAME != 0 and name < 0:
            name = value
        meant |= means | strings[value * STRING + 2] & SURVEILLANCE
    if kind == RELATION:
        n_refs = read_members(buf, told[T_STRINGS], found, refs, told[T_REFS])
        is_kept, is_plain = meant & (OF_RELATIONS | SURVEILLANCE) != 0, False
    else:
        n_refs = read_refs(buf, found[REFS], found[REFS + 1], refs, told[T_REFS])
        is_plain = meant & ODD == 0 and not is_among(members, n_members, found[ID])
        is_kept = not is_plain or highway > 0
    if n_refs < 0:
        return UNUSUAL
    if is_plain:
        told[T_LATEST] = max(told[T_LATEST], found[TIME])
    if is_kept:
        row = told[T_ROWS] * ROW
        rows[row + R_KIND] = PLAIN if is_plain else kind
        rows[row + R_ID] = found[ID]
        rows[row + R_VERSION] = highway - 1 if is_plain else found[VERSION]
        rows[row + R_TIME] = name if is_plain else found[TIME]
        rows[row + R_TAG] = first
        rows[row + R_TAGS] = 0 if is_plain else n
        rows[row + R_REF] = told[T_REFS]
        rows[row + R_REFS] = n_refs
        told[T_ROWS] += 1
        told[T_TAGS] += 0 if is_plain else n
        told[T_REFS] += n_refs
    return 0


@kernel
def find_parts(buf: Octets, at: int, end: int, kind: int, n_strings: int, found: Longs) -> int:
    """Find what an element says of itself; gives 0, or `UNUSUAL`."""
    found[ID], found[VERSION], found[TIME] = -1, 0, 0
    for number in range(KEYS, NOTED):
        found[number] = 0
    while at < end:
        at = field(buf, at, end, found)
        if at < 0:
            return UNUSUAL
        number = found[0] >> 3
        past = found[2]
        if found[0] == 1 << 3 | NUMBER:
            if found[ID] >= 0:
                return UNUSUAL
            found[ID] = found[1]
            at = past
            continue
        part = KEYS if number == 2 else VALUES if number == 3 else INFO if number == 4 else -1
        if kind == RELATION:
            part = ROLES if number == 8 else REFS if number == 9 else KINDS if number == 10 else part
        elif number == 8:
            part = REFS
        if found[0] & 7 != BYTES or part < 0 or found[part + 1] > 0:
            return UNUSUAL
        found[part] = at
        found[part + 1] = past
        if part == INFO and read_info(buf, at, past, n_strings, found) < 0:
            return UNUSUAL
        at = past
    if found[ID] < 1 or found[ID] > MOST_ID:
        return UNUSUAL
    return 0


@kernel
def read_info(buf: Octets, at: int, end: int, n_strings: int, found: Longs) -> int:
    """Read an element's version and time, and look at what else is said of its last change; gives 0, or `UNUSUAL`."""
    while at < end:
        at = field(buf, at, end, found)
        if at < 0 or found[0] & 7 != NUMBER:
            return UNUSUAL
        number = found[0] >> 3
        value = found[1]
        if number == 1 and value <= MOST_VERSION:
            found[VERSION] = value
        elif number == 2 and value <= MOST_TIME:
            found[TIME] = value
        elif not ((number in (3, 4) and value <= MOST_VERSION) or (number == 5 and value < n_strings)):
            return UNUSUAL
        at = found[2]
    return 0


@kernel
def read_refs(buf: Octets, at: int, end: int, refs: Longs, first: int) -> int:
    """Read steps from node to node as their ids; gives how many, or `UNUSUAL`."""
    n, ref = 0, 0
    while at < end:
        w = width(buf, at, end)
        ref += plus(buf, at, w)
        at += w
        if w == 0 or ref < 1 or ref > MOST_ID:
            return UNUSUAL
        refs[first + n] = ref
        n += 1
    return n


@kernel
def read_members(buf: Octets, n_strings: int, found: Longs, refs: Longs, first: int) -> int:
    """Read the members of a relation; gives how many, or `UNUSUAL`."""
    n = read_refs(buf, found[REFS], found[REFS + 1], refs, first)
    at_role, at_kind = found[ROLES], found[KINDS]
    if n < 0 or size_of(buf, at_role, found[ROLES + 1]) != n or found[KINDS + 1] - at_kind != n:
        return UNUSUAL
    for index in range(n):
        w = width(buf, at_role, found[ROLES + 1])
        if w == 0 or value_of(buf, at_role, w) >= n_strings or buf[at_kind + index] > 2:
            return UNUSUAL
        at_role += w
        refs[first + index] = refs[first + index] << 2 | buf[at_kind + index]
    return n


@kernel
def is_among(members: Longs, n: int, wanted: int) -> bool:
    """Whether an id is one of those that rise."""
    low, high = 0, n
    while low < high:
        middle = (low + high) >> 1
        if members[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low < n and members[low] == wanted
