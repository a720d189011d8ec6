"""What a reader of flow tables gives, row by row."""

import ipaddress

from lamppost.model.observations import NOT_TOLD
from lamppost.observe.flow_table import reader
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.outcome import observations_of


def read(path, content=None):
    """The evidence and what was gathered."""
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    form = reader.recognise(path.read_bytes()[: 1 << 16], path.name) or "flow table"
    gathering = Gathering()
    evidence = reader.read(path, 0, path.name, form, gathering)
    return evidence, gathering


def rows(evidence, gathering):
    """Summed connections as dictionaries without what is not told, in the order of their first rows."""
    seen = observations_of(gathering, [evidence])
    flows = seen.flows
    made = []
    for at in range(len(flows["proto"])):
        row = {name: int(column[at]) for name, column in flows.items()}
        for side in ("src", "dst"):
            high, low = row.pop(f"{side}_ip_high"), row.pop(f"{side}_ip_low")
            address = ipaddress.ip_address(high << 64 | low)
            row[side] = str(address.ipv4_mapped or address)
        row["server_name"] = None if row["server_name"] < 0 else seen.host_names[row["server_name"]]
        made.append({name: one for name, one in row.items() if one not in (NOT_TOLD, -1, None)})
    return made
