"""ICMP's questions and answers, which are two sides of one connection.

As in `docs/reference/flows.md`: a type that has a counterpart stands for the port of who sends it, and the counterpart for
that of the other; any other type has its code beside it.
"""

import numpy as np

from lamppost.model.observations import Column
from lamppost.observe.logs.rows import NOT_TOLD
from lamppost.observe.suricata_eve.protocols import ICMPV6

_ASKS = ({8: 0, 10: 9, 13: 14, 15: 16, 17: 18}, {128: 129, 130: 131, 133: 134, 135: 136, 139: 140, 144: 145})
_TYPES = 256


def icmp_ports(proto: Column, kind: Column, code: Column) -> tuple[Column, Column, Column]:
    """Ports of both sides, -1 where no type is told, and whether the type is one that answers.

    Args:
        proto: 1 or 58, shape (n,).
        kind: The type that the first side sent, NOT_TOLD where it is not told.
        code: Its code, NOT_TOLD where it is not told.
    """
    told = kind != NOT_TOLD
    version, at = np.where(proto == ICMPV6, 1, 0), np.where(told, kind, 0)
    other = _COUNTERPARTS[version, at]
    beside = np.where(other >= 0, other, np.where(code == NOT_TOLD, -1, code))
    return np.where(told, kind, -1), np.where(told, beside, -1), told & _ANSWERS[version, at]


def _tables() -> tuple[Column, Column]:
    counterparts, answers = np.full((2, _TYPES), -1), np.zeros((2, _TYPES), bool)
    for version, pairs in enumerate(_ASKS):
        for asks, answered in pairs.items():
            counterparts[version, asks], counterparts[version, answered] = answered, asks
            answers[version, answered] = True
    return counterparts, answers


_COUNTERPARTS, _ANSWERS = _tables()
