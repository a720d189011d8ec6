"""Dense nodes: columns of steps from one node to the next, and their tags in one row of numbers with a 0 behind those of each."""

from lamppost.engine.kernel import Longs, Octets, kernel
from lamppost.observe.osm.decoding.layout import (
    MOST_EAST,
    MOST_ID,
    MOST_NORTH,
    MOST_TIME,
    MOST_VERSION,
    NODE,
    OF_NODES,
    R_ID,
    R_KIND,
    R_REF,
    R_REFS,
    R_TAG,
    R_TAGS,
    R_TIME,
    R_VERSION,
    ROW,
    STRING,
    T_LAST_ID,
    T_NODES,
    T_ROWS,
    T_STRINGS,
    T_TAGS,
)
from lamppost.observe.osm.decoding.octets import BYTES, UNUSUAL, field, plus, size_of, value_of, width
from lamppost.observe.osm.decoding.places import spot

IDS, LATS, LONS, VERSIONS, TIMES, CHANGESETS, USERS, NAMES, TAGS, INFO, PLACES = (
    2 * number for number in range(11)
)
"""Where, in a row of places, each column begins; the next number is its end. Both are 0 where there is none."""


@kernel
def read_nodes(
    buf: Octets, at: int, end: int, told: Longs, found: Longs, strings: Longs,
    ids: Longs, spots: Longs, rows: Longs, tags: Longs,
) -> int:  # fmt: skip
    """Read a group of nodes; gives 0, or `UNUSUAL`.

    Args:
        buf: Octets.
        at: Where the message begins.
        end: Where it ends.
        told: As `layout.TOLD` has it.
        found: Takes a field, and from the fourth number on the places of columns.
        strings: The table of strings.
        ids: Takes the id of each node.
        spots: Takes where each is.
        rows: Takes those with a tag that is asked for.
        tags: Takes pairs of strings.
    """
    for number in range(PLACES):
        found[3 + number] = 0
    if find_columns(buf, at, end, found) < 0:
        return UNUSUAL
    n = size_of(buf, found[3 + IDS], found[3 + IDS + 1])
    if n < 0 or size_of(buf, found[3 + LATS], found[3 + LATS + 1]) != n:
        return UNUSUAL
    if size_of(buf, found[3 + LONS], found[3 + LONS + 1]) != n:
        return UNUSUAL
    is_told = found[3 + INFO + 1] > 0
    if is_told:
        for column in range(VERSIONS, TAGS, 2):
            if size_of(buf, found[3 + column], found[3 + column + 1]) != n:
                return UNUSUAL
    return read_columns(buf, n, is_told, told, found, strings, ids, spots, rows, tags)


@kernel
def find_columns(buf: Octets, at: int, end: int, found: Longs) -> int:
    """Find where the columns of nodes are; gives 0, or `UNUSUAL`."""
    while at < end:
        at = field(buf, at, end, found)
        if at < 0 or found[0] & 7 != BYTES:
            return UNUSUAL
        number = found[0] >> 3
        past = found[2]
        column = IDS if number == 1 else INFO if number == 5 else LATS if number == 8 else -1
        column = LONS if number == 9 else TAGS if number == 10 else column
        if column < 0 or found[3 + column + 1] > 0:
            return UNUSUAL
        found[3 + column] = at
        found[3 + column + 1] = past
        if column == INFO:
            while at < past:
                at = field(buf, at, past, found)
                if at < 0 or found[0] & 7 != BYTES or found[0] >> 3 < 1 or found[0] >> 3 > 5:
                    return UNUSUAL
                column = VERSIONS + 2 * ((found[0] >> 3) - 1)
                if found[3 + column + 1] > 0:
                    return UNUSUAL
                found[3 + column] = at
                found[3 + column + 1] = found[2]
                at = found[2]
        at = past
    return 0


