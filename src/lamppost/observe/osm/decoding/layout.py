"""Where kernels put what they decode."""

from typing import Final

ROW: Final = 8
"""Numbers of an element."""
R_KIND, R_ID, R_VERSION, R_TIME, R_TAG, R_TAGS, R_REF, R_REFS = range(ROW)
"""What it is; its id; its version; seconds since 1970; where its tags begin, and how many pairs; where its nodes or members begin,
and how many.

Of a node, east and north stand in place of the last two. Of a plain way, its `highway` and name stand in place of version and time: the
place of the word in `WORDS`, and of the name in the table of strings, -1 for none."""

NODE, WAY, PLAIN, RELATION = range(4)
"""Kinds of rows. A plain way bears no tag of `ODD`, is a highway that is walked, and no member that is wanted."""

STRING: Final = 3
"""Numbers of a string: where it begins, how long it is, and what it is a word for."""
HIGHWAY, NAME, ODD, OF_NODES, OF_RELATIONS, SURVEILLANCE = 1, 2, 4, 8, 16, 32
"""What a key is asked for: the two that are read of plain ways; those that a plain way has not; those of nodes, and of relations,
that are wanted; and the value for which a relation is wanted too."""
VALUE: Final = 8
"""From this bit on, 1 more than the place of a value of `highway` that is walked."""

TOLD: Final = 8
(T_STRINGS, T_NODES, T_ROWS, T_TAGS, T_REFS, T_LATEST, T_KINDS, T_LAST_ID) = range(TOLD)
"""How many there are of each so far; the latest time of ways that have no row; kinds that were met, a bit each; the last id of a
node."""
HAS_NODES, HAS_WAYS, HAS_RELATIONS = 1, 2, 4

MOST_ID: Final = 1 << 60
MOST_TIME: Final = (1 << 32) - 1
MOST_VERSION: Final = (1 << 31) - 1
MOST_EAST: Final = 1_800_000_000
MOST_NORTH: Final = 900_000_000
"""In units of 1e-7 degrees."""
LONGEST: Final = 1000
"""Octets of a string; osmium refuses those of more than 1024."""
LOW: Final = (1 << 32) - 1
NOWHERE: Final = 2147483647
"""East and north of a node that is not in the file, as osmium has it."""
