"""How TCP connections ended, as far as the flags of both sides prove it (`docs/reference/flows.md`).

An event tells which flags each side ever sent (`tcp_flags_ts`, `tcp_flags_tc`), not in which order. So nothing is told where
that would matter: both sides sent RST, or one did and both sent FIN. Flags of 00 on both sides mean that Suricata did not
follow the connection; of one that is bypassed it does not see the end.
"""

from functools import cache

import numpy as np

from lamppost.model.observations import CONN_STATES, Column

_FIN, _SYN, _RST, _ACK = 0x01, 0x02, 0x04, 0x10
_OCTET = 8
_S0 = CONN_STATES.index("S0")
HEX = tuple(f"{octet:02x}" for octet in range(256))
"""Flags as they are written: the place is the octet of RFC 9293 §3.1."""


def conn_states(ours: Column, theirs: Column, answers: Column) -> Column:
    """Place in `CONN_STATES` per connection; 0, the empty one, where nothing is proven.

    Args:
        ours: Flags that the side which opened ever sent, -1 where not told, shape (n,).
        theirs: Those of the other side.
        answers: Packets of the other side, negative where not told.
    """
    states = _table()[np.where((ours >= 0) & (theirs >= 0), ours << _OCTET | theirs, 0)]
    return np.where((states == _S0) & (answers > 0), 0, states)  # packets that it did not take for answers


@cache
def _table() -> Column:
    """The state for each pair of flags, those of the side that opened above the others'."""
    ours, theirs = np.divmod(np.arange(1 << 2 * _OCTET), 1 << _OCTET)
    syn, syn_ack = ours & _SYN > 0, theirs & (_SYN | _ACK) == _SYN | _ACK
    fin, their_fin = ours & _FIN > 0, theirs & _FIN > 0
    rst, their_rst = ours & _RST > 0, theirs & _RST > 0
    unclear = (rst & their_rst) | ((rst | their_rst) & fin & their_fin)
    cases = {
        "": ((syn | syn_ack) & unclear) | (ours | theirs == 0),
        "RSTO": syn & syn_ack & rst,
        "RSTR": syn & syn_ack & their_rst,
        "SF": syn & syn_ack & fin & their_fin,
        "S2": syn & syn_ack & fin,
        "S3": syn & syn_ack & their_fin,
        "S1": syn & syn_ack,
        "RSTOS0": syn & rst,
        "REJ": syn & their_rst,
        "SH": syn & fin,
        "S0": syn & (theirs == 0),
        "RSTRH": ~syn & syn_ack & their_rst,
        "SHR": ~syn & syn_ack & ~rst & their_fin,
    }
    places = [CONN_STATES.index(state) for state in cases]
    return np.select(list(cases.values()), places, CONN_STATES.index("OTH"))