@kernel
def read_columns(
    buf: Octets, n: int, is_told: bool, told: Longs, found: Longs, strings: Longs,
    ids: Longs, spots: Longs, rows: Longs, tags: Longs,
) -> int:  # fmt: skip
    """Go down the columns of nodes; gives 0, or `UNUSUAL`. Each column was seen to hold `n` numbers, but that of tags."""
    at_id, end_id = found[3 + IDS], found[3 + IDS + 1]
    at_lat, end_lat = found[3 + LATS], found[3 + LATS + 1]
    at_lon, end_lon = found[3 + LONS], found[3 + LONS + 1]
    at_version, end_version = found[3 + VERSIONS], found[3 + VERSIONS + 1]
    at_time, end_time = found[3 + TIMES], found[3 + TIMES + 1]
    at_set, end_set = found[3 + CHANGESETS], found[3 + CHANGESETS + 1]
    at_user, end_user = found[3 + USERS], found[3 + USERS + 1]
    at_name, end_name = found[3 + NAMES], found[3 + NAMES + 1]
    at_tag, end_tag = found[3 + TAGS], found[3 + TAGS + 1]
    bears = end_tag > at_tag
    id_, lat, lon, version, time, changeset, name = 0, 0, 0, 0, 0, 0, 0
    last, nth, n_strings = told[T_LAST_ID], told[T_NODES], told[T_STRINGS]
    for _index in range(n):
        w = width(buf, at_id, end_id)
        id_ += plus(buf, at_id, w)
        at_id += w
        v = width(buf, at_lat, end_lat)
        lat += plus(buf, at_lat, v)
        at_lat += v
        u = width(buf, at_lon, end_lon)
        lon += plus(buf, at_lon, u)
        at_lon += u
        if w == 0 or v == 0 or u == 0 or id_ <= last or id_ > MOST_ID:
            return UNUSUAL
        if lat > MOST_NORTH or lat < -MOST_NORTH or lon > MOST_EAST or lon < -MOST_EAST:
            return UNUSUAL
        last = id_
        ids[nth] = id_
        spots[nth] = spot(lon, lat)
        nth += 1
        if is_told:
            w = width(buf, at_version, end_version)
            version = value_of(buf, at_version, w)
            at_version += w
            v = width(buf, at_time, end_time)
            time += plus(buf, at_time, v)
            at_time += v
            u = width(buf, at_set, end_set)
            changeset += plus(buf, at_set, u)
            at_set += u
            if w == 0 or v == 0 or u == 0 or version > MOST_VERSION or time < 0 or time > MOST_TIME:
                return UNUSUAL
            w = width(buf, at_user, end_user)
            at_user += w
            v = width(buf, at_name, end_name)
            name += plus(buf, at_name, v)
            at_name += v
            if w == 0 or v == 0 or name < 0 or name >= n_strings or changeset < 0 or changeset > MOST_TIME:
                return UNUSUAL
        if bears:
            first, asked = told[T_TAGS], 0
            at_end = first
            while True:
                w = width(buf, at_tag, end_tag)
                key = value_of(buf, at_tag, w)
                at_tag += w
                if w == 0 or key >= n_strings:
                    return UNUSUAL
                if key == 0:
                    break
                v = width(buf, at_tag, end_tag)
                value = value_of(buf, at_tag, v)
                at_tag += v
                if v == 0 or value >= n_strings:
                    return UNUSUAL
                asked |= strings[key * STRING + 2] & OF_NODES
                tags[2 * at_end] = key
                tags[2 * at_end + 1] = value
                at_end += 1
            if asked != 0:
                row = told[T_ROWS] * ROW
                rows[row + R_KIND] = NODE
                rows[row + R_ID] = id_
                rows[row + R_VERSION] = version
                rows[row + R_TIME] = time
                rows[row + R_TAG] = first
                rows[row + R_TAGS] = at_end - first
                rows[row + R_REF] = lon
                rows[row + R_REFS] = lat
                told[T_ROWS] += 1
                told[T_TAGS] = at_end
    if at_tag != end_tag:
        return UNUSUAL
    told[T_LAST_ID] = last
    told[T_NODES] = nth
    return 0
