"""The records of version 5, which need no template (Cisco: NetFlow Version 5 Flow Record Format)."""

import numpy as np

from lamppost.observe.netflow.messages import V5_RECORD

V5 = np.dtype(
    {
        "names": [
            "src_ipv4", "dst_ipv4", "packets", "octets", "first_uptime_ms", "last_uptime_ms", "src_port", "dst_port",
            "flags", "proto",
        ],
        "formats": [">u4", ">u4", ">u4", ">u4", ">u4", ">u4", ">u2", ">u2", "u1", "u1"],
        "offsets": [0, 4, 16, 20, 24, 28, 32, 34, 37, 38],
        "itemsize": V5_RECORD,
    }
)  # fmt: skip
